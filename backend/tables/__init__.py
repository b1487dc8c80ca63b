"""Files of rows, as people export them: where they lie, how they are written, their cells."""

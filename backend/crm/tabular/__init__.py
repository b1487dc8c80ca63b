"""Tables people export and import: files, encodings, headers, cells, rows."""

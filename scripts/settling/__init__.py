"""How two labellings of the gold set become one: comparison, figures, gold files."""

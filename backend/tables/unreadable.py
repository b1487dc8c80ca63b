"""What goes wrong with a file of rows."""


class Unreadable(Exception):
    """The file cannot be read (any further). The message names the file and, where there is one,
    the row; it is for the person who gave the file."""

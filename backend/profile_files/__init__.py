"""Profiles out of files instead of pages: a network's data archive, tables of people."""

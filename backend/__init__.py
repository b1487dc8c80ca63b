"""Sidenote's backend: reads captures, relates them to the CRM, answers with annotations."""

__version__ = "0.1.0"

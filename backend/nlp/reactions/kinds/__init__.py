"""The reaction kinds, one file each; a file put here is found by itself.

A kind file defines KIND (see reactions/kind.py). Its cue groups live in assets/reactions.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from backend.nlp.reactions.kind import Kind


@cache
def all_kinds() -> tuple[Kind, ...]:
    """Every kind; those that look at what the others found come last."""
    kinds = [import_module(f"{__name__}.{module.name}").KIND for module in iter_modules(__path__)]
    return tuple(sorted(kinds, key=lambda kind: (kind.rank, kind.value)))

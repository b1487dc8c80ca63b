"""Texts as vectors, behind one seam: a fast tier that is always there, a semantic one that may be.

`tiers` finds them, `lexical` and `semantic` are they, `cached` keeps vectors by text hash.
"""

from backend.nlp.embeddings.encoder import Encoder, Vectors
from backend.nlp.embeddings.tiers import FAST, SEMANTIC, Tier, encoder, missing

__all__ = ["FAST", "SEMANTIC", "Encoder", "Tier", "Vectors", "encoder", "missing"]

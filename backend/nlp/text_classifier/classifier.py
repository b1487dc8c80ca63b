"""The classifier: a linear model a label over n-grams, refined by meaning where vectors are given.

Labels are independent (a logistic probability each, several may hold) or exclusive (softmax).
The weights are calibrated: they were scaled on texts that training had not seen, so that the logit
is the log odds that the label holds.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from backend.nlp.text_classifier.contributions import Contribution, by_word
from backend.nlp.text_classifier.features import SHAPE, Vocabulary
from backend.nlp.tokens import Text

FORMAT = 1


@dataclass(frozen=True, eq=False)
class Meaning:
    """The second tier: logit = lexical x `lexical` + dense @ `weights` + `bias`.

    `weights` is dimensions x labels over the vectors as they come from `encoder`, whose name tells
    which dense features belong to the model.
    """

    encoder: str
    weights: NDArray[np.float32]
    lexical: NDArray[np.float32]
    bias: NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class TextClassifier:
    """A trained model; `weights` is columns of the vocabulary x labels.

    `offsets` is added to the logits before the decision alone (`predict`): it moves the threshold
    of a label to where F1 was best on unseen texts, and leaves the probabilities calibrated.
    `card` is what the model card's figures rest on: training files by sha256, date, settings.
    """

    labels: tuple[str, ...]
    exclusive: bool
    vocabulary: Vocabulary
    weights: NDArray[np.float32]
    bias: NDArray[np.float32]
    offsets: NDArray[np.float32]
    card: dict[str, Any]
    meaning: Meaning | None = None

    def logits(
        self, texts: Sequence[str | Text], dense: ArrayLike | None = None
    ) -> NDArray[np.float32]:
        """Texts x labels. `dense` is texts x dimensions from the model's encoder, or nothing.

        Raises ValueError where dense features do not fit the model.
        """
        if not len(texts):
            return np.zeros((0, len(self.labels)), np.float32)
        lexical = self.vocabulary.features(texts).times(self.weights) + self.bias
        if dense is None:
            return lexical
        if self.meaning is None:
            raise ValueError("this model was fitted without dense features")
        vectors = np.asarray(dense, np.float32)
        if vectors.shape != (len(texts), len(self.meaning.weights)):
            raise ValueError(f"dense features of shape {vectors.shape} for {len(texts)} texts")
        return lexical * self.meaning.lexical + vectors @ self.meaning.weights + self.meaning.bias

    def probabilities(
        self, texts: Sequence[str | Text], dense: ArrayLike | None = None
    ) -> NDArray[np.float32]:
        """Texts x labels, each 0..1; exclusive labels sum to 1."""
        return self._squashed(self.logits(texts, dense))

    def predict(
        self, texts: Sequence[str | Text], dense: ArrayLike | None = None
    ) -> list[tuple[str, ...]]:
        """The labels of each text: exactly one if they are exclusive, else any number."""
        moved = self.logits(texts, dense) + self.offsets
        if self.exclusive:
            return [(self.labels[best],) for best in moved.argmax(axis=1)]
        return [tuple(self.labels[at] for at in np.flatnonzero(row > 0)) for row in moved]

    def contributions(
        self, text: str | Text, label: str, dense: ArrayLike | None = None
    ) -> list[Contribution]:
        """What made the logit of `label`: a term a word, the shape, the meaning, the bias.

        The terms sum to the logit; largest first. Raises KeyError on a label the model lacks.
        """
        if label not in self.labels:
            raise KeyError(label)
        at = self.labels.index(label)
        scale = 1.0 if dense is None or self.meaning is None else float(self.meaning.lexical[at])
        weights = self.weights[:, at] * scale
        terms = by_word(text, self.vocabulary, weights)
        terms.append(Contribution("bias", None, 0, 0, float(self.bias[at]) * scale))
        if dense is not None and self.meaning is not None:
            part = np.asarray(dense, np.float32) @ self.meaning.weights[:, at]
            moved = float(part) + float(self.meaning.bias[at])
            terms.append(Contribution("meaning", None, 0, 0, moved))
        return sorted(terms, key=lambda term: -abs(term.value))

    def _squashed(self, logits: NDArray[np.float32]) -> NDArray[np.float32]:
        if not self.exclusive:
            return np.asarray(1 / (1 + np.exp(-np.clip(logits, -30, 30))), np.float32)
        raised = np.exp(logits - logits.max(axis=1, keepdims=True, initial=-1e30))
        return np.asarray(raised / raised.sum(axis=1, keepdims=True), np.float32)

    def save(self, path: Path) -> None:
        """Writes the model; weights are kept in sixteen bits."""
        blocks, known = self.vocabulary.stored()
        arrays: dict[str, Any] = {
            "weights": self.weights.astype(np.float16),
            "bias": self.bias.astype(np.float32),
            "offsets": self.offsets.astype(np.float32),
            **known,
        }
        head = {
            "format": FORMAT, "labels": self.labels, "exclusive": self.exclusive,
            "blocks": blocks, "shape": SHAPE, "card": self.card, "encoder": None,
        }  # fmt: skip
        if self.meaning is not None:
            head["encoder"] = self.meaning.encoder
            arrays["meaning"] = self.meaning.weights.astype(np.float16)
            arrays["meaning_lexical"] = self.meaning.lexical.astype(np.float32)
            arrays["meaning_bias"] = self.meaning.bias.astype(np.float32)
        arrays["head"] = np.array(json.dumps(head, sort_keys=True))
        path.parent.mkdir(parents=True, exist_ok=True)
        np.savez_compressed(path, **arrays)

    @classmethod
    def load(cls, path: Path) -> TextClassifier:
        """Reads a model. Raises ValueError where the file has another format or other features."""
        with np.load(path, allow_pickle=False) as arrays:
            head = json.loads(str(arrays["head"]))
            if head["format"] != FORMAT or tuple(head["shape"]) != SHAPE:
                raise ValueError(f"{path.name}: a model of another format")
            meaning = None
            if head["encoder"]:
                meaning = Meaning(
                    head["encoder"], arrays["meaning"].astype(np.float32),
                    arrays["meaning_lexical"], arrays["meaning_bias"],
                )  # fmt: skip
            return cls(
                labels=tuple(head["labels"]), exclusive=head["exclusive"],
                vocabulary=Vocabulary.restored(head["blocks"], arrays),
                weights=arrays["weights"].astype(np.float32),
                bias=arrays["bias"], offsets=arrays["offsets"], card=head["card"], meaning=meaning,
            )  # fmt: skip

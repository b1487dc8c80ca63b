"""The model of the reaction kinds: one logistic regression a kind over n-grams and traits.

Read from assets/models/reactions/model.npz (its card.md tells data and figures); numpy alone. The
semantic tier adds what the meaning of the post, and of the post it replies to, says: a second
linear model over the encoder's vectors, added with the weight `share`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from backend.nlp.assets_reading import ASSETS
from backend.nlp.text_classifier import Vocabulary
from backend.nlp.text_classifier.features import SHAPE, Spread
from backend.nlp.tokens import Text

FORMAT = 1
PATH = ASSETS / "models" / "reactions" / "model.npz"
Numbers = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Meaning:
    """`post` and `parent`: [dimensions, kinds] over vectors of `encoder` (its version); `offsets`
    replaces those of the fast tier."""

    encoder: str
    share: float
    post: Numbers
    parent: Numbers
    bias: Numbers
    offsets: Numbers


@dataclass(frozen=True, eq=False)
class Model:
    """`grams`: [columns of the vocabulary, kinds]; `traits`: name → weights [kinds]; `bias` and
    `offsets` [kinds]: with the offset added, a kind holds from logit 0 on."""

    kinds: tuple[str, ...]
    vocabulary: Vocabulary
    grams: Numbers
    traits: Mapping[str, Numbers]
    bias: Numbers
    offsets: Numbers
    meaning: Meaning | None
    card: dict[str, Any]

    def wording(self, texts: Sequence[Text]) -> list[tuple[Spread, Numbers]]:
        """For each text its n-grams with their places, and what each says for every kind
        [occurrences, kinds]; what is no n-gram (the shape) is left to the traits."""
        return [
            (spread, self.grams[spread.column] * spread.value[:, None])
            for spread in self.vocabulary.spreads(texts)
        ]

    def of_traits(self, found: Mapping[str, float]) -> dict[str, Numbers]:
        """Trait → what it says for every kind; traits that training never saw say nothing."""
        return {
            name: self.traits[name] * np.float32(value)
            for name, value in found.items()
            if name in self.traits
        }

    def save(self) -> None:
        """Writes it; weights of n-grams in eight bits with a scale a kind."""
        scale = np.maximum(np.abs(self.grams).max(axis=0), 1e-9) / 127
        blocks, known = self.vocabulary.stored()
        head: dict[str, Any] = {
            "format": FORMAT, "kinds": self.kinds, "traits": list(self.traits), "card": self.card,
            "blocks": blocks,
            "shape": SHAPE, "encoder": None,
        }  # fmt: skip
        arrays: dict[str, Any] = {
            "grams": np.round(self.grams / scale).astype(np.int8),
            "scale": scale.astype(np.float32),
            "traits": np.array(list(self.traits.values()), np.float32),
            "bias": self.bias.astype(np.float32),
            "offsets": self.offsets.astype(np.float32),
            **known,
        }
        if self.meaning is not None:
            head |= {"encoder": self.meaning.encoder, "share": self.meaning.share}
            arrays |= {
                "meaning_post": self.meaning.post.astype(np.float16),
                "meaning_parent": self.meaning.parent.astype(np.float16),
                "meaning_bias": self.meaning.bias.astype(np.float32),
                "meaning_offsets": self.meaning.offsets.astype(np.float32),
            }
        arrays["head"] = np.array(json.dumps(head, sort_keys=True))
        PATH.parent.mkdir(parents=True, exist_ok=True)
        np.savez_compressed(PATH, **arrays)


@cache
def model() -> Model:
    """The shipped model, read once. Raises ValueError where the file is of another format."""
    with np.load(PATH, allow_pickle=False) as arrays:
        head = json.loads(str(arrays["head"]))
        if head["format"] != FORMAT or tuple(head["shape"]) != SHAPE:
            raise ValueError(f"{PATH.name}: a model of another format")
        meaning = None
        if head["encoder"]:
            meaning = Meaning(
                encoder=head["encoder"], share=head["share"],
                post=arrays["meaning_post"].astype(np.float32),
                parent=arrays["meaning_parent"].astype(np.float32),
                bias=arrays["meaning_bias"], offsets=arrays["meaning_offsets"],
            )  # fmt: skip
        return Model(
            kinds=tuple(head["kinds"]), vocabulary=Vocabulary.restored(head["blocks"], arrays),
            grams=arrays["grams"].astype(np.float32) * arrays["scale"],
            traits=dict(zip(head["traits"], arrays["traits"], strict=True)),
            bias=arrays["bias"], offsets=arrays["offsets"], meaning=meaning, card=head["card"],
        )  # fmt: skip

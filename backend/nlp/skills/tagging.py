"""Finds the skills and the knowledge an English text asks for or claims.

The potentials of the linear part and of the convolutional part are added, the best sequence of
labels is decoded for each layer (skills: what one does; knowledge: what one knows of), and every
span gets the probability the same chain gives it, with the arithmetic behind it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from backend.nlp.arithmetic import LOGISTIC, combine, term
from backend.nlp.assets_reading import ASSETS
from backend.nlp.skills.convolution import Convolution
from backend.nlp.skills.dense_features import stream
from backend.nlp.skills.label_chain import Chain, Floats, O, best_labels, spans_of
from backend.nlp.skills.linear_part import GROUPS, LinearPart
from backend.nlp.skills.sparse_features import all_features
from backend.schemas.finding import Arithmetic

Layer = Literal["skill", "knowledge"]
LAYERS: tuple[Layer, Layer] = ("skill", "knowledge")
VERSION = "skill-spans 1"
MODEL = ASSETS / "models" / "skill_spans" / "model.npz"
LONGEST_SENTENCE = 400
"""Tokens of one sentence that are judged; what lies beyond is in no span (bounded time)."""
MOST_TOKENS = 50_000
"""Tokens of one text that are judged."""
_BATCH = 64


@dataclass(frozen=True, slots=True)
class Span:
    """Tokens `first`..`last` of sentence `sentence` name a skill or a piece of knowledge.

    `score` is the probability of exactly this span; `arithmetic` gives it back.
    """

    layer: Layer
    sentence: int
    first: int
    last: int
    score: float
    arithmetic: Arithmetic


class SpanTagger:
    """`mix` weighs the linear and the convolutional part, `order` (2, 3, 3) and `start` (2, 3) are
    the chain's, already weighed; several convolutions are averaged. `temperature` divides the
    potentials when probabilities are computed, so that they are calibrated."""

    def __init__(
        self,
        linear: LinearPart,
        convolutions: Sequence[Convolution],
        mix: tuple[float, float],
        order: Floats,
        start: Floats,
        offset: Floats,
        temperature: Floats,
    ) -> None:
        self._linear, self._convolutions, self._mix = linear, convolutions, mix
        self._offset = offset
        own = sum(one.order for one in convolutions) / max(1, len(convolutions))
        self._order, self._start = mix[0] * order + mix[1] * own, mix[0] * start
        self._temperature = temperature

    def tag(self, sentences: Sequence[Sequence[str]]) -> list[list[Span]]:
        """The spans of each sentence in their order, skills first where both begin together.

        `sentences` are the tokens of one text, in order. Deterministic and linear in the text.
        """
        kept = _bounded(sentences)
        groups = [self._linear.potentials(tokens) * self._mix[0] for tokens in kept]
        around = self._around(kept)
        parts = [
            np.concatenate([group, own[None], np.broadcast_to(self._offset, (1, len(own), 6))])
            for group, own in zip(groups, around, strict=True)
        ]
        found: list[list[Span]] = [[] for _ in sentences]
        by_length = sorted(
            (index for index, tokens in enumerate(kept) if tokens), key=lambda i: len(kept[i])
        )
        for begin in range(0, len(by_length), _BATCH):
            batch = by_length[begin : begin + _BATCH]
            for place, layer in enumerate(LAYERS):
                self._decode([parts[i] for i in batch], batch, place, layer, found)
        for spans in found:
            spans.sort(key=lambda span: (span.first, span.layer != "skill", span.last))
        return found

    def features(self, tokens: Sequence[str], span: Span, most: int = 8) -> list[tuple[str, float]]:
        """The named features that weigh most for or against a span in the linear part."""
        column = 3 * LAYERS.index(span.layer)
        named = all_features(tokens[:LONGEST_SENTENCE])
        totals: dict[str, float] = {}
        for index in range(span.first, span.last + 1):
            label = 1 if index == span.first else 2
            for name in named[index]:
                weight = self._linear.weight(name)
                value = float(weight[column + label] - weight[column]) * self._mix[0]
                if value:
                    totals[name] = totals.get(name, 0.0) + value
        return sorted(totals.items(), key=lambda item: (-abs(item[1]), item[0]))[:most]

    def _around(self, sentences: Sequence[Sequence[str]]) -> list[NDArray[np.float64]]:
        """What the convolutional part says of each sentence, (n, 6) each, weighed."""
        ids, numbers, tokens_at = stream(sentences)
        total = np.zeros((int((tokens_at >= 0).sum()), 6))
        for convolution in self._convolutions:
            total += convolution.potentials(ids, numbers)[tokens_at >= 0]
        total *= self._mix[1] / max(1, len(self._convolutions))
        ends = np.cumsum([len(tokens) for tokens in sentences])
        return np.split(total, ends[:-1]) if len(ends) else []

    def _decode(
        self,
        parts: list[Floats],
        batch: list[int],
        place: int,
        layer: Layer,
        found: list[list[Span]],
    ) -> None:
        lengths = np.array([part.shape[1] for part in parts])
        potentials = np.zeros((len(parts), int(lengths.max()), 3))
        own = slice(3 * place, 3 * place + 3)
        for row, part in enumerate(parts):
            potentials[row, : lengths[row]] = part[:, :, own].sum(axis=0)
        order, start = self._order[place], self._start[place]
        labels = best_labels(potentials, lengths, order, start)
        heat = self._temperature[place]
        chain = None
        for row, sentence in enumerate(batch):
            for first, last in spans_of(labels[row]):
                if chain is None:
                    chain = Chain(potentials / heat, lengths, order / heat, start / heat)
                probability = chain.span(row, first, last)
                arithmetic = _arithmetic(parts[row][:, :, own] / heat, first, last, probability)
                score = arithmetic.result or 0.0
                found[sentence].append(Span(layer, sentence, first, last, score, arithmetic))


def _bounded(sentences: Sequence[Sequence[str]]) -> list[list[str]]:
    left = MOST_TOKENS
    kept = []
    for tokens in sentences:
        part = list(tokens[: min(LONGEST_SENTENCE, left)])
        left -= len(part)
        kept.append(part)
    return kept


_TERMS = (*GROUPS, "surroundings (network)", "offset")


def _arithmetic(parts: Floats, first: int, last: int, probability: float) -> Arithmetic:
    """The log-odds of the span as a sum: what each part says for B and I against O at its tokens,
    then how other readings and the order of labels change that."""
    bounded = min(max(probability, 1e-6), 1 - 1e-6)
    gains = parts[:, first, 1] - parts[:, first, O]
    if last > first:
        inside = parts[:, first + 1 : last + 1]
        gains = gains + (inside[:, :, 2] - inside[:, :, O]).sum(axis=1)
    terms = [term(name, float(gain)) for name, gain in zip(_TERMS, gains, strict=True)]
    odds = float(np.log(bounded / (1 - bounded)))
    rest = odds - sum(one.value for one in terms)
    terms.append(term("order of labels and other readings", rest))
    return combine(LOGISTIC, terms)


def tagger_of(arrays: Mapping[str, NDArray[Any]]) -> SpanTagger:
    """The tagger of a model file's arrays."""
    linear = LinearPart(
        arrays["linear_keys"], arrays["linear_codes"], arrays["linear_scale"], arrays["linear_bias"]
    )
    convolutions = [
        Convolution(
            {name.removeprefix(head): array for name, array in arrays.items()
             if name.startswith(head)}
        )
        for head in (f"net{index}." for index in range(int(arrays["networks"])))
    ]  # fmt: skip
    mix = arrays["mix"].tolist()
    return SpanTagger(
        linear,
        convolutions,
        (mix[0], mix[1]),
        arrays["order"].astype(np.float64),
        arrays["start"].astype(np.float64),
        arrays["offset"].astype(np.float64),
        arrays["temperature"].astype(np.float64),
    )


@cache
def tagger() -> SpanTagger:
    """The shipped tagger. Raises FileNotFoundError where the model is not installed."""
    with np.load(MODEL, allow_pickle=False) as data:
        return tagger_of({name: data[name] for name in data.files})


def tag(sentences: Sequence[Sequence[str]]) -> list[list[Span]]:
    """The spans of one text's sentences by the shipped model; see SpanTagger.tag."""
    return tagger().tag(sentences)

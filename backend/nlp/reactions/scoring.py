"""What a post's words, traits and meaning say for each kind, and the finding made of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from backend.nlp import arithmetic
from backend.nlp.embeddings import FAST, SEMANTIC
from backend.nlp.reactions.kinds import KINDS
from backend.nlp.reactions.model import Model, Numbers
from backend.nlp.reactions.thread import named_place
from backend.nlp.reactions.traits import cues_of, traits
from backend.nlp.reactions.view import View
from backend.nlp.text_classifier.features import Spread
from backend.nlp.tokens import short_quote
from backend.schemas.finding import Evidence, Finding, Term

MADE_BY = "reactions/2"
HOLDS = 0.5
MOST_QUOTES = 2
MOST_WORDS, MOST_TRAITS = 6, 8
"""Terms that are named; the rest is added up under one name."""
_FAINT = 0.1
_MEANT = {
    "opens the discussion": {"answer": -6.0, "agreement": -6.0, "disagreement": -6.0},
    "wording: half": {"agreement": 2.0, "disagreement": 3.0},
    "answers a root that asks": {"answer": 0.6},
}
"""What follows from the meaning of the kinds, set by hand and added to what was learnt: who opens
a discussion answers nobody (the model learns from replies alone), half agreement is both, a reply
to a root that asks is an answer in case of doubt."""


@dataclass(frozen=True, eq=False)
class Weighed:
    """A post with what speaks for each kind; `meaning` is the part of the semantic tier."""

    view: View
    model: Model
    spread: Spread
    wording: Numbers
    traits: Mapping[str, Numbers]
    meaning: Mapping[str, Numbers]

    @cached_property
    def tokens_touched(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """For every n-gram the first token it touches, and how many."""
        text = self.view.own
        first = np.searchsorted(np.array(text.ends), self.spread.start, side="right")
        last = np.searchsorted(np.array(text.starts), self.spread.end, side="left")
        return first, np.maximum(last - first, 1)

    @property
    def base(self) -> tuple[Numbers, Numbers]:
        """Bias and threshold of the kinds in the tier that was used."""
        refined = self.model.meaning if self.meaning else None
        if refined is None:
            return self.model.bias, self.model.offsets
        return self.model.bias + refined.share * refined.bias, refined.offsets

    def logits(self) -> Numbers:
        """Per kind; it holds from 0 on."""
        bias, offsets = self.base
        total = bias + offsets + self.wording.sum(axis=0)
        for part in (*self.traits.values(), *self.meaning.values()):
            total = total + part
        return np.asarray(total, np.float32)

    def words(self, kind: int) -> NDArray[np.float64]:
        """What each token of the text says for the kind: an n-gram's part is shared by the tokens
        it touches."""
        count = len(self.view.own)
        first, touched = self.tokens_touched
        values = self.wording[:, kind] / touched
        sums = np.bincount(first, values, count + 2) - np.bincount(
            first + touched, values, count + 2
        )
        return np.asarray(np.cumsum(sums)[:count])


def weigh(
    views: Mapping[str, View], model: Model, meanings: Mapping[str, Mapping[str, Numbers]]
) -> Iterator[tuple[str, Weighed]]:
    """Reads posts with the model; `meanings` by post id, where there are any."""
    if not views:
        return
    wordings = model.wording([view.own for view in views.values()])
    for (post_id, view), (spread, wording) in zip(views.items(), wordings, strict=True):
        found = _of_traits(view, model)
        yield post_id, Weighed(view, model, spread, wording, found, meanings.get(post_id, {}))


def _of_traits(view: View, model: Model) -> dict[str, Numbers]:
    """What the traits of a post say, with what is meant by the kinds."""
    seen = traits(view)
    found = model.of_traits(seen)
    for name, kinds in _MEANT.items():
        if name in seen:
            meant = np.array([seen[name] * kinds.get(kind, 0.0) for kind in model.kinds])
            found[name] = np.asarray(found.get(name, 0.0) + meant, np.float32)
    return found


def finding(weighed: Weighed, kind: str, reason: str | None = None) -> Finding:
    """The finding: what was added up, and the sentences that speak for it. With a `reason` the
    score is withheld: the kind is only the likeliest."""
    number = weighed.model.kinds.index(kind)
    words = weighed.words(number)
    terms = [term for term in _terms(weighed, number, words) if term.value]
    made = arithmetic.nothing(*terms) if reason else arithmetic.combine(arithmetic.LOGISTIC, terms)
    return Finding(
        kind="reaction", value=kind, label=KINDS[kind], score=made.result, reason=reason,
        evidence=_evidence(weighed, number, words), arithmetic=made,
        made_by=f"{MADE_BY} {SEMANTIC if weighed.meaning else FAST}",
    )  # fmt: skip


def _terms(weighed: Weighed, kind: int, words: NDArray[np.float64]) -> Iterator[Term]:
    bias, offsets = weighed.base
    yield arithmetic.term("prior", float(bias[kind]), "how rare the kind is")
    named = 0.0
    for at in np.argsort(-np.abs(words), kind="stable")[:MOST_WORDS]:
        if abs(words[at]) < _FAINT:
            break
        term = arithmetic.term("wording", float(words[at]), f"“{weighed.view.own.quote(at, at)}”")
        named += term.value
        yield term
    rest = float(weighed.wording[:, kind].sum()) - named
    yield arithmetic.term("other wording", rest, f"{weighed.view.words} words in all")
    yield from _trait_terms(weighed, kind)
    for name, values in weighed.meaning.items():
        yield arithmetic.term(name, float(values[kind]))
    yield arithmetic.term("threshold", float(offsets[kind]), "where F1 was best")


def _trait_terms(weighed: Weighed, kind: int) -> Iterator[Term]:
    values = {name: float(part[kind]) for name, part in weighed.traits.items()}
    ordered = sorted(values, key=lambda name: -abs(values[name]))
    named = [name for name in ordered[:MOST_TRAITS] if abs(values[name]) >= _FAINT]
    for name in named:
        cues = cues_of(weighed.view, name)
        said = dict.fromkeys(weighed.view.text.quote(c.first, c.last)[:80] for c in cues[:2])
        note = ", ".join(f"“{words}”" for words in said) or None
        yield arithmetic.term(name, values.pop(name), note)
    yield arithmetic.term("other traits", sum(values.values()), f"{len(values)} of them")


def _evidence(weighed: Weighed, kind: int, words: NDArray[np.float64]) -> list[Evidence]:
    """The sentences that speak most for the kind."""
    view = weighed.view
    speaking = [_of_sentence(words, view, number) for number in range(len(view.sentences))]
    for name, values in weighed.traits.items():
        if values[kind] > 0:
            for cue in cues_of(view, name)[:2]:
                speaking[cue.sentence] += float(values[kind])
    order = sorted(range(len(speaking)), key=lambda number: -speaking[number])
    chosen = [n for n in order[:MOST_QUOTES] if speaking[n] > 0.5 * speaking[order[0]]] or order[:1]
    quotes = dict.fromkeys(_quote(view, number) for number in chosen)
    source, where = named_place(view.place.post)
    return [Evidence(source=source, quote=quote, where=where) for quote in quotes if quote]


def _of_sentence(words: NDArray[np.float64], view: View, number: int) -> float:
    if view.own is not view.text:
        start = view.text.starts[view.sentences[number][0]]
        end = view.text.ends[view.sentences[number][1]]
        inside = [
            value
            for value, at in zip(words, view.own.starts, strict=True)
            if start <= at < end and value > 0
        ]
        return float(sum(inside))
    first, last = view.sentences[number]
    return float(np.clip(words[first : last + 1], 0, None).sum())


def _quote(view: View, number: int) -> str:
    return short_quote(view.text, *view.sentences[number]) or view.text.source[:240].strip()

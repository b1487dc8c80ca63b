"""Named products and companies in posts, and whether their author likes them.

Candidates are words in capitals; a logistic regression over their form and neighbours
(assets/models/reactions/mentions.npz) says which are names of products or companies. What stands in
the headline of somebody in the thread and is no common word, and what the workspace sells or
competes with (`names`), speaks for a name. Names of the people in the thread are none. A name found
in one post is found in the others in any case and with an ending.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np

from backend.nlp import arithmetic
from backend.nlp.assets_reading import ASSETS
from backend.nlp.reactions.attitude import ATTITUDE_MADE_BY, attitude_to
from backend.nlp.reactions.thread import named_place
from backend.nlp.reactions.view import View
from backend.nlp.tokens import Text, fold, short_quote
from backend.schemas.finding import Evidence, Finding, Term

PATH = ASSETS / "models" / "reactions" / "mentions.npz"
COMPANY, PRODUCT = "company", "product"
_LONGEST = 4
"""Words of a name."""
_NAME_STEM = 4
_FAINT = 0.2
_OF_A_HEADLINE, _OF_THE_WORKSPACE = 2.0, 6.0
_LONGEST_ENDING = 5
_SHORTEST_STEM = 5
_AT_A_FIRM = frozenset(
    ["at", "by", "bei", "von", "u", "od", "firma", "firmy", "firma", "chez", "hos"]
)


@dataclass(frozen=True, eq=False)
class NameModel:
    """`weights`: feature → logit; `known`: hashes of words that are no names; a word is part of a
    name from logit 0 on, `bias` included."""

    weights: Mapping[str, float]
    bias: float
    known: frozenset[int]


@dataclass(frozen=True, slots=True)
class Mention:
    """A name in a post: `attitude` like, dislike or neutral; `finding` has quote and arithmetic."""

    surface: str
    entity_kind: str
    attitude: str
    finding: Finding


@cache
def name_model() -> NameModel:
    """The shipped model, read once."""
    with np.load(PATH, allow_pickle=False) as arrays:
        names = json.loads(str(arrays["features"]))
        weights = arrays["weights"].astype(float).tolist()
        return NameModel(
            dict(zip(names, weights, strict=True)),
            float(arrays["bias"]),
            frozenset(arrays["known"].tolist()),
        )


def word_hash(norm: str) -> int:
    """How a known word is stored."""
    return zlib.crc32(norm.encode("utf-8", "surrogatepass"))


def candidates(text: Text) -> Iterator[int]:
    """Tokens that could be part of a name: those with a capital letter."""
    for at, kind in enumerate(text.kinds):
        if (
            kind == "word"
            and text.source[text.starts[at] : text.ends[at]].lower()
            != (text.source[text.starts[at] : text.ends[at]])
        ):
            yield at


def features(view: View, at: int, is_known: bool) -> list[str]:
    """What tells a name: form, place in the sentence, neighbours."""
    text = view.own
    word, norms = text.quote(at, at), text.norms
    before = at - 1 if at and text.kinds[at - 1] != "end" else None
    after = at + 1 if at + 1 < len(text) and text.kinds[at + 1] != "end" else None
    first = before is None or not any(k == "word" for k in _of_sentence(text, at))
    german = view.language == "de"
    found = ["known" if is_known else "new", f"first={first}", f"{is_known} {first} {german}"]
    if word.isupper():
        found.append(f"capitals {min(len(word), 5)}")
    elif any(sign.isupper() for sign in word[1:]):
        found.append("capital inside")
    if any(sign.isdigit() for sign in word):
        found.append("digit inside")
    found.append(f"before={norms[before] if before is not None else ''}")
    found.append(f"after={norms[after] if after is not None else ''}")
    for name, place in (("before", before), ("after", after)):
        if place is not None and text.kinds[place] == "number":
            found.append(f"{name} a number")
        elif place is not None and text.quote(place, place)[:1].isupper():
            found.append(f"{name} a capital {first}")
    padded = f" {norms[at]} "
    found += [padded[i : i + 3] for i in range(len(padded) - 2)]
    return found


def _of_sentence(text: Text, at: int) -> Iterator[str]:
    """The kinds of the tokens before it in its sentence."""
    for before in range(at - 1, max(-1, at - 40), -1):
        if text.kinds[before] == "end":
            return
        yield text.kinds[before]


def people_in(views: Mapping[str, View]) -> frozenset[str]:
    """Beginnings of the names of those who write in the thread."""
    return frozenset(
        fold(part)[:_NAME_STEM]
        for view in views.values()
        for part in (view.place.post.author.name or "").split()
        if len(part) >= _NAME_STEM
    )


def headline_names(views: Mapping[str, View]) -> frozenset[str]:
    """Words in capitals of the headlines in the thread that are no common words."""
    known = name_model().known
    found = set()
    for headline in {view.place.post.author.headline or "" for view in views.values()}:
        text = Text(headline)
        found |= {text.norms[at] for at in candidates(text) if at}
    return frozenset(n for n in found if len(n) > 3 and word_hash(n) not in known)


def names_in(
    view: View, people: frozenset[str], headlines: frozenset[str], names: frozenset[str]
) -> list[tuple[int, int, list[Term]]]:
    """Names as token ranges, with the terms of the surest word. All sets are of folded words."""
    model, text = name_model(), view.own
    logits: dict[int, list[Term]] = {}
    for at in candidates(text):
        if text.norms[at][:_NAME_STEM] in people and len(text.norms[at]) >= _NAME_STEM:
            continue
        if at and text.source[text.starts[at] - 1] == "@":
            continue
        read = features(view, at, word_hash(text.norms[at]) in model.known)
        terms = [arithmetic.term("prior", model.bias, "few words are names")]
        terms += [
            arithmetic.term(f"form: “{one}”", model.weights[one])
            for one in read
            if one in model.weights
        ]
        if text.norms[at] in names:
            terms.append(arithmetic.term("a name the workspace knows", _OF_THE_WORKSPACE))
        elif text.norms[at] in headlines:
            terms.append(arithmetic.term("in a headline of the thread", _OF_A_HEADLINE))
        if sum(term.value for term in terms) >= 0:
            logits[at] = terms
    return _joined(text, logits)


def _joined(text: Text, found: Mapping[int, list[Term]]) -> list[tuple[int, int, list[Term]]]:
    """Neighbouring words are one name, a number behind belongs to it."""
    spans: list[tuple[int, int, list[Term]]] = []
    for at, terms in found.items():
        if spans and spans[-1][1] == at - 1 and at - spans[-1][0] < _LONGEST:
            first, _, best = spans.pop()
            surest = max(best, terms, key=lambda one: sum(term.value for term in one))
            spans.append((first, at, surest))
        else:
            spans.append((at, at, terms))
    return [(a, b + int(_number_behind(text, b)), terms) for a, b, terms in spans]


def _number_behind(text: Text, at: int) -> bool:
    return (
        at + 1 < len(text)
        and text.kinds[at + 1] == "number"
        and text.starts[at + 1] - text.ends[at] == 1
        and text.ends[at + 1] - text.starts[at + 1] <= 4
    )


def find_mentions(
    views: Mapping[str, View],
    reactions: Mapping[str, list[Finding]],
    names: Iterable[str] = (),
) -> dict[str, list[Mention]]:
    """Post id → the products and companies it names, each once. `names`: what the workspace sells
    and competes with."""
    people, headlines = people_in(views), headline_names(views)
    known = name_model().known
    of_workspace = frozenset(
        norm
        for name in names
        for norm, kind in zip(Text(name).norms, Text(name).kinds, strict=True)
        if kind == "word" and word_hash(norm) not in known
    )
    found = {
        post_id: names_in(view, people, headlines, of_workspace) for post_id, view in views.items()
    }
    everywhere: dict[tuple[str, ...], list[Term]] = {}
    for post_id, spans in found.items():
        for first, last, terms in spans:
            everywhere.setdefault(tuple(views[post_id].own.norms[first : last + 1]), terms)
    return {
        post_id: list(_of_post(view, _again(view, found[post_id], everywhere), reactions[post_id]))
        for post_id, view in views.items()
    }


def _again(
    view: View,
    spans: list[tuple[int, int, list[Term]]],
    everywhere: Mapping[tuple[str, ...], list[Term]],
) -> list[tuple[int, int, list[Term]]]:
    """The spans and the names of other posts that stand here in another case."""
    norms = view.own.norms
    taken = {at for first, last, _ in spans for at in range(first, last + 1)}
    by_first = {name[0]: (name, terms) for name, terms in everywhere.items() if len(name[0]) > 4}
    more = []
    for at, norm in enumerate(norms):
        name, terms = by_first.get(norm) or _stem(norm, by_first)
        if name and at not in taken and tuple(norms[at + 1 : at + len(name)]) == name[1:]:
            more.append((at, at + len(name) - 1, terms))
    return sorted([*spans, *more], key=lambda span: span[0])


def _stem(
    norm: str, names: Mapping[str, tuple[tuple[str, ...], list[Term]]]
) -> tuple[tuple[str, ...], list[Term]]:
    """The name of one word that the word is, but for an ending."""
    for length in range(len(norm) - 1, max(_SHORTEST_STEM, len(norm) - _LONGEST_ENDING) - 1, -1):
        found = names.get(norm[:length])
        if found and len(found[0]) == 1:
            return found
    return (), []


def _of_post(
    view: View, spans: list[tuple[int, int, list[Term]]], reactions: list[Finding]
) -> Iterator[Mention]:
    said: set[str] = set()
    for first, last, terms in spans:
        surface = view.own.quote(first, last)
        key = " ".join(view.own.norms[first : last + 1])
        if key in said:
            continue
        said.add(key)
        attitude, why = attitude_to(view, view.own.starts[first], reactions)
        before = view.own.norms[first - 1] if first else ""
        is_firm = before in _AT_A_FIRM and view.own.kinds[last] != "number"
        kind = COMPANY if is_firm else PRODUCT
        strongest = sorted(terms[1:], key=lambda term: -abs(term.value))
        shown = [one for one in strongest if abs(one.value) >= _FAINT][:8]
        rest = sum(term.value for term in terms[1:]) - sum(term.value for term in shown)
        made = arithmetic.combine(
            arithmetic.LOGISTIC, [terms[0], *shown, arithmetic.term("other traits of form", rest)]
        )
        source, where = named_place(view.place.post)
        evidence = [Evidence(source=source, quote=_sentence(view, first), where=where)]
        finding = Finding(
            kind="mention", value=surface, label=f"{surface}: {attitude} ({why})",
            score=made.result, evidence=evidence, arithmetic=made, made_by=ATTITUDE_MADE_BY,
        )  # fmt: skip
        yield Mention(surface, kind, attitude, finding)


def _sentence(view: View, at: int) -> str:
    start = view.own.starts[at]
    for first, last in view.sentences:
        if view.text.starts[first] <= start < view.text.ends[last]:
            quote = short_quote(view.text, first, last)
            return quote if quote else view.own.quote(at, at)
    return view.own.quote(at, at)

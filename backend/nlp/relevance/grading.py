"""The grade and the weight of an author on a topic.

Grades as in the label guide: 2 own work on the core topic, 1 adjacent (an aspect of it, the wider
field, sold or long ago), 0 an informative profile with nothing of the kind, "unknown" otherwise.
The score is the probability of grade 2; its terms are log-odds and add up (arithmetic.LOGISTIC).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from backend.nlp import arithmetic
from backend.nlp.embeddings import FAST, SEMANTIC, Tier, encoder
from backend.nlp.relevance.matches import Match, find_matches, quotes
from backend.nlp.relevance.signals import Signal, read_signals
from backend.nlp.relevance.texts import FEWEST_WORDS, AuthorTexts, Opening
from backend.nlp.relevance.weights import Weights, weights
from backend.schemas.finding import Evidence, Finding, Term

VERSION = "relevance/3"
NAMES = {
    "nearest": "fields near the topic",
    "words": "words in common",
    "work": "meaning of the work told of",
    "skills": "meaning of the skills",
}
GENERAL = frozenset({"management", "project-management"})
"""Fields that say nothing of what somebody's work is about when they are all that is known."""


def relevance(
    topics: Sequence[Finding],
    areas: Sequence[Finding],
    traces: Sequence[Finding] = (),
    *,
    informative: bool,
    about: Sequence[Evidence] = (),
    author: AuthorTexts | None = None,
    opening: Opening | None = None,
    tier: Tier = FAST,
) -> Finding:
    """The relevance of an author to a discussion.

    `topics` of the discussion, `areas` and `traces` of the author's expertise; `informative`:
    enough is known of the person to say that something is not there; `about`: evidence of what
    they do instead, for a "0". `author` and `opening` are the texts themselves: without them only
    named fields count. `tier` "semantic" reads their meaning as well; where it is missing, the fast
    one answers, and `made_by` names the one that did.
    """
    if not topics and not (opening is not None and opening.says_something):
        return _unknown("the topic of the discussion was not recognised", FAST)
    informative = informative and not _is_general([*areas, *traces], author)
    if not informative and (not [*areas, *traces] or _is_general([*areas, *traces], author)):
        return _unknown("too little is known of the author's own work", FAST)
    meaning = encoder(SEMANTIC) if tier == SEMANTIC and author and opening else None
    made_by: Tier = FAST if meaning is None else SEMANTIC
    matches = find_matches(topics, areas, traces)
    signals = read_signals(matches, author, opening, meaning)
    weighed = weights(made_by, is_headline=author is not None and author.is_headline)
    return _graded(matches, signals, weighed, made_by, about, informative, areas, traces)


def _graded(
    matches: Sequence[Match], signals: Mapping[str, Signal], weighed: Weights, tier: Tier,
    about: Sequence[Evidence], informative: bool, areas: Sequence[Finding],
    traces: Sequence[Finding],
) -> Finding:  # fmt: skip
    terms = _terms(signals, weighed)
    made = arithmetic.combine(arithmetic.LOGISTIC, terms)
    log_odds = math.fsum(one.value for one in terms)
    grade = "2" if log_odds >= 0 else "1" if log_odds + weighed.adjacent >= 0 else "0"
    if grade == "0" and not informative:
        return _unknown("the little that is known of the author is far from the topic", tier, terms)
    evidence = _evidence(matches, signals, [*areas, *traces], about)
    if not evidence:
        return _unknown("too little is known of the author's own work", tier, terms)
    return Finding(
        kind="relevance", value=grade, label=_label(grade), score=made.result,
        evidence=evidence, arithmetic=made, made_by=_made_by(tier),
    )  # fmt: skip


def _terms(signals: Mapping[str, Signal], weighed: Weights) -> list[Term]:
    """The log-odds each signal adds; both numbers on fields are one term."""
    terms = [arithmetic.term("before anything is known of the author", weighed.base)]
    fields = sum(
        weighed.signals.get(name, 0.0) * signals[name].value for name in ("fields", "nearest")
    )
    terms.append(arithmetic.term(NAMES["nearest"], fields, signals["nearest"].note))
    for name in weighed.signals:
        if name in signals and name in NAMES and name != "nearest":
            value = weighed.signals[name] * signals[name].value
            terms.append(arithmetic.term(NAMES[name], value, signals[name].note))
    return terms


def _evidence(
    matches: Sequence[Match], signals: Mapping[str, Signal], known: Sequence[Finding],
    about: Sequence[Evidence],
) -> list[Evidence]:  # fmt: skip
    """The words for the matches and for what was read; without either, what the author does."""
    found = quotes(matches)
    read = [(one.value, one.passage) for one in signals.values() if one.passage and one.value > 0]
    for _, passage in sorted(read, key=lambda pair: -pair[0])[:2]:
        found += [
            Evidence(source=passage.source, where=where, quote=words)
            for where, words in passage.quotes
        ]
    instead = [one for finding in known[:3] for one in finding.evidence[:1]]
    return _distinct(found) or _distinct([*instead, *about])[:3]


def _distinct(evidence: Sequence[Evidence]) -> list[Evidence]:
    """Each quote of a place once."""
    found: dict[tuple[str, str], Evidence] = {}
    for one in evidence:
        found.setdefault((one.where, one.quote), one)
    return list(found.values())


def _is_general(known: Sequence[Finding], author: AuthorTexts | None) -> bool:
    """Whether all that is known is a title such as "CEO"."""
    is_bare = author is not None and author.words < FEWEST_WORDS
    return is_bare and bool(known) and all(one.value in GENERAL for one in known)


def _label(grade: str) -> str:
    return {"2": "own work on the topic", "1": "adjacent to the topic", "0": "another field"}[grade]


def _made_by(tier: Tier) -> str:
    return f"{VERSION} {tier}"


def _unknown(reason: str, tier: Tier, terms: Sequence[Term] = ()) -> Finding:
    return Finding(
        kind="relevance", value="unknown", label="unknown", reason=reason,
        arithmetic=arithmetic.nothing(*terms), made_by=_made_by(tier),
    )  # fmt: skip

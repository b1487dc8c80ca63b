"""What a discussion and its posts are about: the concepts they name, heaviest first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from backend.nlp import arithmetic
from backend.nlp.concepts import concepts, is_within, label, neighbourhood
from backend.nlp.gazetteer import Mention, mentions
from backend.nlp.reactions.thread import is_root, named_place
from backend.nlp.tokens import Text, sentence_around, short_quote
from backend.schemas.capture import Discussion
from backend.schemas.finding import Evidence, Finding, Source, Term

VERSION = "topics/1"

TITLE, ROOT, THREAD = 3.0, 1.2, 0.15
"""What a mention weighs: in the title, in the root post, in a comment."""
ROOT_CAP, THREAD_CAP = 3, 8
"""Mentions in the root and comments that count: saying it often does not make it the topic."""
SECTOR_FACTOR = 0.4
"""A whole sector ("energy") says less than a field when a field of it is named as well."""
MAX_TOPICS, MAX_POST_TOPICS = 6, 3
COMMON, COMMON_CAP, FEWEST_FIELDS = 0.4, 3.0, 3
"""A field that three or more of the named ones belong to or touch is what they have in common: it
gets this share of their weight, up to the cap."""
FEWEST = 0.12
"""Score below which a concept was merely mentioned."""


@dataclass
class _Found:
    """Where one concept was named."""

    title: int = 0
    root: int = 0
    comments: set[str] = field(default_factory=set)
    evidence: list[Evidence] = field(default_factory=list)


def discussion_topics(
    discussion: Discussion, texts: Mapping[str, Text], languages: Mapping[str, str | None]
) -> tuple[list[Finding], dict[str, list[Finding]]]:
    """Topics of the discussion, and of each post by its id.

    The title and the root (the first post, or the article) lead, the thread follows. `texts` and
    `languages` are by post id.
    Nothing named: an empty list, which makes relevance "unknown".
    """
    found: dict[str, _Found] = {}
    by_post: dict[str, list[Finding]] = {}
    root_id = discussion.posts[0].id if is_root(discussion.posts[0]) else None
    language = languages.get(root_id or "", None)
    if discussion.title:
        title = Text(discussion.title)
        for mention in mentions(title, language):
            one = found.setdefault(mention.concept, _Found())
            one.title += 1
            _note(one, "title", "title", title, mention.first, mention.last)
    for post in discussion.posts:
        text = texts[post.id]
        named = mentions(text, languages.get(post.id))
        source, where = named_place(post)
        by_post[post.id] = _post_topics(named, source, where, text)
        for mention in named:
            one = found.setdefault(mention.concept, _Found())
            if post.id == root_id:
                one.root += 1
            else:
                one.comments.add(post.id)
            if len(one.evidence) < 3:
                _note(one, source, where, text, mention.first, mention.last)
    return _ranked(found), by_post


def _note(one: _Found, source: Source, where: str, text: Text, first: int, last: int) -> None:
    start, end = (0, len(text) - 1) if source == "title" else sentence_around(text, first, 12)
    quote = short_quote(text, start, max(end, last))
    one.evidence.append(Evidence(source=source, where=where, quote=quote))


def _ranked(found: dict[str, _Found]) -> list[Finding]:
    findings = []
    common = _common_ground(found)
    for concept in common:
        found.setdefault(concept, _Found())
    for concept, one in found.items():
        terms = _terms(concept, one, found)
        if concept in common:
            fields, weight = common[concept]
            named = ", ".join(label(field) for field in fields)[:200]
            terms.append(arithmetic.term("fields of it that are named", weight, named))
            if not one.evidence:
                one.evidence += [e for field in fields for e in found[field].evidence[:1]]
        made = arithmetic.combine(arithmetic.SHARE, terms)
        if (made.result or 0) < FEWEST:
            continue
        findings.append(
            Finding(
                kind="topic", value=concept, label=label(concept), score=made.result,
                evidence=one.evidence[:3], arithmetic=made, made_by=VERSION,
            )
        )  # fmt: skip
    findings.sort(key=lambda finding: (-(finding.score or 0), finding.value))
    return findings[:MAX_TOPICS]


def _common_ground(found: Mapping[str, _Found]) -> dict[str, tuple[list[str], float]]:
    """Fields that at least three named ones belong to or touch: those ones, and their weight.

    Only what the title and the first post name counts, and no whole sector.
    """
    shares: dict[str, dict[str, float]] = {}
    for concept, one in found.items():
        weight = TITLE * min(one.title, 1) + ROOT * min(one.root, ROOT_CAP)
        if weight:
            for other in neighbourhood(concept):
                shares.setdefault(other, {})[concept] = COMMON * weight
    return {
        concept: (sorted(named), min(sum(named.values()), COMMON_CAP))
        for concept, named in shares.items()
        if len(named) >= FEWEST_FIELDS and concepts()[concept].depth > 0
    }


def _terms(concept: str, one: _Found, found: Mapping[str, _Found]) -> list[Term]:
    factor = 1.0
    known = concepts().get(concept)
    if known is not None and known.depth == 0 and _has_narrower(concept, found):
        factor = SECTOR_FACTOR
    note = "a whole sector, and a field of it is named too" if factor < 1 else None
    counted = (
        ("in the title", TITLE * min(one.title, 1)),
        ("mentions in the first post", ROOT * min(one.root, ROOT_CAP)),
        ("comments that name it", THREAD * min(len(one.comments), THREAD_CAP)),
    )
    return [arithmetic.term(name, value * factor, note) for name, value in counted if value]


def _has_narrower(concept: str, found: Mapping[str, _Found]) -> bool:
    return any(other != concept and is_within(other, concept) for other in found)


def _post_topics(named: Sequence[Mention], source: Source, where: str, text: Text) -> list[Finding]:
    """The concepts one post names most."""
    places: dict[str, list[tuple[int, int]]] = {}
    for mention in named:
        places.setdefault(mention.concept, []).append((mention.first, mention.last))
    ranked = sorted(places.items(), key=lambda item: (-len(item[1]), item[1][0]))
    findings = []
    for concept, spots in ranked[:MAX_POST_TOPICS]:
        terms = [arithmetic.term("mentions", float(min(len(spots), ROOT_CAP)))]
        made = arithmetic.combine(arithmetic.SHARE, terms)
        quote = short_quote(text, *spots[0])
        findings.append(
            Finding(
                kind="topic", value=concept, label=label(concept), score=made.result,
                evidence=[Evidence(source=source, where=where, quote=quote)],
                arithmetic=made, made_by=VERSION,
            )
        )  # fmt: skip
    return findings

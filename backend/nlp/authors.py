"""What an author talks about beyond one thread: topics, likes, dislikes, languages of their posts.

Special categories are left out sentence by sentence before anything is counted
(backend/nlp/special_categories.py).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from backend.nlp import arithmetic, language
from backend.nlp.concepts import concepts, label
from backend.nlp.gazetteer import mentions
from backend.nlp.ladder import REACTIONS, missing_weights
from backend.nlp.reactions import Mention as NamedProduct
from backend.nlp.reactions import find_mentions, reactions_of, views_of
from backend.nlp.reactions.attitude import DISLIKE, LIKE
from backend.nlp.special_categories import BarredSentences, speaks_of_one
from backend.nlp.tokens import Text, fold, sentence_around, short_quote
from backend.schemas.capture import Author, Discussion, Post
from backend.schemas.finding import Evidence, Finding, Source

VERSION = "author/1"
MOST_TOPICS, MOST_QUOTES = 8, 3
POSTS_CAP = 8
"""Posts that count for a topic: more of the same does not make it more theirs."""
READ_OF_A_POST = 20_000


@dataclass(frozen=True, slots=True)
class AuthorPost:
    """A post by the author. `where` names it in the evidence; `when` is its own date, if stated."""

    where: str
    text: str
    source: Source = "comment"
    when: str | None = None


@dataclass(frozen=True, slots=True)
class Voice:
    """What an author talks about (most often first) and in which languages; the products and
    companies they named with approval or disapproval."""

    topics: list[Finding]
    languages: list[Finding]
    likes: list[Finding] = field(default_factory=list)
    dislikes: list[Finding] = field(default_factory=list)


@dataclass
class _Topic:
    posts: int = 0
    evidence: list[Evidence] = field(default_factory=list)


def voice(posts: Sequence[AuthorPost]) -> Voice:
    """Topics and languages of the posts, the newest first. No posts: nothing is known."""
    topics: dict[str, _Topic] = {}
    words: Counter[str] = Counter()
    spoken: dict[str, Evidence] = {}
    texts = {post.where: Text(_read_of(post.text)) for post in posts}
    languages = {where: language.detect(text)[0] for where, text in texts.items()}
    barred = {where: BarredSentences(texts[where], languages[where]) for where in texts}
    for post in posts:
        text, code = texts[post.where], languages[post.where]
        if code is not None:
            _note_language(post, text, code, barred[post.where], words, spoken)
        _note_topics(post, text, code, barred[post.where], topics)
    likes, dislikes = _judged(posts, texts, languages, barred)
    return Voice(_ranked(topics), _languages(words, spoken), likes, dislikes)


def _read_of(text: str) -> str:
    return "" if text.isspace() else text[:READ_OF_A_POST]


def _judged(
    posts: Sequence[AuthorPost],
    texts: Mapping[str, Text],
    languages: Mapping[str, str | None],
    barred: Mapping[str, BarredSentences],
) -> tuple[list[Finding], list[Finding]]:
    """The products and companies they named with approval, and those with disapproval.

    The posts are read as posts of one thread that shows no root: a name that is sure in one of them
    is known in the others, and nobody is taken for the asker.
    """
    thread = Discussion.model_construct(
        title=None, url="", article=None, part=None,
        posts=[
            Post.model_construct(id=post.where, author=Author(), text=post.text, position=place)
            for place, post in enumerate(posts, start=1)
        ],
    )  # fmt: skip
    if not posts or missing_weights(REACTIONS):
        return [], []
    views = views_of(thread, texts, languages)
    named = find_mentions(views, reactions_of(views))
    found: dict[str, dict[str, list[tuple[AuthorPost, NamedProduct]]]] = {LIKE: {}, DISLIKE: {}}
    for post in posts:
        for mention in named.get(post.where, ()):
            if mention.attitude in found and _may_be_told(mention, post, texts, barred):
                by_name = found[mention.attitude]
                by_name.setdefault(fold(mention.surface), []).append((post, mention))
    return _attitudes(found[LIKE], "likes"), _attitudes(found[DISLIKE], "dislikes")


def _may_be_told(
    mention: NamedProduct,
    post: AuthorPost,
    texts: Mapping[str, Text],
    barred: Mapping[str, BarredSentences],
) -> bool:
    """Whether neither the name nor the sentence it is quoted in tells of a special category."""
    if speaks_of_one(Text(mention.surface)):
        return False
    text = texts[post.where]
    for evidence in mention.finding.evidence:
        start = text.source.find(evidence.quote)
        inside = [
            token
            for token, at in enumerate(text.starts)
            if start <= at < start + len(evidence.quote)
        ]
        if inside and barred[post.where].bars(inside[0], inside[-1]):
            return False
    return True


def _attitudes(
    judged: Mapping[str, Sequence[tuple[AuthorPost, NamedProduct]]], verb: str
) -> list[Finding]:
    """A finding a name; each post in which it is judged adds to it."""
    findings = []
    for said in judged.values():
        name = said[0][1].surface
        terms = [
            arithmetic.term(f"{verb} it in a post", one.finding.score or 0.0, one.finding.label)
            for _, one in said[:MOST_QUOTES]
        ]
        made = arithmetic.combine(arithmetic.ANY_OF, terms)
        evidence = [
            one.model_copy(update={"source": post.source, "when": post.when})
            for post, mention in said[:MOST_QUOTES]
            for one in mention.finding.evidence[:1]
        ]
        findings.append(
            Finding(
                kind="mention", value=name, label=f"{verb} {name}", score=made.result,
                evidence=evidence, arithmetic=made, made_by=VERSION,
            )
        )  # fmt: skip
    findings.sort(key=lambda one: (-len(one.evidence), -(one.score or 0), one.value))
    return findings[:MOST_TOPICS]


def _note_topics(
    post: AuthorPost,
    text: Text,
    code: str | None,
    barred: BarredSentences,
    topics: dict[str, _Topic],
) -> None:
    """Count each topic once a post, with the first sentence that names it."""
    named: set[str] = set()
    for mention in mentions(text, code):
        if mention.concept in named or barred.bars(mention.first, mention.last):
            continue
        if _is_special(mention.concept):
            continue
        named.add(mention.concept)
        topic = topics.setdefault(mention.concept, _Topic())
        topic.posts += 1
        if len(topic.evidence) < MOST_QUOTES:
            topic.evidence.append(_quoted(post, text, mention.first, mention.last))


def _is_special(concept: str) -> bool:
    known = concepts().get(concept)
    labels = known.labels.items() if known else [("en", label(concept))]
    return any(speaks_of_one(Text(name), code) for code, name in labels)


def _quoted(post: AuthorPost, text: Text, first: int, last: int) -> Evidence:
    start, end = sentence_around(text, first, 12)
    quote = short_quote(text, start, max(end, last))
    return Evidence(source=post.source, quote=quote, where=post.where, when=post.when)


def _note_language(
    post: AuthorPost,
    text: Text,
    code: str,
    barred: BarredSentences,
    words: Counter[str],
    spoken: dict[str, Evidence],
) -> None:
    """Count the words of a language; its quote is the first sentence that may be quoted."""
    allowed = next(
        (span for span in text.sentences() if not barred.bars(*span) and span[1] > span[0]), None
    )
    if allowed is None:
        return
    words[code] += min(text.words, 200)
    if code not in spoken:
        spoken[code] = Evidence(
            source=post.source, quote=short_quote(text, *allowed), where=post.where, when=post.when
        )


def _ranked(topics: dict[str, _Topic]) -> list[Finding]:
    findings = []
    for concept, topic in topics.items():
        terms = [arithmetic.term("posts that name it", float(min(topic.posts, POSTS_CAP)))]
        made = arithmetic.combine(arithmetic.SHARE, terms)
        findings.append(
            Finding(
                kind="topic", value=concept, label=label(concept), score=made.result,
                evidence=topic.evidence, arithmetic=made, made_by=VERSION,
            )
        )  # fmt: skip
    findings.sort(key=lambda finding: (-(finding.score or 0), finding.value))
    return findings[:MOST_TOPICS]


def _languages(words: Counter[str], spoken: dict[str, Evidence]) -> list[Finding]:
    total = sum(words.values())
    findings = []
    for code, count in words.most_common():
        terms = [arithmetic.term(f"words in {code} of all words that tell", count / total)]
        made = arithmetic.combine(arithmetic.LARGEST, terms)
        findings.append(
            Finding(
                kind="language", value=code, label=language.language_name(code),
                score=made.result, evidence=[spoken[code]], arithmetic=made,
                made_by=language.made_by(),
            )
        )  # fmt: skip
    return findings

"""What an author talks about beyond one thread: topics and languages of all their posts.

Special categories are left out sentence by sentence before anything is counted
(backend/nlp/special_categories.py).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from backend.nlp import arithmetic, language
from backend.nlp.concepts import concepts, label
from backend.nlp.gazetteer import mentions
from backend.nlp.special_categories import BarredSentences, speaks_of_one
from backend.nlp.tokens import Text, sentence_around, short_quote
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
    for post in posts:
        text = Text("" if post.text.isspace() else post.text[:READ_OF_A_POST])
        code, _ = language.detect(text)
        barred = BarredSentences(text, code)
        if code is not None:
            _note_language(post, text, code, barred, words, spoken)
        _note_topics(post, text, code, barred, topics)
    return Voice(_ranked(topics), _languages(words, spoken))


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

"""The door of the analysis: text and records in, findings out.

Pure and deterministic: no database, no web, no HTTP. The assets load on first use; `warm_up` does
that ahead of time, in the worker process after the fork. An Analyser is safe to share by threads.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Literal

from backend.nlp import arithmetic, language, topics
from backend.nlp.authors import AuthorPost, Voice, voice
from backend.nlp.embeddings import FAST, SEMANTIC, Encoder, Tier, encoder
from backend.nlp.esco_labels import EscoLabels
from backend.nlp.expertise import VERSION as EXPERTISE_VERSION
from backend.nlp.expertise import find_expertise
from backend.nlp.function import VERSION as FUNCTION_VERSION
from backend.nlp.function import find_function
from backend.nlp.gazetteer import further_names
from backend.nlp.ladder import REACTIONS, RELEVANCE, missing_weights
from backend.nlp.language import detect, language_finding
from backend.nlp.location import VERSION as LOCATION_VERSION
from backend.nlp.location import find_location
from backend.nlp.reactions import cues, find_mentions, find_stances, reactions_of, views_of
from backend.nlp.reactions.finding_reactions import plain
from backend.nlp.reactions.model import model as reaction_model
from backend.nlp.reactions.scoring import MADE_BY as REACTIONS_VERSION
from backend.nlp.reactions.thread import ARTICLE_ID, named_place, with_article
from backend.nlp.relevance import VERSION as RELEVANCE_VERSION
from backend.nlp.relevance import AuthorTexts, Opening, relevance
from backend.nlp.results import DiscussionAnalysis, PostAnalysis, ProfileAnalysis
from backend.nlp.seniority import VERSION as SENIORITY_VERSION
from backend.nlp.seniority import find_seniority
from backend.nlp.special_categories import longest_allowed
from backend.nlp.tokens import Text
from backend.schemas.capture import Discussion, Profile
from backend.schemas.finding import Finding, Source

READ_OF_A_POST = 20_000
"""Characters of a post that are analysed; what lies beyond is kept and not read (bounded time)."""
BORROWED_BELOW = 8
"""A post of fewer words whose language cannot be told is read in the language of the thread."""


class Analyser:
    """Analyses profiles and discussions. `esco`: the operator's ESCO labels, as further names of
    fields; findings on what they name carry ESCO's identifiers."""

    def __init__(self, esco: EscoLabels | None = None) -> None:
        self._esco = esco

    def profile(self, profile: Profile, *, today: date) -> ProfileAnalysis:
        """What the profile tells; `today` decides what is recent. Never raises on odd text."""
        spoken = language_finding(_passages(profile))
        code = None if spoken.score is None else spoken.value
        with further_names(self._esco):
            expertise = find_expertise(profile, today=today, language=code)
        return ProfileAnalysis(
            expertise=self._identified(expertise.areas),
            traces=self._identified(expertise.traces),
            seniority=find_seniority(profile),
            function=find_function(profile),
            location=find_location(profile),
            language=spoken,
            informative=expertise.informative,
            concepts={
                finding.value: finding.score or 0.0
                for finding in [*expertise.traces, *expertise.areas]
            },
            surfaces=expertise.surfaces,
            english=expertise.english,
        )

    def discussion(
        self, discussion: Discussion, *, tier: Tier = FAST, names: Sequence[str] = ()
    ) -> DiscussionAnalysis:
        """Topics of the discussion and the reactions of each post; every text tokenised once.

        An article leads as a first post would: the posts answer it, its author is the asker.
        `tier` "semantic" reads the meaning of the posts as well: surer reactions, seconds later.
        `names`: products and companies the workspace knows, to be found as mentions.
        """
        discussion = with_article(discussion)
        texts = {post.id: Text(_read_of(post.text)) for post in discussion.posts}
        languages = {post_id: detect(text)[0] for post_id, text in texts.items()}
        spoken = language_finding(
            [(*named_place(post), texts[post.id]) for post in discussion.posts]
        )
        _borrow(languages, texts, None if spoken.score is None else spoken.value)
        with further_names(self._esco):
            about, by_post = topics.discussion_topics(discussion, texts, languages)
        meaning = encoder(SEMANTIC) if tier == SEMANTIC else None
        views = views_of(discussion, texts, languages)
        if reason := missing_weights(REACTIONS):
            reactions, stances, named = _unknown_reactions(views, reason), {}, {}
        else:
            reactions = reactions_of(views, meaning)
            stances = find_stances(views, reactions)
            named = find_mentions(views, reactions, names)
        return DiscussionAnalysis(
            topics=self._identified(about),
            language=spoken,
            posts={
                post_id: PostAnalysis(
                    languages[post_id],
                    reactions.get(post_id, []),
                    by_post[post_id],
                    stances.get(post_id),
                    named.get(post_id, []),
                )
                for post_id in texts
                if post_id != ARTICLE_ID
            },
        )

    def read_for_meaning(self, discussion: Discussion) -> dict[str, str]:
        """Post id → what the semantic tier reads of it."""
        discussion = with_article(discussion)
        texts = {post.id: Text(_read_of(post.text)) for post in discussion.posts}
        views = views_of(discussion, texts, dict.fromkeys(texts))
        return {post_id: plain(view) for post_id, view in views.items()}

    def reads_reactions_with(self, semantic: Encoder) -> bool:
        """Whether the reactions of `discussion` become other ones by this encoder."""
        if missing_weights(REACTIONS):
            return False
        meaning = reaction_model().meaning
        return meaning is not None and meaning.encoder == semantic.version

    def relevance(
        self,
        about: Sequence[Finding],
        areas: Sequence[Finding],
        traces: Sequence[Finding],
        roles: Sequence[Finding],
        *,
        informative: bool,
        author: AuthorTexts | None = None,
        opening: Opening | None = None,
        tier: Tier = FAST,
    ) -> Finding:
        """How far the author's own work concerns the topics: value "2", "1", "0" or "unknown"; the
        score is the probability of "2".

        `roles` (seniority, function) show what the author does instead, where nothing fits.
        `author` and `opening` are the texts themselves (relevance.author_texts, opening_of):
        without them only named fields count. `tier` "semantic" reads their meaning as well.
        """
        if reason := missing_weights(RELEVANCE):
            return _unknown("relevance", reason, RELEVANCE_VERSION)
        instead = [evidence for role in roles for evidence in role.evidence[:1]]
        return relevance(
            about, areas, traces, informative=informative, about=instead,
            author=author, opening=opening, tier=tier,
        )  # fmt: skip

    def author(self, posts: Sequence[AuthorPost]) -> Voice:
        """What an author talks about over all their posts, the newest first."""
        with further_names(self._esco):
            found = voice(posts)
        return replace(found, topics=self._identified(found.topics))

    def _identified(self, findings: list[Finding]) -> list[Finding]:
        """The findings with ESCO's identifiers, where ESCO has their concept."""
        if self._esco is None:
            return findings
        return [
            finding.model_copy(update={"same_as": self._esco.uris(finding.value)})
            for finding in findings
        ]

    def versions(self) -> dict[str, str]:
        """What makes the findings, and what is missing on this machine."""
        return {
            "language": language.letters().name,
            "expertise": EXPERTISE_VERSION,
            "topics": topics.VERSION,
            "relevance": RELEVANCE_VERSION,
            "reactions": REACTIONS_VERSION,
            "seniority": SENIORITY_VERSION,
            "function": FUNCTION_VERSION,
            "location": LOCATION_VERSION,
            **({"esco": " ".join(self._esco.languages)} if self._esco else {}),
        }


def _unknown(kind: Literal["reaction", "relevance"], reason: str, made_by: str) -> Finding:
    """What is said where the weights that would say more are missing."""
    return Finding(
        kind=kind, value="unknown", label="unknown", reason=reason,
        arithmetic=arithmetic.nothing(), made_by=f"{made_by} without weights",
    )  # fmt: skip


def _unknown_reactions(views: Iterable[str], reason: str) -> dict[str, list[Finding]]:
    return {post_id: [_unknown("reaction", reason, REACTIONS_VERSION)] for post_id in views}


def _read_of(text: str) -> str:
    """The part of a post that is read; blanks and empty lines say nothing and are none."""
    return "" if text.isspace() else text[:READ_OF_A_POST]


def _passages(profile: Profile) -> list[tuple[Source, str, Text]]:
    """The texts that tell a profile's language."""
    parts: list[tuple[Source, str, str | None]] = [
        ("about", "about", profile.about),
        ("headline", "headline", profile.headline),
    ]
    parts += [
        ("position", f"positions[{index}].text", position.text)
        for index, position in enumerate(profile.positions)
    ]
    parts += [("own_post", f"posts[{i}].text", post.text) for i, post in enumerate(profile.posts)]
    told = [(source, where, longest_allowed(text)) for source, where, text in parts if text]
    return [(source, where, Text(text)) for source, where, text in told if text]


def _borrow(
    languages: dict[str, str | None], texts: Mapping[str, Text], thread: str | None
) -> None:
    """Short posts that do not tell their language get the thread's."""
    for post_id, code in languages.items():
        if code is None and 0 < texts[post_id].words < BORROWED_BELOW:
            languages[post_id] = thread


def warm_up() -> None:
    """Loads every asset. Call it in the worker process, after the fork."""
    cues.lexicon()
    analyser = Analyser()
    person = {"name": "Ann Other"}
    text = "Who has measured steam flow? We need help with our pumps, thanks."
    profile = Profile.model_validate(
        {"person": person, "headline": "Energy manager at Example Ltd", "location": "Brno"}
    )
    post = {"id": "1", "author": person, "text": text, "position": 0}
    analyser.profile(profile, today=date(2026, 1, 1))
    analyser.discussion(
        Discussion.model_validate({"url": "http://example.invalid/", "posts": [post]})
    )

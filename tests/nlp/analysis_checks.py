"""What every finding of an analysis owes: a quote that stands at its place, sums that add up."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from backend.nlp.arithmetic import recompute
from backend.nlp.results import DiscussionAnalysis, ProfileAnalysis
from backend.schemas.capture import Discussion, Profile
from backend.schemas.finding import Evidence, Finding

Place = Callable[[Evidence], str]
"""The text at the place that evidence names. Raises LookupError where there is no such place."""


def check(finding: Finding, place: Place) -> None:
    """Raises AssertionError where a finding owes something."""
    assert finding.label
    assert finding.made_by
    assert finding.arithmetic.formula
    assert recompute(finding.arithmetic) == finding.score
    if finding.score is None:
        assert finding.reason
    else:
        assert 0 <= finding.score <= 1
        assert finding.arithmetic.terms
        assert finding.evidence
    for evidence in finding.evidence:
        assert evidence.quote.strip()
        assert evidence.quote in place(evidence), evidence


def check_discussion(discussion: Discussion, found: DiscussionAnalysis) -> None:
    """Every finding of the discussion and of its posts, and that no post is left out."""
    place = place_in(discussion)
    assert set(found.posts) == {post.id for post in discussion.posts}
    for finding in findings_of(found):
        check(finding, place)


def findings_of(found: DiscussionAnalysis) -> Iterator[Finding]:
    yield found.language
    yield from found.topics
    for post in found.posts.values():
        yield from post.reactions
        yield from post.topics
        if post.stance is not None:
            yield post.stance
        yield from (mention.finding for mention in post.mentions)


def check_profile(profile: Profile, found: ProfileAnalysis) -> None:
    """Every finding of the profile."""
    for finding in found.findings:
        check(finding, lambda evidence: text_at(profile, evidence.where))


def place_in(discussion: Discussion) -> Place:
    """Places of a discussion: its title, its article, a post by its id."""
    texts = {post.id: post.text for post in discussion.posts}

    def place(evidence: Evidence) -> str:
        if evidence.source == "title":
            assert evidence.where == "title"
            return discussion.title or ""
        if evidence.source == "article":
            assert evidence.where == "article"
            return discussion.article.text if discussion.article else ""
        assert evidence.source in ("root_post", "comment")
        return texts[evidence.where]

    return place


def text_at(profile: Profile, where: str) -> str:
    """The text of a profile at a path such as "positions[2].title"."""
    value: Any = profile.model_dump()
    for step in where.replace("]", "").replace("[", ".").split("."):
        value = value[int(step)] if step.isdigit() else value[step]
    assert isinstance(value, str)
    return value

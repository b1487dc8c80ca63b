"""The door of the analysis: text and records in, findings out.

Pure and deterministic: no database, no web, no HTTP. The assets load on first use; `warm_up` does
that ahead of time, in the worker process after the fork. An Analyser is safe to share by threads.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from backend.nlp import arithmetic, language
from backend.nlp.results import DiscussionAnalysis, PostAnalysis, ProfileAnalysis
from backend.nlp.tokens import Text
from backend.schemas.capture import Discussion, Profile
from backend.schemas.finding import Finding


class Analyser:
    """Analyses profiles and discussions."""

    def profile(self, profile: Profile, *, today: date) -> ProfileAnalysis:
        """What the profile tells; `today` decides what is recent. Never raises on odd text."""
        del today
        texts = [Text(part) for part in (profile.headline, profile.about) if part]
        return ProfileAnalysis(
            expertise=[],
            traces=[],
            seniority=_unknown("seniority"),
            function=_unknown("function"),
            location=_unknown("location"),
            language=language.language_finding([("about", "about", text) for text in texts]),
            informative=False,
        )

    def discussion(self, discussion: Discussion) -> DiscussionAnalysis:
        """Topics of the discussion and the reactions of each post."""
        texts = {post.id: Text(post.text) for post in discussion.posts}
        return DiscussionAnalysis(
            topics=[],
            language=language.language_finding(
                [("comment", name, text) for name, text in texts.items()]
            ),
            posts={
                name: PostAnalysis(language.detect(text)[0], [], []) for name, text in texts.items()
            },
        )

    def relevance(
        self,
        topics: DiscussionAnalysis | Sequence[Finding],
        expertise: ProfileAnalysis | Sequence[Finding] | None,
    ) -> Finding:
        """How far the author's own work concerns the topics: value "2", "1", "0" or "unknown".

        Give the whole ProfileAnalysis (or its `.findings`): an empty list of areas alone cannot
        tell an informative profile without any from an empty one, and counts as unknown.
        """
        del topics, expertise
        return _unknown("relevance")

    def versions(self) -> dict[str, str]:
        """What makes the findings, and what is missing on this machine."""
        return {"language": language.letters().name}


def warm_up() -> None:
    """Loads every asset. Call it in the worker process, after the fork."""
    language.letters()


def _unknown(kind: str) -> Finding:
    return Finding(
        kind=kind,  # type: ignore[arg-type]
        value="unknown",
        label="unknown",
        reason="not analysed yet",
        arithmetic=arithmetic.nothing(),
        made_by="analysis 0.1",
    )

"""What the analysis works with on this machine: a ladder for each part; the best rung is used.

Nothing of it is silent: /health shows every ladder with what is missing and why, and what was made
on a lower rung says so in its `made_by`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from backend.nlp import embeddings, language
from backend.nlp.assets_reading import ASSETS

MODELS = ASSETS / "models"
REACTIONS = ("reactions/model.npz", "reactions/mentions.npz")
RELEVANCE = ("relevance/weights.json",)


@dataclass(frozen=True, slots=True)
class Rung:
    """A way to do one part of the analysis; `missing` says why it cannot be used here."""

    name: str
    missing: str | None = None


@dataclass(frozen=True, slots=True)
class Ladder:
    """The ways to do one part, best first; the last one needs nothing that could be missing."""

    part: str
    rungs: tuple[Rung, ...]

    @property
    def used(self) -> Rung:
        """The best rung that is there."""
        return next((rung for rung in self.rungs if rung.missing is None), self.rungs[-1])

    @property
    def is_degraded(self) -> bool:
        """Whether a better rung is missing."""
        return self.used is not self.rungs[0]


def ladders() -> Iterator[Ladder]:
    """Every part of the analysis that can be done in more than one way. Loads no model but that of
    the language; what is installed is looked up anew at each call."""
    yield Ladder("language", _language())
    yield Ladder("meaning", _meaning())
    yield Ladder("reactions", _weighted(REACTIONS, "wording, thread"))
    yield Ladder("relevance", _weighted(RELEVANCE, "fields, words"))


def _language() -> tuple[Rung, ...]:
    """Letter groups by eldc, else by py3langid, else the function words of our language files."""
    reasons = language.letters().missing
    return (
        *(Rung(name, reasons.get(name)) for name in language.DETECTORS),
        Rung("function words alone"),
    )


def _meaning() -> tuple[Rung, ...]:
    """The vectors that relevance and refinement compare texts by."""
    reason = embeddings.missing().get(embeddings.SEMANTIC)
    return Rung("multilingual-e5-small", reason), Rung("beginnings of words")


def _weighted(files: Sequence[str], what: str) -> tuple[Rung, ...]:
    """By trained weights with meaning, without it, or an honest "unknown"."""
    reason = missing_weights(files)
    meaning = embeddings.missing().get(embeddings.SEMANTIC)
    return (
        Rung(f"{what} and meaning", reason or meaning),
        Rung(what, reason),
        Rung("unknown is the answer"),
    )


def missing_weights(files: Sequence[str]) -> str | None:
    """Which trained weights are not there, in words; None when all are."""
    missing = [name for name in files if not (MODELS / name).is_file()]
    return f"assets/models/{', '.join(missing)} missing" if missing else None


def degraded(parts: Sequence[Ladder]) -> dict[str, str]:
    """Part → what it does without, for those that stand lower than they could."""
    return {
        ladder.part: "; ".join(
            f"{rung.name}: {rung.missing}" for rung in ladder.rungs if rung.missing
        )
        for ladder in parts
        if ladder.is_degraded
    }

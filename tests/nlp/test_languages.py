"""What is read in which language, and that of a language we do not read nothing is claimed."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from backend.nlp.analysis import Analyser
from backend.nlp.results import PostAnalysis
from backend.schemas.capture import Discussion, Profile
from tests.nlp.analysis_checks import check_discussion, check_profile

ROOT = Path(__file__).resolve().parents[2]
ANALYSER = Analyser()
QUESTIONS = {
    "en": ("Which heat pump would you choose for a paper mill? We have no experience.", "question"),
    "cs": ("Které tepelné čerpadlo byste vybrali pro papírnu? Nemáme zkušenosti.", "question"),
    "fi": ("Minkä lämpöpumpun valitsisitte paperitehtaalle? Meillä ei ole kokemusta.", "question"),
    "de": ("Welche Wärmepumpe würdet ihr für eine Papierfabrik nehmen? Wir haben keine Erfahrung.",
           "question"),
    "sv": ("Vilken värmepump skulle ni välja till ett pappersbruk? Vi har ingen erfarenhet.",
           "question"),
    "fr": ("Quelle pompe à chaleur choisiriez-vous pour une papeterie ? Nous n'avons pas "
           "d'expérience.", "question"),
}  # fmt: skip
UNREAD = {
    "pl": "Którą pompę ciepła wybralibyście do papierni? Nie mamy żadnego doświadczenia z tym.",
    "hu": "Melyik hőszivattyút választanátok egy papírgyárba? Nincs ezzel tapasztalatunk.",
    "tr": "Bir kağıt fabrikası için hangi ısı pompasını seçerdiniz? Bu konuda deneyimimiz yok.",
    "it": "Quale pompa di calore scegliereste per una cartiera? Non abbiamo esperienza.",
    "sw": "Mngechagua pampu gani ya joto kwa kiwanda cha karatasi? Hatuna uzoefu nayo.",
    "el": "Ποια αντλία θερμότητας θα επιλέγατε για χαρτοβιομηχανία; Δεν έχουμε εμπειρία.",
    "ar": "ما هي المضخة الحرارية التي تختارونها لمصنع ورق؟ ليس لدينا خبرة.",
    "ja": "製紙工場にはどのヒートポンプを選びますか?経験がありません。",
}


def _read(text: str) -> PostAnalysis:
    discussion = Discussion.model_validate({
        "url": "http://forum.example/t/1",
        "posts": [{"id": "p1", "author": {}, "text": text, "position": 0}],
    })  # fmt: skip
    found = ANALYSER.discussion(discussion)
    check_discussion(discussion, found)
    return found.posts["p1"]


@pytest.mark.parametrize("code", QUESTIONS)
def test_a_question_on_a_field_is_read(code: str) -> None:
    text, kind = QUESTIONS[code]
    found = _read(text)
    assert found.language == code
    assert kind in [one.value for one in found.reactions if one.score is not None]
    assert "heat-pumps" in [one.value for one in found.topics]


@pytest.mark.parametrize("code", UNREAD)
def test_of_a_language_we_do_not_read_nothing_is_claimed(code: str) -> None:
    found = _read(UNREAD[code])
    assert found.language not in QUESTIONS
    for reaction in found.reactions:
        assert reaction.score is None
        assert "language" in (reaction.reason or "")
    assert found.stance is None


@pytest.mark.parametrize("code", UNREAD)
def test_a_profile_in_it_is_unknown_rather_than_wrong(code: str) -> None:
    profile = Profile.model_validate(
        {"person": {"name": "Someone Invented"}, "about": UNREAD[code], "headline": UNREAD[code]}
    )
    found = ANALYSER.profile(profile, today=date(2026, 11, 21))
    check_profile(profile, found)
    assert found.expertise == []
    assert found.seniority.value == "unknown"
    assert found.function.value == "unknown"


def test_the_document_has_a_row_for_every_language() -> None:
    """docs/languages.md is kept beside the language files."""
    document = (ROOT / "docs" / "languages.md").read_text("utf-8")
    header = next(line for line in document.splitlines() if line.startswith("| |"))
    told = set(re.findall(r"\b[a-z]{2}\b", header))
    files = {path.stem for path in (ROOT / "backend/nlp/assets/languages").glob("*.json")}
    assert files <= told

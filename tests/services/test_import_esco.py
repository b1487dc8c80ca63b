"""ESCO's download: what is read, told, left alone and found in texts afterwards."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from backend import cli
from backend.nlp.analysis import Analyser
from backend.nlp.esco_labels import EscoLabels, esco_files, load_esco
from backend.nlp.tokens import Text
from backend.schemas.capture import Discussion, Profile
from backend.services import scope
from backend.services.import_esco import import_esco
from backend.tables.unreadable import Unreadable
from tests.nlp.analysis_checks import check_discussion, check_profile
from tests.services.esco_download import COLUMNS, SKILLS, uri, write_download, write_skills


@pytest.fixture
def download(tmp_path: Path) -> Path:
    folder = tmp_path / "download"
    folder.mkdir()
    return folder


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "esco"


def _labels(store: Path) -> EscoLabels:
    found = load_esco(esco_files(store))
    assert found is not None
    return found


def _named(labels: EscoLabels, text: str, language: str | None) -> list[str]:
    return [one.concept for one in labels.find(Text(text), language)]


def test_a_folder_is_read_language_by_language(download: Path, store: Path) -> None:
    write_download(download, "en", "fi", "cs")
    (download / "occupations_en.csv").write_text(
        "conceptUri,preferredLabel\nhttp://x.example/1,cook"
    )
    heard: list[tuple[str, int]] = []
    report = import_esco(store, [download], lambda what, done: heard.append((what, done)))
    assert {code: skills for code, (skills, _) in report.imported.items()} == {
        "cs": 2, "en": 4, "fi": 3,
    }  # fmt: skip
    assert report.problem_count == 0
    assert heard == [("skills_cs.csv", 2), ("skills_en.csv", 4), ("skills_fi.csv", 3)]
    assert _labels(store).languages == ("en", "cs", "fi")


def test_labels_of_all_languages_lead_to_one_concept(download: Path, store: Path) -> None:
    import_esco(store, write_download(download, "en", "fi", "cs"))
    labels = _labels(store)
    baskets = "term:weave willow baskets"
    for text, language in (
        ("Basket weaving since 1990", "en"),
        ("Weaving willow baskets with children", "en"),
        ("Harrastan korinpunontaa", "fi"),
        ("Učím pletení z proutí", "cs"),
        ("korinpunonta", None),
    ):
        assert _named(labels, text, language) == [baskets], text
    assert labels.uris(baskets) == [uri("2")]
    assert _named(labels, "Lämpöpumpputekniikan kouluttaja", "fi") == ["heat-pumps"]
    assert labels.uris("heat-pumps") == [uri("1")]


def test_single_verbs_and_withdrawn_skills_are_not_looked_for(download: Path, store: Path) -> None:
    import_esco(store, write_download(download, "en"))
    labels = _labels(store)
    assert _named(labels, "I manage a bell founding company", "en") == []
    assert _named(labels, "Vexillology for beginners", "en") == ["term:vexillology"]


def test_without_english_the_language_itself_names_the_concept(download: Path, store: Path) -> None:
    import_esco(store, write_download(download, "fi"))
    assert _named(_labels(store), "Lippuoppia ja lämpöpumppuja", "fi") == [
        "term:lippuoppi", "heat-pumps",
    ]  # fmt: skip


def test_the_same_file_again_is_known_and_a_newer_one_replaces_it(
    download: Path, store: Path
) -> None:
    paths = write_download(download, "en", "fi")
    import_esco(store, paths)
    before = esco_files(store)
    again = import_esco(store, paths)
    assert (again.imported, again.known) == ({}, ["skills_en.csv", "skills_fi.csv"])
    assert esco_files(store) == before
    write_skills(download, "fi", [("9", "knowledge", "tervanpoltto", "", "released")])
    newer = import_esco(store, paths)
    assert (newer.imported, newer.known) == ({"fi": (1, 1)}, ["skills_en.csv"])
    assert esco_files(store) != before
    assert _named(_labels(store), "tervanpoltto ja lippuoppi", "fi") == ["term:tervanpoltto"]


def test_what_was_stopped_goes_on(
    download: Path, store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = write_download(download, "cs", "fi")

    def stop(what: str, done: int) -> None:
        if what == "skills_fi.csv":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        import_esco(store, paths, stop)
    assert _labels(store).languages == ("cs",)
    report = import_esco(store, paths)
    assert (report.known, list(report.imported)) == (["skills_cs.csv"], ["fi"])


def test_nothing_half_written_is_left(
    download: Path, store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = write_download(download, "fi")

    def full(*_given: object, **_arrays: object) -> None:
        raise OSError("No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr(np, "savez_compressed", full)
        with pytest.raises(OSError, match="No space"):
            import_esco(store, paths)
    assert list(store.iterdir()) == []


def test_rows_that_cannot_be_read_are_told_by_number(download: Path, store: Path) -> None:
    path = write_skills(
        download, "fi", [*SKILLS["fi"], SKILLS["fi"][0], ("7", "knowledge", " ", "", "released")]
    )
    with path.open("a", encoding="utf-8") as stream:
        stream.write("KnowledgeSkillCompetence,,knowledge,,nimetön,,,released,,,,,\n")
        stream.write("KnowledgeSkillCompetence,osoite,knowledge,,nimi,,,released,,,,,\n")
        stream.write("," * 20 + "\nKnowledgeSkillCompetence," + uri("8") + ",,,x y" + "," * 12)
    report = import_esco(store, [path])
    # a description of two lines is one row
    assert [str(problem) for problem in report.problems] == [
        "skills_fi.csv row 5: the same conceptUri as row 2",
        "skills_fi.csv row 6: no preferredLabel",
        "skills_fi.csv row 7: no conceptUri",
        "skills_fi.csv row 8: conceptUri is no address",
        "skills_fi.csv row 10: 17 cells under 13 headers",
    ]
    assert report.imported["fi"][0] == 3


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "empty"),
        ("name,skill\nJo,baskets\n", "no column conceptUri and no column preferredLabel"),
        (",".join(COLUMNS) + "\n", "holds no skill"),
        (",".join(COLUMNS) + '\nK,"never closed\n' + "x\n" * 3_000, "quotation mark"),
    ],
)
def test_a_file_that_is_none_leaves_what_was_there(
    download: Path, store: Path, text: str, words: str
) -> None:
    import_esco(store, write_download(download, "fi"))
    before = esco_files(store)
    path = download / "skills_fi.csv"
    path.write_text(text, encoding="utf-8")
    report = import_esco(store, [path])
    assert words in str(report.problems[0])
    assert esco_files(store) == before


def test_other_names_are_refused_in_words(download: Path, store: Path) -> None:
    path = download / "my skills.csv"
    path.write_text("conceptUri,preferredLabel\n", encoding="utf-8")
    with pytest.raises(Unreadable, match="skills_LANGUAGE"):
        import_esco(store, [path])


def test_the_analysis_finds_them_and_names_esco(download: Path, store: Path) -> None:
    import_esco(store, write_download(download, "en", "fi", "cs"))
    analyser = Analyser(_labels(store))
    posts = [{"id": "p1", "author": {}, "position": 0,
              "text": "Missä opetetaan korinpunontaa? Etsimme vetäjää syksyksi."}]  # fmt: skip
    discussion = Discussion.model_validate(
        {"url": "http://forum.example/t/1", "title": "Korinpunonta", "posts": posts}
    )
    found = analyser.discussion(discussion)
    check_discussion(discussion, found)
    topic = found.topics[0]
    assert (topic.value, topic.same_as) == ("term:weave willow baskets", [uri("2")])
    profile = Profile.model_validate(
        {
            "person": {"name": "Someone Invented"},
            "headline": "Lektorka pletení z proutí",
            "positions": [{"title": "Lektorka pletení z proutí", "start": "2012",
                           "text": "Pletení z proutí pro začátečníky i pokročilé."}],
        }
    )  # fmt: skip
    person = analyser.profile(profile, today=date(2026, 11, 21))
    check_profile(profile, person)
    known = {one.value: one.same_as for one in [*person.expertise, *person.traces]}
    assert known["term:weave willow baskets"] == [uri("2")]
    assert analyser.versions()["esco"] == "en cs fi"
    plain = Analyser().discussion(discussion)
    assert all(one.value != topic.value for one in plain.topics)
    assert '"same_as"' not in "".join(one.model_dump_json() for one in plain.topics)


@pytest.fixture
def own_folder(store: Path) -> Iterator[Path]:
    before = scope._esco_folder
    scope.use_esco(store)
    yield store
    scope._esco_folder = before


def test_a_running_server_takes_an_import_at_once(download: Path, own_folder: Path) -> None:
    before = scope.shared_analyser()
    assert "esco" not in before.versions()
    assert scope.shared_analyser() is before
    import_esco(own_folder, write_download(download, "fi"))
    assert scope.shared_analyser().versions()["esco"] == "fi"


def test_the_command(
    download: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("SIDENOTE_DATA_DIR", str(tmp_path / "data"))
    write_download(download, "en", "fi")

    def run(*arguments: str) -> tuple[int, str]:
        monkeypatch.setattr(sys, "argv", ["sidenote", "import", "esco", *arguments])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        return int(ended.value.code or 0), capfd.readouterr().err

    status, said = run(str(download))
    assert status == 0
    assert "fi: 3 skills with" in said
    assert sorted(os.listdir(tmp_path / "data" / "esco")) == ["en.npz", "fi.npz"]
    status, said = run(str(download))
    assert (status, said.count("unchanged")) == (0, 2)
    (download / "skills_en.csv").unlink()
    (download / "skills_fi.csv").unlink()
    status, said = run(str(download))
    assert status == 1
    assert "skills_LANGUAGE.csv" in said

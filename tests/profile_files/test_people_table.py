"""Tables of people: columns by header in four languages, a problem for each row that is none."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from backend.profile_files.people_table import field_of, open_people_tables
from backend.schemas.capture import Capture
from backend.schemas.imports import FileProblem
from backend.tables.unreadable import Unreadable

URL = "https://www.linkedin.com/in/jana-ticha-x"


def read(path: Path) -> tuple[list[Capture], list[FileProblem]]:
    found = [one for table in open_people_tables([path]) for one in table.captures()]
    return (
        [one for one in found if isinstance(one, Capture)],
        [one for one in found if isinstance(one, FileProblem)],
    )


def put(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    path = folder / "people.csv"
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize(
    ("header", "encoding"),
    [
        ("Full Name,LinkedIn URL,Job Title,Company,City,Skills", "utf-8"),
        ("Jméno a příjmení;Odkaz na profil;Pozice;Firma;Město;Dovednosti", "cp1250"),
        ("Koko nimi;Profiilin osoite;Tehtävänimike;Yritys;Kaupunki;Taidot", "cp1252"),
        ("Vor- und Nachname;Profil-URL;Berufsbezeichnung;Unternehmen;Stadt;Kenntnisse", "utf-8"),
    ],
)
def test_headers_are_known_in_four_languages(header: str, encoding: str, tmp_path: Path) -> None:
    divider = ";" if ";" in header else ","
    row = divider.join(["Jana Ticha", URL, "Buyer", "Kovo Brno", "Brno", '"pumpy, ventily"'])
    (capture,), problems = read(put(tmp_path, f"{header}\n{row}\n", encoding))
    assert not problems
    profile = capture.profile
    assert profile is not None
    assert profile.person.name == "Jana Ticha"
    assert (profile.person.url, profile.location) == (URL, "Brno")
    assert [(p.title, p.company) for p in profile.positions] == [("Buyer", "Kovo Brno")]
    assert [skill.name for skill in profile.skills] == ["pumpy", "ventily"]
    assert (capture.site, capture.layout, capture.trigger) == ("linkedin", "people-table", "import")


def test_a_workbook_is_read_like_a_file(tmp_path: Path) -> None:
    book = Workbook()
    assert book.active is not None
    book.active.append(["People we met"])
    book.active.append(["First name", "Last name", "Profile", "About"])
    book.active.append(["Jana", "Tichá", "linkedin.com/in/jana-ticha-x", "Pumps"])
    book.save(tmp_path / "people.xlsx")
    (capture,), problems = read(tmp_path / "people.xlsx")
    assert not problems
    assert capture.url == "https://linkedin.com/in/jana-ticha-x"
    assert capture.profile is not None
    assert capture.profile.about == "Pumps"


def test_a_row_that_is_no_person_is_told_and_left_out(tmp_path: Path) -> None:
    rows = f"Name,URL\nJana,{URL}\nPetr,\n,{URL}2\nIda,not an address\nJana again,{URL}\n"
    captures, problems = read(put(tmp_path, rows))
    assert len(captures) == 1
    assert [(one.row, one.message) for one in problems] == [
        (3, "no profile address"),
        (4, "no name"),
        (5, "the profile address is no web address"),
        (6, "the same profile as row 2"),
    ]


def test_columns_that_are_not_read_are_told(tmp_path: Path) -> None:
    (table,) = open_people_tables([put(tmp_path, f"Name,URL,Shoe size\nJana,{URL},38\n")])
    assert table.notices == ("people.csv: columns left out: Shoe size",)


@pytest.mark.parametrize("text", ["Name,City\nJana,Brno\n", "1,2\n3,4\n", "\n", ""])
def test_a_table_without_its_columns_is_told(text: str, tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match=r"needs a column of names|is empty"):
        open_people_tables([put(tmp_path, text)])


def test_a_value_that_fits_no_field_names_the_field_and_repeats_nothing(tmp_path: Path) -> None:
    _, (problem,) = read(put(tmp_path, f"Name,URL\n{'secret' * 200},{URL}\n"))
    assert "person.name" in problem.message
    assert "secret" not in problem.message


@settings(max_examples=60)
@given(cells=st.lists(st.text(max_size=40), min_size=3, max_size=3))
def test_any_cells_are_a_capture_or_a_problem(
    cells: list[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("any")
    quoted = ",".join('"' + cell.replace('"', '""') + '"' for cell in cells)
    path = put(folder, f"Name,URL,Skills\n{quoted}\n".encode("utf-8", "replace").decode())
    try:
        captures, problems = read(path)
    except Unreadable:
        return
    assert len(captures) + len(problems) <= 2


def test_no_header_means_two_fields() -> None:
    assert field_of("Jméno") == "first_name"
    assert field_of("Shoe size") is None

"""LinkedIn's data archive: connections and the owner's own profile, nothing else of it."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from backend.profile_files.linkedin_archive import open_linkedin_archive
from backend.schemas.capture import Capture
from backend.schemas.imports import FileProblem
from backend.tables.unreadable import Unreadable
from tests.profile_files.archive import FILES, archive

ME = "https://www.linkedin.com/in/alma-novotna-x"


def read(path: Path, me: str | None = ME) -> tuple[list[Capture], list[FileProblem]]:
    found = list(open_linkedin_archive(path, me).captures())
    return (
        [one for one in found if isinstance(one, Capture)],
        [one for one in found if isinstance(one, FileProblem)],
    )


def test_the_owner_and_every_connection_are_read(tmp_path: Path) -> None:
    captures, problems = read(archive(tmp_path / "a.zip"))
    owner, jana, petr = (one.profile for one in captures)
    assert owner
    assert jana
    assert petr
    assert (owner.person.name, owner.headline, owner.location) == (
        "Alma Novotná", "Pump engineer", "Brno",
    )  # fmt: skip
    assert owner.about == "I size pumps.\nSince 2009."
    assert [(p.title, p.company, p.start, p.end) for p in owner.positions] == [
        ("Pump engineer", "Wattlund", "Mar 2019", None),
        ("Fitter", "Kovo Brno", "2009", "Feb 2019"),
    ]
    assert [(skill.name, skill.evidence) for skill in owner.skills] == [
        ("Centrifugal pumps", []),
        ("Hydraulics", ["2 endorsements"]),
    ]
    assert [post.text for post in owner.posts] == ["Seals fail first."]
    assert [(p.title, p.company, p.end) for p in jana.positions] == [("Buyer", "Kovo Brno", None)]
    assert [point.value for point in petr.contact_points] == ["petr@tern.example"]
    assert [(problem.file, problem.row, problem.message) for problem in problems] == [
        ("Connections.csv", 8, "no profile address")
    ]


def test_what_the_archive_does_not_tell_stays_as_pages_told_it(tmp_path: Path) -> None:
    (owner, jana, _), _ = read(archive(tmp_path / "a.zip"))
    assert owner.profile
    assert jana.profile
    assert set(owner.profile.partial) == {"contact_points", "positions", "skills"}
    assert set(jana.profile.partial) >= {"headline", "about", "skills", "positions"}


def test_a_capture_is_the_same_each_time_and_dated_by_its_file(tmp_path: Path) -> None:
    first, _ = read(archive(tmp_path / "a.zip"))
    again, _ = read(archive(tmp_path / "b.zip"))
    assert [one.capture_id for one in first] == [one.capture_id for one in again]
    assert {one.captured_at.date().isoformat() for one in first} == {"2026-11-01"}
    assert {(one.site, one.trigger) for one in first} == {("linkedin", "import")}
    changed = FILES["Connections.csv"].replace("Buyer", "Head of Buying")
    later, _ = read(archive(tmp_path / "c.zip", Connections=changed))
    assert len({one.capture_id for one in [*first, *later]}) == len(first) + 1


def test_nothing_about_third_people_is_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    plain = zipfile.ZipFile.open

    def watched(self: zipfile.ZipFile, name: str, *rest: object, **more: object) -> object:
        opened.append(getattr(name, "filename", name))
        return plain(self, name, *rest, **more)  # type: ignore[arg-type]

    path = archive(tmp_path / "a.zip")
    monkeypatch.setattr(zipfile.ZipFile, "open", watched)
    captures, _ = read(path)
    assert opened
    assert not {"messages.csv", "Invitations.csv"} & set(opened)
    assert "Secret street" not in "".join(one.model_dump_json() for one in captures)


def test_without_the_owners_address_only_connections_are_read_and_it_is_said(
    tmp_path: Path,
) -> None:
    path = archive(tmp_path / "a.zip")
    assert len(read(path, None)[0]) == 2
    assert "--me" in open_linkedin_archive(path).notices[0]


def test_a_folder_is_read_like_the_zip(tmp_path: Path) -> None:
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert len(read(tmp_path)[0]) == 3


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "no data archive of LinkedIn|no readable|is empty"),
        (b"no zip", "no data archive of LinkedIn"),
    ],
)
def test_what_is_no_archive_is_told(content: bytes, message: str, tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(content)
    with pytest.raises(Unreadable, match=message):
        open_linkedin_archive(path)


def test_a_broken_file_of_it_is_told_with_its_row(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match=r"Connections\.csv"):
        read(archive(tmp_path / "a.zip", Connections="Something,else\n1,2\n"))
    broken = "First Name,Last Name,URL\nJana,Tichá,https://x.example\n" + '"never closed\nmore\n'
    with pytest.raises(Unreadable, match=r"Connections\.csv row \d"):
        read(archive(tmp_path / "b.zip", Connections=broken))

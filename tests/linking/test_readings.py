"""What stands beside a stated employer name: "ex-", "part of", "formerly", initials."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.linking.readings import Readings, readings


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Kovo Brno (part of Nordwind)", Readings("Kovo Brno", parents=("Nordwind",))),
        ("Kovo Brno, part of the Nordwind", Readings("Kovo Brno", parents=("Nordwind",))),
        ("Kovo Brno – a Nordwind company", Readings("Kovo Brno", parents=("Nordwind",))),
        ("Tern, now part of Grebe", Readings("Tern", parents=("Grebe",))),
        ("Kovo (formerly Strojírny Brno)", Readings("Kovo", former=("Strojírny Brno",))),
        ("Kovo, dříve Strojírny", Readings("Kovo", former=("Strojírny",))),
        ("Lakeus (ent. Meijeri Oy)", Readings("Lakeus", former=("Meijeri Oy",))),
        ("Tern f/k/a Grebe", Readings("Tern", former=("Grebe",))),
        ("Tern Bird Company (TBC)", Readings("Tern Bird Company", also=("TBC",))),
        ("Tern dba Grebe", Readings("Tern", also=("Grebe",))),
        ("ex-Nordwind", Readings("Nordwind", is_former=True)),
        ("ex Nordwind", Readings("Nordwind", is_former=True)),
        ("entinen Lakeus", Readings("Lakeus", is_former=True)),
        ("@Nordwind", Readings("Nordwind")),
    ],
)
def test_decorations_are_read(text: str, expected: Readings) -> None:
    assert readings(text) == expected


@pytest.mark.parametrize(
    "text",
    ["Stand by Me Ltd", "Ex Libris", "Nordwind (Deutschland) GmbH", "Part of Fortune Ltd",
     "Tern Trading (JIANGSU) Ltd", "Kurz & Sohn", "Osa Oy", "Drive Systems", "(IBM)", "()", ""],
)  # fmt: skip
def test_plain_names_stay_whole(text: str) -> None:
    assert readings(text) == Readings(text)


@given(st.text(max_size=120))
def test_any_text_keeps_a_name(text: str) -> None:
    read = readings(text)
    assert (
        bool(read.main.strip("@ \t")) == bool(text.strip().lstrip("@").strip()) or read.main == ""
    )

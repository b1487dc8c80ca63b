"""Names of organisations: what must come out equal, and what must not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.linking.normalise import fold, legal_forms, organisation_name, umlaut_variant

SAME = [
    ("Kovo Brno a.s.", "KOVO BRNO, akciová společnost"),
    ("Kovo s. r. o.", "Kovo, spol. s r.o."),
    ("Nordwind AB (publ)", "Nordwind Aktiebolag"),
    ("Müller & Söhne GmbH & Co. KG", "Muller und Sohne"),
    ("Oy Lakeus Ab", "Lakeus Oyj"),
    ("Osuuskunta Lakeus", "Osuuskunta Lakeus osk"),
    ("I.B.C. Systems Inc.", "IBC System, Incorporated"),
    ("Vitamin C a.s.", "Vitamin C"),
    ("Rybka Sp. z o.o.", "RYBKA"),
    ("Industrias Llano S.A. de C.V.", "Industrias Llano"),
    ("Tern Holdings plc", "TERN HOLDING PLC"),
    ("Tern Pty Ltd", "Tern Limited"),
    ("Tern Paper CORP /DE/", "Tern Paper Corporation"),
    ("ООО Ромашка", "Romashka OOO"),
    ("株式会社ことり", "ことり"),
    ("N&amp;V Foods Ltd", "N&V Foods"),
    ("Grebe N .V.", "Grebe NV"),
]


@pytest.mark.parametrize(("left", "right"), SAME)
def test_the_same_company_has_the_same_core(left: str, right: str) -> None:
    assert organisation_name(left).joined == organisation_name(right).joined


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Kovo Brno a.s.", "Kovo Ostrava a.s."),
        ("SAS Institute", "Institute"),
        ("Nordwind Energie GmbH", "Nordwind Logistik GmbH"),
        ("A.S. Grebe", "Tern"),
    ],
)
def test_different_companies_keep_different_cores(left: str, right: str) -> None:
    assert organisation_name(left).joined != organisation_name(right).joined


@pytest.mark.parametrize(
    ("text", "core", "tail"),
    [
        ("Grebe Nobel N.V., ARNHEIM/ARNHEM, NL", "grebenobel", ("arnheim", "arnhem", "nl")),
        ("GREBE B.V., BERGEN OP ZOOM", "grebe", ("bergen", "op", "zoom")),
        ("Grebe N.V. te Heerlen", "grebe", ()),
        ("Grebe, Nobel NV", "grebenobel", ()),
        ("Isle Co, Ltd", "isle", ()),
    ],
)
def test_a_place_behind_the_legal_form_is_no_part_of_the_name(
    text: str, core: str, tail: tuple[str, ...]
) -> None:
    name = organisation_name(text)
    assert (name.joined, name.tail) == (core, tail)


@pytest.mark.parametrize("text", ["AS", "Co", "AB", "S.A.", "GmbH", "The", "&"])
def test_a_name_of_nothing_but_a_legal_form_stays_a_name(text: str) -> None:
    assert organisation_name(text).joined or text == "&"


def test_umlauts_written_out_are_a_variant_of_their_own() -> None:
    assert umlaut_variant("Müller") == "Mueller"
    assert umlaut_variant("Mueller") is None
    assert umlaut_variant("Mu\u0308ller") == "Mueller"


def test_common_words_of_every_language_are_no_legal_form() -> None:
    assert not legal_forms() & {"at", "et", "institute", "group", "holding", "kunde", "novak"}


@given(st.text(max_size=80))
def test_any_text_is_taken_apart(text: str) -> None:
    name = organisation_name(text)
    assert all(token and token == fold(token) for token in name.tokens)
    if any(char.isascii() and char.isalnum() for char in text):
        assert name.tokens


@given(
    st.lists(st.text("abcdefghijklmnoprstuvz", min_size=3, max_size=9), min_size=1, max_size=3),
    st.sampled_from(["GmbH", "s.r.o.", "a.s.", "Oy", "Ltd.", "N.V.", "S.p.A.", "Inc", "AB (publ)"]),
)
def test_a_legal_form_changes_nothing_of_the_core(words: list[str], form: str) -> None:
    name = " ".join(words).title()
    if organisation_name(name).legal:
        return  # the invented words happened to end in a legal form themselves
    assert organisation_name(f"{name} {form}").tokens == organisation_name(name).tokens
    assert organisation_name(f"{name}, {form}").tokens == organisation_name(name).tokens

"""Special categories of personal data never become a finding, nor a quote of one."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from backend.nlp.concepts import is_within
from backend.nlp.expertise import Expertise, find_expertise
from backend.schemas.capture import Profile

TODAY = date(2026, 11, 21)


def _found(language: str, **parts: Any) -> Expertise:
    profile = Profile.model_validate({"person": {"name": "Someone Invented"}, **parts})
    return find_expertise(profile, today=TODAY, language=language)


def _words(found: Expertise) -> str:
    findings = [*found.areas, *found.traces]
    quotes = [one.quote for finding in findings for one in finding.evidence]
    return " ".join([*quotes, *(finding.label for finding in findings)]).lower()


@pytest.mark.parametrize(
    ("language", "statement", "told"),
    [
        ("en", "Living with diabetes taught me how healthcare works.", "diabetes"),
        ("en", "Diagnosed with bipolar disorder, I write on mental healthcare.", "bipolar"),
        ("en", "I am autistic and love data quality.", "autistic"),
        ("en", "As a Muslim I care for ethical banking.", "muslim"),
        ("en", "Member of the parish council, in charge of accounting.", "parish"),
        ("en", "Shop steward for labour relations.", "steward"),
        ("en", "Trade union member, employment law.", "union"),
        ("en", "Member of the Green Party, working on energy policy.", "party"),
        ("en", "Gay man in construction.", "gay"),
        ("cs", "Jsem věřící katolík a zajímám se o sociální služby.", "katol"),
        ("cs", "Členka strany, odborářka, pracovní právo.", "odbor"),
        ("cs", "Žiji s roztroušenou sklerózou, znám zdravotnictví zevnitř.", "skler"),
        ("fi", "Sairastan diabetesta ja tunnen terveydenhuollon.", "diabe"),
        ("fi", "Luottamusmies, ammattiliiton jäsen, työoikeus.", "liit"),
        ("fi", "Puolueen jäsen, energiapolitiikka.", "puolue"),
        ("de", "Schwerbehindert seit 2010, kenne das Gesundheitswesen.", "behindert"),
        ("de", "Gewerkschaftsmitglied, Arbeitsrecht.", "gewerkschaft"),
        ("de", "Mitglied der CDU, Energiepolitik.", "cdu"),
        ("de", "Evangelisch, engagiert in der Sozialarbeit.", "evangel"),
        ("sv", "Fackombud, arbetsrätt.", "fackombud"),
        ("fr", "Syndicaliste, droit du travail.", "syndical"),
    ],
)
@pytest.mark.parametrize("part", ["about", "headline"])
def test_a_statement_about_oneself_is_not_read(
    language: str, statement: str, told: str, part: str
) -> None:
    work = [{"title": "Welder", "start": "2012", "text": "Welding of steel structures."}]
    found = _found(language, positions=work, **{part: statement})
    assert told not in _words(found)
    assert [one.value for one in found.areas][:1] == ["welding"]


def test_a_headline_is_quoted_without_it() -> None:
    found = _found("en", headline="Payroll specialist | trade union member | Catholic")
    assert [one.value for one in found.areas] == ["payroll"]
    assert "union" not in _words(found)


@pytest.mark.parametrize(
    "skill",
    ["Bible study", "Diabetes", "Catholic theology", "Politics", "Trade unions", "LGBTQ advocacy",
     "Křesťanství", "Uskonto", "Kirche", "Gewerkschaftsarbeit", "Islam", "Depression"],
)  # fmt: skip
def test_a_listed_term_of_that_kind_is_dropped(skill: str) -> None:
    about = f"I talk about {skill} and {skill.lower()} a lot."
    found = _found("en", skills=[{"name": skill}], about=about)
    assert not any(one.value.startswith("term:") for one in [*found.areas, *found.traces])


@pytest.mark.parametrize(
    ("language", "title", "concept"),
    [
        ("en", "Registered nurse", "health-industry"),
        ("en", "Employment lawyer", "employment-law"),
        ("cs", "Lékař", "health-industry"),
        ("fi", "Sairaanhoitaja", "health-industry"),
        ("de", "Rechtsanwalt für Arbeitsrecht", "employment-law"),
    ],
)
def test_a_profession_in_those_fields_is_fine(language: str, title: str, concept: str) -> None:
    found = _found(language, positions=[{"title": title, "start": "2012-01"}])
    assert any(is_within(one.value, concept) for one in found.areas)

"""The function by the fields of the present work, where the title names no kind of work."""

from __future__ import annotations

import pytest

from backend.nlp.concepts import concepts
from backend.nlp.function import find_function
from backend.nlp.seniority import find_seniority
from backend.nlp.work_fields import function_of
from backend.schemas.capture import Profile
from backend.schemas.finding import Finding
from tests.nlp.role_cases import profile


def function(title: str, text: str, headline: str | None = None) -> Finding:
    given = {"title": title, "company": "Example Ltd", "start": "2019", "text": text}
    person = {"person": {"name": "Ann Otherby"}, "positions": [given], "headline": headline}
    return find_function(Profile.model_validate(person))


@pytest.mark.parametrize(
    ("title", "text", "expected"),
    [
        ("Owner", "Bookkeeping and VAT returns for small firms.", "finance"),
        ("Principal Consultant", "Penetration testing and cloud security.", "it"),
        ("Inhaber", "Dreharbeiten, Schweißen, Blechbearbeitung.", "operations"),
        ("yrittäjä", "Kirjanpito ja tilinpäätökset pienyrityksille.", "finance"),
        ("konzultant", "Pracovní právo, GDPR, smluvní právo.", "legal"),
        ("Engineer", "Kubernetes, PostgreSQL, backend development.", "it"),
        ("Owner", "Long walks.", "management"),
        ("CEO", "Bookkeeping for our clients.", "management"),
        ("Sales engineer", "Pumps, valves, vibration analysis.", "sales"),
        ("Head of HR", "Hires welders and PLC programmers.", "hr"),
    ],
)
def test_the_fields_decide_where_the_title_is_wide(title: str, text: str, expected: str) -> None:
    finding = function(title, text)
    assert finding.value == expected
    assert finding.score is None or finding.evidence


def test_it_shows_the_words_that_decided() -> None:
    finding = function("Owner", "Bookkeeping for small firms.")
    assert finding.evidence[0].where == "positions[0].text"
    assert finding.evidence[0].quote == "Bookkeeping"
    assert "no word of the title" in finding.arithmetic.terms[0].name


def test_a_wish_in_the_headline_does_not_decide() -> None:
    finding = function("Partner", "", headline="Looking for a job in accounting")
    assert finding.value != "finance"


def test_every_field_leads_to_a_function_or_to_none() -> None:
    functions = {function_of(concept) for concept in concepts()}
    assert functions <= {
        "sales", "marketing", "finance", "it", "engineering", "operations", "hr", "legal",
        "research", "support", "other", None,
    }  # fmt: skip
    assert function_of("vat") == "finance"
    assert function_of("nursing") == "other"


def test_who_leads_a_firm_of_their_own_name_owns_it() -> None:
    person = {"person": {"name": "Jana Kolářová"}, "positions": [
        {"title": "jednatelka", "company": "Kolářová geodézie s.r.o.", "start": "2012",
         "text": "Zaměření staveb, laserové skenování."}]}  # fmt: skip
    found = Profile.model_validate(person)
    assert find_seniority(found).value == "owner"
    assert find_function(found).value == "engineering"
    assert find_seniority(profile("jednatelka", company="Jiná firma s.r.o.")).value == "executive"


def test_a_junior_in_the_headline_is_one() -> None:
    found = profile("Data Engineer", headline="Junior Data Engineer | SQL")
    assert find_seniority(found).value == "entry"
    wish = profile("Data Engineer", headline="Mentor of junior engineers")
    assert find_seniority(wish).value == "specialist"


@pytest.mark.parametrize(
    ("name", "company", "expected"),
    [
        ("Eva Nováková", "Daňová kancelář Nováková", "owner"),
        ("Ina Berg-Holm", "Holm Holzbau GmbH", "specialist"),
        ("Ina Berg-Holm", "Berg-Holm Holzbau GmbH", "owner"),
        ("Eva Li", "Li Ning Sports", "specialist"),
        ("Madonna", "Madonna Ltd", "specialist"),
    ],
)
def test_a_firm_of_the_same_name(name: str, company: str, expected: str) -> None:
    person = {"person": {"name": name}, "positions": [
        {"title": "Tax adviser", "company": company, "start": "2012"}]}  # fmt: skip
    assert find_seniority(Profile.model_validate(person)).value == expected

"""What kind of work a title tells: the labelled sets, the traps, and what must always hold."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.nlp.function import find_function, lexicon
from backend.nlp.ranks import lexicon as rank_lexicon
from tests.nlp.role_cases import accuracy, check_sound, judged, profile, words

FUNCTIONS = words(
    "sales marketing finance it engineering operations hr legal research support management other "
    "unknown"
)


@pytest.mark.parametrize(
    ("names", "least"),
    [(("titles.tsv",), 0.98), (("titles_later.tsv",), 0.97), (("headlines.tsv",), 0.9)],
)
def test_accuracy_on_labelled_titles(names: tuple[str, ...], least: float) -> None:
    share, wrong = accuracy(judged(*names, column="function"), find_function)
    assert share >= least, wrong


@pytest.mark.parametrize(
    ("title", "function"),
    [
        ("Sales manager for ERP software", "sales"),
        ("Myyntipäällikkö, ohjelmistot", "sales"),
        ("IT recruiter", "hr"),
        ("HR software developer", "it"),
        ("Lawyer for energy law", "legal"),
        ("Vertriebsingenieur Automatisierungstechnik", "sales"),
        ("Head of finance IT", "it"),
        ("Vedoucí prodeje software", "sales"),
        ("Energy auditor, owner", "engineering"),
        ("Owner", "management"),
    ],
)
def test_what_the_person_does_not_what_the_firm_sells(title: str, function: str) -> None:
    assert find_function(profile(title)).value == function


def test_the_employers_business_is_not_the_function() -> None:
    given_profile = profile("Receptionist", company="Sales & Marketing Partners")
    assert find_function(given_profile).value == "support"
    headline = "Buyer at Legal Software Sales"
    assert find_function(profile(headline=headline)).value == "operations"


def test_a_title_that_tells_nothing_lets_the_headline_speak() -> None:
    finding = find_function(profile("Senior specialist", headline="Payroll accountant"))
    assert (finding.value, finding.evidence[0].where) == ("finance", "headline")


def test_a_past_kind_of_work_does_not_count() -> None:
    assert find_function(profile("Buyer (former accountant)")).value == "operations"
    assert find_function(profile(headline="Retired accountant")).value == "unknown"


def test_the_tables_load_and_name_only_functions_we_have() -> None:
    for source in (lexicon(), rank_lexicon()):
        assert source is not None
    for title in ("CFO", "Vedoucí skladu", "Tutkija"):
        assert find_function(profile(title)).value in FUNCTIONS


@given(st.text(max_size=120), st.text(max_size=120))
def test_whatever_is_written_the_finding_is_sound(title: str, headline: str) -> None:
    given_profile = profile(title, headline=headline)
    finding = find_function(given_profile)
    check_sound(finding, given_profile)
    assert finding.value in FUNCTIONS


@given(
    st.lists(
        st.sampled_from(
            words("IT sales of , Head manager recruiter | vedoucí nákupu údržby CFO for Leiter")
        ),
        max_size=10,
    ).map(" ".join)
)
def test_any_mixture_of_titles_is_read_soundly(title: str) -> None:
    given_profile = profile(title)
    check_sound(find_function(given_profile), given_profile)

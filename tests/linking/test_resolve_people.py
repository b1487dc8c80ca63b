"""Which contact a person is: address, e-mail, name with employer or city; namesakes apart."""

from __future__ import annotations

import pytest

from backend.linking.records import (
    AccountEntry,
    ContactEntry,
    Decision,
    Employer,
    OrganisationQuery,
    PersonQuery,
)
from backend.linking.resolver import resolve_organisation, resolve_person

KOVO = ContactEntry(
    "c1", "Jana Tichá", urls=("https://www.linkedin.com/in/jana-ticha-1",),
    emails=("jana.ticha@kovo.example",), account_id="a3", account_name="Kovo Brno a.s.",
    city="Brno", country="CZ",
)  # fmt: skip
NORDWIND = ContactEntry(
    "c2", "Jana Tichá", account_id="a1", account_name="Nordwind Energie GmbH", city="Hamburg",
    country="DE",
)  # fmt: skip
ROBERT = ContactEntry("c3", "Robert Tern", account_id="a4", account_name="Grebe Ltd", city="Leeds")
CONTACTS = (KOVO, NORDWIND, ROBERT)


@pytest.mark.parametrize(
    ("query", "judgement", "reason", "best"),
    [
        (PersonQuery("J. T.", urls=("https://cz.linkedin.com/in/Jana-Ticha-1/",)), "suggested",
         "identity-name-differs", "c1"),
        (PersonQuery("Jana Nová", urls=("https://cz.linkedin.com/in/Jana-Ticha-1/",)), "linked",
         "identity:url", "c1"),
        (PersonQuery("Jana Tichá", emails=("Jana.Ticha@kovo.example",)), "linked",
         "identity:email", "c1"),
        (PersonQuery("Ing. Jana Tichá", headline="Obchod ve společnosti Kovo Brno"), "linked",
         "name+employer", "c1"),
        (PersonQuery("Jana Ticha", headline="Vertrieb bei Nordwind Energie"), "linked",
         "name+employer", "c2"),
        (PersonQuery("Jana Tichá", headline="CTO at Lakeus Oy | ex-Kovo Brno a.s."), "linked",
         "name+past-employer", "c1"),
        (PersonQuery("TICHÁ Jana", city="Hampuri"), "linked", "name+city", "c2"),
        (PersonQuery("Bob Tern", headline="Buyer at Grebe"), "linked", "name+employer", "c3"),
        (PersonQuery("R. Tern", headline="Buyer at Grebe"), "suggested", "name+employer", "c3"),
        (PersonQuery("Robert Tern"), "suggested", "name-only", "c3"),
        (PersonQuery("Jana Tichá", headline="Energetička v Kovu Brno"), "suggested", "several",
         "c1"),
        (PersonQuery("Robert Tern", headline="Buyer, Stronger Together"), "suggested", "name-only",
         "c3"),
        (PersonQuery("Jana Tichá"), "suggested", "several", "c1"),
        (PersonQuery("Robert Tern", headline="Buyer at Lakeus Oy"), "none", "conflict", "c3"),
        (PersonQuery("Robert Tern", headline="Buyer at Lakeus Oy", city="Leeds"), "suggested",
         "name+city", "c3"),
        (PersonQuery("Jana Tichá", urls=("https://www.linkedin.com/in/another-jana",)), "suggested",
         "name-only", "c2"),
        (PersonQuery("Petr Tichý", headline="Kovo Brno a.s."), "none", "too-weak", "c1"),
        (PersonQuery("Jan Tichý", city="Brno"), "none", "too-weak", None),
        (PersonQuery("Jana", headline="Sales at Kovo Brno a.s."), "none", "too-weak", None),
        (PersonQuery("jticha87"), "none", "too-weak", None),
        (PersonQuery(""), "none", "too-weak", None),
    ],
)  # fmt: skip
def test_judgements(query: PersonQuery, judgement: str, reason: str, best: str | None) -> None:
    link = resolve_person(query, CONTACTS)
    assert (link.judgement, link.reason) == (judgement, reason)
    if best:
        assert link.candidates[0].id == best


def test_another_profile_on_the_same_network_is_another_person() -> None:
    query = PersonQuery("Jana Tichá", urls=("https://www.linkedin.com/in/another-jana",))
    link = resolve_person(query, (KOVO,))
    assert (link.judgement, link.reason) == ("none", "conflict")


def test_a_profile_elsewhere_says_nothing_against() -> None:
    query = PersonQuery("Jana Tichá", urls=("https://forum.example.org/u/jana",), city="Brno")
    assert resolve_person(query, (KOVO,)).judgement == "linked"


ACCOUNTS = (
    AccountEntry("a3", "Kovo Brno a.s."),
    AccountEntry("a1", "Nordwind Energie GmbH"),
)


@pytest.mark.parametrize("with_past", [True, False])
def test_links_of_employers_stand_for_all_or_for_the_present_ones(with_past: bool) -> None:
    employers = (Employer("Strojírny", current=False), Employer("KOVO BRNO"))
    asked = employers if with_past else employers[1:]
    links = [resolve_organisation(OrganisationQuery(e.name), ACCOUNTS) for e in asked]
    query = PersonQuery("Jana Tichá", employers=employers)
    link = resolve_person(query, CONTACTS, links)
    assert (link.judgement, link.candidates[0].id) == ("linked", "c1")
    levels = {item.field: item.level for item in link.candidates[0].comparisons}
    assert levels["employer"] == "present account"


def test_an_employer_may_be_known_by_the_domain_of_the_contacts_mail() -> None:
    query = PersonQuery("Jana Tichá", employers=(Employer("KB", domain="www.kovo.example"),))
    link = resolve_person(query, CONTACTS)
    assert (link.judgement, link.reason, link.candidates[0].id) == ("linked", "name+employer", "c1")


def test_only_past_employers_do_not_contradict() -> None:
    query = PersonQuery("Robert Tern", employers=(Employer("Lakeus Oy", current=False),))
    assert resolve_person(query, CONTACTS).reason == "name-only"


def test_a_contact_twice_in_the_crm_is_several() -> None:
    twin = ContactEntry("c9", "Jana Tichá", account_id="a3", account_name="Kovo Brno", city="Brno")
    query = PersonQuery("Jana Tichá", headline="Sales at Kovo Brno a.s.")
    link = resolve_person(query, (KOVO, twin))
    assert (link.judgement, link.reason) == ("suggested", "several")


def test_decisions_outlive_everything() -> None:
    query = PersonQuery("Jana Tichá", urls=("https://www.linkedin.com/in/jana-ticha-1",))
    wrong = resolve_person(query, CONTACTS, (), [Decision("contact", "c1", "wrong")])
    assert wrong.decision == "wrong"
    assert all(c.id != "c1" or c.probability < 1e-6 for c in wrong.candidates)
    assert wrong.candidates[0].id == "c2"
    right = resolve_person(
        PersonQuery("Somebody Else"), CONTACTS, (), [Decision("contact", "c2", "right")]
    )
    assert (right.judgement, right.reason, right.candidates[0].id) == (
        "linked", "decision:right", "c2",
    )  # fmt: skip

"""Which account an organisation is: identity, name with a second signal, name alone, several."""

from __future__ import annotations

import pytest

from backend.linking.records import AccountEntry, Decision, OrganisationQuery
from backend.linking.resolver import resolve_organisation

NORDWIND = AccountEntry(
    "a1", "Nordwind Energie GmbH", domains=("nordwind-energie.example",), city="Hamburg",
    country="DE", urls=("https://www.linkedin.com/company/nordwind-energie",),
)  # fmt: skip
LOGISTIK = AccountEntry("a2", "Nordwind Logistik GmbH", city="Bremen", country="DE")
KOVO = AccountEntry("a3", "Kovo Brno a.s.", aliases=("Strojírny Brno",), city="Brno", country="CZ")
TBC = AccountEntry("a4", "Tern Bird Cement Ltd", city="London", country="GB")
THORNBURY = AccountEntry("a5", "Thornbury Cold Stores Ltd", country="GB")
ACCOUNTS = (THORNBURY, NORDWIND, LOGISTIK, KOVO, TBC)


@pytest.mark.parametrize(
    ("query", "judgement", "reason", "best"),
    [
        (OrganisationQuery("Whatever", domains=("www.nordwind-energie.example",)), "linked",
         "identity:domain", "a1"),
        (OrganisationQuery("Nordwind", urls=("https://de.linkedin.com/company/Nordwind-Energie/",)),
         "linked", "identity:url", "a1"),
        (OrganisationQuery("NORDWIND ENERGIE", city="Hamburk"), "linked", "name+city", "a1"),
        (OrganisationQuery("Kovo Brno", country="Czechia"), "linked", "name+country", "a3"),
        (OrganisationQuery("Strojirny Brno s.r.o.", city="Brünn"), "linked", "name+city", "a3"),
        (OrganisationQuery("Kovo Brno (dříve Strojírny Brno)"), "suggested", "name-only", "a3"),
        (OrganisationQuery("Kovo Brno"), "suggested", "name-only", "a3"),
        (OrganisationQuery("Kovo Brnno"), "suggested", "name-only", "a3"),
        (OrganisationQuery("Kovo (part of Kovo Brno)"), "suggested", "name-only:parent", "a3"),
        (OrganisationQuery("Nordwind Energie Hamburg"), "linked", "name+city", "a1"),
        (OrganisationQuery("Nordwind Energie GmbH, HAMBURG, DE"), "linked", "name+city", "a1"),
        (OrganisationQuery("Thornbury Cold Stores"), "linked", "name-only:rare", "a5"),
        (OrganisationQuery("Thornbury Cold Stores", country="Canada"), "suggested", "name-only",
         "a5"),
        (OrganisationQuery("Strojírnách Brno"), "suggested", "name-only", "a3"),
        (OrganisationQuery("TBC"), "suggested", "name-only:acronym", "a4"),
        (OrganisationQuery("Nordwind"), "suggested", "several", "a1"),
        (OrganisationQuery("Kovo Brno", country="Finland", city="Turku"), "suggested", "name-only",
         "a3"),
        (OrganisationQuery("Nordwind Energie", country="FI", domains=("nw.example",)), "none",
         "conflict", "a1"),
        (OrganisationQuery("Lakeus Meijerit"), "none", "too-weak", None),
        (OrganisationQuery(""), "none", "too-weak", None),
    ],
)  # fmt: skip
def test_judgements(query: OrganisationQuery, judgement: str, reason: str, best: str) -> None:
    link = resolve_organisation(query, ACCOUNTS)
    assert (link.judgement, link.reason) == (judgement, reason)
    if best:
        assert link.candidates[0].id == best


def test_no_candidates_are_told_as_such() -> None:
    link = resolve_organisation(OrganisationQuery("Kovo"), ())
    assert (link.judgement, link.reason, link.candidates) == ("none", "no-candidate", [])
    assert link.arithmetic.result is None


def test_two_accounts_of_one_name_are_several_unless_the_legal_form_tells() -> None:
    twins = (AccountEntry("g", "Tern GmbH"), AccountEntry("l", "Tern Ltd"))
    assert resolve_organisation(OrganisationQuery("Tern"), twins).reason == "several"
    told = resolve_organisation(OrganisationQuery("Tern Ltd"), twins)
    assert (told.reason, told.candidates[0].id) == ("name-only", "l")


def test_the_same_account_twice_in_the_crm_is_several() -> None:
    twins = (KOVO, AccountEntry("dup", "Kovo Brno", city="Brno", country="CZ"))
    link = resolve_organisation(OrganisationQuery("Kovo Brno", city="Brno"), twins)
    assert (link.judgement, link.reason) == ("suggested", "several")


def test_common_words_alone_link_nothing() -> None:
    entry = AccountEntry("a", "Global Services Ltd", country="GB")
    link = resolve_organisation(OrganisationQuery("Global Services", country="UK"), (entry,))
    assert link.judgement != "linked" or link.candidates[0].probability < 0.999
    alone = resolve_organisation(
        OrganisationQuery("Technology"), (AccountEntry("t", "Technology"),)
    )
    assert alone.candidates[0].probability < 0.5


def test_frequencies_of_the_accounts_tell_rare_from_common() -> None:
    entry = (AccountEntry("a", "Grebe"),)
    rare = resolve_organisation(OrganisationQuery("Grebe"), entry, (), {"*": 50_000, "t:grebe": 1})
    common = resolve_organisation(
        OrganisationQuery("Grebe"), entry, (), {"*": 50_000, "t:grebe": 20_000}
    )
    assert rare.candidates[0].match_weight > common.candidates[0].match_weight


def test_right_links_for_ever_and_wrong_is_out_for_ever() -> None:
    query = OrganisationQuery("Kovo Brno", city="Brno")
    wrong = resolve_organisation(query, ACCOUNTS, [Decision("account", "a3", "wrong")])
    assert (wrong.judgement, wrong.decision) == ("none", "wrong")
    right = resolve_organisation(query, ACCOUNTS, [Decision("account", "a2", "right")])
    assert (right.judgement, right.reason, right.decision) == ("linked", "decision:right", "right")
    assert right.candidates[0].id == "a2"
    assert right.candidates[0].decided_by_person


def test_the_last_word_on_a_pair_counts() -> None:
    decisions = [Decision("account", "a3", "wrong"), Decision("account", "a3", "right")]
    assert (
        resolve_organisation(OrganisationQuery("Kovo"), ACCOUNTS, decisions).judgement == "linked"
    )


def test_a_refused_account_gives_way_to_the_next() -> None:
    query = OrganisationQuery("Nordwind")
    link = resolve_organisation(query, ACCOUNTS, [Decision("account", "a1", "wrong")])
    assert (link.candidates[0].id, link.judgement) == ("a2", "suggested")


def test_decisions_on_contacts_say_nothing_of_accounts() -> None:
    query = OrganisationQuery("Kovo Brno")
    assert (
        resolve_organisation(query, ACCOUNTS, [Decision("contact", "a3", "wrong")]).decision is None
    )


def test_many_candidates_keep_identity_decisions_and_initials() -> None:
    crowd = [AccountEntry(f"x{i}", f"Tern Trading {i} Ltd") for i in range(60)]
    by_domain = AccountEntry("d", "Wholly Different", domains=("tern.example",))
    by_initials = AccountEntry("i", "Tern Trading Kombinat", city="Kiel")
    decided = AccountEntry("z", "Nothing Alike")
    query = OrganisationQuery("Tern Trading", domains=("tern.example",))
    everything = [*crowd, by_domain, by_initials, decided]
    link = resolve_organisation(query, everything)
    assert (link.reason, link.candidates[0].id) == ("identity:domain", "d")
    link = resolve_organisation(query, everything, [Decision("account", "z", "right")])
    assert link.candidates[0].id == "z"
    link = resolve_organisation(OrganisationQuery("TTK"), everything)
    assert link.candidates[0].id == "i"

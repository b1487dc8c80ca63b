"""What holds for every judgement: its arithmetic recomputes, and form changes nothing."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.linking.blocking import (
    account_keys,
    contact_keys,
    organisation_keys,
    person_keys,
    plan_keys,
    shortlist,
)
from backend.linking.normalise import organisation_name
from backend.linking.records import (
    AccountEntry,
    ContactEntry,
    Decision,
    Employer,
    OrganisationQuery,
    PersonQuery,
)
from backend.linking.resolver import resolve_organisation, resolve_person
from backend.linking.scoring import prior, probability
from backend.linking.similarity import Rarity, core_similarity
from backend.schemas.annotation import Link

WORD = st.text("abcdeěfghijklmnoöprsštuüvyýzž", min_size=4, max_size=9).map(str.title)
ORGANISATION = (
    st.lists(WORD, min_size=1, max_size=3)
    .map(" ".join)
    .filter(lambda name: not organisation_name(name).legal)
)
PERSON = st.tuples(WORD, WORD).map(" ".join)
FORM = st.sampled_from(["", " GmbH", " s.r.o.", ", a.s.", " Oy", " Ltd.", " N. V.", " AB (publ)"])
PLACE = st.one_of(st.none(), st.sampled_from(["Brno", "Turku", "Hamburg"]))
COUNTRY = st.one_of(st.none(), st.sampled_from(["CZ", "Finland", "Deutschland"]))
ACCOUNT = st.builds(
    AccountEntry, id=st.sampled_from("abcdef"), name=ORGANISATION, city=PLACE, country=COUNTRY
)
ACCOUNTS = st.lists(ACCOUNT, max_size=5, unique_by=lambda entry: entry.id)
CONTACT = st.builds(
    ContactEntry, id=st.sampled_from("abcdef"), name=PERSON, account_name=ORGANISATION, city=PLACE
)
CONTACTS = st.lists(CONTACT, max_size=5, unique_by=lambda entry: entry.id)
QUERY = st.builds(OrganisationQuery, name=ORGANISATION, city=PLACE, country=COUNTRY)
PERSON_QUERY = st.builds(
    PersonQuery, name=PERSON, city=PLACE,
    employers=st.lists(st.builds(Employer, name=ORGANISATION, current=st.booleans()), max_size=2)
    .map(tuple),
)  # fmt: skip


def assert_recomputes(link: Link) -> None:
    terms = link.arithmetic.terms
    if not link.candidates:
        assert link.arithmetic.result is None
        return
    best = link.candidates[0]
    bits = sum(term.value for term in terms)
    assert bits == pytest.approx(best.match_weight, abs=1e-6)
    assert link.arithmetic.result == pytest.approx(probability(bits), abs=1e-6)
    for candidate in link.candidates:
        own = prior(candidate.record) + sum(item.weight for item in candidate.comparisons)
        assert candidate.match_weight == pytest.approx(own, abs=1e-6)
        assert candidate.probability == pytest.approx(probability(own), abs=1e-6)
    weights = [candidate.match_weight for candidate in link.candidates]
    assert weights == sorted(weights, reverse=True)


@given(QUERY, ACCOUNTS)
def test_the_arithmetic_of_an_account_recomputes(
    query: OrganisationQuery, accounts: list[AccountEntry]
) -> None:
    assert_recomputes(resolve_organisation(query, accounts))


@given(PERSON_QUERY, CONTACTS)
def test_the_arithmetic_of_a_contact_recomputes(
    query: PersonQuery, contacts: list[ContactEntry]
) -> None:
    assert_recomputes(resolve_person(query, contacts))


@given(QUERY, ACCOUNTS, st.randoms())
def test_the_order_of_candidates_changes_nothing(
    query: OrganisationQuery, accounts: list[AccountEntry], random: object
) -> None:
    shuffled = list(accounts)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert resolve_organisation(query, accounts) == resolve_organisation(query, shuffled)


def _bare(text: str) -> str:
    decomposed = unicodedata.normalize("NFD", text)
    return "".join(char for char in decomposed if not unicodedata.combining(char))


@given(ORGANISATION, FORM, FORM, PLACE, COUNTRY)
def test_case_diacritics_and_legal_form_do_not_change_the_judgement(
    name: str, page_form: str, crm_form: str, city: str | None, country: str | None
) -> None:
    entry = AccountEntry("a", name + crm_form, city="Brno", country="CZ")

    def judged(spelt: str) -> tuple[str, str]:
        link = resolve_organisation(OrganisationQuery(spelt, city=city, country=country), (entry,))
        return link.judgement, link.reason

    plain = judged(name)
    for spelt in (name + page_form, name.upper() + page_form, name.lower(), _bare(name)):
        assert judged(spelt) == plain


@given(PERSON, ORGANISATION, FORM)
def test_spelling_does_not_change_who_a_person_is(name: str, employer: str, form: str) -> None:
    entry = ContactEntry("c", name, account_name=employer)
    for spelt in (name, name.upper(), _bare(name)):
        query = PersonQuery(spelt, employers=(Employer(employer.upper() + form),))
        assert resolve_person(query, (entry,)).reason == "name+employer"


@given(QUERY, ACCOUNT)
def test_more_agreement_never_weighs_less(query: OrganisationQuery, entry: AccountEntry) -> None:
    def bits(asked: OrganisationQuery, known: AccountEntry) -> float:
        return resolve_organisation(asked, (known,)).candidates[0].match_weight

    base = bits(OrganisationQuery(query.name), AccountEntry("a", entry.name))
    with_city = bits(
        OrganisationQuery(query.name, city="Brno"), AccountEntry("a", entry.name, city="Brno")
    )
    with_domain = bits(
        OrganisationQuery(query.name, domains=("tern.example",)),
        AccountEntry("a", entry.name, domains=("tern.example",)),
    )
    assert with_city > base
    assert with_domain > with_city


@given(QUERY, ACCOUNTS, st.sampled_from("abcdef"), st.sampled_from(["right", "wrong"]))
def test_a_decision_wins(
    query: OrganisationQuery, accounts: list[AccountEntry], decided: str, verdict: str
) -> None:
    link = resolve_organisation(query, accounts, [Decision("account", decided, verdict)])  # type: ignore[arg-type]
    assert_recomputes(link)
    there = any(entry.id == decided for entry in accounts)
    if verdict == "right" and there:
        assert (link.judgement, link.candidates[0].id) == ("linked", decided)
    if verdict == "wrong" and link.judgement != "none":
        assert link.candidates[0].id != decided


@given(st.lists(WORD, max_size=4), st.lists(WORD, max_size=4))
def test_likeness_of_cores_is_symmetric_and_bounded(left: list[str], right: list[str]) -> None:
    rarity = Rarity()
    a, b = [word.lower() for word in left], [word.lower() for word in right]
    likeness = core_similarity(a, b, rarity)
    assert likeness == core_similarity(b, a, rarity)
    assert 0.0 <= likeness <= 1.0
    assert (likeness == 1.0) == ("".join(a) == "".join(b) != "")


@given(ORGANISATION, FORM)
def test_a_company_is_found_whatever_its_form(name: str, form: str) -> None:
    asked = organisation_keys(OrganisationQuery(name.upper() + form))
    assert asked & account_keys(AccountEntry("a", name))


@given(PERSON)
def test_a_person_is_found_by_swapped_name_and_initial(name: str) -> None:
    given, family = name.split()
    keys = contact_keys(ContactEntry("c", name))
    assert keys & person_keys(PersonQuery(f"{family} {given}"))
    assert keys & person_keys(PersonQuery(f"{family.upper()}, {given[0]}."))


@given(st.text(max_size=100), st.text(max_size=100))
def test_hostile_text_is_judged_not_thrown_back(page: str, crm: str) -> None:
    link = resolve_organisation(
        OrganisationQuery(page, urls=(page,), domains=(page,), city=page, country=page),
        (AccountEntry("a", crm, aliases=(crm,), domains=(crm,), urls=(crm,), city=crm),),
    )
    assert_recomputes(link)
    person = resolve_person(
        PersonQuery(page, urls=(page,), emails=(page,), headline=page, city=page, country=page),
        (ContactEntry("c", crm, urls=(crm,), emails=(crm,), account_name=crm, city=crm),),
    )
    assert_recomputes(person)


KEY = st.text("ab:", min_size=1, max_size=4)


@given(st.dictionaries(KEY, st.integers(0, 3_000)), st.lists(KEY), st.integers(0, 4_000))
def test_planned_keys_stay_in_the_budget(
    frequencies: dict[str, int], keys: list[str], budget: int
) -> None:
    planned = plan_keys(keys, frequencies, budget)
    assert set(planned) <= set(keys) & set(frequencies)
    assert sum(frequencies[key] for key in set(planned)) <= budget
    assert list(map(frequencies.__getitem__, planned)) == sorted(frequencies[k] for k in planned)


def test_identity_is_planned_before_names() -> None:
    frequencies = {"t:tern": 1, "url:x.example/a": 900, "core:tern": 950}
    assert plan_keys(frequencies, frequencies, 1_000)[0] == "url:x.example/a"
    assert "core:tern" in plan_keys(frequencies, frequencies, 1_000)


def test_the_shortlist_prefers_rare_keys_and_identity() -> None:
    frequencies = {"*": 10_000, "t:rare": 2, "t:common": 3, "url:x/a": 3}
    found = {"t:rare": ["r", "b"], "t:common": ["b", "c", "d"], "url:x/a": ["u"]}
    assert shortlist(found, frequencies) == ["u", "b", "r", "c", "d"]
    assert shortlist(found, frequencies, 2) == ["u", "b"]

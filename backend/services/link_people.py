"""Find the contact and the account of many people at once: index → candidates → judgement."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from backend.linking.blocking import (
    account_keys,
    contact_keys,
    organisation_keys,
    person_keys,
    plan_keys,
)
from backend.linking.employers import employers_from_headline
from backend.linking.places import city_and_country
from backend.linking.records import (
    AccountEntry,
    ContactEntry,
    Decision,
    Employer,
    OrganisationQuery,
    PersonQuery,
)
from backend.linking.resolver import resolve_organisation, resolve_person
from backend.models import Account, Contact, LinkDecision, Person
from backend.schemas.annotation import Link
from backend.schemas.capture import Profile
from backend.store import link_index
from backend.store.database import TenantSession

CANDIDATE_BUDGET = 400
"""Candidates weighed for one query at most; rarer keys go first."""
SHOWN_CANDIDATES = 3


@dataclass(frozen=True)
class PersonLinks:
    """The judgements on one person. `contact_account` is the account the CRM has the contact at."""

    contact: Link
    account: Link
    employers: tuple[Employer, ...]
    contact_account: str | None = None
    employer_is_contact_account: bool | None = None
    """None where the page names no present employer"""


def person_query(person: Person) -> PersonQuery:
    """What is known of a person's identity from their pages."""
    profile = Profile.model_validate(person.profile) if person.profile else None
    employers: tuple[Employer, ...] = ()
    emails: tuple[str, ...] = ()
    if profile:
        employers = tuple(
            Employer(
                name=position.company,
                url=position.company_url,
                current=position.end is None,
                start=position.start,
                end=position.end,
            )
            for position in profile.positions
            if position.company
        )
        emails = tuple(c.value for c in profile.contact_points if c.kind == "email")
    city, country = city_and_country(person.location)
    return PersonQuery(
        name=person.name or "",
        urls=(person.url,) if person.url else (),
        emails=emails,
        headline=person.headline,
        employers=employers or employers_from_headline(person.headline or ""),
        city=city,
        country=country,
    )


def account_entry(account: Account) -> AccountEntry:
    return AccountEntry(
        id=account.id,
        name=account.name,
        aliases=tuple(account.aliases),
        domains=tuple(filter(None, (account.domain, account.website))),
        urls=tuple(filter(None, (account.linkedin_url,))),
        city=account.city,
        country=account.country,
        parent_id=account.parent_id,
    )


def contact_entry(contact: Contact, account_name: str | None) -> ContactEntry:
    return ContactEntry(
        id=contact.id,
        name=contact.name,
        urls=tuple(filter(None, (contact.profile_url,))),
        emails=tuple(contact.emails),
        account_id=contact.account_id,
        account_name=account_name,
        city=contact.city,
        country=contact.country,
        job_title=contact.job_title,
    )


def index_accounts(tx: TenantSession, accounts: Sequence[Account]) -> None:
    link_index.replace_keys(
        tx, "account", {account.id: account_keys(account_entry(account)) for account in accounts}
    )


def index_contacts(tx: TenantSession, contacts: Sequence[tuple[Contact, str | None]]) -> None:
    link_index.replace_keys(
        tx,
        "contact",
        {contact.id: contact_keys(contact_entry(contact, name)) for contact, name in contacts},
    )


def link_people(
    tx: TenantSession,
    queries: Sequence[PersonQuery],
    decisions: Sequence[Sequence[LinkDecision]] | None = None,
) -> list[PersonLinks]:
    """Judge every person; `decisions` holds people's words on each, in the order of `queries`."""
    words = [
        tuple(Decision(d.record, d.record_id, d.verdict) for d in given)  # type: ignore[arg-type]
        for given in decisions or [()] * len(queries)
    ]
    organisations = [_employer_queries(query) for query in queries]
    account_links = link_organisations(
        tx,
        [q for qs in organisations for q in qs],
        [w for w, qs in zip(words, organisations, strict=True) for _ in qs],
    )
    contacts = _contact_candidates(tx, queries, words)
    results: list[PersonLinks] = []
    start = 0
    for query, own, given, candidates in zip(queries, organisations, words, contacts, strict=True):
        links = account_links[start : start + len(own)]
        start += len(own)
        contact_link = resolve_person(query, candidates, links, given)
        results.append(_person_links(query, own, links, contact_link, candidates, given))
    return results


def link_organisations(
    tx: TenantSession,
    queries: Sequence[OrganisationQuery],
    decisions: Sequence[Sequence[Decision]] | None = None,
) -> list[Link]:
    """Judge every organisation against the accounts; equal queries are judged once."""
    words = [tuple(given) for given in decisions or [()] * len(queries)]
    distinct = list(dict.fromkeys(zip(queries, words, strict=True)))
    keys = [organisation_keys(query) for query, _ in distinct]
    frequencies = link_index.frequencies(tx, "account", (k for own in keys for k in own))
    frequencies["*"] = link_index.count_accounts(tx)
    planned = [plan_keys(own, frequencies, CANDIDATE_BUDGET) for own in keys]
    ids = link_index.record_ids(tx, "account", (k for own in planned for k in own))
    decided = [d.record_id for given in words for d in given if d.record == "account"]
    accounts = link_index.accounts(
        tx, [*decided, *(record for found in ids.values() for record in found)]
    )
    entries = {account.id: account_entry(account) for account in accounts.values()}
    links = {}
    for (query, given), own in zip(distinct, planned, strict=True):
        wanted = dict.fromkeys(
            [d.record_id for d in given if d.record == "account"]
            + [record for key in own for record in ids.get(key, ())]
        )
        candidates = [entries[record] for record in wanted if record in entries]
        link = resolve_organisation(query, candidates, given, frequencies)
        links[(query, given)] = _shortened(link)
    return [links[pair] for pair in zip(queries, words, strict=True)]


def _shortened(link: Link) -> Link:
    return link.model_copy(update={"candidates": link.candidates[:SHOWN_CANDIDATES]})


def _employer_queries(query: PersonQuery) -> list[OrganisationQuery]:
    """The present employers; none where the page names none."""
    return [
        OrganisationQuery(
            name=employer.name,
            urls=(employer.url,) if employer.url else (),
            domains=(employer.domain,) if employer.domain else (),
            city=query.city,
            country=query.country,
        )
        for employer in query.employers
        if employer.current
    ]


def _contact_candidates(
    tx: TenantSession, queries: Sequence[PersonQuery], words: Sequence[tuple[Decision, ...]]
) -> list[list[ContactEntry]]:
    keys = [person_keys(query) for query in queries]
    frequencies = link_index.frequencies(tx, "contact", (k for own in keys for k in own))
    planned = [plan_keys(own, frequencies, CANDIDATE_BUDGET) for own in keys]
    ids = link_index.record_ids(tx, "contact", (k for own in planned for k in own))
    decided = [d.record_id for given in words for d in given if d.record == "contact"]
    rows = link_index.contacts(
        tx, [*decided, *(record for found in ids.values() for record in found)]
    )
    entries = {
        contact_id: contact_entry(contact, account_name)
        for contact_id, (contact, account_name) in rows.items()
    }
    result = []
    for own, given in zip(planned, words, strict=True):
        wanted = dict.fromkeys(
            [d.record_id for d in given if d.record == "contact"]
            + [record for key in own for record in ids.get(key, ())]
        )
        result.append([entries[record] for record in wanted if record in entries])
    return result


def _person_links(
    query: PersonQuery,
    organisations: Sequence[OrganisationQuery],
    links: Sequence[Link],
    contact_link: Link,
    candidates: Sequence[ContactEntry],
    given: tuple[Decision, ...],
) -> PersonLinks:
    nobody = OrganisationQuery(name="")
    account_link = _best(links) if links else resolve_organisation(nobody, (), given)
    contact_account, same = None, None
    if contact_link.judgement == "linked" and contact_link.candidates:
        entry = next(c for c in candidates if c.id == contact_link.candidates[0].id)
        contact_account = entry.account_id
        if entry.account_id:
            same = _still_there(query, organisations, links, entry)
    return PersonLinks(
        contact=_shortened(contact_link),
        account=account_link,
        employers=query.employers,
        contact_account=contact_account,
        employer_is_contact_account=same,
    )


def _still_there(
    query: PersonQuery,
    organisations: Sequence[OrganisationQuery],
    links: Sequence[Link],
    entry: ContactEntry,
) -> bool | None:
    """Whether the contact works where the CRM has them; None where the page does not tell.

    What only may be an employer speaks against it when it is another account of ours.
    """
    if any(_is_account(one, link, entry) for one, link in zip(organisations, links, strict=True)):
        return True
    present = [employer for employer in query.employers if employer.current]
    elsewhere = any(
        employer.certain or link.judgement == "linked"
        for employer, link in zip(present, links, strict=True)
    )
    left = any(
        _is_account(OrganisationQuery(name=employer.name), None, entry)
        for employer in query.employers
        if not employer.current
    )
    return False if elsewhere or left else None


def _best(links: Sequence[Link]) -> Link:
    order = {"linked": 2, "suggested": 1, "none": 0}
    return max(
        links,
        key=lambda link: (
            order[link.judgement],
            link.candidates[0].match_weight if link.candidates else float("-inf"),
        ),
    )


def _is_account(query: OrganisationQuery, link: Link | None, entry: ContactEntry) -> bool:
    """Whether an employer is the account the CRM has the contact at."""
    if link and link.judgement != "none" and any(c.id == entry.account_id for c in link.candidates):
        return True
    if not (entry.account_id and entry.account_name):
        return False
    own = AccountEntry(id=entry.account_id, name=entry.account_name)
    return resolve_organisation(replace(query, city=None, country=None), [own]).judgement != "none"

"""Blocking: short string keys under which a store finds the few records worth comparing.

A store keeps one row for each (key, record). A query makes its keys, the store tells how many rows
each has, `plan_keys` takes the rare ones first within a budget of rows, and only records found
under those are compared. Keys carry a prefix: url:, domain:, email:, core: (whole core of a name),
t: (token), p: and s: (first and last four characters of a token), j: (first five of the joined
core), a: (initials); for people full: (all words), fi: (family name and initial), pi: (its first
four characters and initial).
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from heapq import nlargest
from itertools import chain, permutations
from math import log2
from typing import TypeVar

from backend.linking.identity import domain_key, email_key, url_key
from backend.linking.names import nickname_stems, person_name
from backend.linking.normalise import organisation_name, umlaut_variant
from backend.linking.readings import readings
from backend.linking.records import AccountEntry, ContactEntry, OrganisationQuery, PersonQuery

BUDGET = 2_000
"""Rows a query may touch: the p99 stays low at a million accounts (measured for the project)."""
MAX_KEY_LENGTH = 200
Record = TypeVar("Record", bound=Hashable)
_ALWAYS = ("url:", "email:", "domain:", "core:", "full:")


def _identity(urls: Iterable[str], domains: Iterable[str], emails: Iterable[str]) -> set[str]:
    found = {f"url:{key}" for url in urls if (key := url_key(url))}
    found |= {f"domain:{key}" for domain in domains if (key := domain_key(domain))}
    return found | {f"email:{key}" for email in emails if (key := email_key(email))}


def _spellings(name: str) -> list[str]:
    read = readings(name)
    plain = [read.main, *read.also, *read.former, *read.parents]
    return plain + [variant for text in plain if (variant := umlaut_variant(text))]


def _organisation_name_keys(name: str) -> set[str]:
    found: set[str] = set()
    for text in _spellings(name):
        core = organisation_name(text)
        joined = core.joined
        if not joined:
            continue
        found.add(f"core:{joined}")
        if len(joined) >= 5:
            found.add(f"j:{joined[:5]}")
        for token in core.tokens:
            if len(token) >= 2 or len(core.tokens) == 1:
                found.add(f"t:{token}")
            if len(token) >= 4:
                found.add(f"p:{token[:4]}")
            if len(token) >= 6:
                found.add(f"s:{token[-4:]}")
        if len(core.tokens) >= 3:
            found.add("a:" + "".join(token[0] for token in core.tokens))
        elif len(core.tokens) == 1 and 3 <= len(joined) <= 6:
            found.add(f"a:{joined}")
    return found


def _cut(keys: Iterable[str]) -> frozenset[str]:
    return frozenset(key[:MAX_KEY_LENGTH] for key in keys)


def account_keys(entry: AccountEntry) -> frozenset[str]:
    """Keys under which an account is to be found, those of its aliases included."""
    names = chain.from_iterable(_organisation_name_keys(n) for n in (entry.name, *entry.aliases))
    return _cut(_identity(entry.urls, entry.domains, ()) | set(names))


def organisation_keys(query: OrganisationQuery) -> frozenset[str]:
    """Keys to look an organisation up by."""
    return _cut(_identity(query.urls, query.domains, ()) | _organisation_name_keys(query.name))


def _person_name_keys(text: str) -> set[str]:
    name = person_name(text)
    found: set[str] = set()
    for given, family in ((name.given, name.family), *name.variants):
        tokens = (given + family)[:6]
        if not tokens:
            continue
        found.add("full:" + " ".join(sorted(tokens)))
        found |= {f"t:{token}" for token in tokens if len(token) >= 2}
        stems = {stem for token in tokens for stem in nickname_stems(token)}
        for first, second in permutations(tokens, 2):
            initials = {first[0]} | {stem[0] for stem in nickname_stems(first)}
            if len(second) < 2:
                continue
            found |= {f"fi:{second} {initial}" for initial in initials}
            if len(second) >= 5:
                found |= {f"pi:{second[:4]} {initial}" for initial in initials}
        found |= {f"t:{stem}" for stem in stems}
    return found


def contact_keys(entry: ContactEntry) -> frozenset[str]:
    """Keys under which a contact is to be found."""
    return _cut(_identity(entry.urls, (), entry.emails) | _person_name_keys(entry.name))


def person_keys(query: PersonQuery) -> frozenset[str]:
    """Keys to look a person up by."""
    return _cut(_identity(query.urls, (), query.emails) | _person_name_keys(query.name))


def plan_keys(
    keys: Iterable[str], frequencies: Mapping[str, int], budget: int = BUDGET
) -> Sequence[str]:
    """The keys to fetch: identity and whole names first, then the rarest, up to `budget` rows.

    `frequencies` tells the number of rows of each key; a key it does not know has none and is left
    out. Identity keys are taken whatever they cost, within the budget each.
    """
    known = [(frequencies[key], key) for key in keys if frequencies.get(key, 0) > 0]
    planned: list[str] = []
    spent = 0
    for always in (True, False):
        for count, key in sorted(item for item in known if item[1].startswith(_ALWAYS) is always):
            if count > budget or (not always and spent + count > budget):
                continue
            planned.append(key)
            spent += count
    return planned


def shortlist(
    found: Mapping[str, Sequence[Record]], frequencies: Mapping[str, int], limit: int = 64
) -> list[Record]:
    """The records that share the most, and the rarest, keys with the query: best first.

    `found` maps each planned key to the records under it. Comparing costs far more than counting,
    and the right one is among the first 64 as often as among all (measured).
    """
    most = max((frequencies.get(key, 1) for key in found), default=1)
    total = max(frequencies.get("*", 0), 2 * most)
    shared: dict[Record, float] = {}
    for key, records in found.items():
        bits = 40.0 if key.startswith(_ALWAYS) else log2(total / max(1, frequencies.get(key, 1)))
        for record in records:
            shared[record] = shared.get(record, 0.0) + bits
    return nlargest(limit, shared, key=shared.__getitem__)

"""Comparisons of one page record with one CRM record: what stood on each side and the level."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from backend.linking.identity import domain_key, email_key, network_of, url_key
from backend.linking.name_levels import name_level
from backend.linking.normalise import OrganisationName, organisation_name, umlaut_variant, words
from backend.linking.places import city_key, country_key
from backend.linking.readings import readings
from backend.linking.records import AccountEntry, ContactEntry, OrganisationQuery, PersonQuery
from backend.linking.scoring import Record, similarity_weight, weight
from backend.linking.similarity import Rarity, core_similarity
from backend.schemas.annotation import Comparison

_RARE_BITS = 11.0
_DISTINCTIVE_BITS = 22.5
"""Information from which two companies hardly bear the same name: that of two rare words."""
LIKE = "like"
"""Level of names that are not equal: the likeness stands behind it ("like 0.94")."""


def _compare(
    record: Record, field: str, page: str | None, crm: str | None, level: str
) -> Comparison:
    return Comparison(
        field=field, page=page, crm=crm, level=level, weight=weight(record, field, level)
    )


def _keyed(values: Iterable[str], key: Callable[[str], str | None]) -> dict[str, str]:
    return {found: value for value in values if (found := key(value))}


def compare_addresses(record: Record, page: Iterable[str], crm: Iterable[str]) -> Comparison | None:
    """Profile or page addresses: "same", or "different" if both are known on one network."""
    ours, theirs = _keyed(page, url_key), _keyed(crm, url_key)
    for key in sorted(ours.keys() & theirs.keys()):
        return _compare(record, "address", ours[key], theirs[key], "same")
    for left in sorted(ours):
        for right in sorted(theirs):
            if network_of(left) == network_of(right):
                return _compare(record, "address", ours[left], theirs[right], "different")
    return None


def compare_domains(page: Iterable[str], crm: Iterable[str]) -> Comparison | None:
    """Domains of two organisations: "same", "same label" (x.com, x.de) or "different"."""
    ours, theirs = _keyed(page, domain_key), _keyed(crm, domain_key)
    if not ours or not theirs:
        return None
    for key in sorted(ours.keys() & theirs.keys()):
        return _compare("account", "domain", ours[key], theirs[key], "same")
    for left in sorted(ours):
        for right in sorted(theirs):
            if left.partition(".")[0] == right.partition(".")[0]:
                return _compare("account", "domain", ours[left], theirs[right], "same label")
    return _compare("account", "domain", min(ours.values()), min(theirs.values()), "different")


def compare_emails(page: Iterable[str], crm: Iterable[str]) -> Comparison | None:
    """Personal e-mail addresses; only equality says anything, people have several."""
    ours, theirs = _keyed(page, email_key), _keyed(crm, email_key)
    for key in sorted(ours.keys() & theirs.keys()):
        return _compare("contact", "e-mail", ours[key], theirs[key], "same")
    return None


def compare_places(
    record: Record, query: PersonQuery | OrganisationQuery, entry: AccountEntry | ContactEntry
) -> list[Comparison]:
    """City and country where both sides state them."""
    found = []
    pairs = (
        ("city", query.city, entry.city, city_key),
        ("country", query.country, entry.country, country_key),
    )
    for field, page, crm, key in pairs:
        left, right = key(page), key(crm)
        if left and right:
            level = "same" if left == right else "different"
            found.append(_compare(record, field, page, crm, level))
    return found


def _acronym(name: OrganisationName) -> str | None:
    return "".join(token[0] for token in name.tokens) if len(name.tokens) >= 3 else None


def _is_acronym_of(left: OrganisationName, right: OrganisationName) -> bool:
    return len(left.tokens) == 1 and len(left.joined) >= 3 and left.joined == _acronym(right)


def _is_short_form(page: OrganisationName, crm: OrganisationName, rarity: Rarity) -> bool:
    """The page says "Nordwind", the CRM "Nordwind Energie GmbH": the first words, and rare ones.

    With a legal form on the page the name is whole: "Nordwind AG" is another company.
    """
    size = len(page.tokens)
    shorter = 0 < size < len(crm.tokens) and crm.tokens[:size] == page.tokens and not page.legal
    return shorter and sum(map(rarity.bits, page.tokens)) >= _RARE_BITS


def _cores(name: str) -> list[OrganisationName]:
    variant = umlaut_variant(name)
    return [organisation_name(name)] + ([organisation_name(variant)] if variant else [])


def name_likeness(left: str, right: str, rarity: Rarity) -> float:
    """Likeness (0..1) of two names of organisations; 1 means that the cores are equal."""
    return max(
        core_similarity(a.tokens, b.tokens, rarity) for a in _cores(left) for b in _cores(right)
    )


def _information(name: str, rarity: Rarity) -> float:
    return sum(rarity.bits(token) for token in organisation_name(name).tokens)


def compare_organisation_names(
    page_name: str, crm_names: Sequence[str], rarity: Rarity, city: str | None = None
) -> Comparison:
    """The best of all pairs of names; `crm_names` is the name itself, then its aliases.

    Names that differ only by the `city` where the account is ("Tern Chemnitz") are nearly equal. A
    name of nothing but common words weighs no more than the information it carries.
    """
    page = readings(page_name)
    best: Comparison | None = None
    for position, stated in enumerate(crm_names):
        crm = readings(stated)
        own = "exact" if position == 0 else "alias"
        tries = [(page.main, crm.main, own)]
        tries += [(also, crm.main, "alias") for also in page.also]
        tries += [(page.main, also, "alias") for also in crm.also]
        tries += [(former, crm.main, "former name") for former in page.former]
        tries += [(page.main, former, "former name") for former in crm.former]
        tries += [(parent, crm.main, "parent") for parent in page.parents]
        for left, right, level in tries:
            found = _compare_two_names(left, right, level, rarity)
            if city and level in ("exact", "alias") and _equal_but_for(city, left, right):
                stated_weight = weight("account", "name", "exact but for the place")
                bits = round(min(stated_weight, _information(right, rarity)), 3)
                if bits > found.weight:
                    found = Comparison(
                        field="name", page=left, crm=right, level="exact but for the place",
                        weight=bits,
                    )  # fmt: skip
            if best is None or found.weight > best.weight:
                best = found.model_copy(update={"page": page_name, "crm": stated})
    assert best is not None
    return best


def _equal_but_for(city: str, left: str, right: str) -> bool:
    place = set(words(city))
    a, b = organisation_name(left).tokens, organisation_name(right).tokens
    kept_a = [token for token in a if token not in place]
    kept_b = [token for token in b if token not in place]
    return a != b and bool(kept_a) and kept_a == kept_b


def city_in_name(query: OrganisationQuery, entry: AccountEntry) -> str | None:
    """The account's city where the page's name holds it ("Tern Chemnitz", "Tern N.V., ARNHEM")."""
    place = set(words(entry.city or ""))
    named = bool(place) and place <= set(words(query.name)) and not place <= set(words(entry.name))
    return entry.city if named else None


def _compare_two_names(left: str, right: str, level: str, rarity: Rarity) -> Comparison:
    likeness = name_likeness(left, right, rarity)
    if likeness == 1.0:
        stated = weight("account", "name", level)
        bits = round(min(stated, _information(left, rarity)), 3)
        note = level if bits == stated else f"{level}, common words"
        return Comparison(field="name", page=left, crm=right, level=note, weight=bits)
    bits = similarity_weight("account", likeness)
    if level in ("former name", "parent"):
        bits = min(bits, weight("account", "name", level))
    ours, theirs = organisation_name(left), organisation_name(right)
    by_short = weight("account", "name", "short form")
    if by_short > bits and _is_short_form(ours, theirs, rarity):
        return Comparison(field="name", page=left, crm=right, level="short form", weight=by_short)
    if _is_acronym_of(ours, theirs) or _is_acronym_of(theirs, ours):
        by_acronym = weight("account", "name", "acronym")
        if by_acronym > bits:
            return Comparison(
                field="name", page=left, crm=right, level="acronym", weight=by_acronym
            )
    return Comparison(
        field="name", page=left, crm=right, level=f"{LIKE} {likeness:.2f}", weight=bits
    )


def compare_legal_forms(page_name: str, crm_name: str) -> Comparison | None:
    """Only for accounts whose cores are equal: it tells them apart and says nothing else."""
    ours, theirs = organisation_name(page_name).legal, organisation_name(crm_name).legal
    if not ours or not theirs:
        return None
    level = "same" if ours & theirs else "different"
    return _compare(
        "account", "legal form", " ".join(sorted(ours)), " ".join(sorted(theirs)), level
    )


def compare_name_rarity(name: Comparison, rarity: Rarity) -> Comparison | None:
    """Only for an equal name of several rare words: that two companies bear the same one is rarer.

    Two companies share "Alfa" or "Global Services" easily, "Thornbury Cold Stores" hardly ever.
    Names that are equal by an alias get nothing.
    """
    crm = name.crm or ""
    several = len(organisation_name(crm).tokens) > 1
    if name.level != "exact" or not several or _information(crm, rarity) < _DISTINCTIVE_BITS:
        return None
    return _compare("account", "name rarity", name.page, name.crm, "several rare words")


def compare_person_names(page: str, crm: str) -> Comparison | None:
    """Names of two people; None where one of them has no letters."""
    level = name_level(page, crm)
    return None if level is None else _compare("contact", "name", page, crm, level)

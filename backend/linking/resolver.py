"""The judgement: which account an organisation is, which contact a person is, or none.

Identity (address, domain, e-mail) links; a cleaned name with a second signal links; a name alone is
a suggestion; near candidates are "several"; what contradicts is none. A person's decision wins.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Literal

from backend.linking import comparisons as compare
from backend.linking.blocking import organisation_keys
from backend.linking.employers import employers_from_headline
from backend.linking.identity import domain_key, url_key
from backend.linking.normalise import organisation_name
from backend.linking.records import (
    AccountEntry,
    ContactEntry,
    Decision,
    Employer,
    OrganisationQuery,
    PersonQuery,
)
from backend.linking.scoring import (
    Record,
    arithmetic,
    made_by,
    match_weight,
    probability,
    threshold,
    weight,
)
from backend.linking.similarity import Rarity, quick_similarity
from backend.schemas.annotation import Candidate, Comparison, Judgement, Link

MAX_CANDIDATES = 5
"""Candidates a link carries, the best ones; all were weighed."""
COMPARED = 12
"""Candidates compared in full: the likest by a cheap hint, and whatever shares an identity."""
_NEAR_NAME = 7.5
"""Bits from which a name that is not equal may link with a second signal."""
_SURE_EMPLOYER = 0.8
"""Probability from which the employer's account says as much of a person as an equal name."""
_STRONG_PERSON_NAMES = frozenset({"exact", "without middle", "nickname"})
_SOFT_PERSON_NAMES = _STRONG_PERSON_NAMES | {"one typo"}
_CONTRADICTION = 4.0
"""Bits a name must have for a pair judged "none" to be called a conflict and not a stranger."""


def _level(comparisons: Sequence[Comparison], field: str) -> str | None:
    return next((item.level for item in comparisons if item.field == field), None)


def _bits(comparisons: Sequence[Comparison], field: str) -> float:
    return sum(item.weight for item in comparisons if item.field == field)


def _decided(
    record: Record, record_id: str, decisions: Sequence[Decision]
) -> Literal["right", "wrong"] | None:
    """The last decision on this record, if there is one."""
    verdict: Literal["right", "wrong"] | None = None
    for decision in decisions:
        if decision.record == record and decision.record_id == record_id:
            verdict = decision.verdict
    return verdict


def _candidate(
    record: Record,
    entry: AccountEntry | ContactEntry,
    found: list[Comparison],
    decisions: Sequence[Decision],
) -> Candidate:
    verdict = _decided(record, entry.id, decisions)
    if verdict:
        found = [
            *found,
            Comparison(
                field="decision",
                page=None,
                crm=entry.name,
                level=verdict,
                weight=weight(record, "decision", verdict),
            ),
        ]
    bits = match_weight(record, found)
    return Candidate(
        record=record,
        id=entry.id,
        name=entry.name,
        account_name=entry.account_name if isinstance(entry, ContactEntry) else None,
        match_weight=bits,
        probability=probability(bits),
        comparisons=found,
        decided_by_person=verdict is not None,
    )


def _organisation_reason(candidate: Candidate) -> tuple[bool, str]:
    """Whether the evidence may link without asking, and the code of the reason."""
    found = candidate.comparisons
    if _level(found, "address") == "same":
        return True, "identity:url"
    if _level(found, "domain") == "same":
        return True, "identity:domain"
    name = _level(found, "name") or ""
    if name.startswith(("parent", "acronym", "short form")):
        return False, f"name-only:{name.split(',')[0]}"
    if _bits(found, "name") >= _NEAR_NAME:
        if _level(found, "domain") == "same label":
            return True, "name+domain"
        for place in ("city", "country"):
            if _level(found, place) == "same":
                return True, f"name+{place}"
    if _level(found, "name rarity") and not any(item.level == "different" for item in found):
        return True, "name-only:rare"
    return False, "name-only"


def _person_reason(candidate: Candidate) -> tuple[bool, str]:
    """Whether the evidence may link without asking, and the code of the reason."""
    found = candidate.comparisons
    name = _level(found, "name")
    stranger = name in ("different", "given only", "family only", None)
    for field, code in (("address", "identity:url"), ("e-mail", "identity:email")):
        if _level(found, field) == "same":
            # The first name or the family name stays when people marry; an equal address under a
            # wholly different name is a mistake somewhere.
            return (True, code) if name != "different" else (False, "identity-name-differs")
    employer = _level(found, "employer") or ""
    if employer.startswith("present") and not stranger:
        return name in _SOFT_PERSON_NAMES, "name+employer"
    if employer.startswith("past") and not stranger:
        return name in _STRONG_PERSON_NAMES, "name+past-employer"
    if _level(found, "city") == "same" and not stranger:
        return name in _STRONG_PERSON_NAMES and employer != "different", "name+city"
    return False, "name-only"


def _judge(
    record: Record, ranked: Sequence[Candidate], margin: float | None
) -> tuple[Judgement, str]:
    if not ranked:
        return "none", "no-candidate"
    best = ranked[0]
    if best.decided_by_person:
        right = _level(best.comparisons, "decision") == "right"
        return ("linked", "decision:right") if right else ("none", "decision:wrong")
    may_link, reason = (_organisation_reason if record == "account" else _person_reason)(best)
    if best.probability < threshold(record, "suggested"):
        conflict = _bits(best.comparisons, "name") >= _CONTRADICTION and any(
            item.level == "different" and item.weight < 0 for item in best.comparisons
        )
        return "none", "conflict" if conflict else "too-weak"
    second = ranked[1] if len(ranked) > 1 else None
    near = margin is not None and margin < threshold(record, "margin_bits")
    if near and second and second.probability >= threshold(record, "suggested"):
        return "suggested", "several"
    if may_link and best.probability >= threshold(record, "linked"):
        return "linked", reason
    return "suggested", reason


def _link(record: Record, candidates: Sequence[Candidate], decisions: Sequence[Decision]) -> Link:
    ranked = sorted(candidates, key=lambda item: (-item.match_weight, item.id))
    margin = ranked[0].match_weight - ranked[1].match_weight if len(ranked) > 1 else None
    judgement, reason = _judge(record, ranked, margin)
    decision: Literal["right", "wrong"] | None = None
    if reason == "decision:right":
        decision = "right"
    elif any(item.record == record and item.verdict == "wrong" for item in decisions):
        decision = "wrong"
    return Link(
        judgement=judgement,
        reason=reason,
        candidates=ranked[:MAX_CANDIDATES],
        arithmetic=arithmetic(record, ranked[0] if ranked else None, margin),
        decision=decision,
        made_by=made_by(),
    )


def _worth_comparing(
    query: OrganisationQuery, candidates: Sequence[AccountEntry], decisions: Sequence[Decision]
) -> Sequence[AccountEntry]:
    """Of many candidates those that can win: identity, decisions, initials, the likest names."""
    if len(candidates) <= COMPARED:
        return candidates
    kept = {d.record_id for d in decisions if d.record == "account"}
    keys = organisation_keys(query)
    cores = [key.removeprefix("core:") for key in keys if key.startswith("core:")]
    initials = {key.removeprefix("a:") for key in keys if key.startswith("a:")}

    def hint(entry: AccountEntry) -> float:
        identity = [f"url:{url_key(url)}" for url in entry.urls]
        identity += [f"domain:{domain_key(domain)}" for domain in entry.domains]
        if entry.id in kept or not keys.isdisjoint(identity):
            return 2.0
        likest = 0.0
        for name in (entry.name, *entry.aliases):
            core = organisation_name(name)
            if core.joined in initials or "".join(t[0] for t in core.tokens) in initials:
                return 1.0
            likest = max([likest, *(quick_similarity(own, core.joined) for own in cores)])
        return likest

    return sorted(candidates, key=lambda entry: (-hint(entry), entry.id))[:COMPARED]


def resolve_organisation(
    query: OrganisationQuery,
    candidates: Sequence[AccountEntry],
    decisions: Sequence[Decision] = (),
    frequencies: Mapping[str, int] | None = None,
) -> Link:
    """Judge which of the blocked accounts the organisation is.

    `frequencies` are the row counts of the blocking keys (with "*" for the number of accounts);
    they tell common words from rare ones. Pass every account a person decided on among the
    candidates, blocked or not: a decision can only be kept for a record that is there.
    """
    rarity = Rarity(frequencies)
    candidates = _worth_comparing(query, candidates, decisions)
    cores = Counter(organisation_name(entry.name).joined for entry in candidates)
    found: list[Candidate] = []
    for entry in candidates:
        names = (entry.name, *entry.aliases)
        named = compare.city_in_name(query, entry)
        name = compare.compare_organisation_names(query.name, names, rarity, named)
        placed = replace(query, city=named) if named and not query.city else query
        places = compare.compare_places("account", placed, entry)
        elsewhere = any(place.level == "different" for place in places)
        pair = [
            compare.compare_addresses("account", query.urls, entry.urls),
            compare.compare_domains(query.domains, entry.domains),
            name,
            None if elsewhere else compare.compare_name_rarity(name, rarity),
            *places,
        ]
        if cores[organisation_name(entry.name).joined] > 1:
            pair.append(compare.compare_legal_forms(query.name, entry.name))
        found.append(_candidate("account", entry, [c for c in pair if c], decisions))
    return _link("account", found, decisions)


def _compare_employer(
    employer: Employer, link: Link | None, entry: ContactEntry, rarity: Rarity
) -> Comparison | None:
    """One employer of the person beside the contact's account; None where nothing can be said."""
    when = "present" if employer.current else "past"

    def reached(level: str) -> Comparison:
        return Comparison(
            field="employer",
            page=employer.name,
            crm=entry.account_name,
            level=level,
            weight=weight("contact", "employer", level),
        )

    if entry.account_id and link and link.judgement != "none":
        top = [link.candidates[0]]
        if link.reason == "several":
            floor = threshold("account", "suggested")
            top = [item for item in link.candidates if item.probability >= floor]
        here = next((item for item in top if item.id == entry.account_id), None)
        if here and (here.probability >= _SURE_EMPLOYER or here.decided_by_person):
            return reached(f"{when} account")
        if here and employer.current:
            return reached("present like")
    domains = {
        key for text in (employer.domain, employer.url) if text and (key := domain_key(text))
    }
    if domains & {key for email in entry.emails if (key := domain_key(email))}:
        return reached(f"{when} domain")
    if entry.account_name:
        name = compare.compare_organisation_names(employer.name, (entry.account_name,), rarity)
        if name.level.startswith(("exact", "alias", "former")):
            return reached(f"{when} name")
        if name.weight >= _NEAR_NAME and employer.current:
            return reached("present like")
    if employer.certain and (entry.account_id or entry.account_name):
        return reached("different")
    return None


def _with_links(
    employers: Sequence[Employer], links: Sequence[Link]
) -> list[tuple[Employer, Link | None]]:
    """Employers beside their links; fewer links than employers are those of the present ones."""
    if len(links) >= len(employers):
        return list(zip(employers, links, strict=False))
    left = iter(links)
    return [(employer, next(left, None) if employer.current else None) for employer in employers]


def _best_employer(
    employers: Sequence[Employer], links: Sequence[Link], entry: ContactEntry, rarity: Rarity
) -> Comparison | None:
    found = [
        comparison
        for employer, link in _with_links(employers, links)
        if (comparison := _compare_employer(employer, link, entry, rarity))
    ]
    if not any(employer.current and employer.certain for employer in employers):
        # Only past employers are known: that the contact is elsewhere now contradicts nothing.
        found = [comparison for comparison in found if comparison.level != "different"]
    return max(found, key=lambda item: item.weight, default=None)


def resolve_person(
    query: PersonQuery,
    candidates: Sequence[ContactEntry],
    employer_links: Sequence[Link] = (),
    decisions: Sequence[Decision] = (),
) -> Link:
    """Judge which of the blocked contacts the person is.

    `employer_links` stand in the order of `query.employers` (or of the employers read from the
    headline when there are none), or in that of the present ones among them. Contacts a person
    decided on belong among the candidates.
    """
    employers = query.employers or employers_from_headline(query.headline)
    rarity = Rarity()
    found: list[Candidate] = []
    for entry in candidates:
        pair = [
            compare.compare_addresses("contact", query.urls, entry.urls),
            compare.compare_emails(query.emails, entry.emails),
            compare.compare_person_names(query.name, entry.name),
            _best_employer(employers, employer_links, entry, rarity),
            *compare.compare_places("contact", query, entry),
        ]
        found.append(_candidate("contact", entry, [c for c in pair if c], decisions))
    return _link("contact", found, decisions)

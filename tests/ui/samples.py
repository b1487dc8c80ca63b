"""Annotations for the interface tests: invented people, checked against the wire types."""

from __future__ import annotations

from typing import Any

from backend.schemas.annotation import AnnotationSet, PersonAnnotation

STATES = ("customer", "prospect", "former", "unknown", "several", "outdated")
MADE_BY = "sample 1"
PAGE = "https://network.test/thread/1"
NAMES = (
    "Jana Nováková", "Mikko Lehtinen", "Greta Baumann", "Paul O'Hara", "Eliška Dvořáková",
    "Aino Virtanen", "Jürgen Weiß", "Sofia Almeida", "Tomáš Řezníček", "Ulla Mäkelä",
)  # fmt: skip


def arithmetic(result: float | None = 0.72) -> dict[str, Any]:
    return {
        "formula": "1 − ∏(1 − term)",
        "terms": [
            {"name": "position", "value": 0.6, "note": "9 years, present"},
            {"name": "headline", "value": 0.3, "note": None},
        ],
        "result": result,
    }


def finding(kind: str, value: str, label: str, score: float | None = 0.72, **more: Any) -> Any:
    evidence = [
        {
            "source": "position",
            "quote": "Head of maintenance planning, rolling mills and continuous casting",
            "where": "positions[0].title",
            "when": "2017-04",
        },
        {"source": "about", "quote": "I keep furnaces running.", "where": "about", "when": None},
    ]
    return {
        "kind": kind,
        "value": value,
        "label": label,
        "score": score,
        "reason": None if score is not None else "The profile was not captured yet.",
        "evidence": evidence if score is not None else [],
        "arithmetic": arithmetic(score),
        "made_by": MADE_BY,
        **more,
    }


def reaction(value: str, quote: str, score: float = 0.8) -> Any:
    evidence = [{"source": "comment", "quote": quote, "where": "c1", "when": "2026-11-03"}]
    return finding("reaction", value, value, score, evidence=evidence)


def candidate(
    number: int = 1, weight: float = 14.2, probability: float = 0.98, record: str = "contact"
) -> Any:
    return {
        "record": record,
        "id": f"{record}-{number}",
        "name": "Jana Nováková" if record == "contact" else "Ostravské válcovny a.s.",
        "account_name": f"Ostravské válcovny {number}" if record == "contact" else None,
        "match_weight": weight,
        "probability": probability,
        "comparisons": [
            comparison("name", "Jana Nováková", "Jana Nováková", "exact", 11.4),
            comparison("employer", "Ostravske valcovny", "Ostravské válcovny", "present", 12.1),
            comparison("city", "Brno", "Ostrava", "different", weight - 15.5),
        ],
        "decided_by_person": False,
    }


def comparison(field: str, page: str, crm: str, level: str, weight: float) -> Any:
    return {"field": field, "page": page, "crm": crm, "level": level, "weight": round(weight, 2)}


def link(judgement: str = "linked", *candidates: Any, reason: str = "name+employer") -> Any:
    return {
        "judgement": judgement,
        "reason": reason,
        "candidates": list(candidates),
        "arithmetic": {"formula": "sum of bits", "terms": [], "result": None},
        "decision": None,
        "made_by": MADE_BY,
    }


NO_LINK = link("none", reason="no-candidate")


def account(status: str = "customer") -> Any:
    return {
        "id": "account-1",
        "name": "Ostravské válcovny a.s.",
        "status": status,
        "status_reason": "has-orders",
        "industry": "Metals",
        "country": "CZ",
        "owner": "Petra Horáková",
        "payment_status": "overdue",
        "overdue": [{"amount": 18_450, "currency": "EUR"}],
        "orders": 12,
        "ordered": [{"amount": 342_000, "currency": "EUR"}],
        "last_order_on": "2026-09-14",
        "open_opportunities": 2,
        "open_pipeline": [
            {"amount": 96_000, "currency": "EUR"},
            {"amount": 1_200_000, "currency": "CZK"},
        ],
        "last_activity_on": "2026-11-03",
        "last_activity": "call: spare parts for line 2",
    }  # fmt: skip


CONTACT = {
    "id": "contact-1", "name": "Jana Nováková", "job_title": "Head of maintenance",
    "account_name": "Ostravské válcovny a.s.", "owner": "Petra Horáková", "do_not_contact": False,
    "last_activity_on": "2026-11-03",
}  # fmt: skip
REASONS = {
    "customer": "contact-account", "prospect": "employer-account", "former": "contact-account",
    "unknown": "no-match", "several": "several-contacts", "outdated": "employer-differs",
}  # fmt: skip


def person(number: int = 0, state: str = "customer", **more: Any) -> Any:
    """One person; every optional part is there unless `more` takes it away."""
    linked = state in ("customer", "former", "outdated")
    several = link("suggested", candidate(1, 9.1, 0.55), candidate(2, 8.9, 0.52), reason="several")
    contact_link = link("linked", candidate()) if linked else NO_LINK
    weight = (0.72, 0.41, 0.18, 0.0, None)[number % 5]
    made = {
        "key": f"p{number}",
        "person_id": f"person-{number}",
        "name": NAMES[number % len(NAMES)],
        "url": f"https://network.test/in/{number}",
        "headline": "Head of maintenance at Ostravské válcovny · reliability engineering",
        "state": state,
        "state_reason": REASONS[state],
        "contact_link": several if state == "several" else contact_link,
        "account_link": NO_LINK
        if state in ("unknown", "several")
        else link("linked", candidate(record="account"), reason="name+city"),
        "contact": CONTACT if linked else None,
        "account": None
        if state in ("unknown", "several")
        else account("customer" if state == "outdated" else state),
        "expertise": [
            finding("expertise", "maintenance", "Maintenance engineering", 0.86),
            finding("expertise", "steel", "Steel production", 0.44),
        ],
        "relevance": finding("relevance", "2", "topic", weight),
        "seniority": finding("seniority", "director", "director", 0.9),
        "function": finding("function", "operations", "operations", 0.8),
        "location": finding("location", "CZ", "CZ", 0.9),
        "profile_captured_at": "2026-11-20T09:30:00Z",
        **more,
    }
    return PersonAnnotation.model_validate(made).model_dump(mode="json")


QUOTES = {
    "question": "Has anybody run this on a line older than twenty years?",
    "complaint": "We waited eleven weeks for a bearing. Eleven.",
    "answer": "We measure vibration at three points and compare with the same week last year.",
    "praise": "The service team in Brno was excellent.",
    "small_talk": "Following!",
    "promotion": "Book a demo with us this week.",
    "buying_intent": "We are looking for a supplier before the spring stop.",
    "disagreement": "I do not agree that sensors pay off below forty machines.",
}  # fmt: skip


def discussion(posts: int = 24, people: int | None = None, **more: Any) -> Any:
    """A discussion: person i has state i mod 6; every kind of reaction occurs."""
    count = people or max(1, posts // 2)
    persons = [person(i, STATES[i % 6]) for i in range(count)]
    kinds = list(QUOTES)
    made_posts = []
    for i in range(posts):
        author = persons[i % count]
        kind = kinds[i % len(kinds)]
        made_posts.append({
            "id": f"post-{i}",
            "person_key": author["key"],
            "language": "en",
            "reactions": [reaction(kind, QUOTES[kind])],
            "weight": author["relevance"]["score"],
        })  # fmt: skip
    made = {
        "capture_id": "capture-0001",
        "kind": "discussion",
        "url": PAGE,
        "captured_at": "2026-11-21T10:00:00Z",
        "made_by": {"sample": "1"},
        "people": persons,
        "posts": made_posts,
        "discussion": {
            "title": "Condition monitoring on old rolling mills: worth it?",
            "topics": [finding("topic", "monitoring", "Condition monitoring", 0.81)],
            "language": finding("language", "en", "English", 0.99),
            "posts": posts,
            "people": count,
            "experts": sum((p["relevance"]["score"] or 0) >= 0.5 for p in persons),
            "weighted_reactions": {"question": 4.2},
        },
        **more,
    }
    return AnnotationSet.model_validate(made).model_dump(mode="json")


def profile(**more: Any) -> Any:
    return AnnotationSet.model_validate({
        "capture_id": "capture-0002",
        "kind": "profile",
        "url": "https://network.test/in/0",
        "captured_at": "2026-11-21T10:00:00Z",
        "made_by": {},
        "people": [person(0, **more)],
    }).model_dump(mode="json")  # fmt: skip


def organisation() -> Any:
    return AnnotationSet.model_validate({
        "capture_id": "capture-0003",
        "kind": "organisation",
        "url": "https://network.test/company/1",
        "captured_at": "2026-11-21T10:00:00Z",
        "made_by": {},
        "organisation": {
            "name": "Ostravské válcovny",
            "url": "https://network.test/company/1",
            "state": "customer",
            "state_reason": "employer-account",
            "account_link": link("linked", candidate(record="account"), reason="name+city"),
            "account": account(),
        },
    }).model_dump(mode="json")  # fmt: skip


GUESS = {
    "title": "Grease or oil?",
    "first": {"author": "Jana Nováková", "words": "Does anybody still grease by hand?"},
    "last": {"author": None, "words": "We changed the seals in March and never looked back."},
}
MARKED = {
    "text": "The seals held through the winter.\n\nAsk Ota about the pump.",
    "isKnown": True,
    "authors": [
        {"name": "Anna Nová", "url": "https://club.example/members/anna"},
        {"name": "Ota Starý", "url": "https://club.example/members/ota"},
        {"name": "Mirka Dlouhá", "url": None},
    ],
}


def bare_person(number: int = 0) -> Any:
    """Everything that may be missing is."""
    return PersonAnnotation.model_validate({
        "key": f"p{number}", "person_id": f"person-{number}", "name": None, "url": None,
        "headline": None, "state": "unknown", "state_reason": "",
        "contact_link": NO_LINK, "account_link": NO_LINK,
    }).model_dump(mode="json")  # fmt: skip


def change(kind: str, before: str | None, after: str | None, source: str = "position") -> Any:
    """A PersonChange between 3 March and 20 November."""
    seen = (
        ("before-1", "2026-03-03T09:30:00Z", before),
        ("after-1", "2026-11-20T09:30:00Z", after),
    )
    evidence = [
        {"source": source, "quote": text, "where": f"capture {name}: {source}", "when": at}
        for name, at, text in seen
        if text
    ]
    return {
        "change_id": f"change-{kind}",
        "person_id": "person-0",
        "kind": kind,
        "before": before and {"text": before},
        "after": after and {"text": after},
        "previous_seen_at": seen[0][1],
        "previous_capture_id": "before-1",
        "seen_at": seen[1][1],
        "capture_id": "after-1",
        "finding": finding("change", kind, kind, 0.88, evidence=evidence),
    }


MOVED = change(
    "job_changed", "Head of maintenance, Ostravské válcovny a.s.", "Plant manager, Nordwind Pumpen"
)
CHANGES = [
    MOVED,
    change("headline", "Rolling mills", "Pumps, mostly", "headline"),
    change("skill_added", None, "Condition monitoring", "skill"),
]


def news(posts: int = 12) -> Any:
    """A discussion seen again: two new posts, one edited, one gone; the first speaker moved."""
    made = discussion(posts, posts)
    made["people"][0] |= {"changes": CHANGES, "state": "outdated"}
    for post in made["posts"][-2:]:
        post["is_new"] = True
    made["posts"][0]["edited"] = {
        "edited_at": "2026-11-20T10:00:00Z",
        "earlier_text": "Has anybody run this?",
        "earlier_seen_at": "2026-11-19T10:00:00Z",
    }
    made["posts"][0]["is_new"] = True
    made["discussion"] |= {
        "new_since": "2026-03-03T10:00:00Z",
        "new_posts": 3,
        "gone": [
            {"id": "post-99", "person_key": None, "name": "Ulla Mäkelä",
             "text": "Nobody should buy these.", "gone_since": "2026-11-20T10:00:00Z"}
        ],
    }  # fmt: skip
    return AnnotationSet.model_validate(made).model_dump(mode="json")

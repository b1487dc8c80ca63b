"""What a label of the gold set may say, and what is wrong with those that say something else."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from settling.passes import Half, Row

KINDS = (
    "question", "request_help", "complaint", "praise", "wish", "buying_intent", "answer",
    "agreement", "disagreement", "promotion", "small_talk",
)  # fmt: skip
STANCES = ("for", "against", "none")
ATTITUDES = ("like", "dislike", "neutral")
SENIORITIES = ("entry", "specialist", "manager", "director", "executive", "owner", "unknown")
FUNCTIONS = (
    "sales", "marketing", "finance", "it", "engineering", "operations", "hr", "legal", "research",
    "support", "management", "other", "unknown",
)  # fmt: skip
REACTS = ("yes", "no", "optional")
MOST_STAFF = 3


def problems(half: Half, staff: set[str]) -> list[str]:
    """What is wrong with the half's gold values, one sentence each; `staff` are the ids known."""
    texts = texts_of(half)
    found = []
    for file, check in (
        ("expertise_gold", _expertise), ("relevance_gold", _relevance),
        ("reactions_gold", _reactions), ("seniority_gold", _seniority), ("triage_gold", _triage),
    ):  # fmt: skip
        for item, value in half.gold(file).items():
            found += [f"{file} {item}: {one}" for one in check(value, texts.get(item, ""), staff)]
    for row in half.settled.values():
        if not row.get("why", "").strip():
            found.append(f"settled {row['file']} {row['item']}: no reason")
    return found


def texts_of(half: Half) -> dict[str, str]:
    """Author or comment → everything that was written there, in lower case."""
    found = {}
    for author in half.texts["authors"]:
        parts = [author[key] for key in ("headline", "about")] + author["skills"] + author["posts"]
        for position in author["positions"]:
            parts += [position.get(key) or "" for key in ("title", "company", "text")]
        found[author["id"]] = "\n".join(parts).casefold()
    for discussion in half.texts["discussions"]:
        found |= {comment["id"]: comment["text"].casefold() for comment in discussion["comments"]}
    return found


def _expertise(value: Row, text: str, _: set[str]) -> Iterator[str]:
    concepts = [area["concept"] for area in value["areas"]]
    if len({*concepts}) != len(concepts):
        yield "a concept twice"
    for area in value["areas"]:
        if area["surface"].casefold() not in text:
            yield f"surface {area['surface']!r} is not in the profile"
        if area["concept"] != area["concept"].lower() or not area["concept"].strip():
            yield f"concept {area['concept']!r} is not in lower case"
        yield from _among(area["strength"], ("strong", "some"))
    for name in {*concepts} & {*value["not_areas"]}:
        yield f"{name!r} is an area and is none"


def _relevance(value: Row, _: str, __: set[str]) -> Iterator[str]:
    yield from _among(value["grade"], (0, 1, 2, "unknown"))


def _reactions(value: Row, text: str, _: set[str]) -> Iterator[str]:
    if not value["kinds"] or len({*value["kinds"]}) != len(value["kinds"]):
        yield "no kind, or one twice"
    for kind in value["kinds"]:
        yield from _among(kind, KINDS)
    yield from _among(value["stance_topic"], STANCES)
    surfaces = [mention["surface"].casefold() for mention in value["mentions"]]
    if len({*surfaces}) != len(surfaces):
        yield "a mention twice"
    for mention in value["mentions"]:
        if mention["surface"].casefold() not in text:
            yield f"{mention['surface']!r} is not in the comment"
        yield from _among(mention["entity_kind"], ("company", "product"))
        yield from _among(mention["attitude"], ATTITUDES)


def _seniority(value: Row, _: str, __: set[str]) -> Iterator[str]:
    yield from _among(value["seniority"], SENIORITIES)
    yield from _among(value["function"], FUNCTIONS)
    country = value["country"]
    if country != "unknown" and not (len(country) == 2 and country.isupper()):
        yield f"country {country!r}"


def _triage(value: Row, _: str, staff: set[str]) -> Iterator[str]:
    yield from _among(value["react"], REACTS)
    named = value["staff"]
    if len(named) > MOST_STAFF or len({*named}) != len(named) or not {*named} <= staff:
        yield f"staff {named}"
    if (value["react"] == "no") == bool(named):
        yield f"{value['react']} with {len(named)} of the staff"


def _among(value: Any, allowed: tuple[Any, ...]) -> Iterator[str]:
    if value not in allowed:
        yield f"{value!r} is not allowed"

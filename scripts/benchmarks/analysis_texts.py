"""What the analysis is timed on: the invented discussions and people of this repository."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from backend.schemas.capture import Discussion, Profile
from demo.world import NETWORK, ROOT

LANGUAGES = ("en", "cs", "fi", "de")
TEXTS = ROOT / "scripts" / "training" / "texts" / "reactions"
PEOPLE = ROOT / "demo" / "network" / "people"
Row = dict[str, Any]


def discussion(comments: int, number: int = 0) -> Discussion:
    """A discussion of that many comments, a quarter in each language, each by an author with a
    headline of their own. Another `number` gives other comments: no cache answers for the work."""
    rows = _mixed_comments()
    start = number * comments % len(rows)
    authors = [
        {**one.person.model_dump(), "headline": one.headline} for one in profiles() if one.headline
    ]
    posts = [
        {
            "id": f"c{place}",
            "parent_id": "c0" if place else None,
            "author": authors[(start + place) % len(authors)],
            "text": rows[(start + place) % len(rows)],
            "position": place,
        }
        for place in range(comments)
    ]
    title = "Compressed air, pumps and the software that watches them: what do you measure?"
    url = f"{NETWORK}/discussions/timed-{number}"
    return Discussion.model_validate({"title": title, "url": url, "posts": posts})


@cache
def _mixed_comments() -> list[str]:
    """The comments of all languages in turn."""
    turns = [_comments(language) for language in LANGUAGES]
    shortest = min(map(len, turns))
    return [text for row in zip(*(one[:shortest] for one in turns), strict=True) for text in row]


def _comments(language: str) -> list[str]:
    with (TEXTS / f"{language}.jsonl").open(encoding="utf-8") as lines:
        return [comment["text"] for line in lines for comment in json.loads(line)["comments"]]


@cache
def profiles() -> list[Profile]:
    """The people of the demo network as their profiles show them."""
    paths = sorted(PEOPLE.glob("*.json"))
    return [_profile(json.loads(path.read_text(encoding="utf-8"))) for path in paths]


def _profile(one: Row) -> Profile:
    place = one.get("location") or {}
    located = ", ".join(filter(None, (place.get("city"), place.get("country"))))
    jobs = ("title", "company", "start", "end", "text")
    return Profile.model_validate(
        {
            "person": {"name": one["name"], "url": f"{NETWORK}/people/{one['slug']}"},
            "headline": one.get("headline"),
            "location": located or None,
            "about": one.get("about"),
            "positions": [{k: job.get(k) for k in jobs} for job in one.get("positions", ())],
            "education": [
                {key: row.get(key) for key in ("school", "degree", "start", "end")}
                for row in one.get("education", ())
            ],
            "skills": [
                {"name": row["name"], "evidence": [f"{row.get('endorsements', 0)} endorsements"]}
                for row in one.get("skills", ())
            ],
            "posts": [{"text": row["text"]} for row in one.get("posts", ())],
        }
    )


def long_profile() -> Profile:
    """One person with the positions, skills and posts of eight."""
    eight = profiles()[:8]
    return eight[0].model_copy(
        update={
            "about": "\n".join(one.about or "" for one in eight),
            "positions": [job for one in eight for job in one.positions],
            "skills": list({row.name: row for one in eight for row in one.skills}.values()),
            "posts": [post for one in eight for post in one.posts],
        }
    )

"""What the product says of a gold folder's people and discussions, row by row.

The functions are those the services call (`services/take_profile`, `take_discussion`, `annotate`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from backend.nlp.analysis import Analyser
from backend.nlp.embeddings import SEMANTIC
from backend.nlp.relevance import author_texts, opening_of
from backend.nlp.results import PostAnalysis, ProfileAnalysis
from backend.schemas.capture import Discussion, Profile
from backend.schemas.finding import Finding
from measurements.gold_folder import GoldFolder, Row

_ADDRESS = "https://network.invalid"


@dataclass
class Answers:
    """Rows in the form `--predictions` writes; `triage` is None until the product has that part."""

    expertise: list[Row] = field(default_factory=list)
    relevance: list[Row] = field(default_factory=list)
    reactions: list[Row] = field(default_factory=list)
    seniority: list[Row] = field(default_factory=list)
    triage: list[Row] | None = None

    def rows(self) -> list[Row]:
        return [
            *self.expertise, *self.relevance, *self.reactions, *self.seniority,
            *(self.triage or ()),
        ]  # fmt: skip


def answer(folder: GoldFolder, today: date) -> Answers:
    """The product's answers to everything the folder asks: all authors, all comments."""
    analyser, made = Analyser(), Answers()
    people = {row["id"]: analyser.profile(profile_of(row), today=today) for row in folder.authors}
    for author, person in people.items():
        made.expertise.append(_expertise(author, person))
        made.seniority.append(_seniority(author, person))
    by_id = {row["id"]: row for row in folder.authors}
    texts = {key: author_texts(profile_of(row)) for key, row in by_id.items()}
    for row in folder.discussions:
        thread = discussion_of(row, by_id)
        said = analyser.discussion(
            thread, tier=SEMANTIC, names=[one["name"] for one in folder.catalogue]
        )
        opening = opening_of(thread)
        made.reactions += [_reaction(one["id"], said.posts[one["id"]]) for one in row["comments"]]
        for author in _speakers(row, folder):
            if author in people:
                found = analyser.relevance(
                    said.topics, people[author].expertise, people[author].traces,
                    [people[author].function, people[author].seniority],
                    informative=people[author].informative,
                    author=texts[author], opening=opening, tier=SEMANTIC,
                )  # fmt: skip
                made.relevance.append(_relevance(row["id"], author, found))
    return made


def profile_of(row: Row) -> Profile:
    """An author of the gold set as a capture would carry them."""
    return Profile.model_validate(
        {
            "person": {"name": row.get("name"), "url": f"{_ADDRESS}/in/{row['id']}"},
            "headline": row.get("headline"),
            "location": row.get("location"),
            "about": row.get("about"),
            "positions": [
                {key: one.get(key) for key in ("title", "company", "start", "end", "text")}
                for one in row.get("positions") or ()
            ],
            "skills": [{"name": name} for name in row.get("skills") or () if name],
            "posts": [{"text": text} for text in row.get("posts") or () if text],
        }
    )


def discussion_of(row: Row, authors: Mapping[str, Row]) -> Discussion:
    """A discussion of the gold set as a capture would carry it; the root has the row's own id."""
    root = row["root"]
    posts = [
        {
            "id": one["id"],
            "parent_id": parent,
            "author": _author(one["author"], authors),
            "text": one["text"],
            "position": position,
        }
        for position, (one, parent) in enumerate(
            [
                ({**root, "id": row["id"]}, None),
                *((one, one.get("parent") or row["id"]) for one in row["comments"]),
            ]
        )
    ]
    return Discussion.model_validate(
        {"title": row.get("title"), "url": f"{_ADDRESS}/posts/{row['id']}", "posts": posts}
    )


def _author(author: str, authors: Mapping[str, Row]) -> dict[str, Any]:
    known = authors.get(author, {})
    return {
        "name": known.get("name"),
        "url": f"{_ADDRESS}/in/{author}",
        "headline": known.get("headline"),
    }


def _speakers(row: Row, folder: GoldFolder) -> list[str]:
    """Who speaks in a discussion, and who is labelled for it."""
    labelled = [one["author"] for one in folder.relevance if one["discussion"] == row["id"]]
    said = [row["root"]["author"], *(one["author"] for one in row["comments"])]
    return list(dict.fromkeys([*labelled, *said]))


def _expertise(author: str, person: ProfileAnalysis) -> Row:
    areas = [
        {
            "concept": person.english[one.value],
            "surface": person.surfaces[one.value],
            "score": one.score,
        }
        for one in person.expertise
    ]
    return {"kind": "expertise", "author": author, "areas": areas}


def _seniority(author: str, person: ProfileAnalysis) -> Row:
    return {
        "kind": "seniority",
        "author": author,
        "seniority": person.seniority.value,
        "function": person.function.value,
        "country": country(person.location),
    }


def country(location: Finding) -> str:
    """The ISO 3166-1 alpha-2 code of a location, or "unknown"."""
    return location.value.split("/")[0] if location.score is not None else "unknown"


def _relevance(discussion: str, author: str, found: Finding) -> Row:
    grade: int | str = int(found.value) if found.value.isdigit() else "unknown"
    return {
        "kind": "relevance", "discussion": discussion, "author": author,
        "grade": grade, "score": found.score,
    }  # fmt: skip


def _reaction(comment: str, post: PostAnalysis) -> Row:
    return {
        "kind": "reaction",
        "comment": comment,
        "kinds": [one.value for one in post.reactions if one.kind == "reaction"],
        "stance_topic": stance_of(post),
        "mentions": mentions_of(post),
    }


def stance_of(post: PostAnalysis) -> str:
    """for | against | none; "none" as long as the product tells no stance."""
    found: Finding | None = getattr(post, "stance", None)
    return found.value if found is not None and found.score is not None else "none"


def mentions_of(post: PostAnalysis) -> list[Row]:
    """Named products and companies: surface, entity_kind, attitude."""
    return [
        {"surface": one.surface, "entity_kind": one.entity_kind, "attitude": one.attitude}
        for one in getattr(post, "mentions", ())
    ]

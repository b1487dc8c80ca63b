"""The semantic tier's later pass over a page's authors: relevance by the meaning of their texts.

The first answer weighs them by named fields and words, at once. The texts that still lack a vector
are then encoded aside and kept by their hash; the next time the page is asked for all of them are
there, and the same arithmetic has its semantic terms. Either all authors of a page are weighed by
meaning or none, so that they can be compared. Links, and a person's word on them, are not touched.
"""

from __future__ import annotations

from collections.abc import Mapping

from backend.nlp.embeddings import FAST, SEMANTIC, Tier
from backend.nlp.relevance import AuthorTexts, Opening, read_for_meaning
from backend.services import refiner as refining
from backend.services.refiner import Task
from backend.services.scope import Scope
from backend.services.text_meanings import Texts, encoded, lacking, semantic_encoder
from backend.store import discussions, people, text_vectors
from backend.store.database import TenantSession


def tier_of_page(
    scope: Scope,
    tx: TenantSession,
    discussion_id: str,
    opening: Opening | None,
    authors: Mapping[str, AuthorTexts],
) -> Tier:
    """The tier a page's authors (by their ids) can be weighed by now; what the semantic one lacks
    is asked for."""
    semantic = semantic_encoder()
    if not refining.refiner.is_running or semantic is None or opening is None:
        return FAST
    texts = {one: read_for_meaning(author) for one, author in authors.items()}
    subjects = {**texts, discussion_id: (opening.whole,)}
    left = {one: subjects[one] for one in lacking(semantic, tx, subjects)}
    if not left:
        return SEMANTIC
    name = ("relevance", discussion_id, frozenset(left))
    refining.refiner.ask(Task(name, lambda: keep_meanings(scope, discussion_id, left)))
    return FAST


def keep_meanings(scope: Scope, discussion_id: str, texts: Texts) -> None:
    """Encode the texts of people and of how a discussion opens, and keep the vectors; of whom was
    erased meanwhile, nothing."""
    semantic = semantic_encoder()
    if semantic is None:
        return
    made = encoded(semantic, texts)
    with scope.database.write(scope.tenant_id) as tx:
        there = {person.id for person in people.locked(tx, texts)}
        if discussions.by_id(tx, discussion_id) is not None:
            there.add(discussion_id)
        text_vectors.replace(tx, {one: made[one] for one in made if one in there})

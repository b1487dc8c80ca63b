"""Take a captured discussion in: its article and posts analysed, people known, changes noted."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from backend.models import Capture, Person
from backend.models import Post as KnownPost
from backend.nlp.analysis import REACTIONS_VERSION
from backend.nlp.embeddings import SEMANTIC
from backend.nlp.results import DiscussionAnalysis, ProfileAnalysis
from backend.schemas.capture import Article, Author, Discussion, PersonName, Post, Profile
from backend.schemas.capture import Capture as WireCapture
from backend.services.compare_lines import line_changes
from backend.services.compare_posts import gone, shown_whole, was_edited
from backend.services.profile_sections import reader_of
from backend.services.scope import Scope
from backend.services.seen_people import (
    distinct_people,
    read_at,
    seen_author,
    stored_analysis,
)
from backend.store import captures, changes, discussions, people
from backend.store.database import TenantSession
from backend.store.people import SeenPerson


def take_discussion(
    scope: Scope, row: Capture, capture: WireCapture, discussion: Discussion
) -> None:
    """Everything is analysed before the transaction; what changed is told inside it."""
    at = read_at(scope, capture)
    discussion = with_known_article(scope, discussion)
    analysis = scope.analyser.discussion(discussion)
    seen = {post.id: seen_author(post.author, capture, at) for post in discussion.posts}
    writer = seen_author(discussion.article.author, capture, at) if discussion.article else None
    authors = distinct_people([writer, *seen.values()])
    headlines = _analyse_headlines(scope, authors, at)
    with scope.database.write(scope.tenant_id) as tx:
        ids = _remember_people(tx, authors, headlines, at)
        discussion_id = discussions.remember(
            tx,
            site=capture.site,
            url=discussion.url,
            title=discussion.title,
            analysis=discussion_analysis(analysis) if not _is_later_part(discussion) else None,
            leads=_begins(discussion),
            at=at,
        )
        if capture.discussion and capture.discussion.article:
            discussions.save_article(
                tx,
                discussion_id,
                person_id=ids[writer.key] if writer else None,
                text=capture.discussion.article.text,
                posted_at=capture.discussion.article.posted_at,
                at=at,
            )
        person_ids = {post_id: ids[person.key] for post_id, person in seen.items() if person}
        _save_posts(tx, discussion_id, capture, discussion, analysis, person_ids, at)
        captures.settle(tx, row.id, "analysed", subject_id=discussion_id, problem=None)
    row.subject_id = discussion_id


def with_known_article(scope: Scope, discussion: Discussion) -> Discussion:
    """A later page of comments does not show the article again: it is about the same one."""
    if discussion.article is not None:
        return discussion
    with scope.database.read(scope.tenant_id) as tx:
        known = discussions.by_url(tx, discussion.url)
        article = known_article(tx, known.id) if known else None
    return discussion.model_copy(update={"article": article}) if article else discussion


def known_article(tx: TenantSession, discussion_id: str) -> Article | None:
    """The article of a discussion as an earlier capture had it."""
    found = discussions.article_of(tx, discussion_id)
    if found is None or not found[0].text:
        return None  # none, or erased
    article, person = found
    author = Author(name=person.name, url=person.url) if person else Author()
    return Article(author=author, text=article.text, posted_at=article.posted_at)


def _is_later_part(discussion: Discussion) -> bool:
    return discussion.part is not None and discussion.part.index > 0


def _begins(discussion: Discussion) -> bool:
    """Whether it holds what the discussion begins with; a later page tells its topics worse."""
    return discussion.article is not None or any(post.position == 0 for post in discussion.posts)


def discussion_analysis(analysis: DiscussionAnalysis) -> dict[str, Any]:
    """What a discussion's row keeps."""
    return {
        "topics": [topic.model_dump(mode="json") for topic in analysis.topics],
        "language": analysis.language.model_dump(mode="json"),
    }


def _remember_people(
    tx: TenantSession,
    authors: Mapping[str, SeenPerson],
    headlines: Mapping[str, ProfileAnalysis],
    at: datetime,
) -> dict[str, str]:
    """Everyone's id by key; what their lines say now and what changed in them is kept."""
    known = people.ids_by_key(tx, authors)
    keys = {person_id: key for key, person_id in known.items()}
    changed = {
        person.id: [change.row() for change in line_changes(person, authors[keys[person.id]], at)]
        for person in people.locked(tx, keys)
    }
    changes.add(tx, changed)
    ids = people.remember(tx, list(authors.values()), at)
    people.save_analysis(tx, {ids[key]: stored_analysis(one) for key, one in headlines.items()})
    people.save_expertise(tx, {ids[key]: one.expertise for key, one in headlines.items()})
    return ids


def _analyse_headlines(
    scope: Scope, authors: Mapping[str, SeenPerson], at: datetime
) -> dict[str, ProfileAnalysis]:
    """Analyses of those whose author line is all that is known, and is new."""
    with scope.database.read(scope.tenant_id) as tx:
        ids = people.ids_by_key(tx, authors)
        known: dict[str, Person] = {p.id: p for p in people.by_ids(tx, ids.values())}
    fresh: dict[str, ProfileAnalysis] = {}
    for key, author in authors.items():
        person = known.get(ids.get(key, ""))
        if person is not None and (
            person.profile is not None
            or person.last_seen_at > at
            or (person.analysis and person.headline == author.headline)
        ):
            continue
        line = Profile(
            person=PersonName(name=author.name, url=author.url), headline=author.headline
        )
        fresh[key] = scope.analyser.profile(line, today=scope.today)
    return fresh


def _save_posts(
    tx: TenantSession,
    discussion_id: str,
    capture: WireCapture,
    discussion: Discussion,
    analysis: DiscussionAnalysis,
    person_ids: Mapping[str, str],
    at: datetime,
) -> None:
    """The posts as they are now; earlier texts and what is gone are kept as such."""
    discussions.locked(tx, discussion_id)
    listed = discussions.posts_of(tx, discussion_id)
    known = {post.external_id: post for post in listed}
    rows, revisions = [], []
    for post in discussion.posts:
        row = _post_row(post, analysis, person_ids.get(post.id), capture, at)
        if (before := known.get(post.id)) is not None:
            if revision := _revision(before, post, at):
                revisions.append(revision)
            row |= _kept(before, post, revision, at)
        rows.append(row)
    discussions.save_posts(tx, discussion_id, rows)
    changes.add_revisions(tx, revisions)
    discussions.mark_edited(tx, {one["post_id"]: one["replaced_at"] for one in revisions})
    there = [known[post.id] for post in discussion.posts if post.id in known]
    discussions.seen_before(tx, [post.id for post in there if post.first_seen_at > at], at)
    missing = gone(capture, discussion, listed)
    discussions.mark_gone(tx, [post.id for post in missing if post.gone_since is None], at)


def _kept(
    before: KnownPost, post: Post, revision: Mapping[str, Any] | None, at: datetime
) -> dict[str, Any]:
    """What of a known post stays, whatever the page shows."""
    text = shown_whole(before.text, post.text)
    later_gone = before.gone_since is not None and before.gone_since > at
    return {
        "text": text,
        **({"reactions": before.reactions} if _stays_refined(before, text) else {}),
        "edited_at": revision["replaced_at"] if revision else before.edited_at,
        "gone_since": before.gone_since if later_gone else None,
    }


def _stays_refined(before: KnownPost, text: str) -> bool:
    """Whether the semantic tier has read this very text: the fast one would only know less."""
    made_by = {reaction["made_by"] for reaction in before.reactions}
    return before.text == text and made_by == {f"{REACTIONS_VERSION} {SEMANTIC}"}


def _revision(before: KnownPost, post: Post, at: datetime) -> dict[str, Any] | None:
    """The earlier one of two texts, if they differ; an erased text is none."""
    if before.person_id is None and not before.text:
        return None
    if not was_edited(before.text, post.text):
        return None
    is_late = at < before.seen_at
    return {
        "post_id": before.id,
        "text": post.text if is_late else before.text,
        "seen_at": at if is_late else before.seen_at,
        "replaced_at": before.seen_at if is_late else at,
    }


def _post_row(
    post: Post,
    analysis: DiscussionAnalysis,
    person_id: str | None,
    capture: WireCapture,
    at: datetime,
) -> dict[str, Any]:
    found = analysis.posts[post.id]
    return {
        "external_id": post.id,
        "parent_external_id": post.parent_id,
        "person_id": person_id,
        "position": post.position,
        "posted_at": post.posted_at,
        "text": post.text,
        "language": found.language,
        "reactions": [reaction.model_dump(mode="json") for reaction in found.reactions],
        "first_seen_at": at,
        "seen_at": at,
        "read_by": reader_of(capture),
        "edited_at": None,
        "gone_since": None,
    }

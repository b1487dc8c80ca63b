"""Take a capture in: a row first, then analysis, then people and posts, then its annotations."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import structlog
from sqlalchemy.exc import OperationalError

from backend.models import Capture, Person
from backend.nlp.results import DiscussionAnalysis, ProfileAnalysis
from backend.schemas.annotation import AnnotationSet
from backend.schemas.capture import Author, Discussion, PersonName, Profile
from backend.schemas.capture import Capture as WireCapture
from backend.schemas.urls import short_key, url_key
from backend.services.annotate import annotate_capture
from backend.services.count_pages import count_capture
from backend.services.errors import Conflict, Gone
from backend.services.scope import Scope
from backend.services.watch_capture_health import watch
from backend.store import captures, discussions, people
from backend.store.people import SeenPerson

log = structlog.get_logger(__name__)


def ingest(scope: Scope, capture: WireCapture) -> tuple[AnnotationSet, bool]:
    """The annotations of a capture, and whether it is new. Raises as `take_in`."""
    row, is_new = take_in(scope, capture)
    if is_new:
        watch(scope)
    return annotate_capture(scope, row), is_new


def take_in(scope: Scope, capture: WireCapture) -> tuple[Capture, bool]:
    """The row of a capture, kept and analysed, and whether it is new.

    The same capture_id again gives the same answer without doing the work twice; the same id with
    another content is refused. What was received but not analysed (the process died) is analysed
    when it comes again, or by `finish_unfinished`.

    Raises:
        Conflict: the capture_id was used for another page.
        Gone: the person on the page was erased since it was first received.
    """
    payload_hash = content_hash(capture)
    with scope.database.write(scope.tenant_id) as tx:
        row, is_new = captures.keep(tx, capture, payload_hash, scope.device_id)
        if is_new:
            count_capture(tx, row, capture, read_at(scope, capture))
    if row.payload_hash != payload_hash:
        raise Conflict("This capture_id was used for another capture.")
    if row.status == "erased":
        raise Gone("What this capture read was erased.")
    if row.status != "analysed":
        analyse(scope, row, capture)
        row.status = "analysed"
    return row, is_new


def content_hash(capture: WireCapture) -> str:
    """The same before and after an update of the server that adds a field."""
    return hashlib.sha256(capture.model_dump_json(exclude_defaults=True).encode()).hexdigest()


@dataclass
class Finished:
    """How many captures were analysed now, and how many failed (again)."""

    analysed: int = 0
    failed: int = 0


def finish_unfinished(scope: Scope) -> Finished:
    """Analyse what a dead process left behind; one that fails does not stop the others."""
    with scope.database.read(scope.tenant_id) as tx:
        row_ids = captures.unfinished(tx)
    finished = Finished()
    for row_id in row_ids:
        with scope.database.read(scope.tenant_id) as tx:
            row = captures.by_id(tx, row_id)
        if row is None or not row.payload:
            continue  # finished or erased meanwhile
        try:
            analyse(scope, row, captures.payload(row))
            finished.analysed += 1
        except OperationalError:
            raise
        except Exception as error:  # the row says why
            log.warning("capture_failed", error=type(error).__name__, kind=row.kind, site=row.site)
            finished.failed += 1
    return finished


def analyse(scope: Scope, row: Capture, capture: WireCapture) -> None:
    """Read a kept capture into people, posts and findings; the row says how it ended."""
    try:
        if capture.profile is not None:
            _take_profile(scope, row, capture, capture.profile)
        elif capture.discussion is not None:
            _take_discussion(scope, row, capture, capture.discussion)
        else:
            _take_organisation(scope, row, capture)
    except OperationalError:
        raise  # the database's trouble, not the capture's: it stays as received
    except Exception as error:
        with scope.database.write(scope.tenant_id) as tx:
            captures.settle(tx, row.id, "failed", subject_id=None, problem=type(error).__name__)
        raise


def read_at(scope: Scope, capture: WireCapture) -> datetime:
    """When the page was read; a clock that runs ahead must not make a page the newest for good."""
    return min(capture.captured_at, scope.now())


def person_key(name: str | None, url: str | None, page_url: str) -> str:
    """What tells a person again: their profile's address, else their name on this host."""
    if url:
        return f"url:{url_key(url)}"
    host = urlsplit(page_url).hostname or ""
    return short_key(f"name:{host}:{' '.join((name or '?').casefold().split())}")


def _take_profile(scope: Scope, row: Capture, capture: WireCapture, profile: Profile) -> None:
    url = profile.person.url or capture.url
    analysis = scope.analyser.profile(profile, today=scope.today)
    seen = SeenPerson(
        person_key(profile.person.name, url, capture.url),
        profile.person.name,
        url,
        profile.headline,
    )
    at = read_at(scope, capture)
    with scope.database.write(scope.tenant_id) as tx:
        person_id = people.remember(tx, [seen], at)[seen.key]
        person = people.by_id(tx, person_id)
        assert person is not None
        newest = person.profile_captured_at
        # an outbox may deliver late: an older reading never replaces a newer one
        if newest is None or at >= newest:
            values = {
                "name": profile.person.name or person.name,
                "url": url,
                "headline": profile.headline,
                "location": profile.location,
                "profile": profile.model_dump(mode="json"),
                "profile_captured_at": at,
                "last_seen_at": max(at, person.last_seen_at),
                "analysis": stored_analysis(analysis),
            }
            people.save_profile(tx, person_id, values, analysis.expertise)
        captures.settle(tx, row.id, "analysed", subject_id=person_id, problem=None)
    row.subject_id = person_id


def stored_analysis(analysis: ProfileAnalysis) -> dict[str, Any]:
    """What a person's row keeps beside the table of expertise."""
    return {
        "informative": analysis.informative,
        "traces": [finding.model_dump(mode="json") for finding in analysis.traces],
        **{
            kind: getattr(analysis, kind).model_dump(mode="json")
            for kind in ("seniority", "function", "location", "language")
        },
    }


def _seen(author: Author, page_url: str) -> SeenPerson | None:
    if not author.name and not author.url:
        return None
    return SeenPerson(
        person_key(author.name, author.url, page_url), author.name, author.url, author.headline
    )


def _take_discussion(
    scope: Scope, row: Capture, capture: WireCapture, discussion: Discussion
) -> None:
    analysis = scope.analyser.discussion(discussion)
    seen = {post.id: _seen(post.author, discussion.url) for post in discussion.posts}
    authors = _authors(seen.values())
    at = read_at(scope, capture)
    headlines = _analyse_headlines(scope, authors, at)
    is_whole = discussion.part is None or discussion.part.index == 0
    with scope.database.write(scope.tenant_id) as tx:
        ids = people.remember(tx, list(authors.values()), at)
        people.save_analysis(
            tx, {ids[key]: stored_analysis(found) for key, found in headlines.items()}
        )
        people.save_expertise(tx, {ids[key]: found.expertise for key, found in headlines.items()})
        discussion_id = discussions.remember(
            tx,
            site=capture.site,
            url=discussion.url,
            title=discussion.title,
            analysis=discussion_analysis(analysis) if is_whole else None,
            at=at,
        )
        discussions.save_posts(tx, discussion_id, _post_rows(at, discussion, analysis, seen, ids))
        captures.settle(tx, row.id, "analysed", subject_id=discussion_id, problem=None)
    row.subject_id = discussion_id


def _authors(seen: Iterable[SeenPerson | None]) -> dict[str, SeenPerson]:
    """Everyone once, by key; a line with a headline says more than one without."""
    authors: dict[str, SeenPerson] = {}
    for person in seen:
        if person and (person.key not in authors or person.headline):
            authors[person.key] = person
    return authors


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


def discussion_analysis(analysis: DiscussionAnalysis) -> dict[str, Any]:
    """What a discussion's row keeps."""
    return {
        "topics": [topic.model_dump(mode="json") for topic in analysis.topics],
        "language": analysis.language.model_dump(mode="json"),
    }


def _post_rows(
    at: datetime,
    discussion: Discussion,
    analysis: DiscussionAnalysis,
    seen: Mapping[str, SeenPerson | None],
    ids: Mapping[str, str],
) -> list[dict[str, Any]]:
    rows = []
    for post in discussion.posts:
        author = seen[post.id]
        found = analysis.posts[post.id]
        rows.append(
            {
                "external_id": post.id,
                "parent_external_id": post.parent_id,
                "person_id": ids[author.key] if author else None,
                "position": post.position,
                "posted_at": post.posted_at,
                "text": post.text,
                "language": found.language,
                "reactions": [reaction.model_dump(mode="json") for reaction in found.reactions],
                "seen_at": at,
            }
        )
    return rows


def _take_organisation(scope: Scope, row: Capture, capture: WireCapture) -> None:
    organisation = capture.organisation
    assert organisation is not None
    with scope.database.write(scope.tenant_id) as tx:
        row.subject_id = discussions.save_organisation_page(
            tx,
            capture.url,
            organisation.name,
            organisation.model_dump(mode="json"),
            read_at(scope, capture),
        )
        captures.settle(tx, row.id, "analysed", subject_id=row.subject_id, problem=None)

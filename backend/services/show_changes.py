"""Changes as they are shown: of people beside their cards, of discussions, and in lists."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta

from backend.models import Person, Post
from backend.models import PersonChange as ChangeRow
from backend.models import PostRevision as RevisionRow
from backend.nlp import arithmetic
from backend.schemas.capture import Position, Profile
from backend.schemas.change import PersonChange, PostChange, PostRevision
from backend.schemas.finding import Evidence, Finding
from backend.services.errors import NotFound
from backend.services.match_items import exact_start
from backend.services.scope import Scope
from backend.services.seen_change import MADE_BY, job_text, shortened
from backend.store import changes, discussions, people
from backend.store.database import TenantSession

SHOWN_DAYS = 180
"""Changes seen so long ago are news no more; the API still lists them."""
MOST_SHOWN = 8
NEW_JOB_DAYS = 90
"""A job counts as new for so long after the month it began in."""
STATED_MONTH = 0.9
"""How sure a stated month makes it."""
JOBS_FIRST = ("job_changed", "job_started", "job_ended", "title_changed")


def changes_to_show(
    scope: Scope, tx: TenantSession, person_ids: Iterable[str]
) -> dict[str, list[PersonChange]]:
    """The recent changes of people, those of jobs first, then the newest."""
    since = scope.now() - timedelta(days=SHOWN_DAYS)
    return {
        person_id: sorted(
            (person_change(row) for row in rows), key=lambda one: one.kind not in JOBS_FIRST
        )[:MOST_SHOWN]
        for person_id, rows in changes.of_people(tx, person_ids, since).items()
    }


def person_change(row: ChangeRow) -> PersonChange:
    return PersonChange.model_validate(
        {
            "change_id": row.id,
            **{
                name: getattr(row, name)
                for name in PersonChange.model_fields
                if name != "change_id"
            },
        }
    )


def new_job(person: Person, today: date) -> Finding | None:
    """A finding on a present job that began lately, by the month the profile states."""
    if person.profile is None:
        return None
    recent = (
        (place, job, days)
        for place, job in enumerate(Profile.model_validate(person.profile).positions)
        if job.end is None and job.company and (days := _days_in(job, today)) is not None
    )
    place, job, days = min(recent, key=lambda one: one[2], default=(None, None, None))
    if place is None or job is None or days is None:
        return None
    term = arithmetic.term(
        "the profile states the month it began", STATED_MONTH, f"{days} days ago"
    )
    made = arithmetic.combine(arithmetic.PRODUCT, [term])
    quote = shortened(job_text(job))
    where = f"positions[{place}]"
    return Finding(
        kind="change", value="new_job", label=quote, score=made.result,
        evidence=[Evidence(source="position", quote=quote, where=where, when=job.start)],
        arithmetic=made, made_by=MADE_BY,
    )  # fmt: skip


def _days_in(job: Position, today: date) -> int | None:
    """Days since the first of the month the job began in; None for one that is no news."""
    month = exact_start(job)
    if month is None:
        return None
    days = (today - date(month // 12, month % 12 + 1, 1)).days
    return days if 0 <= days <= NEW_JOB_DAYS else None


def changes_of_person(
    scope: Scope, person_id: str, *, after: str | None, limit: int
) -> tuple[list[PersonChange], str | None]:
    """A page of a person's changes, the last first, and the id to go on after (None at the end).

    Raises:
        NotFound: nobody of that id in this workspace.
    """
    with scope.database.read(scope.tenant_id) as tx:
        if people.by_id(tx, person_id) is None:
            raise NotFound("There is no such person in this workspace.")
        rows = changes.page_of_person(tx, person_id, after=after, limit=limit + 1)
    shown = [person_change(row) for row in rows[:limit]]
    return shown, shown[-1].change_id if len(rows) > limit else None


def changes_of_everybody(
    scope: Scope,
    *,
    kind: str | None,
    since: datetime | None,
    after: str | None,
    limit: int,
) -> tuple[list[tuple[Person, PersonChange]], str | None]:
    """A page of the workspace's changes in the order they were found."""
    with scope.database.read(scope.tenant_id) as tx:
        rows = changes.page_of_all(tx, kind=kind, since=since, after=after, limit=limit + 1)
    shown = [(person, person_change(row)) for row, person in rows[:limit]]
    return shown, shown[-1][1].change_id if len(rows) > limit else None


def changes_of_discussion(
    scope: Scope, *, discussion_id: str | None = None, url: str | None = None, since: datetime
) -> tuple[str, list[PostChange]]:
    """The id of a discussion, and what happened to its posts since then, in page order.

    Raises:
        NotFound: this discussion was not captured in this workspace.
    """
    with scope.database.read(scope.tenant_id) as tx:
        found = (
            discussions.by_id(tx, discussion_id)
            if discussion_id
            else discussions.by_url(tx, url or "")
        )
        if found is None:
            raise NotFound("This discussion was not captured yet.")
        posts = changes.changed_posts(tx, found.id, since)
        revisions = changes.revisions_of(tx, [post.id for post in posts if post.edited_at])
        names = {
            person.id: person.name
            for person in people.by_ids(tx, (post.person_id for post in posts if post.person_id))
        }
    return found.id, [
        change for post in posts for change in _of_post(post, since, revisions, names)
    ]


def _of_post(
    post: Post,
    since: datetime,
    revisions: Mapping[str, Sequence[RevisionRow]],
    names: Mapping[str, str | None],
) -> list[PostChange]:
    times = {"new": post.first_seen_at, "edited": post.edited_at, "gone": post.gone_since}
    return [
        PostChange(
            kind=kind,
            at=at,
            post_id=post.external_id,
            person_id=post.person_id,
            name=names.get(post.person_id or ""),
            text=post.text,
            revisions=[post_revision(one) for one in revisions.get(post.id, ())]
            if kind == "edited"
            else [],
        )
        for kind, at in times.items()
        if at is not None and at > since
    ]


def post_revision(row: RevisionRow) -> PostRevision:
    return PostRevision(text=row.text, seen_at=row.seen_at, replaced_at=row.replaced_at)

"""What two captures of a person say of their jobs: changed, begun, ended, given another title.

The weightiest of all changes, so nothing weak may look like one. A job that is new on the page
counts as begun only where the earlier capture would have shown it: that showed all jobs, or the
new one stands before a known one, or began after it. A job counts as ended when the page says when
it ended; that it is missing says so only on a page that shows all jobs, read as before. The same
title since the same month at a company with another name is the same job (the company was renamed
or is spelled otherwise), the same company since the same month with another title in a translated
profile as well.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from backend.linking.employers import employers_from_headline
from backend.schemas.capture import Position
from backend.schemas.change import ChangeKind
from backend.services.compare_texts import company_key, folded
from backend.services.match_items import began, exact_start, pairs, same_company
from backend.services.merge_profile import plain_position
from backend.services.profile_sections import Known, Page, Section
from backend.services.seen_change import SeenChange, Side, job_text

BY_PAGES = 0.7
"""Both captures list the jobs."""
BY_END = 0.6
"""The later one says when the earlier job ended."""
BY_START = 0.6
"""The new job began after the earlier capture, or in its month."""
BY_HEADLINE = 0.6
"""Both headlines name an employer, and another one."""


@dataclass(frozen=True)
class _Jobs:
    """Both lists, and which job of the page is which of the known ones."""

    known: list[Position]
    page: list[Position]
    section: Section
    at: Page
    same: dict[int, int]
    shows_all: bool

    def before(self, place: int) -> Side:
        items = self.section.items
        seen, where = items[place] if items else (self.section.seen, place)
        return Side(job_text(self.known[place]), seen, f"positions[{where}]", self.known[place])

    def after(self, place: int) -> Side:
        job = self.page[place]
        return Side(job_text(job), self.at.stamp, f"positions[{place}]", job)


def job_changes(known: Known, page: Page, *, is_translated: bool) -> Iterator[SeenChange]:
    """The changes of jobs; none where one of the captures lists no job or the page is older."""
    section = known.sections.get("positions")
    listed = [plain_position(job) for job in page.profile.positions]
    if section is None or not known.profile.positions or not listed:
        return
    if section.seen >= page.stamp:
        return
    old = known.profile.positions
    jobs = _Jobs(
        known=old, page=listed, section=section, at=page, same=_same_jobs(old, listed),
        shows_all=page.shows("positions", section) is True and section.by == page.by,
    )  # fmt: skip
    started = [place for place in range(len(listed)) if _has_started(jobs, place)]
    ended = [place for place in range(len(old)) if _has_ended(jobs, place)]
    yield from _retitled(jobs, is_translated=is_translated)
    yield from _promoted(jobs, started, ended)
    for new, left in zip(started, ended, strict=False):
        yield _change("job_changed", jobs, left, new)
    yield from (_change("job_started", jobs, None, new) for new in started[len(ended) :])
    yield from (_change("job_ended", jobs, left, None) for left in ended[len(started) :])


def _same_jobs(old: list[Position], new: list[Position]) -> dict[int, int]:
    """Place in `new` → place in `old`: by title and company, then by one of them and the month."""

    def by(part: Callable[[Position], tuple[str, int | None]]) -> None:
        """Pairs those that both parts of are known and that are in no pair yet."""
        old_rest = [n for n, job in enumerate(old) if n not in found.values() and all(part(job))]
        new_rest = [n for n, job in enumerate(new) if n not in found and all(part(job))]
        more = pairs([old[n] for n in old_rest], [new[n] for n in new_rest], key=part)
        found.update({new_rest[here]: old_rest[there] for here, there in more.items()})

    found = pairs(old, new)
    by(lambda job: (company_key(job.company), exact_start(job)))
    by(lambda job: (folded(job.title or ""), exact_start(job)))
    return found


def _has_started(jobs: _Jobs, place: int) -> bool:
    job = jobs.page[place]
    if job.end is not None or not job.company or place in jobs.same:
        return False
    before_a_known_one = any(other > place for other in jobs.same)
    return jobs.section.whole is not None or before_a_known_one or _is_recent(jobs, job)


def _is_recent(jobs: _Jobs, job: Position) -> bool:
    moment, earlier = began(job), jobs.section.seen.time
    exact = moment is not None and moment.is_exact
    return exact and moment.month >= earlier.year * 12 + earlier.month - 1  # type: ignore[union-attr]


def _has_ended(jobs: _Jobs, place: int) -> bool:
    if jobs.known[place].end is not None or not job_text(jobs.known[place]):
        return False
    here = next((new for new, old in jobs.same.items() if old == place), None)
    return jobs.shows_all if here is None else jobs.page[here].end is not None


def _retitled(jobs: _Jobs, *, is_translated: bool) -> Iterator[SeenChange]:
    """Jobs that go on under another title since the same month."""
    for new, old in jobs.same.items():
        before, after = jobs.known[old], jobs.page[new]
        if is_translated or not before.title or not after.title:
            continue
        both_present = before.end is None and after.end is None
        if both_present and folded(before.title) != folded(after.title):
            yield _change("title_changed", jobs, old, new)


def _promoted(jobs: _Jobs, started: list[int], ended: list[int]) -> Iterator[SeenChange]:
    """New jobs where one at the same company ended, or is on the page no more; takes them out."""
    there = set(jobs.same.values())
    for new in list(started):
        own = [
            old
            for old, job in enumerate(jobs.known)
            if job.end is None
            and same_company(job, jobs.page[new])
            and (old in ended or old not in there)
        ]
        if own:
            started.remove(new)
            if own[0] in ended:
                ended.remove(own[0])
            yield _change("title_changed", jobs, own[0], new)


def _change(kind: ChangeKind, jobs: _Jobs, old: int | None, new: int | None) -> SeenChange:
    before = jobs.before(old) if old is not None else None
    after = jobs.after(new) if new is not None else None
    signs = [("both captures list the jobs", BY_PAGES)]
    left = next((here for here, there in jobs.same.items() if there == old), None)
    if before and left is not None and jobs.page[left].end is not None:
        signs.append(("the later one says when the earlier job ended", BY_END))
    if after and after.job and _is_recent(jobs, after.job):
        signs.append(("the new one began since the earlier capture", BY_START))
    previous = before.stamp if before else jobs.section.seen
    return SeenChange(kind, "position", before, after, previous, jobs.at.stamp, signs)


def other_employer(before: str, after: str) -> tuple[Position, Position] | None:
    """The employers two headlines name as present, where both surely name one and share none."""
    mine, theirs = _stated(before), _stated(after)
    if not mine or not theirs:
        return None
    if {company_key(job.company) for job in mine} & {company_key(job.company) for job in theirs}:
        return None
    return mine[0], theirs[0]


def _stated(headline: str) -> list[Position]:
    return [
        Position(title=None, company=employer.name)
        for employer in employers_from_headline(headline)
        if employer.current and employer.certain
    ]

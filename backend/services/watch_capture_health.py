"""Notice when pages are read worse than before: a network changed them, or a reader broke.

Compared are the last days (WINDOWS, the shortest that has enough pages first) with the
BASELINE_DAYS before them, for every field of every layout and for the share of pages that were
recognised, of each site and of each host. services.compare_rates says what counts as a drop. A new
version of a site's reader is compared with itself once it has enough pages, before that with the
versions older than it. A drop opens a notice, which keeps the numbers it was opened with; it closes
when the rate has come back, when nothing of its kind is seen any more, or when a person has
acknowledged it and the new state has lasted as long as a baseline.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import reduce
from operator import add
from typing import Any

import structlog

from backend.models import FillCount, HealthNotice, PageCount
from backend.models.base import new_id
from backend.schemas.capture_health import Rate, RateComparison
from backend.services.compare_rates import (
    METHOD,
    MIN_AFTER,
    MIN_BEFORE,
    MIN_DROP,
    Drop,
    Sample,
    Z,
    compare,
)
from backend.services.scope import Scope
from backend.store import capture_health

log = structlog.get_logger(__name__)

WINDOWS = (1, 3, 7)
BASELINE_DAYS = 28
PAUSE = timedelta(minutes=5)
KEPT_DAYS = 400
FAILURES = frozenset({"not-recognised", "two-layouts", "two-sites", "empty", "failed"})
"""Outcomes that are a reader's fault; a login wall, a list or a search is none."""


@dataclass(frozen=True)
class Subject:
    """What a rate is of: a field of a layout, or the recognised pages of a site or of a host."""

    what: str
    site: str = ""
    layout: str = ""
    field: str = ""
    host: str = ""

    @property
    def key(self) -> str:
        return "\n".join((self.what, self.site, self.layout, self.field, self.host))


@dataclass
class Series:
    """Samples of one subject by version of the site's reader, day by day."""

    versions: dict[str, dict[date, Sample]] = field(default_factory=dict)

    def count(self, version: str, day: date, sample: Sample) -> None:
        days = self.versions.setdefault(version, {})
        days[day] = days.get(day, Sample()) + sample

    def total(self, versions: Iterable[str], first: date, behind: date) -> Sample:
        """Of the days from `first` to the one before `behind`."""
        samples = (
            sample
            for version in versions
            for day, sample in self.versions[version].items()
            if first <= day < behind
        )
        return reduce(add, samples, Sample())

    def baseline(self, version: str, behind: date) -> tuple[str, Sample]:
        """What a version is compared with: itself, or what came before it; with its version."""
        first = behind - timedelta(days=BASELINE_DAYS)
        own = self.total([version], first, behind)
        if own.pages >= MIN_BEFORE:
            return version, own
        began = min(self.versions[version])
        older = [one for one, days in self.versions.items() if min(days) < began]
        if not older:
            return version, own
        newest = max(older, key=lambda one: max(self.versions[one]))
        return newest, self.total(older, first, behind)


def watch(scope: Scope) -> None:
    """Compare, unless that was done a moment ago; a fault of it is logged and harms nobody."""
    try:
        with scope.database.write(scope.tenant_id) as tx:
            if not capture_health.take_turn(tx, scope.now(), PAUSE):
                return
        compare_all(scope)
    except Exception as error:  # a capture must not fail for its statistics
        log.warning("watch_failed", error=type(error).__name__)


def compare_all(scope: Scope) -> None:
    """Open a notice for each drop and close those that are over."""
    today = scope.today
    since = today - timedelta(days=BASELINE_DAYS + max(WINDOWS))
    with scope.database.read(scope.tenant_id) as tx:
        pages = capture_health.page_counts(tx, since)
        found = series_of(capture_health.fill_counts(tx, since), pages)
        known = {notice.open_key: notice for notice in capture_health.open_notices(tx)}
    drops = [
        (subject, told)
        for subject, series in found.items()
        if subject.key not in known and (told := find_drop(series, today))
    ]
    over = [n for n in known.values() if is_over(n, found, scope)]
    with scope.database.write(scope.tenant_id) as tx:
        for subject, told in _without_hosts_of_told_sites(drops, known.values(), pages):
            capture_health.open_notice(tx, _row(subject, told, scope))
        for notice in over:
            capture_health.close_notice(tx, notice.id, scope.now())
        capture_health.forget_before(tx, today - timedelta(days=KEPT_DAYS))


def _without_hosts_of_told_sites(
    drops: list[tuple[Subject, FoundDrop]],
    known: Iterable[HealthNotice],
    pages: Iterable[PageCount],
) -> list[tuple[Subject, FoundDrop]]:
    """Where a whole site is told of, its hosts need not be."""
    told = {subject.site for subject, _ in drops if subject.what == "recognition"}
    told |= {notice.site for notice in known if notice.what == "recognition"}
    hosts = {page.host for page in pages if page.site and page.site in told}
    return [drop for drop in drops if drop[0].host == "" or drop[0].host not in hosts]


def series_of(fills: Iterable[FillCount], pages: Iterable[PageCount]) -> dict[Subject, Series]:
    """Every subject there is a count of."""
    found: dict[Subject, Series] = defaultdict(Series)
    for row in fills:
        subject = Subject("field", row.site, row.layout, row.field)
        found[subject].count(row.site_version, row.day, sample_of(row))
    for page in pages:
        if page.outcome != "read" and page.outcome not in FAILURES:
            continue
        sample = Sample.of_pages(page.pages if page.outcome == "read" else 0, page.pages)
        for subject, version in _recognition(page):
            found[subject].count(version, page.day, sample)
    return found


def _recognition(page: PageCount) -> Iterator[tuple[Subject, str]]:
    """A page counts for its site, and for its host: a forum whose marks changed is no longer of any
    site, and only its host tells that it was read before."""
    if page.site:
        yield Subject("recognition", site=page.site), page.site_version
    yield Subject("recognition", host=page.host), ""


def sample_of(row: FillCount) -> Sample:
    return Sample(**{name: getattr(row, name) for name in capture_health.FILL_SUMS})


@dataclass(frozen=True)
class FoundDrop:
    version: str
    before_version: str
    since: date
    drop: Drop


def find_drop(series: Series, today: date) -> FoundDrop | None:
    """A drop in the last days, unless the newest of them are well again."""
    for since, version, after in recent(series, today):
        before_version, before = series.baseline(version, since)
        drop = compare(before, after)
        if drop and drop.is_told:
            return FoundDrop(version, before_version, since, drop)
        if drop and is_well(before.rate, after):
            return None
    return None


def recent(series: Series, today: date) -> Iterator[tuple[date, str, Sample]]:
    """The windows that have enough pages, the shortest first: since when, which version, what.

    Of several versions the newest counts: what it reads well is no fault of the network any more.
    """
    newest_first = sorted(series.versions, key=lambda one: min(series.versions[one]), reverse=True)
    for days in WINDOWS:
        since = today - timedelta(days=days - 1)
        for version in newest_first:
            sample = series.total([version], since, today + timedelta(days=1))
            if sample.pages >= MIN_AFTER:
                yield since, version, sample
                break


def is_well(before: float | None, now: Sample) -> bool:
    """As before, and seen often enough not to be luck."""
    rates = (before, now.rate)
    if None in rates or now.pages < MIN_BEFORE:
        return False
    return (before or 0.0) - (now.rate or 0.0) < MIN_DROP / 2


def is_over(notice: HealthNotice, found: dict[Subject, Series], scope: Scope) -> bool:
    """Has the rate come back, has the thing gone, or was the new state accepted long ago?"""
    long_ago = scope.now() - timedelta(days=BASELINE_DAYS)
    if notice.acknowledged_at is not None and notice.acknowledged_at < long_ago:
        return True
    subject = Subject(notice.what, notice.site, notice.layout, notice.field, notice.host)
    series = found.get(subject)
    if series is None:
        return True
    before = RateComparison.model_validate(notice.arithmetic).before.rate
    now = next((s for _, _, s in recent(series, scope.today) if s.pages >= MIN_BEFORE), None)
    return now is not None and is_well(before, now)


def _row(subject: Subject, told: FoundDrop, scope: Scope) -> dict[str, Any]:
    drop = told.drop
    comparison = RateComparison(
        before=rate_of(drop.before),
        after=rate_of(drop.after),
        before_version=told.before_version,
        since=told.since,
        drop=round(drop.size, 4),
        least_drop=round(drop.least, 4),
        z=Z,
        method=METHOD,
    )
    return {
        "id": new_id(),
        "open_key": subject.key,
        "what": subject.what,
        "site": subject.site,
        "site_version": told.version,
        "layout": subject.layout,
        "field": subject.field,
        "host": subject.host,
        "opened_at": scope.now(),
        "arithmetic": comparison.model_dump(mode="json"),
    }


def rate_of(sample: Sample) -> Rate:
    rate = sample.rate
    return Rate(
        pages=sample.pages,
        filled=sample.filled,
        expected=sample.expected,
        rate=None if rate is None else round(rate, 4),
    )

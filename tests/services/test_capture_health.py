"""Counting how pages are read, and the notices of drops."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from backend.schemas.capture import Capture
from backend.schemas.capture_health import CaptureHealth, PageReports
from backend.services.count_pages import count_capture, count_page_reports
from backend.services.ingest import ingest
from backend.services.scope import Scope
from backend.services.show_capture_health import acknowledge_notice, show_capture_health
from backend.services.watch_capture_health import compare_all
from backend.store import captures
from tests.conftest import Workspace
from tests.databases import TestDatabase
from tests.invented import NETWORK, NOON, discussion_capture, new_capture_id
from tests.services.tables import all_rows, all_text

LINKS = "posts.author.url"
HOST = "forum.example"


def on_day(tenant: Workspace, day: int) -> Scope:
    return replace(tenant.scope("administrator"), now=lambda: NOON + timedelta(days=day))


def capture_of(scope: Scope, url: str, filled: int, **values: Any) -> Capture:
    given = {
        "captured_at": scope.now().isoformat(),
        "fill": {LINKS: [filled, 10], "title": [1, 1]},
        "site": "xenforo",
        "layout": "xf2",
        **values,
    }
    return Capture.model_validate(discussion_capture(1, url=url, **given))


def captured(scope: Scope, *urls: str, filled: int, **values: Any) -> None:
    """Kept and counted, as `ingest` does before it analyses."""
    with scope.database.write(scope.tenant_id) as tx:
        for url in urls:
            capture = capture_of(scope, url, filled, **values)
            row, _ = captures.keep(tx, capture, "hash", None)
            count_capture(tx, row, capture, scope.now())


def reported(scope: Scope, count: int, batch_id: str | None = None, **values: Any) -> int:
    report = {
        "day": scope.today, "site": "xenforo", "site_version": "1", "host": HOST,
        "reason": "not-recognised", **values,
    }  # fmt: skip
    batch = {"batch_id": batch_id or new_capture_id(), "reports": [report] * count}
    return count_page_reports(scope, PageReports.model_validate(batch))


def days_of(tenant: Workspace, days: range, filled: int, pages: int = 4, **values: Any) -> None:
    """So many pages a day, each with its own address."""
    for day in days:
        urls = [f"{NETWORK}/t/{day}-{page}" for page in range(pages)]
        captured(on_day(tenant, day), *urls, filled=filled, **values)


def shown(tenant: Workspace, day: int) -> CaptureHealth:
    return show_capture_health(on_day(tenant, day), 60)


class TestCounting:
    def test_a_page_counts_once_a_day(self, tenant: Workspace, test_database: TestDatabase) -> None:
        for day in (0, 0, 0, 1):
            captured(on_day(tenant, day), f"{NETWORK}/t/1", filled=7)
        rows = all_rows(test_database)
        assert [(row["field"], row["pages"], row["filled"]) for row in rows["fill_count"]] == [
            ("posts.author.url", 1, 7), ("title", 1, 1),
            ("posts.author.url", 1, 7), ("title", 1, 1),
        ]  # fmt: skip
        assert [(row["outcome"], row["pages"]) for row in rows["page_count"]] == [("read", 1)] * 2

    def test_pages_add_up(self, tenant: Workspace) -> None:
        days_of(tenant, range(2), 5, pages=3)
        series = {one.field: one for one in shown(tenant, 1).series}
        assert series[LINKS].total.model_dump() == {
            "pages": 6, "filled": 30, "expected": 60, "rate": 0.5,
        }  # fmt: skip
        assert [point.pages for point in series[LINKS].points] == [3, 3]

    def test_a_capture_sent_again_and_an_import_are_not_counted(
        self, tenant: Workspace, test_database: TestDatabase
    ) -> None:
        scope = on_day(tenant, 0)
        capture = Capture.model_validate(discussion_capture(1, fill={"title": [1, 1]}))
        ingest(scope, capture)
        ingest(scope, capture)
        captured(scope, f"{NETWORK}/t/file", filled=3, trigger="import")
        assert [row["pages"] for row in all_rows(test_database)["page_count"]] == [1]

    def test_more_filled_than_there_are_places_is_all_of_them(self, tenant: Workspace) -> None:
        captured(on_day(tenant, 0), f"{NETWORK}/t/1", filled=999_999)
        assert shown(tenant, 0).series[0].total.rate == 1

    def test_reports_are_counted_once_a_batch(self, tenant: Workspace) -> None:
        scope = on_day(tenant, 0)
        assert reported(scope, 3, "a-batch-of-mine") == 3
        assert reported(scope, 3, "a-batch-of-mine") == 0
        assert reported(scope, 2, reason="login-wall") == 2
        assert [(one.reason, one.pages) for one in shown(tenant, 0).unread] == [
            ("not-recognised", 3), ("login-wall", 2),
        ]  # fmt: skip

    def test_a_report_of_another_day_stays_within_bounds(self, tenant: Workspace) -> None:
        scope = on_day(tenant, 0)
        for day in ("1999-01-01", "2999-01-01"):
            reported(scope, 1, day=day)
        days = {point.day for point in shown(tenant, 0).recognition}
        assert days == {scope.today, scope.today - timedelta(days=30)}

    def test_nothing_of_a_page_is_kept_in_the_counts(
        self, tenant: Workspace, test_database: TestDatabase
    ) -> None:
        captured(on_day(tenant, 0), f"{NETWORK}/t/secret-title", filled=3)
        kept = [line for line in all_text(test_database).splitlines() if "_count." in line]
        assert kept
        assert not [line for line in kept if "secret" in line]

    def test_workspaces_count_for_themselves(
        self, tenant: Workspace, other_tenant: Workspace
    ) -> None:
        captured(on_day(tenant, 0), f"{NETWORK}/t/1", filled=5)
        reported(on_day(tenant, 0), 1, "the-same-batch")
        assert reported(on_day(other_tenant, 0), 1, "the-same-batch") == 1
        assert shown(other_tenant, 0).series == []


class TestNotices:
    def test_a_steady_rate_is_no_news(self, tenant: Workspace) -> None:
        days_of(tenant, range(10), 6)
        assert shown(tenant, 9).notices == []

    def test_a_field_that_is_gone(self, tenant: Workspace) -> None:
        days_of(tenant, range(8), 10)
        days_of(tenant, range(8, 9), 0, pages=12)
        (notice,) = shown(tenant, 8).notices
        assert (notice.what, notice.site, notice.layout, notice.field) == (
            "field", "xenforo", "xf2", LINKS,
        )  # fmt: skip
        told = notice.comparison
        assert (told.before.rate, told.after.rate, told.drop) == (1, 0, 1)
        assert told.before.pages == 32
        assert told.since == on_day(tenant, 8).today
        assert 0 < told.least_drop < 1

    def test_it_is_opened_while_captures_come_in(
        self, tenant: Workspace, test_database: TestDatabase
    ) -> None:
        days_of(tenant, range(8), 10)
        for page in range(12):
            later = replace(on_day(tenant, 8), now=lambda n=page: NOON + timedelta(days=8, hours=n))
            ingest(later, capture_of(later, f"{NETWORK}/t/late-{page}", 0))
        assert len(all_rows(test_database)["health_notice"]) == 1

    def test_one_notice_at_a_time_and_it_closes_when_the_rate_is_back(
        self, tenant: Workspace
    ) -> None:
        days_of(tenant, range(8), 10)
        days_of(tenant, range(8, 11), 0, pages=9)
        for day in (9, 10, 10):
            assert len(shown(tenant, day).notices) == 1
        days_of(tenant, range(11, 12), 10, pages=5)
        assert shown(tenant, 11).notices[0].closed_at is None, "five pages may be luck"
        days_of(tenant, range(12, 13), 10, pages=25)
        (notice,) = shown(tenant, 12).notices
        assert notice.closed_at is not None
        compare_all(on_day(tenant, 12))
        assert len(shown(tenant, 12).notices) == 1, "and is not opened again"

    def test_a_new_version_is_compared_with_the_one_before(self, tenant: Workspace) -> None:
        days_of(tenant, range(8), 10)
        days_of(tenant, range(8, 9), 2, pages=10, site_version="2")
        (notice,) = shown(tenant, 8).notices
        assert (notice.site_version, notice.comparison.before_version) == ("2", "1")

    def test_what_a_new_version_reads_well_is_no_news(self, tenant: Workspace) -> None:
        days_of(tenant, range(8), 10)
        days_of(tenant, range(8, 9), 0, pages=10)
        assert len(shown(tenant, 8).notices) == 1
        days_of(tenant, range(9, 10), 10, pages=24, site_version="2")
        old = [f"{NETWORK}/t/old-{page}" for page in range(8)]
        captured(on_day(tenant, 9), *old, filled=0)
        (notice,) = shown(tenant, 9).notices
        assert notice.closed_at is not None

    def test_pages_of_a_site_that_are_no_longer_recognised(self, tenant: Workspace) -> None:
        days_of(tenant, range(8), 10)
        reported(on_day(tenant, 8), 12)
        for _ in range(2):
            (notice,) = shown(tenant, 8).notices
            assert (notice.what, notice.site, notice.host) == ("recognition", "xenforo", "")

    def test_one_forum_of_many_of_its_kind(self, tenant: Workspace) -> None:
        days_of(tenant, range(8), 10)
        for day in range(9):
            urls = [f"https://other.example/t/{day}-{page}" for page in range(120)]
            captured(on_day(tenant, day), *urls, filled=10)
        reported(on_day(tenant, 8), 12)
        assert [one.host for one in shown(tenant, 8).notices] == [HOST]

    def test_a_forum_that_no_site_claims_any_more(self, tenant: Workspace) -> None:
        days_of(tenant, range(8), 10)
        reported(on_day(tenant, 8), 12, site=None, site_version=None)
        assert [one.host for one in shown(tenant, 8).notices] == [HOST]

    @pytest.mark.parametrize("reason", ["login-wall", "listing", "search", "unsure"])
    def test_what_is_no_fault_of_the_reader(self, tenant: Workspace, reason: str) -> None:
        days_of(tenant, range(8), 10)
        reported(on_day(tenant, 8), 40, reason=reason)
        assert shown(tenant, 8).notices == []

    def test_acknowledged_it_stays_until_it_is_the_new_normal(self, tenant: Workspace) -> None:
        days_of(tenant, range(8), 10)
        days_of(tenant, range(8, 9), 0, pages=12)
        (notice,) = shown(tenant, 8).notices
        acknowledge_notice(on_day(tenant, 8), notice.notice_id)
        days_of(tenant, range(28, 31), 0)
        (kept,) = shown(tenant, 30).notices
        assert kept.acknowledged_by == "Administrator of ours"
        assert kept.closed_at is None
        days_of(tenant, range(31, 38), 0)
        (closed,) = shown(tenant, 37).notices
        assert closed.closed_at is not None

"""LinkedIn's addresses, dates and names, in the forms and languages they come in."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from backend.saved_pages.reader_browser import OpenPage, ReaderBrowser

PERSON = "https://www.linkedin.com/in/ann-lee"
SITE = "https://www.linkedin.com"
NUMBER = "7310000000000000100"
POST = f"{SITE}/feed/update/urn:li:activity:{NUMBER}"
GROUP_POST = "https://www.linkedin.com/feed/update/urn:li:groupPost:4973032-7361346750498447360"


@pytest.fixture(scope="module")
def page(readers: ReaderBrowser) -> Iterator[OpenPage]:
    """An empty page with the readers."""
    with readers.open("https://www.linkedin.com/x", "<!DOCTYPE html><title>x</title>") as opened:
        yield opened


@pytest.mark.parametrize(
    ("url", "kind", "address"),
    [
        ("https://fi.linkedin.com/in/ann-lee?trk=people-guest", "profile", PERSON),
        ("http://m.linkedin.com/in/ann-lee/", "profile", PERSON),
        ("https://www.linkedin.com/mwlite/in/ann-lee", "profile", PERSON),
        ("https://www.linkedin.com/comm/in/ann-lee?lipi=x", "profile", PERSON),
        ("https://www.linkedin.com/in/ann-lee/de", "profile", PERSON),
        ("https://www.linkedin.com/in/ann-lee/details/experience/", "profile", PERSON),
        ("https://www.linkedin.com/in/ann-lee/overlay/contact-info/", "profile", PERSON),
        ("https://www.linkedin.com/in/ann-lee/details/recommendations/", None, None),
        ("https://www.linkedin.com/in/%c5%99eho%c5%99", "profile", "https://www.linkedin.com/in/%C5%99eho%C5%99"),
        ("https://www.linkedin.com/in/řehoř/", "profile", "https://www.linkedin.com/in/%C5%99eho%C5%99"),
        ("https://fi.linkedin.com/pub/ann-lee/1/2a3/b45?x=y", "profile", "https://www.linkedin.com/pub/ann-lee/1/2a3/b45"),
        ("https://www.linkedin.com/pub/dir/Ann/Lee", None, None),
        ("https://www.linkedin.com/in/headless", "profile", None),
        ("https://uk.linkedin.com/company/acme-pumps/about/", "organisation", "https://www.linkedin.com/company/acme-pumps"),
        (f"{SITE}/posts/ann-lee_pumps-activity-{NUMBER}-Qq1x", "discussion", POST),
        (f"{POST}/?commentUrn=urn%3Ali%3Acomment%3A1", "discussion", POST),
        (f"{SITE}/feed/update/urn%3Ali%3Aactivity%3A{NUMBER}", "discussion", POST),
        (f"{SITE}/groups/4973032/4973032-7361346750498447360", "discussion", GROUP_POST),
        ("https://www.linkedin.com/groups/4973032/posts", "feed", None),
        ("https://www.linkedin.com/groups/4973032/?q=highlightedFeedForGroups", "feed", None),
        ("https://www.linkedin.com/in/ann-lee/recent-activity/all/", "feed", None),
        ("https://www.linkedin.com/feed/", "feed", None),
        ("https://www.linkedin.com/search/results/people/?keywords=x", "people", None),
        ("https://www.linkedin.com/search/results/content/?keywords=x", "feed", None),
        ("https://www.linkedin.com/search/results/companies/?keywords=x", None, None),
        ("https://www.linkedin.com/in/%E0%A4%A", "profile", "https://www.linkedin.com/in/%E0%A4%A"),
        ("https://www.linkedin.com/jobs/view/1", None, None),
    ],
)  # fmt: skip
def test_what_an_address_leads_to(
    page: OpenPage, url: str, kind: str | None, address: str | None
) -> None:
    call = json.dumps(url)
    assert page.evaluate(f"Sidenote.linkedin.pageKind({call})") == kind
    assert page.evaluate(f"Sidenote.linkedin.address({call}, document)") == address


@pytest.mark.parametrize(
    ("words", "is_dates"),
    [
        ("led 2020 – současnost · 4 r 3 měs", True),
        ("Jan. 2020–Heute · 5 Jahre", True),
        ("tammi 2020 – nyt · 6 v", True),
        ("2020年1月 - 現在 · 6年11ヶ月", True),
        ("2020년 1월 - 현재", True),
        ("jan. 2020 –nu", True),
        ("janv. 2020 - aujourd’hui · 6 ans", True),
        ("ene. 2019 - actualidad", True),
        ("ม.ค. 2563 - ปัจจุบัน", True),
        ("يناير ٢٠٢٠ - الحاضر", True),
        ("Jun 2019 · 1 mo", True),
        ("2014", True),
        ("2014年", True),
        ("Studio 2000", False),
        ("Studio 2000 · Full-time", False),
        ("Full-time · 8 yrs", False),
        ("7 yrs 2 mos", False),
        ("Acme - Pumps", False),
        ("10,001+ employees", False),
    ],
)
def test_lines_of_dates_in_any_language(page: OpenPage, words: str, is_dates: bool) -> None:
    assert page.evaluate(f"Sidenote.linkedin.lines.isDates({json.dumps(words)})") is is_dates


@pytest.mark.parametrize(
    ("shown", "name"),
    [
        ("Ann Lee • 2nd", "Ann Lee"),
        ("Ann Lee • 2.", "Ann Lee"),
        ("Ann Lee · 3.+", "Ann Lee"),
        ("Ann Lee• 3rd+", "Ann Lee"),
        ("李安 ・2次", "李安"),
        ("Gal·la Puig", "Gal·la Puig"),
        ("Ann Lee, MBA", "Ann Lee, MBA"),
        ("• 2nd", None),
    ],
)
def test_degrees_of_acquaintance_are_no_part_of_names(
    page: OpenPage, shown: str, name: str | None
) -> None:
    assert page.evaluate(f"Sidenote.linkedin.lines.bareName({json.dumps(shown)})") == name


def test_the_dates_of_a_row_are_those_with_a_length(page: OpenPage) -> None:
    rows = [
        ["Fitter", "Vision 2020 - Prague · Full-time", "2012 – 2014 · 2 yrs", "Brno · On-site"],
        ["Fitter", "Studio 2000", "2012 – 2014", "Brno"],
        ["Fitter", "2012 – 2014 · 2 yrs", "Pumps, valves and +3 skills"],
    ]
    call = f"{json.dumps(rows)}.map((row) => Sidenote.linkedin.lines.positionOf(row, null))"
    found = [
        (one["company"], one["start"], one["end"], one["location"]) for one in page.evaluate(call)
    ]
    assert found == [
        ("Vision 2020 - Prague", "2012", "2014", "Brno"),
        ("Studio 2000", "2012", "2014", "Brno"),
        (None, "2012", "2014", None),
    ]

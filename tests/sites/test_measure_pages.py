"""scripts/measure pages and reading_speed, on pages of our own: what they count and print."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from measurements.page_reading import joined
from measurements.pages_compared import compare, summary
from measurements.pages_saved import UnreadableError, charset_of, read_html, read_truth, saved_pages

from backend.saved_pages.reader_browser import ReaderBrowser
from tests.browser.invented_pages import discussion
from tests.browser.web import PageServer
from tests.sites.page_cases import PAGES

ROOT = Path(__file__).resolve().parents[2]
Json = dict[str, Any]
LONG = 2_003
"""Posts of a discussion that travels in two parts."""


def _measure(*arguments: str) -> list[Json]:
    done = subprocess.run(
        [sys.executable, "scripts/measure", *arguments],
        cwd=ROOT,
        env={**os.environ, "SIDENOTE_PYTHON": sys.executable},
        capture_output=True,
        text=True,
        check=False,
        timeout=200,
    )
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def _save(folder: Path, name: str, html: str | bytes, truth: Json | None) -> None:
    data = html.encode() if isinstance(html, str) else html
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
    if truth is not None:
        stem = name.removesuffix(".gz").removesuffix(".html")
        (folder / f"{stem}.truth.json").write_text(json.dumps(truth), encoding="utf-8")


def _case(name: str) -> tuple[bytes, Json]:
    folder = PAGES / name
    capture: Json = json.loads((folder / "capture.json").read_text("utf-8"))
    return (folder / "page.html").read_bytes(), capture


def _truth_of(capture: Json) -> Json:
    """A truth that says of a discussion what its capture says."""
    posts = [
        {
            "author": post["author"]["name"],
            "author_url": post["author"]["url"],
            "text_start": post["text"][:20],
            "position": place,
        }
        for place, post in enumerate(capture["discussion"]["posts"], start=1)
    ]
    title = capture["discussion"]["title"]
    return {"kind": "discussion", "url": capture["url"], "title": title, "posts": posts}


def _save_pages_with_truth(folder: Path) -> None:
    html, capture = _case("schema-org/json-ld-profile")
    profile = capture["profile"]
    _save(folder, "people/profile.html", html, {
        "kind": "profile",
        "url": capture["url"],
        "name": profile["person"]["name"],
        "headline": "Somebody else's headline",
        "location": profile["location"],
        "positions": profile["positions"],
        "skills": [skill["name"] for skill in profile["skills"]][1:],
    })  # fmt: skip
    html, capture = _case("xenforo/thread-2")
    truth = _truth_of(capture)
    lost = {"author": "Lost", "author_url": None, "text_start": "Never there", "position": 9}
    _save(folder, "thread.html.gz", html, truth | {"posts": [*truth["posts"], lost]})
    # The same address once more: nothing of one page is mistaken for the other's.
    _save(folder, "thread-again.html", html, {"url": capture["url"]})
    _save(folder, "wall.html", _case("xing/login")[0], {
        "kind": "negative", "url": "https://www.xing.com/login",
    })  # fmt: skip
    html, capture = _case("unknown-forum/comment-tree")
    _save(folder, "unsure.html", html, _truth_of(capture))
    _save(folder, "unknown.html", "<title>Rooms</title><p>Nothing is discussed here.</p>", None)
    long = {"kind": "discussion", "url": "http://network.test/d/long", "posts": []}
    _save(folder, "long.html", discussion(LONG), long)


def _save_difficult_pages(folder: Path, elsewhere: str) -> None:
    """Pages that hang, go away, ask for things, or come in another encoding."""
    thread = discussion(2)
    truth = {"kind": "discussion", "url": "http://network.test/d/x", "posts": []}
    escape = f"""<meta http-equiv="refresh" content="0; url={elsewhere}/refresh">
      <script>location = "{elsewhere}/script"; open("{elsewhere}/popup");
        fetch("{elsewhere}/fetch"); new Image().src = "{elsewhere}/image";</script>
      <iframe src="{elsewhere}/frame"></iframe>"""
    _save(folder, "escaping.html", thread.replace("<main>", f"{escape}<main>"), truth)
    _save(folder, "hanging.html", thread + "<script>for (;;) {}</script>", truth)
    late = """<script>const whole = document.body.innerHTML; document.body.replaceChildren();
      setTimeout(() => { document.body.innerHTML = whole; }, 400);</script>"""
    _save(folder, "late.html", thread + late, truth)
    policy = """<meta http-equiv="Content-Security-Policy" content="default-src 'none'">"""
    czech = f'<meta charset="windows-1250">{policy}'
    old = thread.replace("<meta charset=utf-8>", czech).replace("Person 1", "Jiří Šťastný")
    _save(folder, "czech.html", old.encode("windows-1250", "replace"), truth)
    (folder / "broken.html.gz").write_bytes(b"\x1f\x8b no page")


@pytest.fixture(scope="module")
def measured(
    tmp_path_factory: pytest.TempPathFactory, readers: ReaderBrowser
) -> Iterator[dict[str, tuple[Json, Json]]]:
    """Page → its line and its prediction; "" → the summary, and what was asked of the network."""
    folder = tmp_path_factory.mktemp("pages")
    out = folder.parent / "predictions.jsonl"
    with PageServer() as network:
        _save_pages_with_truth(folder)
        _save_difficult_pages(folder, f"http://127.0.0.1:{network.port}")
        *lines, total = _measure("pages", str(folder), "--predictions", str(out), "--seconds", "12")
        predictions = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
        assert [one["page"] for one in predictions] == [one["page"] for one in lines]
        found = {line["page"]: (line, one) for line, one in zip(lines, predictions, strict=True)}
        yield found | {"": (total, {"asked": [seen.url for seen in network.seen]})}


Measured = dict[str, tuple[Json, Json]]


def test_what_is_right_wrong_and_invented_is_counted(measured: Measured) -> None:
    profile = measured["people/profile.html"][0]["fields"]
    assert (profile["name"], profile["headline"]) == ([1, 1], [0, 1])
    assert profile["positions"][0] == profile["positions"][1] > 0
    assert profile["skills"][0] == profile["skills"][1]
    assert profile["invented"] == [1, 0]
    line, prediction = measured["thread.html.gz"]
    posts = len(prediction["capture"]["discussion"]["posts"])
    for name in ("posts", "author", "author_url", "text_start", "order"):
        assert line["fields"][name] == [posts, posts + 1], name
    assert line["fields"]["title"] == [1, 1]
    assert line["wrong"] == ["lost: Lost: 'Never there'"]


def test_the_capture_is_what_went_over_the_wire(measured: Measured) -> None:
    _, expected = _case("xenforo/thread-2")
    for page in ("thread.html.gz", "thread-again.html"):
        capture = measured[page][1]["capture"]
        own = ("capture_id", "captured_at", "trigger")
        assert {k: v for k, v in capture.items() if k not in own} == {
            k: v for k, v in expected.items() if k not in own
        }
        assert (capture["trigger"], len(capture["capture_id"])) == ("automatic", 32)
    assert measured["thread-again.html"][0]["fields"] == {}, "its truth says its address alone"


def test_the_tool_says_yes_to_a_guess_and_tells_so(measured: Measured) -> None:
    for told in measured["unsure.html"]:
        assert told["asked"] is True
        assert 0 < told["confidence"] <= 1
    line, prediction = measured["unsure.html"]
    assert prediction["capture"]["trigger"] == "click"
    assert line["fields"]["posts"][0] == line["fields"]["posts"][1] > 0
    assert "asked" not in measured["thread.html.gz"][0]


def test_a_long_discussion_is_whole_again(measured: Measured) -> None:
    found = measured["long.html"][1]["capture"]["discussion"]
    assert "part" not in found
    assert [post["position"] for post in found["posts"]] == list(range(LONG + 1))


@pytest.mark.parametrize(
    ("page", "reason"),
    [
        ("wall.html", "login-wall"),
        ("unknown.html", "not-recognised"),
        ("hanging.html", "timeout"),
        ("broken.html.gz", "unreadable"),
    ],
)
def test_why_there_is_no_capture(measured: Measured, page: str, reason: str) -> None:
    line, prediction = measured[page]
    assert (prediction["capture"], prediction["reason"], line["reason"]) == (None, reason, reason)
    if line["kind"] == "negative":
        assert line["fields"] == {"negative": [1, 1], "invented": [0, 0]}


@pytest.mark.parametrize("page", ["escaping.html", "late.html", "czech.html"])
def test_difficult_pages_are_read_all_the_same(measured: Measured, page: str) -> None:
    capture = measured[page][1]["capture"]
    assert [post["position"] for post in capture["discussion"]["posts"]] == [0, 1, 2]
    names = [post["author"]["name"] for post in capture["discussion"]["posts"]]
    assert ("Jiří Šťastný" in names) == (page == "czech.html")


def test_no_network_is_asked_and_the_summary_adds_up(measured: Measured) -> None:
    total, network = measured[""]
    assert network["asked"] == []
    lines = [line for page, (line, _) in measured.items() if page]
    assert total["pages"] == len(lines) == 12
    counted = [line["fields"].get("posts", [0, 0]) for line in lines]
    assert total["fields"]["posts"] == [
        sum(one[0] for one in counted),
        sum(one[1] for one in counted),
    ]
    invented = sum(line["fields"].get("invented", [0])[0] for line in lines)
    assert total["invented"] == invented == 1 + (LONG + 1) + 3 * 3


def post(author: str, text: str, position: int, url: str | None = None) -> Json:
    return {"author": {"name": author, "url": url}, "text": text, "position": position}


def test_posts_are_told_by_text_and_author_before_place() -> None:
    posts = [post("Ota", "Thanks!", 0), post("Eva", "Thanks!", 1), post("Jan", "Cats", 2)]
    capture = {"kind": "discussion", "url": "u", "discussion": {"title": None, "posts": posts}}
    wanted = [
        {"author": "Eva", "text_start": "Thanks"},
        {"author": "Ota", "text_start": "Thanks"},
        {"author": "Jan", "text_start": "Dogs"},
        {"author": "Iva", "text_start": "Birds"},
    ]
    line = compare([capture], {"kind": "discussion", "posts": wanted}, None)
    assert line["fields"]["posts"] == [3, 4], "Jan's is told by author and place, its text is wrong"
    assert line["fields"]["author"] == [3, 4]
    assert line["fields"]["text_start"] == [2, 4]
    assert line["fields"]["order"] == [2, 4]
    assert line["fields"]["author_url"] == [0, 0], "the truth does not say"
    assert line["fields"]["invented"] == [0, 0]


def test_strict_figures_forgive_nothing_but_runs_of_spaces() -> None:
    posts = [post("Ota", "He said,\n no", 0, "https://f.example/u/1/")]
    capture = {"kind": "discussion", "url": "u", "discussion": {"title": None, "posts": posts}}
    wanted = [
        {"author": "Ota", "author_url": "https://f.example/u/1", "text_start": "He said , no"}
    ]
    line = compare([capture], {"kind": "discussion", "posts": wanted}, None)
    assert (line["fields"]["author_url"], line["fields"]["text_start"]) == ([1, 1], [1, 1])
    assert (line["strict"]["author_url"], line["strict"]["text_start"]) == ([0, 1], [0, 1])
    assert summary([line])["strict_percent"]["author"] == 100.0
    assert summary([line])["all_right"] == 1


def test_a_page_that_was_captured_against_its_truth_is_invented() -> None:
    capture = {"kind": "profile", "url": "https://a.example/", "profile": {}}
    line = compare([capture], {"kind": "negative", "url": ""}, None)
    assert line["fields"] == {"negative": [0, 1], "invented": [1, 0]}
    assert compare([], {"kind": "negative", "url": ""}, None)["fields"]["negative"] == [0, 1]


def test_parts_that_lack_one_are_no_capture() -> None:
    def part(index: int, count: int) -> Json:
        discussion = {"posts": [{"id": str(index)}], "part": {"index": index, "count": count}}
        return {"capture_id": f"abc-{index}", "url": "u", "discussion": discussion}

    assert joined([part(1, 3), part(0, 3)]) == []
    (whole,) = joined([part(1, 3), part(0, 3), part(2, 3), part(1, 3)])
    assert whole["capture_id"] == "abc"
    assert whole["discussion"] == {"posts": [{"id": "0"}, {"id": "1"}, {"id": "2"}]}
    later = {"capture_id": "def", "url": "u", "discussion": {"posts": []}}
    assert joined([whole, later]) == [later], "the last of one address counts"


@pytest.mark.parametrize(
    ("html", "charset"),
    [
        (b'<meta charset="iso-8859-2"> plain', "iso-8859-2"),
        ('<meta charset="iso-8859-2"> Š'.encode(), "utf-8"),
        ('<meta content="text/html; charset=windows-1250"> Š'.encode("cp1250"), "windows-1250"),
        (b"<p>plain", "utf-8"),
        ("<p>Š".encode("cp1250"), None),
        ("<p>Š".encode("utf-16"), None),
    ],
)
def test_the_encoding_is_the_pages(html: bytes, charset: str | None) -> None:
    assert charset_of(html) == charset


def test_truths_may_say_little(tmp_path: Path) -> None:
    _save(tmp_path, "a.html", "", {"posts": []})
    _save(tmp_path, "b.html", "", {"headline": "x", "url": "https://b.example/"})
    _save(tmp_path, "c.html", "", {"url": "https://c.example/"})
    _save(tmp_path, "d.html", "", None)
    _save(tmp_path, "e.html", "", None)
    (tmp_path / "e.truth.json").write_text("[")
    a, b, c, d, e = saved_pages(tmp_path)
    assert read_truth(a) == {
        "kind": "discussion",
        "posts": [],
        "url": "https://saved.example/a.html",
    }
    assert (read_truth(b)["kind"], read_truth(b)["url"]) == ("profile", "https://b.example/")
    assert (read_truth(c)["kind"], read_truth(d)["kind"]) == ("unknown", "negative")
    with pytest.raises(UnreadableError):
        read_truth(e)
    assert read_html(a) == b""


def test_reading_asks_for_no_layout(readers: ReaderBrowser) -> None:
    for line in _measure("reading_speed", "--comments", "60", "--runs", "2"):
        assert (line["posts"], line["anchors"]) == (61, 61), line
        assert line["layout_ms"] == 0, line

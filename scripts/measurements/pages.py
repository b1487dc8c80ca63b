"""How well saved pages are read: `X.html[.gz]` beside `X.truth.json`, in real Chromium.

Each page is served under the `url` of its truth with the network cut off. One JSON line a page with
found/expected per field, a summary line last. A truth says `kind`: profile (name, headline,
location, positions[{title, company}], skills), discussion (title, posts[{author, author_url,
text_start, position}]), company (name, industry, ...) or negative (nothing may be captured).
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from measurements.reader_browser import ReaderBrowser, reader_browser

Counts = dict[str, list[int]]
"""Field → [found, expected]."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("directory", type=Path, metavar="DIR")
    parser.add_argument("--predictions", type=Path, metavar="FILE")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Prints the lines; 0 when every page could be opened."""
    lines: list[dict[str, Any]] = []
    predictions: list[dict[str, Any]] = []
    with reader_browser() as browser:
        for page in saved_pages(arguments.directory):
            name = str(page.relative_to(arguments.directory))
            truth = read_truth(page)
            capture, reason = read_page(browser, page, truth)
            line = {"page": name, "site": capture and capture["site"], "reason": reason}
            line |= compare(capture, truth)
            lines.append(line)
            predictions.append({"page": name, "capture": capture, "reason": reason})
            print(json.dumps(line, ensure_ascii=False), flush=True)
    print(json.dumps(summary(lines), ensure_ascii=False))
    if arguments.predictions:
        text = "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in predictions)
        arguments.predictions.write_text(text, encoding="utf-8")
    return 0


def saved_pages(directory: Path) -> Iterator[Path]:
    """The saved pages below a folder, in order."""
    yield from sorted(p for p in directory.rglob("*") if re.search(r"\.html(\.gz)?$", p.name))


def read_truth(page: Path) -> dict[str, Any]:
    """What is on the page; a page without truth expects nothing to be captured."""
    path = page.with_name(re.sub(r"\.html(\.gz)?$", ".truth.json", page.name))
    if not path.exists():
        return {"kind": "negative", "url": "https://saved.example/" + page.name}
    truth: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return truth


def read_page(
    browser: ReaderBrowser, page: Path, truth: dict[str, Any]
) -> tuple[dict[str, Any] | None, str | None]:
    """The capture as read, or None and the reason why there is none."""
    data = page.read_bytes()
    html = (gzip.decompress(data) if page.suffix == ".gz" else data).decode("utf-8", "replace")
    with browser.open(truth["url"], html) as opened:
        answer = opened.read(truth["url"])
    draft = next(iter(answer["drafts"]), None)
    return draft, None if draft else answer["health"]["reason"]


def compare(capture: dict[str, Any] | None, truth: dict[str, Any]) -> dict[str, Any]:
    """Found and expected per field, and what was wrong in a few words."""
    kind = truth["kind"]
    if kind == "negative":
        return {"kind": kind, "fields": {"negative": [int(capture is None), 1]}, "wrong": []}
    found = capture and capture.get({"company": "organisation"}.get(kind, kind))
    comparer = {"profile": _profile, "discussion": _discussion, "company": _organisation}[kind]
    fields, wrong = comparer(found or {}, truth)
    return {"kind": kind, "fields": fields, "wrong": wrong[:12]}


def _same(found: Any, expected: Any) -> bool:
    return _folded(found) == _folded(expected)


def _folded(value: Any) -> str:
    return re.sub(r"\s+", " ", unicodedata.normalize("NFC", str(value or ""))).strip()


def _starts(found: Any, expected: Any) -> bool:
    """Does a text start as the truth says? Spaces between inline elements are nobody's words."""
    squeezed = (re.sub(r"\s+", "", _folded(one)) for one in (found, expected))
    have, want = squeezed
    return have.startswith(want)


def _profile(found: dict[str, Any], truth: dict[str, Any]) -> tuple[Counts, list[str]]:
    fields: Counts = {}
    wrong: list[str] = []
    person = found.get("person") or {}
    plain = {"name": person.get("name")} | {k: found.get(k) for k in ("headline", "location")}
    for name, have in plain.items():
        if name in truth:
            fields[name] = [int(_same(have, truth[name])), 1]
            if not fields[name][0]:
                wrong.append(f"{name}: {have!r} for {truth[name]!r}")
    have_pairs = Counter(
        (_folded(p["title"]), _folded(p["company"])) for p in found.get("positions", [])
    )
    want_pairs = Counter(
        (_folded(p.get("title")), _folded(p.get("company"))) for p in truth.get("positions", [])
    )
    fields["positions"] = _overlap(have_pairs, want_pairs)
    have_skills = Counter(_folded(s["name"]) for s in found.get("skills", []))
    want_skills = Counter(_folded(s) for s in truth.get("skills", []))
    fields["skills"] = _overlap(have_skills, want_skills)
    extra = list((have_pairs - want_pairs) + (have_skills - want_skills))
    lost = list((want_pairs - have_pairs) + (want_skills - have_skills))
    fields["invented"] = [len(extra), 0]
    wrong += [f"invented: {one}" for one in extra] + [f"lost: {one}" for one in lost]
    return fields, wrong


def _overlap(have: Counter[Any], want: Counter[Any]) -> list[int]:
    return [(have & want).total(), want.total()]


def _discussion(found: dict[str, Any], truth: dict[str, Any]) -> tuple[Counts, list[str]]:
    posts = found.get("posts", [])
    expected = truth.get("posts", [])
    pairs = _paired(posts, expected)
    wrong = [f"lost: {p['author']}: {p['text_start']!r}" for p, have in pairs if have is None]
    fields = {
        "title": [int(_same(found.get("title"), truth["title"])), 1]
        if truth.get("title")
        else [0, 0],
        "posts": [sum(have is not None for _, have in pairs), len(expected)],
        "author": [0, len(expected)],
        "author_url": [0, len(expected)],
        "text_start": [0, len(expected)],
        "order": [0, len(expected)],
        "invented": [len(posts) - sum(have is not None for _, have in pairs), 0],
    }
    if truth.get("title") and not fields["title"][0]:
        wrong.append(f"title: {found.get('title')!r} for {truth['title']!r}")
    previous = -1
    for want, have in pairs:
        if have is None:
            continue
        author = have["author"]
        names = [want["author"], want.get("display_name")]
        checks = {
            "author": any(_same(author["name"], name) for name in names),
            "author_url": _same_address(author["url"], want.get("author_url")),
            "text_start": _starts(have["text"], want.get("text_start")),
            "order": have["position"] > previous,
        }
        previous = have["position"]
        for name, right in checks.items():
            fields[name][0] += int(right)
            if not right:
                shown = {**author, "text": have["text"][:60], "position": have["position"]}
                wrong.append(f"{name}: {shown} for {want}"[:500])
    used = {id(have) for _, have in pairs}
    wrong += [
        f"invented: {p['author']['name']}: {p['text'][:60]!r}" for p in posts if id(p) not in used
    ]
    return fields, wrong


def _same_address(found: str | None, expected: str | None) -> bool:
    if not expected:
        return not found
    strip = re.compile(r"[?&]sid=[0-9a-f]{32}|/$")
    return strip.sub("", found or "") == strip.sub("", expected)


def _paired(
    posts: list[dict[str, Any]], expected: list[dict[str, Any]]
) -> list[tuple[dict[str, Any], dict[str, Any] | None]]:
    """Each expected post with the first free one of the same text start, else of the same place."""
    free = list(posts)
    pairs: list[tuple[dict[str, Any], dict[str, Any] | None]] = []
    for index, want in enumerate(expected):

        def fits(post: dict[str, Any], want: dict[str, Any] = want) -> bool:
            return bool(want.get("text_start")) and _starts(post["text"], want["text_start"])

        match = next((post for post in free if fits(post)), None)
        if match is None:
            match = next((post for post in free if post["position"] == index), None)
        if match is not None:
            free.remove(match)
        pairs.append((want, match))
    return pairs


def _organisation(found: dict[str, Any], truth: dict[str, Any]) -> tuple[Counts, list[str]]:
    fields: Counts = {}
    wrong: list[str] = []
    for name in ("name", "industry", "headquarters", "size", "founded", "website"):
        if name not in truth:
            continue
        same = _same_address if name == "website" else _same
        fields[name] = [int(same(found.get(name), truth[name])), 1]
        if not fields[name][0]:
            wrong.append(f"{name}: {found.get(name)!r} for {truth[name]!r}")
    return fields, wrong


def summary(lines: list[dict[str, Any]]) -> dict[str, Any]:
    """Sums over all pages: found/expected per field, invented, pages that were all right."""
    fields: Counts = {}
    for line in lines:
        for name, (found, expected) in line["fields"].items():
            total = fields.setdefault(name, [0, 0])
            total[0] += found
            total[1] += expected
    right = sum(
        not line["wrong"] and all(_full(*c) for c in line["fields"].items()) for line in lines
    )
    return {"summary": True, "pages": len(lines), "all_right": right, "fields": fields}


def _full(name: str, counts: list[int]) -> bool:
    return counts[0] == 0 if name == "invented" else counts[0] == counts[1]

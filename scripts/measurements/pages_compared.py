"""A capture beside the truth of its page: found and expected per field, and what was wrong."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from typing import Any

Counts = dict[str, list[int]]
"""Field → [found, expected]; "invented" is [how many, 0]."""
Post = dict[str, Any]

MOST_SHOWN = 12
"""Faults shown a page."""
COMPANY_FIELDS = ("name", "industry", "headquarters", "size", "founded", "website")


def compare(
    captures: list[dict[str, Any]], truth: dict[str, Any], reason: str | None
) -> dict[str, Any]:
    """`kind`, `fields` (Counts), `strict` (the same for posts without any leniency, see _strictly)
    and `wrong`, the faults in a few words.

    `captures`: what the page yielded, the one to compare first; a discussion is compared with the
    posts of all of them. Of a negative page nothing may be captured, and the reason must be named.
    """
    kind = truth["kind"]
    if kind == "negative":
        return _negative(captures, reason)
    if kind == "discussion":
        fields, strict, wrong = _discussion(
            [one.get("discussion") or {} for one in captures], truth
        )
        return {"kind": kind, "fields": fields, "strict": strict, "wrong": wrong[:MOST_SHOWN]}
    comparer = {"profile": _profile, "company": _company}.get(kind)
    if comparer is None:
        return {"kind": kind, "fields": {}, "wrong": []}
    found = captures[0].get("organisation" if kind == "company" else kind) if captures else None
    fields, wrong = comparer(found or {}, truth)
    return {"kind": kind, "fields": fields, "wrong": wrong[:MOST_SHOWN]}


def _negative(captures: list[dict[str, Any]], reason: str | None) -> dict[str, Any]:
    posts = sum(len((one.get("discussion") or {}).get("posts", [])) or 1 for one in captures)
    wrong = [f"captured: {one['kind']} {one['url']}" for one in captures]
    fields = {"negative": [int(not captures and bool(reason)), 1], "invented": [posts, 0]}
    return {"kind": "negative", "fields": fields, "wrong": wrong}


def _folded(value: Any) -> str:
    return re.sub(r"\s+", " ", unicodedata.normalize("NFC", str(value or ""))).strip()


def _same(found: Any, expected: Any) -> bool:
    return _folded(found) == _folded(expected)


def _squeezed(value: Any) -> str:
    return re.sub(r"\s+", "", _folded(value))


def _starts(found: Any, expected: Any) -> bool:
    """Does a text start as the truth says? Spaces between inline elements are nobody's words."""
    return _squeezed(found).startswith(_squeezed(expected))


def _same_address(found: str | None, expected: str | None) -> bool:
    """But for a visitor's session and a slash at the end."""
    strip = re.compile(r"[?&]sid=[0-9a-f]{32}|/$")
    return strip.sub("", found or "") == strip.sub("", expected or "")


def _overlap(have: Counter[Any], want: Counter[Any]) -> list[int]:
    return [(have & want).total(), want.total()]


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
    lists = {
        "positions": [
            Counter((_folded(one.get("title")), _folded(one.get("company"))) for one in side)
            for side in (found.get("positions") or [], truth.get("positions") or [])
        ],
        "skills": [
            Counter(_folded(one["name"]) for one in found.get("skills") or []),
            Counter(_folded(one) for one in truth.get("skills") or []),
        ],
    }
    invented = 0
    for name, (have, want) in lists.items():
        if name not in truth:
            continue
        fields[name] = _overlap(have, want)
        invented += (have - want).total()
        wrong += [f"invented: {one}" for one in have - want] + [
            f"lost: {one}" for one in want - have
        ]
    fields["invented"] = [invented, 0]
    return fields, wrong


def _company(found: dict[str, Any], truth: dict[str, Any]) -> tuple[Counts, list[str]]:
    fields: Counts = {}
    wrong: list[str] = []
    for name in COMPANY_FIELDS:
        if name not in truth:
            continue
        same = _same_address if name == "website" else _same
        fields[name] = [int(same(found.get(name), truth[name])), 1]
        if not fields[name][0]:
            wrong.append(f"{name}: {found.get(name)!r} for {truth[name]!r}")
    return fields, wrong


def _discussion(
    found: list[dict[str, Any]], truth: dict[str, Any]
) -> tuple[Counts, Counts, list[str]]:
    posts = [post for one in found for post in one.get("posts", [])]
    expected: list[Post] = truth.get("posts") or []
    pairs = _paired(posts, expected)
    fields: Counts = {
        "posts": [sum(have is not None for have in pairs), len(expected)],
        **{name: [0, 0] for name in ("author", "author_url", "text_start", "order")},
        "invented": [len(posts) - sum(have is not None for have in pairs), 0],
    }
    wrong: list[str] = []
    if truth.get("title"):
        titles = [one.get("title") for one in found]
        fields["title"] = [int(any(_same(title, truth["title"]) for title in titles)), 1]
        if not fields["title"][0]:
            wrong.append(f"title: {titles} for {truth['title']!r}")
    strict: Counts = {name: [0, 0] for name in ("author", "author_url", "text_start", "order")}
    places = {id(post): place for place, post in enumerate(posts)}
    previous = -1
    for index, (want, have) in enumerate(zip(expected, pairs, strict=True)):
        place = None if have is None else places[id(have)]
        if have is None:
            wrong.append(f"lost: {want.get('author')}: {want.get('text_start')!r}")
        in_order = place is not None and place > previous
        previous = previous if place is None else place
        for name, right in (_leniently(have, want) | {"order": in_order}).items():
            _count(fields, name, right)
            if have is not None and not right:
                wrong.append(_fault(name, have, want))
        for name, right in (_strictly(have, want) | {"order": place == index}).items():
            _count(strict, name, right)
    matched = {id(have) for have in pairs}
    wrong += [
        f"invented: {post['author']['name']}: {post['text'][:60]!r}"
        for post in posts
        if id(post) not in matched
    ]
    return fields, strict, wrong


def _count(fields: Counts, name: str, right: bool) -> None:
    fields[name][0] += int(right)
    fields[name][1] += 1


def _fault(name: str, have: Post, want: Post) -> str:
    shown = {**have["author"], "text": have["text"][:60], "position": have["position"]}
    return f"{name}: {shown} for {want}"[:500]


def _leniently(have: Post | None, want: Post) -> dict[str, bool]:
    """The fields the truth names, as a person would compare them."""
    author = have["author"] if have else {}
    names = [want.get("author"), want.get("display_name")]
    checks = {
        "author": any(_same(author.get("name"), one) for one in names if one or not any(names)),
        "author_url": _same_address(author.get("url"), want.get("author_url")),
        "text_start": _starts(have["text"] if have else "", want.get("text_start")),
    }
    return {name: have is not None and right for name, right in checks.items() if name in want}


def _strictly(have: Post | None, want: Post) -> dict[str, bool]:
    """The same, letter by letter but for runs of spaces; the order is the place among all posts."""
    author = have["author"] if have else {}
    text = _folded(have["text"] if have else "")
    checks = {
        "author": _same(author.get("name"), want.get("author")),
        "author_url": (author.get("url") or None) == (want.get("author_url") or None),
        "text_start": text.startswith(_folded(want.get("text_start"))),
    }
    return {name: have is not None and right for name, right in checks.items() if name in want}


def _paired(posts: list[Post], expected: list[Post]) -> list[Post | None]:
    """For each expected post the one of the capture that it is, None where it is lost.

    By text and author; what is left by text alone; then, where the text differs, by author and
    place.
    """
    free = list(posts)
    pairs: list[Post | None] = [None] * len(expected)
    first = posts[0]["position"] if posts else 0

    def text_fits(post: Post, want: Post) -> bool:
        return bool(want.get("text_start")) and _starts(post["text"], want["text_start"])

    def author_fits(post: Post, want: Post) -> bool:
        names = (want.get("author"), want.get("display_name"))
        return any(_same(post["author"]["name"], one) for one in names)

    rounds = (
        lambda post, want, _: text_fits(post, want) and author_fits(post, want),
        lambda post, want, _: text_fits(post, want),
        lambda post, want, place: author_fits(post, want) and post["position"] - first == place,
    )
    for fits in rounds:
        for place, want in enumerate(expected):
            if pairs[place] is not None:
                continue
            match = next((post for post in free if fits(post, want, place)), None)
            if match is not None:
                free = [post for post in free if post is not match]
                pairs[place] = match
    return pairs


def is_right(line: dict[str, Any]) -> bool:
    """Was everything of a page right?"""
    full = all(_full(name, counts) for name, counts in line["fields"].items())
    return full and not line["wrong"]


def _full(name: str, counts: list[int]) -> bool:
    return counts[0] == 0 if name == "invented" else counts[0] == counts[1]


def summary(lines: list[dict[str, Any]]) -> dict[str, Any]:
    """Sums over all pages: found/expected per field and in percent, the same strictly, how many
    posts, positions and skills were invented, how many pages were all right."""
    fields = _summed([line["fields"] for line in lines])
    strict = _summed([line.get("strict", {}) for line in lines])
    invented = fields.pop("invented", [0, 0])[0]
    return {
        "summary": True,
        "pages": len(lines),
        "all_right": sum(map(is_right, lines)),
        "fields": fields,
        "percent": _percent(fields),
        "strict_percent": _percent(strict),
        "invented": invented,
    }


def _summed(all_fields: list[Counts]) -> Counts:
    sums: Counts = {}
    for fields in all_fields:
        for name, (found, expected) in fields.items():
            total = sums.setdefault(name, [0, 0])
            total[0] += found
            total[1] += expected
    return sums


def _percent(fields: Counts) -> dict[str, float]:
    return {name: round(100 * a / b, 2) for name, (a, b) in fields.items() if b}

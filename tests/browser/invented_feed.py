"""Pages that the reader in invented_site/ reads, and the extension with that reader in it."""

from __future__ import annotations

import shutil
from pathlib import Path

READER = Path(__file__).parent / "invented_site" / "invented.js"
HOME = "http://invented.test/home"
SEARCH = "http://invented.test/search"
GUESS = "http://invented.test/guess/bearings"


def with_reader(extension: Path, folder: Path) -> Path:
    """A copy of the extension that has the reader of the invented site, too."""
    copy = folder / "extension"
    shutil.copytree(extension, copy)
    shutil.copy(READER, copy / "sites" / READER.name)
    scripts = copy / "content" / "scripts.js"
    text = scripts.read_text(encoding="utf-8")
    last = '  "sites/schema-org.js",\n'
    assert text.count(last) == 1
    scripts.write_text(text.replace(last, f'  "sites/{READER.name}",\n{last}'), encoding="utf-8")
    return copy


def own_url(number: int) -> str:
    return f"http://invented.test/post/{number}"


def post(number: int, text: str = "") -> str:
    """A discussion as the feed shows it: its link, its first post; as tall as a window."""
    return f"""<article id="d{number}" style="min-height: 900px">
      <a class="own" href="/post/{number}">open</a>
      <div data-post="p{number}"><a class="author" href="/in/{number}">Person {number}</a>
      <p>{text or f"What happened at plant {number} this week."}</p></div></article>"""


def feed(posts: int) -> str:
    body = "".join(post(number) for number in range(posts))
    return f"<!doctype html><meta charset=utf-8><title>Home</title><main>{body}</main>"


def search(people: list[tuple[str, str]]) -> str:
    """A list of (name, headline)."""
    items = "".join(
        f'<li id="r{n}"><a href="/in/{n}">{name}</a> <span class="headline">{headline}</span></li>'
        for n, (name, headline) in enumerate(people)
    )
    return f"<!doctype html><meta charset=utf-8><title>Search</title><main><ul>{items}</ul></main>"


def guess(posts: int) -> str:
    body = "".join(
        f'<div data-post="g{n}"><a class="author" href="/in/{n}">Person {n}</a>'
        f"<p>Number {n} thinks that grease is <b>enough</b>.</p></div>"
        for n in range(posts)
    )
    return (
        "<!doctype html><meta charset=utf-8><title>Guess</title>"
        f"<main><h1>Grease or oil?</h1>{body}</main>"
    )

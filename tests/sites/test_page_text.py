"""Reading tools on arbitrary input: text of elements, cleaning of addresses, dates."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backend.saved_pages.reader_browser import OpenPage, ReaderBrowser
from backend.schemas.text import clean_text

BATCH = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)

# Everything a page's script could put into a text node, lone surrogates included.
WILD = st.text(alphabet=st.characters(codec=None), max_size=60)
INLINE = ["span", "b", "a", "br", "script", "style", "button", "svg"]
BLOCKS = ["p", "div", "li", "ul", "pre", "blockquote", "td", "tr", "table", "h2", "section"]
TAGS = st.sampled_from(INLINE + BLOCKS)
CLASSES = st.sampled_from(["", "visually-hidden", "sr-only", "whitespace-pre-wrap", "x"])
Node = Any
TREES: st.SearchStrategy[Node] = st.recursive(
    WILD | st.sampled_from(["two words", " ", "\n", "a\n\nb"]),
    lambda inner: st.tuples(TAGS, CLASSES, st.lists(inner, max_size=5)),
    max_leaves=25,
)
BUILD = """
((trees) => trees.map((tree) => {
  const build = (node) => {
    if (typeof node === "string") return document.createTextNode(node);
    const element = document.createElement(node[0]);
    if (node[1]) element.className = node[1];
    for (const child of node[2]) element.append(build(child));
    return element;
  };
  const root = document.createElement("div");
  root.append(build(tree));
  return [Sidenote.dom.text(root), Sidenote.dom.line(root), root.textContent];
}))
"""


@pytest.fixture(scope="module")
def page(readers: ReaderBrowser) -> Iterator[OpenPage]:
    """An empty page with the reading tools."""
    with readers.open("https://tools.example/page", "<!DOCTYPE html><title>x</title>") as opened:
        yield opened


@BATCH
@given(trees=st.lists(TREES, min_size=1, max_size=20))
def test_text_is_what_the_backend_would_make_of_it(page: OpenPage, trees: list[Node]) -> None:
    for text, line, raw in page.evaluate(f"{BUILD}({json.dumps(trees)})"):
        assert clean_text(text) == text
        assert line is None or (clean_text(line) == line and "\n" not in line and len(line) <= 500)
        assert (line is None) == (text == "")
        # Nothing is made up or put in another order.
        letters = iter("".join(clean_text(raw).split()))
        assert all(letter in letters for letter in "".join(text.split()))


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>One</p><p>two</p>", "One\n\ntwo"),
        ("One<br>two<br><br>three", "One\ntwo\n\nthree"),
        ("<ul><li>a<li>b</ul>c", "a\nb\n\nc"),
        ("<div>a<div>b</div></div>c", "a\nb\nc"),
        ("a <b> b </b> c", "a b c"),
        ("a<script>x</script><style>y</style><template>z</template>b", "ab"),
        ('<span aria-hidden="true">Ann</span><span class="visually-hidden">Ann</span>', "Ann"),
        ('a<span hidden>b</span><span style="display: none">c</span>', "a"),
        ("<pre>  x\n  y\n\nz</pre>", "x\ny\n\nz"),
        ('<p class="whitespace-pre-wrap">x\n\ny</p>', "x\n\ny"),
        ("<p>x\n\ny</p>", "x y"),
        ('hi <img class="emoji" alt="🤔"> <img alt="a photo of me">', "hi 🤔"),
        ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\nc"),
        ("a&#x202E;b&#x200B;c", "abc"),
        ("one&nbsp;two", "one two"),
        ("x<button>Reply</button>", "x"),
    ],
)
def test_text_keeps_paragraphs_and_drops_the_rest(page: OpenPage, html: str, text: str) -> None:
    parsed = f"new DOMParser().parseFromString({json.dumps(html)}, 'text/html').body"
    assert page.evaluate(f"Sidenote.dom.text({parsed})") == text


@BATCH
@given(
    values=st.lists(
        WILD
        | st.from_regex(
            r"(https?|HTTP|javascript|data|//|mailto:|/|\?)[ -~]{0,60}", fullmatch=True
        ),
        min_size=1,
        max_size=40,
    )
)
def test_clean_addresses_are_http_and_stay_as_they_are(page: OpenPage, values: list[str]) -> None:
    script = (
        "((values) => values.map((value) => { const once = Sidenote.links.clean(value,"
        " 'https://www.linkedin.com/in/x'); return [once, once && Sidenote.links.clean(once)]; }))"
    )
    for once, twice in page.evaluate(f"{script}({json.dumps(values)})"):
        assert once == twice
        if once is not None:
            parts = urlsplit(once)
            assert parts.scheme in ("http", "https")
            assert parts.hostname
            assert parts.username is None
            assert len(once) <= 2_048


@pytest.mark.parametrize(
    ("given_address", "clean"),
    [
        ("https://cz.linkedin.com/in/ann-lee/?trk=x&utm_source=y", "https://www.linkedin.com/in/ann-lee"),
        ("http://www.linkedin.com/in/ann-lee/", "https://www.linkedin.com/in/ann-lee"),
        ("https://www.linkedin.com/redir/redirect?url=https%3A%2F%2Fa.example%2F&urlhash=1", "https://a.example/"),
        ("https://www.linkedin.com/redir/redirect?url=javascript%3A1", "https://www.linkedin.com/redir/redirect?url=javascript%3A1"),
        ("https://a.example/x?id=7&utm_medium=m&fbclid=1#part", "https://a.example/x?id=7"),
        ("https://a.example/#/room/7", "https://a.example/#/room/7"),
        ("https://a.example/u?u=5&sid=0123456789abcdef0123456789abcdef", "https://a.example/u?u=5"),
        ("https://user:pass@a.example/", "https://a.example/"),
        ("http://www.JanaNova.example", "http://www.JanaNova.example"),
        ("HTTP://JanaNova.example/?fbclid=1", "http://jananova.example/"),
        ("/people/ann", "https://base.example/people/ann"),
        ("javascript:alert(1)", None),
        ("data:text/html,x", None),
        ("mailto:a@b.example", None),
        ("https://", None),
        ("", None),
    ],
)  # fmt: skip
def test_addresses_lose_what_names_nothing(
    page: OpenPage, given_address: str, clean: str | None
) -> None:
    call = f"Sidenote.links.clean({json.dumps(given_address)}, 'https://base.example/a/b')"
    assert page.evaluate(call) == clean


@pytest.mark.parametrize(
    ("words", "start", "end"),
    [
        ("Jan 2020 - Present · 4 yrs", "Jan 2020", None),
        ("2015 - 2018", "2015", "2018"),
        ("bře 2021 – dosud · 5 r", "bře 2021", None),
        ("Jan. 2020–Heute", "Jan. 2020", None),
        ("2020年1月 - 現在", "2020年1月", None),
        ("Jun 2019 · 1 mo", "Jun 2019", "Jun 2019"),
        ("Full-time", None, None),
        ("", None, None),
    ],
)
def test_date_ranges_in_any_language(
    page: OpenPage, words: str, start: str | None, end: str | None
) -> None:
    found = page.evaluate(f"Sidenote.linkedin.lines.dateRange({json.dumps(words)})")
    assert found == {"start": start, "end": end}


@pytest.mark.parametrize(
    ("name", "masked"),
    [("**** ******", True), ("•••", True), ("Ann * Lee", False), ("A.", False), ("...", False)],
)
def test_masked_names_are_told(page: OpenPage, name: str, masked: bool) -> None:
    assert page.evaluate(f"Sidenote.dom.isMasked({json.dumps(name)})") is masked

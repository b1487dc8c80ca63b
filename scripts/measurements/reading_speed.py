"""How long reading takes: pages of many comments, in each syntax, in real Chromium.

One JSON line a page: comments, total milliseconds, the longest step between two yields, and the
time spent in layout and style meanwhile (there must be none). The best of several runs counts; the
first run, with cold code, is given beside it.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from typing import Any

from backend.saved_pages.reader_browser import ReaderBrowser, reader_browser

TIMED = """
(() => {
  const runs = [];
  for (let run = 0; run < RUNS; run += 1) {
    const reading = Sidenote.sites.read(document, location.href);
    let longest = 0, longestAt = 0, steps = 0, step;
    const start = performance.now();
    for (let last = start; ;) {
      step = reading.next();
      const now = performance.now();
      if (now - last > longest) [longest, longestAt] = [now - last, steps];
      last = now;
      steps += 1;
      if (step.done) break;
    }
    const total = performance.now() - start;
    const { drafts, health } = step.value;
    const posts = drafts.flatMap((draft) => draft.discussion?.posts ?? []);
    const site = Sidenote.sites.byId(health.site);
    const from = performance.now();
    const anchors = posts.filter((post) => site.anchor.post(document, post.id)).length;
    runs.push({ posts: posts.length, ms: total, longest, longestAt, steps, anchors,
      anchorsMs: performance.now() - from, site: health.site, layout: health.layout });
  }
  return runs;
})()
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--comments", type=int, default=2_000)
    parser.add_argument("--runs", type=int, default=5)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Prints one line a page; 1 when a page was not read whole."""
    whole = True
    with reader_browser() as browser:
        for name, (url, build) in PAGES.items():
            html = build(arguments.comments)
            line = {"page": name} | time_page(browser, url, html, arguments.runs)
            whole &= line["posts"] == arguments.comments + 1
            print(json.dumps(line), flush=True)
    return 0 if whole else 1


def time_page(browser: ReaderBrowser, url: str, html: str, runs: int) -> dict[str, Any]:
    """Milliseconds of the first and the best of `runs` readings of one page."""
    with browser.open(url, html) as page:
        page.session.send("Performance.enable")
        before = _layout_seconds(page.session)
        found = page.evaluate(TIMED.replace("RUNS", str(runs)))
        layout = _layout_seconds(page.session) - before
        nodes = page.evaluate("document.querySelectorAll('*').length")
    best = min(found, key=lambda one: one["ms"])
    return {
        "site": best["site"],
        "layout": best["layout"],
        "elements": nodes,
        "posts": best["posts"],
        "anchors": best["anchors"],
        "first_ms": round(found[0]["ms"], 1),
        "best_ms": round(best["ms"], 1),
        "longest_step_ms": round(best["longest"], 2),
        "longest_step_at": best["longestAt"],
        "first_longest_step_ms": round(found[0]["longest"], 2),
        "anchors_ms": round(best["anchorsMs"], 2),
        "layout_ms": round(layout * 1_000, 2),
    }


def _layout_seconds(session: Any) -> float:
    metrics = {m["name"]: m["value"] for m in session.send("Performance.getMetrics")["metrics"]}
    return float(metrics["LayoutDuration"] + metrics["RecalcStyleDuration"])


SENTENCES = (
    "We changed the seals in March and the leak stopped for good.",
    "That depends on the temperature of the return line, measure it first.",
    "Has anybody compared the two over a whole winter?",
    "The maker's curve is honest up to four bar, above that it flatters.",
)


def _words(index: int) -> str:
    return " ".join(SENTENCES[(index + step) % 4] for step in range(1 + index % 3))


def _page(head: str, body: str) -> str:
    return (
        f'<!DOCTYPE html><html><head><meta charset="utf-8">{head}</head><body>{body}</body></html>'
    )


def _member_post(count: int) -> str:
    comments = "".join(
        '<article class="comments-comment-entity"'
        f' data-id="urn:li:comment:(activity:7000001,{i + 8000000})">'
        '<div class="comments-comment-meta__container"><div><img alt=""></div>'
        f'<a class="comments-comment-meta__description-container" href="/in/person-{i % 700}">'
        f'<h3><span class="comments-comment-meta__description-title">Person {i % 700}</span></h3>'
        '<div class="comments-comment-meta__description-subtitle">Engineer at a firm</div></a>'
        '<time class="comments-comment-meta__data">1d</time></div><section>'
        '<span class="comments-comment-item__main-content"><div class="update-components-text">'
        f'<span dir="ltr">{_words(i)}</span></div></span></section>'
        "<div><button><span>Like</span></button><button><span>Reply</span></button></div></article>"
        for i in range(count)
    )
    return _page(
        "",
        '<main><div class="feed-shared-update-v2" data-urn="urn:li:activity:7000001">'
        '<div class="update-components-actor__container"><a href="/in/root">'
        '<span class="update-components-actor__title"><span aria-hidden="true">Root</span></span>'
        "</a>"
        '</div><div class="update-components-update-v2__commentary">A question</div>'
        f"{comments}</div></main>",
    )


def _discourse(count: int) -> str:
    posts = "".join(
        f'<div class="topic-post"><article id="post_{i + 1}" data-post-id="{i + 1}">'
        f'<div class="topic-avatar"><a data-user-card="u{i % 700}" href="/u/u{i % 700}">'
        '<img alt=""></a></div><div class="names"><span class="full-name">'
        f'<a href="/u/u{i % 700}">Person {i % 700}</a></span></div><div class="post-date">'
        '<span class="relative-date" data-time="1791792900000">5w</span></div>'
        f'<div class="cooked"><p>{_words(i)}</p><p>{_words(i + 1)}</p></div>'
        "<nav><button>Like</button><button>Reply</button></nav></article></div>"
        for i in range(count + 1)
    )
    return _page('<meta name="generator" content="Discourse 3.5">', f"<div>{posts}</div>")


def _microdata(count: int) -> str:
    comments = "".join(
        f'<article itemprop="comment" itemscope itemtype="https://schema.org/Comment" id="c{i}">'
        '<p itemprop="author" itemscope itemtype="https://schema.org/Person">'
        f'<a itemprop="url" href="/people/{i % 700}">'
        f'<span itemprop="name">Person {i % 700}</span></a></p>'
        f'<time itemprop="datePublished" datetime="2026-01-01">1 Jan</time>'
        f'<div itemprop="text"><p>{_words(i)}</p><p>{_words(i + 1)}</p></div>'
        "<footer><button>Like</button><span><i></i><b>3</b></span></footer></article>"
        for i in range(count)
    )
    return _page(
        "",
        '<main itemscope itemtype="https://schema.org/DiscussionForumPosting" id="root">'
        '<h1 itemprop="headline">Title</h1><p itemprop="author" itemscope>'
        '<span itemprop="name">Root</span></p><div itemprop="text">Question</div>'
        f"{comments}</main>",
    )


def _json_ld(count: int) -> str:
    thread = {
        "@context": "https://schema.org",
        "@type": "DiscussionForumPosting",
        "headline": "Title",
        "text": "Question",
        "author": {"@type": "Person", "name": "Root", "url": "/people/root"},
        "comment": [
            {
                "@type": "Comment",
                "@id": f"#c{i}",
                "text": f"{_words(i)} Number {i}.",
                "datePublished": "2026-01-01",
                "author": {
                    "@type": "Person",
                    "name": f"Person {i % 700}",
                    "url": f"/people/{i % 700}",
                },
            }
            for i in range(count)
        ],
    }
    comments = "".join(
        f'<article id="c{i}"><header><div><img alt=""></div><a href="/people/{i % 700}">'
        f"Person {i % 700}</a><time>1 Jan</time></header><div><p>{_words(i)} Number {i}.</p></div>"
        "<footer><button>Like</button><span><i></i><b>3</b></span></footer></article>"
        for i in range(count)
    )
    script = f'<script type="application/ld+json">{json.dumps(thread)}</script>'
    root = '<h1>Title</h1><article><a href="/people/root">Root</a><p>Question</p></article>'
    return _page(script, f"<main>{root}{comments}</main>")


def _unknown_forum(count: int) -> str:
    posts = "".join(
        f'<div class="msg" id="m{i}"><div class="who"><img alt=""><a href="/people/{i % 700}">'
        f'Person {i % 700}</a> <span>Member</span></div><div class="when">'
        f'<a href="#m{i}">{1 + i % 28} January 2026, {i % 24:02}:{i % 60:02}</a></div>'
        f'<div class="words"><p>{_words(i)} Number {i}.</p><p>{_words(i + 1)}</p></div>'
        f'<div class="tools"><a href="/reply/{i}">Reply</a><span><i></i><b>3</b></span></div></div>'
        for i in range(count + 1)
    )
    return _page("<title>Seals</title>", f"<h1>Seals</h1><main>{posts}</main>")


PAGES: dict[str, tuple[str, Callable[[int], str]]] = {
    "linkedin": ("https://www.linkedin.com/feed/update/urn:li:activity:7000001/", _member_post),
    "discourse": ("https://forum.example/t/title/1", _discourse),
    "schema-org-microdata": ("https://talk.example/1", _microdata),
    "schema-org-json-ld": ("https://talk.example/2", _json_ld),
    "unknown-forum": ("https://talk.example/thread/3", _unknown_forum),
}

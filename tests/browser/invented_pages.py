"""Pages with invented people, in plain schema.org markup, for tests of the engine."""

from __future__ import annotations

import json
from typing import Any


def html(document: dict[str, Any], body: str = "") -> str:
    """A page that says `document` as JSON-LD."""
    data = json.dumps({"@context": "https://schema.org", **document})
    return (
        "<!doctype html><meta charset=utf-8><title>Invented</title>"
        f'<script type="application/ld+json">{data}</script><main>{body}</main>'
    )


def profile(slug: str, name: str, job: str = "Bridge engineer") -> str:
    person = {
        "@type": "Person",
        "name": name,
        "url": f"http://network.test/in/{slug}",
        "jobTitle": job,
        "description": f"{name} checks bridges.",
    }
    page = {"@type": "ProfilePage", "mainEntity": person}
    return html(page, f"<h1>{name}</h1>")


def post(number: int, text: str = "") -> str:
    """One comment of a discussion, as microdata."""
    return f"""
      <div itemprop="comment" itemscope itemtype="https://schema.org/Comment" id="c{number}">
      <span itemprop="author" itemscope itemtype="https://schema.org/Person">
        <a itemprop="url" href="/in/person-{number}">
          <span itemprop="name">Person {number}</span></a></span>
      <time itemprop="dateCreated" datetime="2026-11-0{number % 9 + 1}">then</time>
      <p itemprop="text">{text or f"What I think of bearings, number {number}."}</p></div>"""


def discussion(comments: int, root: str = "Which bearings hold in salt water?") -> str:
    """A discussion page of a root post and so many comments, as microdata."""
    posts = "".join(post(number) for number in range(1, comments + 1))
    return f"""<!doctype html><meta charset=utf-8><title>Bearings</title><main>
      <article itemscope itemtype="https://schema.org/DiscussionForumPosting" id="root">
      <h1 itemprop="headline">Bearings</h1>
      <span itemprop="author" itemscope itemtype="https://schema.org/Person">
        <a itemprop="url" href="/in/root"><span itemprop="name">Root Author</span></a></span>
      <p itemprop="text">{root}</p>
      <section id="comments">{posts}</section></article></main>"""

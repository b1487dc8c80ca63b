"""An article is what its comments are about: it leads, they answer it, its author is the asker."""

from __future__ import annotations

from typing import Any

from backend.nlp.analysis import Analyser
from backend.nlp.reactions.thread import ARTICLE_ID, places, with_article
from backend.nlp.results import DiscussionAnalysis
from backend.schemas.capture import Discussion

ASKED = (
    "Bearings on the dryer section of our paper machine fail twice a year. "
    "Which vibration sensors do you mount there, and how often do you measure?"
)
WRITER = {"name": "Radka Quillon", "url": "https://blog.example/radka"}


def analysed(posts: list[dict[str, Any]], **values: Any) -> DiscussionAnalysis:
    made = {
        "url": "https://blog.example/dryers",
        "posts": [
            {"id": f"c{place}", "author": {"name": f"Reader {place}"}, "position": place, **post}
            for place, post in enumerate(posts)
        ],
    }
    return Analyser().discussion(Discussion.model_validate(made | values))


def article(text: str = ASKED) -> dict[str, Any]:
    return {"author": WRITER, "text": text}


def kinds(analysis: DiscussionAnalysis, post_id: str) -> set[str]:
    return {reaction.value for reaction in analysis.posts[post_id].reactions}


def terms(analysis: DiscussionAnalysis, post_id: str) -> set[str]:
    return {
        term.name
        for reaction in analysis.posts[post_id].reactions
        for term in reaction.arithmetic.terms
    }


def test_the_article_is_what_the_thread_is_about() -> None:
    found = analysed([{"text": "We have the same trouble."}], article=article())
    (first, *_) = found.topics
    assert {(one.source, one.where) for one in first.evidence} == {("article", "article")}
    assert found.language.value == "en"
    assert {one.where for one in found.language.evidence} == {"article"}


def test_only_posts_have_reactions() -> None:
    found = analysed([{"text": "Accelerometers, 100 mV/g, weekly."}], article=article())
    assert set(found.posts) == {"c0"}


def test_a_comment_answers_what_the_article_asks() -> None:
    text = "We mount accelerometers of 100 mV/g on the drive side and measure them every 7 days."
    comment = [{"text": text}]
    assert "answer" in kinds(analysed(comment, article=article()), "c0")
    assert "stands under the root" in terms(analysed(comment, article=article()), "c0")


def test_the_first_comment_opens_nothing() -> None:
    found = analysed([{"text": "I agree, well said."}], article=article())
    assert "opens the discussion" not in terms(found, "c0")
    assert "agreement" in kinds(found, "c0")


def test_the_articles_author_is_the_asker() -> None:
    posts = [
        {"id": "c0", "author": {"name": "A reader"}, "text": "On the drive side.", "position": 0},
        {"id": "c1", "author": WRITER, "text": "Thanks, done.", "position": 1},
    ]
    made = {"url": "https://blog.example/dryers", "posts": posts, "article": article()}
    root, found = places(with_article(Discussion.model_validate(made)))
    assert root == ARTICLE_ID
    assert [(place.is_root, place.by_asker, place.is_top_level) for place in found] == [
        (True, False, False), (False, False, True), (False, True, True),
    ]  # fmt: skip


def test_a_later_page_has_no_root() -> None:
    posts = [{"text": "Which sensor would you choose?", "position": 20, "id": "p20"},
             {"text": "I agree, well said.", "position": 21, "id": "p21"}]  # fmt: skip
    found = analysed(posts)
    for post_id in ("p20", "p21"):
        assert not terms(found, post_id) & {"opens the discussion", "stands under the root"}
    sources = {one.source for post in found.posts.values() for r in post.reactions
               for one in r.evidence}  # fmt: skip
    assert sources == {"comment"}

"""Stance follows agreement through the thread; names are found with place and arithmetic."""

from backend.nlp.arithmetic import recompute
from backend.nlp.language import detect
from backend.nlp.reactions import Mention, find_mentions, find_stances, reactions_of, views_of
from backend.nlp.tokens import Text
from backend.schemas.finding import Finding
from tests.nlp.reaction_cases import discussion_of

CLAIM = {
    "id": "r",
    "by": "Ann Archer",
    "text": "One-way aisles are the only safe answer. We will go back to them in spring.",
}
ASKS = {"id": "r", "by": "Ann Archer", "text": "How do you keep people and trucks apart?"}
Posts = list[dict[str, str]]
Read = tuple[dict[str, Finding], dict[str, list[Mention]]]


def read(posts: Posts, names: tuple[str, ...] = ()) -> Read:
    discussion = discussion_of(posts)
    texts = {post.id: Text(post.text) for post in discussion.posts}
    views = views_of(discussion, texts, {key: detect(text)[0] for key, text in texts.items()})
    reactions = reactions_of(views)
    return find_stances(views, reactions), find_mentions(views, reactions, names)


def stances(*posts: dict[str, str]) -> dict[str, str]:
    return {key: one.value for key, one in read(list(posts))[0].items()}


def test_who_agrees_with_the_claim_is_for_it_and_who_objects_against() -> None:
    found = stances(
        CLAIM,
        {"id": "a", "to": "r", "by": "Bob", "text": "I completely agree."},
        {"id": "b", "to": "r", "by": "Cid", "text": "I disagree completely."},
    )
    assert found == {"a": "for", "b": "against"}


def test_agreement_with_an_opponent_is_against() -> None:
    found = stances(
        CLAIM,
        {"id": "b", "to": "r", "by": "Cid", "text": "I disagree completely."},
        {"id": "c", "to": "b", "by": "Dan", "text": "I completely agree."},
    )
    assert found.get("c", "against") == "against"


def test_under_a_root_that_only_asks_nobody_takes_a_stance() -> None:
    assert not stances(ASKS, {"id": "a", "to": "r", "by": "Bob", "text": "I completely agree."})


def test_a_stance_has_quote_and_arithmetic() -> None:
    found, _ = read([CLAIM, {"id": "a", "to": "r", "by": "Bob", "text": "I completely agree."}])
    assert found["a"].score == recompute(found["a"].arithmetic)
    assert found["a"].evidence[0].quote in "I completely agree."
    assert found["a"].evidence[0].where == "a"


def test_a_name_the_workspace_knows_is_found_in_any_case_and_with_an_ending() -> None:
    posts = [
        CLAIM,
        {"id": "a", "to": "r", "by": "Bob", "text": "We have used Zephtrace for years."},
        {"id": "b", "to": "r", "by": "Cid", "text": "Meillä zephtracessa on sama vika."},
    ]
    _, found = read(posts, ("Zephtrace",))
    assert [one.surface for one in found["a"]] == ["Zephtrace"]
    assert [one.surface for one in found["b"]] == ["zephtracessa"]
    for name in [*found["a"], *found["b"]]:
        assert name.finding.score == recompute(name.finding.arithmetic)
        assert name.surface in name.finding.evidence[0].quote


def test_people_of_the_thread_are_no_products() -> None:
    posts = [CLAIM, {"id": "a", "to": "r", "by": "Bob", "text": "Thank you, Archer, well put."}]
    assert not read(posts, ("Archer",))[1]["a"]


def test_each_name_counts_once_and_quoted_lines_not_at_all() -> None:
    text = "> Zephtrace is fine\nZephtrace is not. We left Zephtrace in March."
    _, found = read([CLAIM, {"id": "a", "to": "r", "by": "Bob", "text": text}], ("Zephtrace",))
    assert [one.surface for one in found["a"]] == ["Zephtrace"]
    assert "> " not in found["a"][0].finding.evidence[0].quote


def test_an_offer_is_no_liking() -> None:
    text = "At Zephtrace we survey plants like yours. Book a free demo: https://z.example"
    _, found = read([CLAIM, {"id": "a", "to": "r", "by": "Bob", "text": text}], ("Zephtrace",))
    assert [(one.surface, one.attitude) for one in found["a"]] == [("Zephtrace", "neutral")]

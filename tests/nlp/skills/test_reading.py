"""Spans of a text as written: their places, and what they are linked to."""

from hypothesis import given, settings
from hypothesis import strategies as st

from backend.nlp.skills.reading import skills_in
from backend.nlp.tokens import MAX_CHARACTERS

ABOUT = (
    "Backend engineer. Ten years of experience with Python, PostgreSQL and Kubernetes "
    "(on AWS).\nI coach junior developers and speak fluent German."
)


def test_surfaces_stand_where_they_are_said_to() -> None:
    found = skills_in(ABOUT)
    assert {"Python", "PostgreSQL", "Kubernetes", "AWS", "German"} <= {one.surface for one in found}
    for one in found:
        assert ABOUT[one.start : one.end] == one.surface
        assert one.surface in one.sentence
    assert skills_in(ABOUT) == found


@settings(deadline=None, max_examples=60)
@given(st.text(max_size=200))
def test_any_text_gives_places_within_it(text: str) -> None:
    for one in skills_in(text):
        assert text[one.start : one.end] == one.surface
        assert one.surface.strip()


def test_what_lies_beyond_the_limit_is_not_read() -> None:
    text = " " * MAX_CHARACTERS + ABOUT
    assert skills_in(text) == []

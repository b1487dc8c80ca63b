"""What a selector pack may hold; the extension is held to the same file (unit_js/pack-rules)."""

from __future__ import annotations

import json
import string
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from backend.schemas.selector_pack import Attribute, Selector, read_pack

RULES = json.loads((Path(__file__).parent / "rules.json").read_text())


def case(one: dict[str, Any]) -> Any:
    return pytest.param(one["pack"], id=one["why"])


@pytest.mark.parametrize("pack", [case(one) for one in RULES["good"]])
def test_taken(pack: Any) -> None:
    assert read_pack(pack).site


@pytest.mark.parametrize("pack", [case(one) for one in RULES["bad"]])
def test_refused(pack: Any) -> None:
    with pytest.raises(ValidationError):
        read_pack(pack)


def fits(kind: Any, value: str) -> bool:
    try:
        TypeAdapter(kind).validate_python(value)
    except ValidationError:
        return False
    return True


@given(st.text(alphabet=string.printable + "\\{}<>;@ř\u202e", max_size=60))
def test_no_selector_leaves_the_small_part_of_css(text: str) -> None:
    if fits(Selector, text):
        assert not set(text) & set("\\{}<;@\n\t")
        assert text.isascii()
        assert "javascript:" not in text.lower()


@given(st.from_regex(r"on[a-z]{2,12}", fullmatch=True))
def test_no_handler_is_an_attribute(name: str) -> None:
    assert not fits(Attribute, name)


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(anything)
def test_whatever_comes_is_refused_in_words(value: Any) -> None:
    with pytest.raises(ValidationError):
        read_pack(value)

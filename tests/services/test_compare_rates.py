"""What counts as a drop: pages are the sample, not the posts on them."""

from __future__ import annotations

import random
from functools import reduce
from operator import add

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.services.compare_rates import MIN_AFTER, MIN_BEFORE, Sample, compare, wilson

pages = st.lists(
    st.integers(1, 60).flatmap(lambda y: st.tuples(st.integers(0, y), st.just(y))),
    min_size=1,
    max_size=40,
)


def sample(counts: list[tuple[int, int]]) -> Sample:
    return reduce(add, (Sample.of_page(x, y) for x, y in counts), Sample())


@given(pages)
def test_a_sample_is_worth_no_more_than_its_places(counts: list[tuple[int, int]]) -> None:
    found = sample(counts)
    assert found.pages <= found.worth <= found.expected
    assert found.rate is not None
    low, high = wilson(found.rate, found.worth)
    assert 0 <= low <= found.rate + 1e-12
    assert found.rate - 1e-12 <= high <= 1


@given(pages, pages)
def test_a_drop_lies_above_its_least_size(
    before: list[tuple[int, int]], after: list[tuple[int, int]]
) -> None:
    drop = compare(sample(before), sample(after))
    assert drop is not None
    assert -1 <= drop.least <= drop.size <= 1
    same = compare(sample(before), sample(before))
    assert same is not None
    assert not same.is_told


def test_wilson_as_published() -> None:
    """Newcombe 1998, Statistics in Medicine 17, 857-872, table I: 81 of 263, 95 %."""
    assert wilson(81 / 263, 263, 1.959964) == pytest.approx((0.2553, 0.3662), abs=5e-5)


def test_the_interval_of_a_difference_as_published(monkeypatch: pytest.MonkeyPatch) -> None:
    """Newcombe 1998, 873-890, table II, method 10: 56/70 - 48/80, 95 %: 0.0524 to 0.3339."""
    ninety_five = 1.959964
    monkeypatch.setattr(
        "backend.services.compare_rates.wilson", lambda p, n: wilson(p, n, ninety_five)
    )
    drop = compare(sample([(1, 1)] * 56 + [(0, 1)] * 14), sample([(1, 1)] * 48 + [(0, 1)] * 32))
    assert drop is not None
    assert drop.size == pytest.approx(0.2)
    assert drop.least == pytest.approx(0.0524, abs=2e-3)


def test_one_odd_page_of_many_posts_is_no_drop() -> None:
    """As single posts 50 of 110 after 2,000 of 2,100: a clear drop, and a wrong one."""
    before = sample([(95, 100)] * 20 + [(5, 5)] * 20)
    drop = compare(before, sample([(5, 5)] * 10 + [(0, 60)]))
    assert drop is not None
    assert not drop.is_told


def test_a_field_missing_on_a_part_of_every_page_is_told() -> None:
    before = sample([(9, 10)] * 20 + [(10, 10)] * 20)
    drop = compare(before, sample([(7, 10)] * 10 + [(15, 20)] * 10))
    assert drop is not None
    assert drop.is_told


def test_a_field_that_is_gone_is_told_after_few_pages() -> None:
    before = sample([(10, 10)] * MIN_BEFORE)
    for count in range(1, MIN_AFTER + 1):
        drop = compare(before, sample([(0, 10)] * count))
        assert drop is not None
        assert drop.is_told == (count >= MIN_AFTER)


def test_chance_alone_is_hardly_ever_told() -> None:
    """Pages differ (some forums hide links), nothing changes: 2,000 comparisons."""
    chance = random.Random(3)

    def page() -> tuple[int, int]:
        posts = chance.randint(1, 30)
        share = chance.choice((0.5, 0.9, 1.0))
        return sum(chance.random() < share for _ in range(posts)), posts

    told = 0
    for _ in range(2_000):
        drop = compare(sample([page() for _ in range(40)]), sample([page() for _ in range(15)]))
        told += bool(drop and drop.is_told)
    assert told <= 8

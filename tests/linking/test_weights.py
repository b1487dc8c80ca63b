"""The stated weights: m and u are shares, agreement weighs for, difference against."""

from __future__ import annotations

from typing import Any

import pytest

from backend.linking.assets import asset
from backend.linking.name_levels import NAME_LEVELS
from backend.linking.scoring import Record, prior, probability, similarity_weight, threshold, weight


@pytest.mark.parametrize("record", ["account", "contact"])
def test_m_and_u_are_shares_and_agreement_weighs_for(record: Record) -> None:
    fields: dict[str, dict[str, Any]] = asset("match_weights")[record]["fields"]
    for field, levels in fields.items():
        for level, stated in levels.items():
            if field == "decision":
                continue
            assert 0 < stated["m"] <= 1
            assert 0 < stated["u"] <= 1
            against = level in ("different", "given only", "family only")
            assert (weight(record, field, level) < 0) == against, (field, level)
    assert prior(record) < 0
    assert 0 < threshold(record, "suggested") < threshold(record, "linked") < 1
    assert asset("match_weights")["source"]


def test_every_level_of_names_is_stated_best_first() -> None:
    weights = [weight("contact", "name", level) for level in NAME_LEVELS]
    assert weights == sorted(weights, reverse=True)


def test_likeness_weighs_more_the_higher_it_is() -> None:
    steps = [similarity_weight("account", step / 100) for step in range(101)]
    assert steps == sorted(steps)
    assert steps[-1] <= weight("account", "name", "exact")


def test_a_name_alone_never_reaches_the_threshold_of_linking() -> None:
    for record, field in (("account", "name"), ("contact", "name")):
        best = max(
            weight(record, field, lv) for lv in asset("match_weights")[record]["fields"][field]
        )
        assert probability(prior(record) + best) < threshold(record, "linked")  # type: ignore[arg-type]


def test_extreme_odds_stay_numbers() -> None:
    assert probability(1e9) == 1.0
    assert probability(-1e9) == 0.0

"""The demo network: its experts have the field of their discussion, the loud ones do not."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from backend.nlp.concepts import is_within
from backend.nlp.expertise import Expertise, find_expertise
from backend.schemas.capture import Profile

DEMO = Path(__file__).parents[2] / "demo"
TODAY = date(2026, 11, 21)
FIELDS = {
    "sunday-3-am-what-would-you-switch-off-first": {
        "energy-efficiency", "energy", "energy-monitoring", "compressed-air", "hvac",
        "industrial-refrigeration",
    },
    "bezdratove-snimace-vibraci-na-starych-cerpadlech": {"vibration-analysis", "pumps"},
    "pieni-hoyryvirtaus-pyorremittari-nayttaa-nollaa": {"flow-measurement", "instrumentation"},
    "lastspitzen-kappen-ohne-speicher": {"demand-response"},
    "predictive-maintenance-is-dead-change-my-mind": {
        "condition-monitoring", "vibration-analysis", "predictive-maintenance",
    },
    "murmur-4-2-six-weeks-of-spectra-gone": {"vibration-analysis", "condition-monitoring"},
    "supplier-wanted-140-submeters-two-board-machines": {"energy-monitoring"},
}  # fmt: skip


def _discussions() -> list[dict[str, Any]]:
    truth = json.loads((DEMO / "truth.json").read_text("utf-8"))
    found: list[dict[str, Any]] = truth["discussions"]
    return [one for one in found if one["experts"]]


def _expertise(url: str) -> Expertise:
    slug = url.rpartition("/")[2]
    person = json.loads((DEMO / "network" / "people" / f"{slug}.json").read_text("utf-8"))
    names = ("title", "company", "start", "end", "text")
    profile = Profile.model_validate({
        "person": {"name": person["name"]},
        "headline": person.get("headline"),
        "about": person.get("about"),
        "positions": [
            {name: one[name] for name in names if name in one}
            for one in person.get("positions", [])
        ],
        "skills": [{"name": one["name"]} for one in person.get("skills", [])],
        "posts": [{"text": one["text"]} for one in person.get("posts", [])],
    })  # fmt: skip
    return find_expertise(profile, today=TODAY, language=None)


@pytest.mark.parametrize("truth", _discussions(), ids=lambda one: one["discussion"][-30:])
def test_experts_have_the_field_and_loud_ones_do_not(truth: dict[str, Any]) -> None:
    fields = FIELDS[truth["discussion"].rpartition("/")[2]]
    for url in truth["experts"]:
        strong = {one.value for one in _expertise(url).areas if (one.score or 0) >= 0.6}
        assert any(is_within(one, field) for one in strong for field in fields), (url, strong)
    for url in truth["loud_non_experts"]:
        areas = {one.value for one in _expertise(url).areas}
        assert not any(is_within(one, field) for one in areas for field in fields), url

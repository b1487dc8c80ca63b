"""Match weights after Fellegi & Sunter: bits for each comparison, their sum, the probability.

The weights are data (`assets/match_weights.json`): m and u of every level, with their source.
"""

from __future__ import annotations

from bisect import bisect_right
from functools import cache
from math import log2
from typing import Any, Literal

from backend.linking.assets import asset
from backend.schemas.annotation import Candidate, Comparison
from backend.schemas.finding import Arithmetic, Term

Record = Literal["contact", "account"]
_DECIMALS = 3
FORMULA = "probability = 1 / (1 + 2^-(sum of the terms, in bits))"


def made_by() -> str:
    """Name and version of what made a link."""
    return f"linking/{asset('match_weights')['version']}"


def _model(record: Record) -> dict[str, Any]:
    model: dict[str, Any] = asset("match_weights")[record]
    return model


@cache
def prior(record: Record) -> float:
    """log2 of the odds that a compared pair is one and the same, before anything is compared."""
    right, wrong = _model(record)["prior"]["odds"]
    return round(log2(right / wrong), _DECIMALS)


@cache
def threshold(record: Record, name: Literal["linked", "suggested", "margin_bits"]) -> float:
    """Probabilities from which a pair is linked or suggested; the margin to the next in bits."""
    return float(_model(record)["thresholds"][name])


@cache
def weight(record: Record, field: str, level: str) -> float:
    """Match weight in bits of a level; KeyError for a level the asset does not state."""
    stated = _model(record)["fields"][field][level]
    if "bits" in stated:
        return float(stated["bits"])
    return round(log2(stated["m"] / stated["u"]), _DECIMALS)


def similarity_weight(record: Record, similarity: float) -> float:
    """Match weight in bits of a likeness of names (0..1), interpolated between stated points."""
    points = _model(record)["similarity_points"]
    index = bisect_right([point[0] for point in points], similarity)
    if index >= len(points):
        return float(points[-1][1])
    (x0, y0), (x1, y1) = points[index - 1], points[index]
    return round(y0 + (y1 - y0) * (similarity - x0) / (x1 - x0), _DECIMALS)


def probability(bits: float) -> float:
    """Probability of odds given as their log2."""
    if bits < -1000:
        return 0.0
    return 1.0 / (1.0 + 2.0 ** -min(bits, 1000.0))


def match_weight(record: Record, comparisons: list[Comparison]) -> float:
    """The prior and every comparison added up, in bits."""
    return round(prior(record) + sum(item.weight for item in comparisons), _DECIMALS)


def arithmetic(record: Record, candidate: Candidate | None, margin: float | None) -> Arithmetic:
    """The sum behind the best candidate; without one only the prior, and no result."""
    terms = [Term(name="prior", value=prior(record), note=_model(record)["prior"]["note"])]
    if candidate is None:
        return Arithmetic(formula=FORMULA, terms=terms, result=None)
    terms += [
        Term(name=item.field, value=item.weight, note=item.level) for item in candidate.comparisons
    ]
    formula = FORMULA
    if margin is not None:
        needed = threshold(record, "margin_bits")
        formula += (
            f"; margin to the second best {margin:.1f} bits (at least {needed:g} to stand alone)"
        )
    return Arithmetic(formula=formula, terms=terms, result=candidate.probability)

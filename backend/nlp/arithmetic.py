"""The few formulas scores are made with, so that anybody can add a score up again.

Terms are rounded before they are combined: what is shown is what was used, and `recompute` gives
the score back exactly.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from backend.schemas.finding import Arithmetic, Term

DIGITS = 4

ANY_OF = "1 − ∏(1 − term)"
SHARE = "Σ term ÷ (Σ term + 2)"
PRODUCT = "∏ term"
LOGISTIC = "1 ÷ (1 + e^−Σ term)"
LARGEST = "max(term)"
SUM = "Σ term"
ODDS = "(Σ term)^1.5 ÷ ((Σ term)^1.5 + 1.2)"
"""Terms in units of what the average person has: 1 is nearly even odds (docs/relevance.md)."""
NONE = "not computed: too little evidence"


def _any_of(values: Sequence[float]) -> float:
    return 1 - math.prod(1 - value for value in values)


def _share(values: Sequence[float]) -> float:
    total = math.fsum(values)
    return total / (total + 2) if total > 0 else 0.0


def _logistic(values: Sequence[float]) -> float:
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, math.fsum(values)))))


def odds(total: float) -> float:
    """The probability that a total in shares of the average gives (ODDS)."""
    raised = float(max(0.0, total) ** 1.5)
    return raised / (raised + 1.2)


_FORMULAS: dict[str, Callable[[Sequence[float]], float]] = {
    ANY_OF: _any_of,
    SHARE: _share,
    PRODUCT: math.prod,
    LOGISTIC: _logistic,
    SUM: math.fsum,
    ODDS: lambda values: odds(math.fsum(values)),
    LARGEST: lambda values: max(values, default=0.0),
}


def term(name: str, value: float, note: str | None = None) -> Term:
    """A term, rounded as it will be shown."""
    return Term(name=name, value=round(value, DIGITS), note=note)


def combine(formula: str, terms: Sequence[Term]) -> Arithmetic:
    """The arithmetic of one of the formulas above over `terms`."""
    value = _FORMULAS[formula]([one.value for one in terms])
    return Arithmetic(formula=formula, terms=list(terms), result=round(value, DIGITS))


def nothing(*terms: Term) -> Arithmetic:
    """The arithmetic of an "unknown": the terms that were too few, no result."""
    return Arithmetic(formula=NONE, terms=list(terms), result=None)


def recompute(arithmetic: Arithmetic) -> float | None:
    """The result the terms give under the formula; None for an "unknown".

    Raises KeyError for a formula that is none of ours.
    """
    if arithmetic.formula == NONE:
        return None
    return round(_FORMULAS[arithmetic.formula]([one.value for one in arithmetic.terms]), DIGITS)

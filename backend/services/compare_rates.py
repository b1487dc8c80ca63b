"""Has a rate dropped? Before against after, with pages as what was sampled.

A page fills or misses a field in many places at once (a forum that hides profile links hides them
on every post), so 36 posts of one page are no 36 observations, and one long discussion among guests
must not outweigh ten short ones. What is compared is therefore the mean over pages of the share
s_i = x_i / y_i that is filled on page i.

1. Each side is worth so many independent places (effective sample size after L. Kish: Survey
   Sampling, 1965; n pages, p the mean of the s_i, v their variance, n-1 below the line):
       m = n · p·(1-p) / v     but at least n, at most Σ y_i;  n where p is 0 or 1
   As p·(1-p) is the largest variance a share can have, a page is worth one place at least.
2. Interval of the drop p - q (R. G. Newcombe: Interval estimation for the difference between
   independent proportions. Statistics in Medicine 17, 1998, 873-890, method 10), from Wilson's
   score intervals (l, u) of each mean in its m places:
       least drop = (p - q) - √((p - l_p)² + (u_q - q)²)
   with z = 3.29 (two-sided 0.1 %): many fields are looked at, again and again.

A drop is told when it is at least MIN_DROP, its least size is above zero, and there are MIN_BEFORE
and MIN_AFTER pages.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

Z = 3.29
MIN_DROP = 0.10
MIN_BEFORE = 20
MIN_AFTER = 8
METHOD = "Newcombe 1998, method 10, on page means with effective sizes (Kish 1965)"


@dataclass(frozen=True)
class Sample:
    """Sums over pages: places filled of those expected, shares of the pages and their squares."""

    pages: int = 0
    filled: int = 0
    expected: int = 0
    shares: float = 0.0
    shares_squared: float = 0.0

    def __add__(self, other: Sample) -> Sample:
        return Sample(
            self.pages + other.pages,
            self.filled + other.filled,
            self.expected + other.expected,
            self.shares + other.shares,
            self.shares_squared + other.shares_squared,
        )

    @classmethod
    def of_page(cls, filled: int, expected: int) -> Sample:
        """A page with places for the field (expected > 0)."""
        share = filled / expected
        return cls(1, filled, expected, share, share * share)

    @classmethod
    def of_pages(cls, read: int, all_pages: int) -> Sample:
        """Pages that were read or not: each is one place."""
        return cls(all_pages, read, all_pages, read, read)

    @property
    def rate(self) -> float | None:
        """The mean share of a page; None without pages."""
        return min(1.0, self.shares / self.pages) if self.pages else None

    @property
    def worth(self) -> float:
        """Independent places the sample is worth."""
        mean = self.rate
        if mean is None or self.pages < 2 or mean in (0, 1):
            return float(self.pages)
        spread = self.shares_squared - self.pages * mean * mean
        variance = max(spread, 1e-12) / (self.pages - 1)
        places = self.pages * mean * (1 - mean) / variance
        return max(self.pages, min(places, self.expected))


def wilson(rate: float, size: float, z: float = Z) -> tuple[float, float]:
    """Wilson's score interval of a share seen in `size` places (which need not be whole)."""
    weight = z * z / size
    middle = (rate + weight / 2) / (1 + weight)
    half = z / (1 + weight) * sqrt(rate * (1 - rate) / size + weight / (4 * size))
    return max(0.0, middle - half), min(1.0, middle + half)


@dataclass(frozen=True)
class Drop:
    """How much lower `after` is than `before`, and how much at least."""

    before: Sample
    after: Sample
    size: float
    least: float

    @property
    def is_told(self) -> bool:
        enough = self.before.pages >= MIN_BEFORE and self.after.pages >= MIN_AFTER
        return enough and self.size >= MIN_DROP and self.least > 0


def compare(before: Sample, after: Sample) -> Drop | None:
    """None where either has nothing to compare."""
    p, q = before.rate, after.rate
    if p is None or q is None:
        return None
    low, _ = wilson(p, before.worth)
    _, high = wilson(q, after.worth)
    return Drop(before, after, p - q, (p - q) - sqrt((p - low) ** 2 + (high - q) ** 2))

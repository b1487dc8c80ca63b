"""A reliability diagram as SVG: what was said against what came true, bin by bin."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

Bin = tuple[float, float, int]
"""Mean probability said, share that came true, how many."""

SIDE, MARGIN = 320, 44


def reliability_svg(title: str, series: dict[str, Sequence[Bin]]) -> str:
    """The diagram of one or more series; the area of a dot is the number of pairs in its bin.

    Pure; the same bins give the same text. Colours tell the series apart, and their names stand
    under the diagram.
    """
    most = max((count for bins in series.values() for _, _, count in bins), default=1)
    parts = [*_frame(title)]
    for place, (name, bins) in enumerate(series.items()):
        colour = _COLOURS[place % len(_COLOURS)]
        points = " ".join(f"{_x(said):.1f},{_y(true):.1f}" for said, true, _ in bins)
        parts.append(f'<polyline points="{points}" fill="none" stroke="{colour}"/>')
        parts += [_dot(one, most, colour) for one in bins]
        row = SIDE + MARGIN + 48 + 18 * place
        parts.append(f'<text x="{MARGIN}" y="{row}" fill="{colour}">{escape(name)}</text>')
    height = SIDE + MARGIN + 44 + 18 * len(series)
    width = SIDE + 2 * MARGIN
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}" font-family="sans-serif" font-size="12">'
    )
    return "\n".join([head, *parts, "</svg>", ""])


def _dot(one: Bin, most: int, colour: str) -> str:
    said, true, count = one
    radius = 2 + 8 * (count / most) ** 0.5
    return (
        f'<circle cx="{_x(said):.1f}" cy="{_y(true):.1f}" r="{radius:.1f}" fill="{colour}" '
        f'fill-opacity="0.6"><title>{count} pairs</title></circle>'
    )


def _frame(title: str) -> list[str]:
    low, high = MARGIN, MARGIN + SIDE
    ticks = [
        f'<text x="{_x(v):.0f}" y="{high + 16}" text-anchor="middle">{v:.1f}</text>'
        f'<text x="{low - 6}" y="{_y(v) + 4:.0f}" text-anchor="end">{v:.1f}</text>'
        for v in (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
    ]
    return [
        '<rect width="100%" height="100%" fill="#fff"/>',
        f'<text x="{low}" y="24" font-size="14">{escape(title)}</text>',
        f'<rect x="{low}" y="{low}" width="{SIDE}" height="{SIDE}" fill="none" stroke="#999"/>',
        f'<line x1="{low}" y1="{high}" x2="{high}" y2="{low}" stroke="#bbb"/>',
        *ticks,
        f'<text x="{low + SIDE / 2}" y="{high + 32}" text-anchor="middle">said</text>',
    ]


def _x(value: float) -> float:
    return MARGIN + SIDE * value


def _y(value: float) -> float:
    return MARGIN + SIDE * (1 - value)


_COLOURS = ("#1a5fb4", "#c64600", "#26a269")

"""/capture-health: how well pages are read, for administrators. Server-drawn plots, no script."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from backend.schemas.capture_health import CaptureHealth, FillSeries, RecognitionPoint

WIDTH, HEIGHT = 600.0, 72.0
"""Of a plot, in units of its drawing; it is scaled to the page."""


@dataclass(frozen=True)
class Line:
    """One version's rate over time: a polyline, and a dot for every day there were pages."""

    version: str
    points: str
    dots: tuple[tuple[float, float, str], ...]
    """x, y and what the dot says"""


@dataclass(frozen=True)
class FieldPlot:
    field: str
    rate: float | None
    pages: int
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class LayoutPlots:
    site: str
    layout: str
    versions: str
    fields: tuple[FieldPlot, ...]


def plots_of(health: CaptureHealth) -> list[LayoutPlots]:
    """Small plots by layout; the worst field of a layout first."""
    layouts: dict[tuple[str, str], dict[str, list[FillSeries]]] = defaultdict(dict)
    for series in health.series:
        layouts[series.site, series.layout].setdefault(series.field, []).append(series)
    return [
        LayoutPlots(
            site=site,
            layout=layout,
            versions=", ".join(sorted({one.site_version for f in fields.values() for one in f})),
            fields=tuple(
                sorted(
                    (_field(name, found, health) for name, found in fields.items()),
                    key=lambda plot: (1.0 if plot.rate is None else plot.rate, plot.field),
                )
            ),
        )
        for (site, layout), fields in layouts.items()
    ]


def _field(name: str, found: list[FillSeries], health: CaptureHealth) -> FieldPlot:
    filled = sum(point.filled for one in found for point in one.points)
    expected = sum(point.expected for one in found for point in one.points)
    lines = []
    for one in found:
        dots = tuple(
            (
                _x(point.day, health),
                _y(point.filled / point.expected),
                f"{point.day}: {point.filled} of {point.expected} on {point.pages} pages",
            )
            for point in one.points
            if point.expected
        )
        lines.append(Line(one.site_version, " ".join(f"{x},{y}" for x, y, _ in dots), dots))
    return FieldPlot(
        field=name,
        rate=filled / expected if expected else None,
        pages=sum(one.total.pages for one in found),
        lines=tuple(lines),
    )


def _x(day: date, health: CaptureHealth) -> float:
    span = max((health.until - health.since).days, 1)
    return round(6 + (WIDTH - 12) * (day - health.since).days / span, 1)


def _y(share: float) -> float:
    return round(4 + (HEIGHT - 8) * (1 - share), 1)


@dataclass(frozen=True)
class SiteRecognition:
    site: str
    read: int
    unrecognised: int
    rate: float
    line: Line


def recognition_of(health: CaptureHealth) -> list[SiteRecognition]:
    """Share of recognised pages of each site over time; the worst first."""
    by_site: dict[str, list[RecognitionPoint]] = defaultdict(list)
    for point in health.recognition:
        by_site[point.site].append(point)
    found = []
    for site, points in by_site.items():
        read, unrecognised = sum(p.read for p in points), sum(p.unrecognised for p in points)
        dots = tuple(
            (
                _x(p.day, health),
                _y(p.read / (p.read + p.unrecognised)),
                f"{p.day}: {p.read} read, {p.unrecognised} not recognised",
            )
            for p in sorted(points, key=lambda p: p.day)
        )
        line = Line("", " ".join(f"{x},{y}" for x, y, _ in dots), dots)
        rate = read / (read + unrecognised)
        found.append(SiteRecognition(site, read, unrecognised, rate, line))
    return sorted(found, key=lambda one: (one.rate, one.site))

"""Charts as SVG, drawn here: they stand in a page, in a README, or in an iframe, and need no script."""

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from math import ceil, floor, log10
from typing import Any

from app.web.client import Json
from app.web.language import Speech
from app.web.render import TEMPLATES

# Okabe and Ito's colours, darkened until they stand out from the paper; each series has a shape of its own, too.
COLOURS = {
    "light": ("#00639c", "#b8421c", "#00735a", "#8f4d86", "#8a6100", "#33658a", "#7a3b3b", "#4d5a63"),
    "dark": ("#6cc3e8", "#f0916a", "#4fd0a8", "#dd9fd4", "#e8c15a", "#9fc0e8", "#e3a6a6", "#b4c0c8"),
}
INKS = {
    "light": {"paper": "#fffefb", "ink": "#16232d", "soft": "#566570", "line": "#d9dcd8"},
    "dark": {"paper": "#141d24", "ink": "#e9eef1", "soft": "#a3b1ba", "line": "#33414b"},
}
SHAPES = ("circle", "square", "diamond", "triangle")
FONT = "'Noto Sans SC','Noto Sans CJK SC','PingFang SC','Microsoft YaHei',system-ui,sans-serif"


@dataclass(frozen=True, slots=True)
class Point:
    """A value at its time, and how it is to be shown."""

    when: float
    value: float
    period: str
    is_hedged: bool = False
    is_preferred: bool = True
    label: str = ""
    series_break: str | None = None
    href: str = ""


@dataclass(slots=True)
class Line:
    """A series: its name and its points, oldest first."""

    name: str
    points: list[Point] = field(default_factory=list)

    @property
    def preferred(self) -> list[Point]:
        """The points that a line is drawn through."""
        return [point for point in self.points if point.is_preferred]


def time_of(period_start: str, period_end: str) -> float:
    """The middle of a period in years."""
    first, last = date.fromisoformat(period_start), date.fromisoformat(period_end)
    middle = first.toordinal() + (last.toordinal() - first.toordinal()) / 2
    year = date.fromordinal(int(middle)).year
    return year + (middle - date(year, 1, 1).toordinal()) / 365.25


def ticks(low: float, high: float, wanted: int = 5) -> list[float]:
    """Round numbers that span the values."""
    if low == high:
        low, high = (low - 1, high + 1) if low == 0 else (min(0.0, low * 1.2), max(0.0, high * 1.2))
    raw = (high - low) / wanted
    power = 10 ** floor(log10(raw))
    step = next(step * power for step in (1, 2, 2.5, 5, 10) if step * power >= raw)
    first, last = floor(low / step), ceil(high / step)
    return [round(place * step, 10) for place in range(first, last + 1)]


def lines_of(rows: Iterable[Json], speech: Speech, names: dict[tuple[str, str], str], scale: float = 1.0) -> list[Line]:
    """Rows of /observations as lines, one for each indicator and area, in the unit of the axis."""
    lines: dict[tuple[str, str], Line] = {}
    for row in rows:
        if row["obs_value"] is None:
            continue
        key = row["indicator"], row["area"]
        line = lines.setdefault(key, Line(names.get(key, " · ".join(key))))
        line.points.append(
            Point(
                time_of(row["period_start"], row["period_end"]),
                row["obs_value"] * scale,
                row["time_period"],
                row["qualifier"] != "exact" or row["obs_status"] in {"E", "F"},
                row["is_preferred"],
                f"{speech.period(row['time_period'])}: {_said(row, speech)}",
                row["series_break"],
                row["observation_id"],
            )
        )
    for line in lines.values():
        line.points.sort(key=lambda point: (point.when, not point.is_preferred))
    return list(lines.values())


def _said(row: Json, speech: Speech) -> str:
    """What the source printed, or the number that was worked out."""
    return speech.number(row["obs_value"]) if "transform" in row else str(row["obs_value_text"])


def marks_of(lines: Iterable[Line]) -> set[str]:
    """What a chart shows beside plain values: hedged ones, rivals, breaks."""
    lines = list(lines)
    points = [point for line in lines for point in line.points]
    return {
        *(("hedged",) if any(point.is_hedged for point in points) else ()),
        *(("rival",) if any(not point.is_preferred for point in points) else ()),
        *(("break",) if any(_breaks(line.preferred) for line in lines) else ()),
    }


def shape_of(place: int) -> str:
    """The shape of a series: another one where the colours begin anew."""
    return SHAPES[(place + place // len(COLOURS["light"])) % len(SHAPES)]


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around a chart, and how it is drawn."""

    title: tuple[str, str] = ("", "")
    label: str = ""
    unit: str = ""
    source: str = ""
    size: tuple[int, int] = (720, 400)
    theme: str = "light"
    is_bar: bool = False
    is_computed: bool = False
    has_legend: bool = True
    lang: str = "en"


def line_chart(lines: Sequence[Line], frame: Frame) -> str:
    """A chart with its titles, unit, and source line; without values it has no line."""
    title, unit, source, theme = frame.title, frame.unit, frame.source, frame.theme
    is_bar, is_computed, lang = frame.is_bar, frame.is_computed, frame.lang
    width, height = frame.size
    points = [point for line in lines for point in line.points]
    inks, colours = INKS[theme], COLOURS[theme]
    top = 18.0 + (34 if title[0] else 0) + (20 if title[1] and title[1] != title[0] else 0)
    legend = [line.name for line in lines] if frame.has_legend and len(lines) > 1 else []
    bottom = height - 34.0 - (22 if source else 0) - 20 * len(legend)
    low, high = min((p.value for p in points), default=0.0), max((p.value for p in points), default=1.0)
    # A bar stands on nought, and so does a line whose values are not far from it.
    if is_bar or (low > 0 and low < high * 0.5):
        low = min(low, 0.0)
    if is_bar:
        high = max(high, 0.0)
    marks = ticks(low, high)
    labels = [_short(mark, lang) for mark in marks]
    left = 22.0 + 7.4 * max(len(label) for label in labels)
    right = width - 22.0
    first, last = min((p.when for p in points), default=0.0), max((p.when for p in points), default=1.0)
    pad = max((last - first) * 0.03, 0.5 if is_bar else 0.2)
    first, last = first - pad, last + pad

    def x(when: float) -> float:
        return round(left + (when - first) / (last - first) * (right - left), 1)

    def y(value: float) -> float:
        return round(bottom - (value - marks[0]) / (marks[-1] - marks[0]) * (bottom - top), 1)

    drawn = []
    count = len(lines)
    span = (right - left) / max(1.0, last - first)
    bar = max(2.0, min(36.0, span * 0.7 / max(1, count)))
    for place, line in enumerate(lines):
        drawn.append(
            {
                "colour": colours[place % len(colours)],
                "shape": shape_of(place),
                "class": f"s{place % len(colours)}",
                "name": line.name,
                "path": [] if is_bar else _pieces(line.preferred, x, y),
                "points": [
                    {
                        "x": x(p.when) + (bar * (place - (count - 1) / 2) if is_bar else 0),
                        "y": y(p.value),
                        "zero": y(max(marks[0], 0.0)),
                        "hollow": p.is_hedged,
                        "rival": not p.is_preferred,
                        "label": p.label,
                    }
                    for p in line.points
                ],
            }
        )
    years = [year for year in range(floor(first), ceil(last)) if first <= year + 0.5 <= last]
    every = max(1, ceil(len(years) * 46 / (right - left)))
    return TEMPLATES.get_template("chart.svg").render(
        width=width, height=height, left=left, right=right, top=top, bottom=bottom, inks=inks, font=FONT,
        title=title, label=frame.label or " · ".join(dict.fromkeys(title)),
        unit=unit, source=source, lines=drawn, bar=bar, is_bar=is_bar, is_computed=is_computed,
        rows=[(label, y(mark)) for label, mark in zip(labels, marks, strict=True)],
        years=[(year, x(year + 0.5)) for year in years if (years[-1] - year) % every == 0],
        breaks=_apart(sorted({x(when) for line in lines for when in _breaks(line.preferred)})), legend=legend,
        words={"break": "口径变化" if lang == "zh" else "break"},
    )  # fmt: skip


def _apart(places: Sequence[float]) -> list[tuple[float, bool]]:
    """Each place, and whether there is room for a word beside it."""
    labelled: list[tuple[float, bool]] = []
    for place in places:
        free = all(place - other > 64 for other, has_word in labelled if has_word)
        labelled.append((place, free))
    return labelled


def _breaks(points: Sequence[Point]) -> list[float]:
    """Where a series passes to a new basis: between the last point of the old and the first of the new."""
    return [
        (before.when + after.when) / 2
        for before, after in itertools.pairwise(points)
        if before.series_break != after.series_break
    ]


def _pieces(points: Sequence[Point], x: Any, y: Any) -> list[str]:
    """Paths: a line is not drawn across a break, nor across years that are missing."""
    pieces: list[list[Point]] = []
    for point in points:
        before = pieces[-1][-1] if pieces else None
        if before and before.series_break == point.series_break and point.when - before.when < 1.6:
            pieces[-1].append(point)
        else:
            pieces.append([point])
    return ["M" + " L".join(f"{x(p.when)} {y(p.value)}" for p in piece) for piece in pieces if len(piece) > 1]


def _short(value: float, lang: str) -> str:
    steps = ((1e8, "亿"), (1e4, "万")) if lang == "zh" else ((1e9, "bn"), (1e6, "m"))
    for size, word in steps:
        if abs(value) >= size:
            return f"{value / size:,.4g}{word}".replace("-", "−")
    return (f"{value:,.0f}" if value == int(value) else f"{value:,.10g}").replace("-", "−")


def sparkline(points: Sequence[Json], size: tuple[int, int] = (132, 36)) -> Json | None:
    """A small series: its path and last point, or nothing where there are fewer than two values."""
    there = [point for point in points if point["obs_value"] is not None]
    if len(there) < 2:
        return None
    width, height = size
    values = [point["obs_value"] for point in there]
    low, high = min(values), max(values)
    years = [float(point["time_period"][:4]) for point in there]
    gap = (years[-1] - years[0]) or 1.0

    def at(place: int) -> tuple[float, float]:
        share = (values[place] - low) / ((high - low) or 1.0)
        return round(4 + (years[place] - years[0]) / gap * (width - 8), 1), round(height - 5 - share * (height - 10), 1)

    pieces: list[list[str]] = []
    for place, point in enumerate(there):
        old = there[place - 1]
        if place and old["series_break"] == point["series_break"] and years[place] - years[place - 1] <= 1:
            pieces[-1].append("{} {}".format(*at(place)))
        else:
            pieces.append(["{} {}".format(*at(place))])
    return {
        "paths": ["M" + " L".join(piece) for piece in pieces if len(piece) > 1],
        "dots": [at(i) for i, piece in enumerate(there)],
        "last": at(len(there) - 1),
        "width": width,
        "height": height,
    }

"""What a chart shows: series as lines of points, their breaks and marks, and small charts."""

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from app.web.client import Json
from app.web.language import Speech

# So many series have a colour and a shape of their own before the colours begin anew.
SERIES = 8
SHAPES = ("circle", "square", "diamond", "triangle")


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


def breaks_of(lines: Iterable[Line]) -> list[float]:
    """Where series pass to a new basis: each break once, as the line has it whose points are next to it."""
    found: dict[tuple[str | None, str | None], tuple[float, float]] = {}
    for before, after in (pair for line in lines for pair in itertools.pairwise(line.preferred)):
        if before.series_break != after.series_break:
            key = before.series_break, after.series_break
            place = after.when - before.when, (before.when + after.when) / 2
            found[key] = min(found.get(key, place), place)
    return sorted({when for _, when in found.values()})


def marks_of(lines: Iterable[Line]) -> set[str]:
    """What a chart shows beside plain values: hedged ones, rivals, breaks."""
    lines = list(lines)
    points = [point for line in lines for point in line.points]
    return {
        *(("hedged",) if any(point.is_hedged for point in points) else ()),
        *(("rival",) if any(not point.is_preferred for point in points) else ()),
        *(("break",) if breaks_of(lines) else ()),
    }


def shape_of(place: int) -> str:
    """The shape of a series: another one where the colours begin anew."""
    return SHAPES[(place + place // SERIES) % len(SHAPES)]


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

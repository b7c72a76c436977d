"""A selection of observations, as Explore, pictures and embeds have it: asked once, drawn by unit."""

from dataclasses import dataclass, field
from typing import Any

from app.web.chart import Line, lines_of
from app.web.client import Json
from app.web.language import Speech
from app.web.render import Visit
from app.web.views.lookups import Named, named, units


@dataclass(frozen=True, slots=True)
class Group:
    """Lines that share an axis: the unit it is in, what values are multiplied by for it, and what it is of."""

    unit: str
    scale: float
    title: str
    lines: list[Line]


@dataclass(slots=True)
class Selection:
    """The rows, and one group of lines for each unit: values in different units share no axis."""

    rows: list[Json]
    meta: Json
    total: int
    groups: list[Group] = field(default_factory=list)
    indicators: Named = field(default_factory=dict)
    areas: Named = field(default_factory=dict)


async def select(visit: Visit, query: dict[str, Any]) -> Selection:
    """What the API answers to the query; raises Refused."""
    body = await visit.api.get("/observations", **query)
    indicators, areas, used = await named(visit, "indicators"), await named(visit, "areas"), await units(visit)
    rows: list[Json] = body["data"]
    chosen = Selection(rows, body["meta"], body["page"]["total"], indicators=indicators, areas=areas)
    chosen.groups = [_group(visit.speech, group, chosen, used) for group in by_unit(rows)]
    return chosen


def _group(speech: Speech, rows: list[Json], chosen: Selection, used: Named) -> Group:
    several = len({row["area"] for row in rows}) > 1, len({row["indicator"] for row in rows}) > 1
    names = {
        (row["indicator"], row["area"]): series_name(speech, row, chosen.indicators, chosen.areas, several)
        for row in rows
    }
    word, scale = axis_of(speech, rows, used)
    title = _title(speech, rows, chosen.indicators, chosen.areas)
    return Group(word, scale, title, lines_of(rows, speech, names, scale))


def by_unit(rows: list[Json]) -> list[list[Json]]:
    """The rows of each unit and power of ten; what has no value is not drawn."""
    groups: dict[tuple[str, int], list[Json]] = {}
    for row in rows:
        if row["obs_value"] is not None:
            groups.setdefault((row["unit_measure"], row["unit_mult"]), []).append(row)
    return list(groups.values())


def axis_of(speech: Speech, rows: list[Json], used: Named) -> tuple[str, float]:
    """The unit that rows of one unit are drawn in, and what their values are multiplied by."""
    unit = used.get(rows[0]["unit_measure"])
    return speech.axis((row["obs_value"] for row in rows), rows[0]["unit_mult"], unit)


def _title(speech: Speech, rows: list[Json], indicators: Named, areas: Named) -> str:
    """What a chart is of: what all of its series share, or each of a few."""
    shared = []
    for field_name, named_rows in (("indicator", indicators), ("area", areas)):
        codes = list(dict.fromkeys(row[field_name] for row in rows))
        if len(codes) <= 3:
            shared.append(speech.t("、", ", ").join(speech.of(named_rows.get(code)) or code for code in codes))
    return " · ".join(shared)


def series_name(speech: Speech, row: Json, indicators: Named, areas: Named, several: tuple[bool, bool]) -> str:
    """What tells the series of a chart apart: area, indicator, or both."""
    area = speech.of(areas.get(row["area"])) or row["area"]
    indicator = speech.of(indicators.get(row["indicator"])) or row["indicator"]
    if several == (True, False):
        return area
    return indicator if not several[0] else f"{indicator} · {area}"


def summary(speech: Speech, group: Group) -> str:
    """A chart in words: what it is of, and where each of its series begins and ends."""
    courses = []
    for line in group.lines:
        if line.preferred:
            first, last = line.preferred[0], line.preferred[-1]
            course = first.label if first is last else speech.t("{} 至 {}", "{} to {}").format(first.label, last.label)
            courses.append(course if len(group.lines) == 1 else f"{line.name}, {course}")
    return f"{group.title} ({group.unit}). " + "; ".join(courses)

"""A selection of observations, as Explore, pictures and embeds have it: asked once, drawn by unit."""

from dataclasses import dataclass, field
from typing import Any

from app.web.chart import Line, lines_of
from app.web.client import Json
from app.web.language import Speech
from app.web.render import Visit
from app.web.views.lookups import Named, named, units


@dataclass(slots=True)
class Selection:
    """The rows, and one group of lines for each unit: values in different units share no axis."""

    rows: list[Json]
    meta: Json
    total: int
    groups: list[tuple[str, list[Line]]] = field(default_factory=list)
    titles: dict[str, str] = field(default_factory=dict)
    indicators: Named = field(default_factory=dict)
    areas: Named = field(default_factory=dict)


async def select(visit: Visit, query: dict[str, Any]) -> Selection:
    """What the API answers to the query; raises Refused."""
    body = await visit.api.get("/observations", **query)
    indicators, areas, used = await named(visit, "indicators"), await named(visit, "areas"), await units(visit)
    rows: list[Json] = body["data"]
    chosen = Selection(rows, body["meta"], body["page"]["total"], indicators=indicators, areas=areas)
    by_unit: dict[str, list[Json]] = {}
    for row in rows:
        by_unit.setdefault(unit_word(visit.speech, row, used), []).append(row)
    several = len({row["area"] for row in rows}) > 1, len({row["indicator"] for row in rows}) > 1
    names = {
        (row["indicator"], row["area"]): series_name(visit.speech, row, indicators, areas, several) for row in rows
    }
    chosen.groups = [(word, lines_of(group, visit.speech, names)) for word, group in by_unit.items()]
    chosen.titles = {word: _title(visit.speech, group, indicators, areas) for word, group in by_unit.items()}
    return chosen


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


def unit_word(speech: Speech, row: Json, used: Named) -> str:
    """The unit that an axis is in: 亿元; or CNY 100 million."""
    unit = used.get(row["unit_measure"])
    if speech.lang == "zh":
        number, word = speech.quantity(1.0, row["unit_mult"], unit)
        return word if number == "1" else f"{number} {word}"
    symbol = speech.of(unit, "symbol") or speech.of(unit) or row["unit_measure"]
    scale = {0: "", 3: "thousand", 4: "10,000", 6: "million", 8: "100 million", 9: "billion"}.get(
        row["unit_mult"], f"10^{row['unit_mult']}"
    )
    return f"{scale} {symbol}".strip()

"""How one series stood on different days: its vintages side by side, and what each of them changed."""

from dataclasses import dataclass, field
from typing import Any

from app.web.chart import Line, lines_of
from app.web.client import Json
from app.web.render import Visit
from app.web.views.lookups import units
from app.web.views.selection import Group, Selection, axis_of
from app.web.views.taking import address_of

# So many lines can still be told apart; the newest are shown.
MOST = 8
# What names a series and its span; a day and a way to choose among tellings are ours to set.
SPAN = ("start_period", "end_period", "transform", "release")


@dataclass(frozen=True, slots=True)
class Vintage:
    """A series as what was public on a day has it."""

    day: str
    name: str
    rows: dict[str, Json]
    address: str


@dataclass(frozen=True, slots=True)
class Vintages:
    """The vintages that are shown, oldest first, of one series of those that were asked for."""

    told: list[Vintage] = field(default_factory=list)
    is_one_of_several: bool = False
    left_out: int = 0
    # What every one of their requests has, beside its day.
    asked: dict[str, Any] = field(default_factory=dict)

    @property
    def periods(self) -> list[str]:
        """Every period of any of them, in order of time."""
        starts = {
            period: (row["period_start"], row["period_end"]) for one in self.told for period, row in one.rows.items()
        }
        return sorted(starts, key=lambda period: starts[period])

    def is_revised(self, place: int, period: str) -> bool:
        """Whether a vintage has another value for a period than the one before it."""
        before = self.told[place - 1].rows.get(period) if place else None
        now = self.told[place].rows.get(period)
        return before is not None and now is not None and _value(before) != _value(now)


async def vintages(visit: Visit, query: dict[str, Any], chosen: Selection) -> Vintages:
    """The vintages of the first series of a selection, whose every telling `chosen` has."""
    keys = list(dict.fromkeys((row["indicator"], row["area"], row["freq"]) for row in chosen.rows))
    if not keys:
        return Vintages()
    indicator, area, freq = keys[0]
    span = {name: query[name] for name in SPAN if query.get(name)}
    asked = {"indicator": indicator, "area": area, "freq": freq, **span, "limit": "1000"}
    days = sorted({row["published_on"] for row in chosen.rows if (row["indicator"], row["area"]) == (indicator, area)})
    found = [await _as_of(visit, asked, day) for day in days]
    there = [one for one in found if one is not None and one.rows]
    told = [one for one, after in zip(there, [*there[1:], None], strict=True) if after is None or _revises(after, one)]
    return Vintages(told[-MOST:], len(keys) > 1, max(0, len(told) - MOST), asked)


def _revises(after: Vintage, before: Vintage) -> bool:
    """Whether a vintage is more than the one before it with later periods added."""
    return any(
        period not in after.rows or _value(after.rows[period]) != _value(row) for period, row in before.rows.items()
    )


def _value(row: Json) -> tuple[float | None, str | None]:
    return row["obs_value"], row["qualifier"]


async def _as_of(visit: Visit, asked: dict[str, Any], day: str) -> Vintage | None:
    """The series as of a day; None where it could not be worked out then."""
    query = asked | {"as_of": day}
    body = await visit.api.or_none("/observations", **query)
    if body is None:
        return None
    name = visit.speech.t(f"截至{visit.speech.period(day)}", f"as of {visit.speech.period(day)}")
    return Vintage(day, name, {row["time_period"]: row for row in body["data"]}, address_of(query))


async def drawn(visit: Visit, found: Vintages, chosen: Selection) -> list[Group]:
    """The vintages as lines of one chart."""
    rows = [row for one in found.told for row in one.rows.values() if row["obs_value"] is not None]
    if not rows:
        return []
    word, scale = axis_of(visit.speech, rows, await units(visit))
    lines: list[Line] = []
    for one in found.told:
        (key,) = {(row["indicator"], row["area"]) for row in one.rows.values()}
        lines += lines_of(one.rows.values(), visit.speech, {key: one.name}, scale)
    indicator, area = rows[0]["indicator"], rows[0]["area"]
    title = f"{visit.speech.of(chosen.indicators[indicator])} · {visit.speech.of(chosen.areas[area])}"
    return [Group(word, scale, title, lines)]

"""A choice that the API refuses: what is wrong with it in words, and what can be seen instead."""

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import orjson

from app.web.client import Json, Refused
from app.web.render import Visit
from app.web.views.lookups import names
from app.web.views.taking import spelled

# Without these a selection says what it is of all the same.
DISPENSABLE = ("transform", "start_period", "end_period", "as_of", "last_n", "first_n")


@dataclass(frozen=True, slots=True)
class Refusal:
    """The problem as the API has it, its series by name, and addresses that lead on."""

    title: str
    detail: str
    faults: list[Json]
    series: str
    ways: list[tuple[str, str]]


async def refusal(visit: Visit, given: dict[str, Any], refused: Refused) -> Refusal:
    """Why a choice is refused; raises what it was given where it is no matter of the choice."""
    if refused.answer.status_code != 422:
        raise refused
    problem: Json = orjson.loads(refused.answer.content)
    indicators, areas = await names(visit, "indicators"), await names(visit, "areas")

    def named(found: re.Match[str]) -> str:
        code, area = found.groups()
        return f"{indicators[code]} · {areas[area]}" if code in indicators and area in areas else found[0]

    faults = [fault | {"reason": re.sub(r"\b(\w+)\.(\w+)", named, fault["reason"])} for fault in problem["errors"]]
    chosen = [
        visit.speech.t("、", ", ").join(known[code] for code in _codes(given, name) if code in known)
        for name, known in (("indicator", indicators), ("area", areas))
    ]
    ways = await _ways(visit, given, {fault["parameter"] for fault in faults})
    return Refusal(problem["title"], problem["detail"], faults, " · ".join(filter(None, chosen)), ways)


def _codes(given: dict[str, Any], name: str) -> list[str]:
    return [code for value in given.get(name, []) for code in value.split(",")]


async def _ways(visit: Visit, given: dict[str, Any], faulty: set[str]) -> list[tuple[str, str]]:
    """What can be seen instead: the periods that the transform holds for, and the choice without what is refused."""
    ways = []
    t = visit.speech.t
    plain = {name: value for name, value in given.items() if name not in faulty or name not in DISPENSABLE}
    body = await visit.api.or_none("/observations", **_asked(plain))
    if body is None:
        return []
    if "transform" in faulty and (start := _newest_base(body["data"])):
        later = given | {"start_period": start}
        if await visit.api.or_none("/observations", **_asked(later)):
            said = visit.speech.period(start)
            ways.append((t(f"从{said}起", f"From {said} on"), _page(visit, later)))
    if plain != given:
        words = t("原值", "As published") if "transform" in faulty else t("不带这个条件", "Without what is refused")
        ways.append((words, _page(visit, plain)))
    return ways


def _asked(given: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in given.items() if name != "view"} | {"limit": 1000}


def _page(visit: Visit, given: dict[str, Any]) -> str:
    return f"{visit.root}/explore?{spelled(given)}"


def _newest_base(rows: list[Json]) -> str:
    """The first period after the last break of any of the series; nothing where there is none."""
    series: dict[tuple[str, ...], list[Json]] = {}
    for row in rows:
        if row["is_preferred"]:
            series.setdefault((row["indicator"], row["area"], row["freq"]), []).append(row)
    starts = [
        (after["period_start"], after["time_period"])
        for found in series.values()
        for before, after in pairwise(sorted(found, key=lambda row: row["period_start"]))
        if before["series_break"] != after["series_break"]
    ]
    return max(starts)[1] if starts else ""

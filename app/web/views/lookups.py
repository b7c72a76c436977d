"""What many pages look up: units, names, codes; asked once for a release and kept."""

from typing import Any

from app.web.chart import sparkline
from app.web.client import Json
from app.web.language import Speech
from app.web.render import Visit

Named = dict[str, Json]


async def units(visit: Visit) -> Named:
    """Every unit that is used, by code, with its symbols."""
    found: Named = {}
    body = await visit.api.get(
        "/observations", quietly=True, fields="unit_measure", include="unit", last_n=1, limit=1000
    )
    while True:
        found |= body.get("included", {}).get("unit", {})
        if not body["page"]["next_cursor"]:
            return found
        body = await visit.api.get_address(body["links"]["next"].removeprefix(visit.root), quietly=True)


async def named(visit: Visit, noun: str) -> Named:
    """Every row of a noun by its code, with its names."""
    rows: Named = {}
    body = await visit.api.get(f"/{noun}", quietly=True, fields="code,name_zh,name_en", limit=1000)
    while True:
        rows |= {row["code"]: row for row in body["data"]}
        if not body["page"]["next_cursor"]:
            return rows
        body = await visit.api.get_address(body["links"]["next"].removeprefix(visit.root), quietly=True)


async def names(visit: Visit, noun: str) -> dict[str, str]:
    """The same as plain names in the reader's language."""
    return {code: visit.speech.of(row) for code, row in (await named(visit, noun)).items()}


async def codes(visit: Visit, codelist: str) -> Named:
    """A code list by code."""
    body = await visit.api.get(f"/codelists/{codelist}", quietly=True)
    return {row["code"]: row for row in body["data"]["codes"]}


class Said:
    """Writes intervals and numbers in the unit of their indicator, with as many decimals as it has."""

    def __init__(self, speech: Speech, measures: dict[str, Json], used: Named) -> None:
        self._speech = speech
        self._measures = measures
        self._units = used

    def __call__(self, interval: str | None, indicator: str) -> str:
        """An interval as it follows from what was printed, every digit of it."""
        mult, unit, _ = self._measure(indicator)
        return self._speech.interval(interval, mult, unit)

    def computed(self, interval: str | None, indicator: str) -> str:
        """An interval that was worked out, with one decimal more than its indicator has."""
        mult, unit, decimals = self._measure(indicator)
        return self._speech.interval(interval, mult, unit, decimals + 1)

    def result(self, interval: str, indicator: str) -> str:
        """The middle of an interval that was worked out; the interval where an end is open."""
        ends = ends_of(interval)
        if ends is None:
            return self.computed(interval, indicator)
        mult, unit, decimals = self._measure(indicator)
        return self._speech.amount(round(sum(ends) / 2, max(1, decimals)), mult, unit)

    def difference(self, value: float, indicator: str) -> str:
        """How far two figures of an indicator are apart; shares and rates in percentage points."""
        mult, unit, decimals = self._measure(indicator)
        if unit is not None and unit["code"] == "percent":
            return self._speech.number(value, decimals + 1) + self._speech.t(" 个百分点", " percentage points")
        return self._speech.amount(round(value, decimals + 1), mult, unit)

    def figure(self, row: Json) -> str:
        """A value with its hedge and unit; as it was printed where it is no number."""
        mult, unit, _ = self._measure(row["indicator"])
        if row["obs_value"] is None:
            return str(row["obs_value_text"])
        hedge = self._speech.hedge(row["qualifier"])
        return f"{hedge} {self._speech.amount(row['obs_value'], mult, unit)}".strip()

    def _measure(self, indicator: str) -> tuple[int, Json | None, int]:
        row = self._measures.get(indicator)
        return (row["unit_mult"], self._units.get(row["unit_measure"]), row["decimals"]) if row else (0, None, 2)


async def intervals(visit: Visit) -> Said:
    """What writes intervals and numbers in the unit of their indicator."""
    rows = await visit.api.find("/indicators", quietly=True, fields="code,unit_measure,unit_mult,decimals")
    return Said(visit.speech, {row["code"]: row for row in rows}, await units(visit))


def ends_of(interval: str) -> tuple[float, float] | None:
    """Both ends of an interval such as `[14.5, 15.5]`; None where one is open to infinity."""
    try:
        low, high = (float(end) for end in interval.strip("[]()").replace("∞", "inf").split(","))
    except ValueError:
        return None
    return (low, high) if abs(low) != float("inf") and abs(high) != float("inf") else None


async def examples(visit: Visit) -> dict[str, dict[str, Any]]:
    """What the OpenAPI document gives as examples: by path, then by parameter."""
    document = await visit.api.get("/openapi.json", quietly=True)
    return {
        path: {one["name"]: one["example"] for one in operations["get"].get("parameters", []) if "example" in one}
        for path, operations in document["paths"].items()
        if "get" in operations
    }


def sparked(series: list[Json]) -> list[Json]:
    """Series with their small charts; those with a value first, as the API orders them."""
    return [one | {"spark": sparkline(one["recent"])} for one in series]


def in_order(fields: dict[str, Any]) -> dict[str, Any]:
    """JSON-LD without what is not known."""
    return {name: value for name, value in fields.items() if value not in (None, "", [])}

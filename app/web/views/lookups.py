"""What many pages look up: units, names, codes; asked once for a release and kept."""

from collections.abc import Callable
from typing import Any

from app.web.chart import sparkline
from app.web.client import Json
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


async def intervals(visit: Visit) -> Callable[[str | None, str], str]:
    """What writes an interval in the unit of its indicator."""
    used = await units(visit)
    rows = await visit.api.find("/indicators", quietly=True, fields="code,unit_measure,unit_mult")
    measures = {row["code"]: (row["unit_mult"], used.get(row["unit_measure"])) for row in rows}

    def said(interval: str | None, indicator: str) -> str:
        return visit.speech.interval(interval, *measures.get(indicator, (0, None)))

    return said


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

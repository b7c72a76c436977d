"""`/indicators/{code}`: what a quantity is, how it went, where it is known, and how to take it along."""

from datetime import date
from typing import Any

from fastapi import Response

from app.web.chart import lines_of, marks_of
from app.web.client import Json
from app.web.drawing import Frame, both_sizes
from app.web.render import Visit
from app.web.views.lookups import codes, in_order, intervals, names, sparked, units
from app.web.views.selection import Group, axis_of, summary
from app.web.views.taking import Taking, commands, files, pictures

SIZE = (900, 420)


async def indicator(visit: Visit, code: str) -> Response:
    """The page of an indicator."""
    body = await visit.answered()
    row: Json = body["data"]
    home = row["latest_area"] or (row["series"][0]["area"] if row["series"] else None)
    as_of = visit.request.query_params.get("as_of")
    told: list[Json] = []
    query: dict[str, Any] = {}
    if home:
        freq = "A" if any(one["area"] == home and one["recent"] for one in row["series"]) else None
        asked = {"indicator": code, "area": home, "freq": freq, "values": "all", "as_of": as_of, "limit": 1000}
        query = {name: value for name, value in asked.items() if value}
        told = (await visit.api.get("/observations", **query))["data"]
    coverage = await visit.api.find("/coverage", indicator=code, area=home) if home else []
    areas = await names(visit, "areas")
    home_name = areas.get(home or "", "")
    group = await _course(visit, told, f"{visit.speech.of(row)} · {home_name}")
    return await visit.page(
        "indicator.html",
        row=row,
        series=sparked(row["series"]),
        units=await units(visit),
        home=home,
        home_name=home_name,
        chart=_drawing(visit, group) if group else "",
        said_of_chart=summary(visit.speech, group) if group else "",
        marks=marks_of(group.lines if group else []),
        taking=Taking(commands(visit, query), files(visit, query), pictures(visit, query, told, "line")),
        rows=sorted(told, key=_newest_first),
        gaps=[gap for one in coverage for gap in one["gaps"]],
        reasons=await codes(visit, "gap_reason"),
        topics=await codes(visit, "topic"),
        clusters=await names(visit, "clusters"),
        sources=await names(visit, "sources"),
        names=await names(visit, "indicators"),
        said=await intervals(visit),
        areas=areas,
        data=_linked(visit, row, body["meta"]),
    )


async def _course(visit: Visit, told: list[Json], title: str) -> Group | None:
    """What is drawn of the rows; one period is no course of things: the table says it."""
    drawn = [one for one in told if one["obs_value"] is not None]
    if len({one["time_period"] for one in drawn}) < 2:
        return None
    word, scale = axis_of(visit.speech, drawn, await units(visit))
    return Group(word, scale, title, lines_of(drawn, visit.speech, {}, scale))


def _drawing(visit: Visit, group: Group) -> str:
    return both_sizes(group.lines, Frame(label=group.title, unit=group.unit, size=SIZE, lang=visit.speech.lang))


def _newest_first(row: Json) -> tuple[int, bool, str]:
    """The newest period first, and of each period the preferred value."""
    return -date.fromisoformat(row["period_end"]).toordinal(), not row["is_preferred"], row["published_on"]


def _linked(visit: Visit, row: Json, meta: Json) -> dict[str, Any]:
    address = f"{visit.origin}{visit.root}/indicators/{row['code']}"
    return in_order(
        {
            "@context": "https://schema.org",
            "@type": "Dataset",
            "@id": address,
            "url": address,
            "name": visit.speech.of(row),
            "alternateName": visit.speech.beside(row),
            "description": visit.speech.of(row, "definition"),
            "variableMeasured": {
                "@type": "PropertyValue",
                "name": visit.speech.of(row),
                "unitText": row["unit_measure"],
            },
            "temporalCoverage": f"{row['coverage_start']}/{row['coverage_end']}" if row["coverage_start"] else None,
            "creditText": meta["citation"],
            "license": meta["license"],
            "version": meta["release"],
            "isAccessibleForFree": True,
            "distribution": [
                {
                    "@type": "DataDownload",
                    "encodingFormat": kind,
                    "contentUrl": f"{visit.origin}{visit.root}/observations{suffix}?indicator={row['code']}",
                }
                for kind, suffix in (("text/csv", ".csv"), ("application/json", ""))
            ],
        }
    )

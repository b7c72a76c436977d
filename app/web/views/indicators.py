"""`/indicators/{code}`: what a quantity is, how it went, where it is known, and how to take it along."""

from datetime import date
from typing import Any

from fastapi import Response

from app.web.chart import Frame, line_chart, lines_of
from app.web.client import Json
from app.web.render import Visit
from app.web.views.lookups import codes, in_order, intervals, names, sparked, units
from app.web.views.selection import axis_of

SIZE = (900, 420)


async def indicator(visit: Visit, code: str) -> Response:
    """The page of an indicator."""
    body = await visit.answered()
    row: Json = body["data"]
    home = row["latest_area"] or (row["series"][0]["area"] if row["series"] else None)
    as_of = visit.request.query_params.get("as_of")
    told: Json = {"data": []}
    if home:
        freq = "A" if any(one["area"] == home and one["recent"] for one in row["series"]) else None
        told = await visit.api.get(
            "/observations", indicator=code, area=home, freq=freq, values="all", as_of=as_of, limit=1000
        )
    coverage = await visit.api.find("/coverage", indicator=code, area=home) if home else []
    areas = await names(visit, "areas")
    # One period is no course of things: the table says it.
    drawn = [one for one in told["data"] if one["obs_value"] is not None]
    chart = ""
    if len({one["time_period"] for one in drawn}) > 1:
        word, scale = axis_of(visit.speech, drawn, await units(visit))
        label = f"{visit.speech.of(row)} · {areas.get(home or '', '')}"
        chart = line_chart(
            lines_of(drawn, visit.speech, {}, scale), Frame(label=label, unit=word, size=SIZE, lang=visit.speech.lang)
        )
    return await visit.page(
        "indicator.html",
        row=row,
        series=sparked(row["series"]),
        units=await units(visit),
        home=home,
        home_name=areas.get(home or "", ""),
        chart=chart,
        rows=sorted(told["data"], key=_newest_first),
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

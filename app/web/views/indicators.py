"""`/indicators/{code}`: what a quantity is, how it went, where it is known, and how to take it along."""

from typing import Any

from fastapi import Response

from app.web.chart import Frame, line_chart, lines_of
from app.web.client import Json
from app.web.render import Visit
from app.web.views.lookups import codes, in_order, names, sparked, units

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
    unit = (await units(visit)).get(row["unit_measure"])
    word = visit.speech.quantity(1.0, row["unit_mult"], unit)[1] if visit.speech.lang == "zh" else _english(row, unit)
    frame = Frame(
        label=f"{visit.speech.of(row)} · {areas.get(home or '', '')}", unit=word, size=SIZE, lang=visit.speech.lang
    )
    # One period is no course of things: the table says it.
    is_drawn = len({one["time_period"] for one in told["data"] if one["obs_value"] is not None}) > 1
    chart = line_chart(lines_of(told["data"], visit.speech, {}), frame) if is_drawn else ""
    return await visit.page(
        "indicator.html",
        row=row,
        series=sparked(row["series"]),
        units=await units(visit),
        home=home,
        home_name=areas.get(home or "", ""),
        chart=chart,
        rows=told["data"],
        gaps=[gap for one in coverage for gap in one["gaps"]],
        reasons=await codes(visit, "gap_reason"),
        topics=await codes(visit, "topic"),
        clusters=await names(visit, "clusters"),
        sources=await names(visit, "sources"),
        names=await names(visit, "indicators"),
        data=_linked(visit, row, body["meta"]),
    )


def _english(row: Json, unit: Json | None) -> str:
    symbol = (unit or {}).get("symbol_en") or ""
    return symbol if row["unit_mult"] == 0 else f"{symbol} × 10^{row['unit_mult']}"


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

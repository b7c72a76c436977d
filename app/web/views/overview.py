"""`/`: the headline figures, the system, projects and milestones."""

import asyncio
from typing import Any

from fastapi import Response

from app.web.chart import sparkline
from app.web.client import Json
from app.web.render import Visit
from app.web.sunburst import sunburst
from app.web.views.lookups import codes, in_order
from app.web.views.told import telling

NO_OUTCOME = {"F", "L", "M"}


async def overview(visit: Visit) -> Response:
    """The front page."""
    site: Json = (await visit.answered())["data"]
    api, home = visit.api, site["area"]
    listed = await api.get("/indicators", sort="headline", limit=24)
    heads = [row for row in listed["data"] if row["headline"]]
    indicators = [row["code"] for row in heads]
    rows, area, tree, milestones = await asyncio.gather(
        api.get("/observations", indicator=indicators, area=home, freq="A", last_n=16, include="unit", limit=1000),
        api.get(f"/areas/{home}"),
        api.get(f"/clusters/{site['cluster']}"),
        api.get("/milestones", sort="-time_period", limit=12),
    )
    checks, projects = await asyncio.gather(api.find("/checks", area=home, indicator=indicators), api.find("/projects"))
    cards = await asyncio.gather(*(_card(visit, head, home, rows, checks) for head in heads))
    return await visit.page(
        "overview.html",
        cards=[card for card in cards if card],
        shown=await telling(visit, area["data"]["open_checks"]),
        area=area["data"],
        tree=tree["data"],
        arcs=sunburst(tree["data"], visit.speech.of),
        projects=_newest(projects),
        project_count=len(projects),
        statuses=await codes(visit, "project_status"),
        milestones=milestones["data"],
        data=_linked(visit, site),
    )


async def _card(visit: Visit, indicator: Json, home: str, answer: Json, checks: list[Json]) -> Json | None:
    """The newest annual outcome, its change, its verdict, and the series behind it."""
    there = [
        row
        for row in answer["data"]
        if row["indicator"] == indicator["code"] and row["obs_status"] not in NO_OUTCOME and row["is_preferred"]
    ]
    if not there:
        return None
    row = there[-1]
    verdicts = [check for check in checks if _is_of(check, row)]
    # The worst of them is the one to show: a contradiction is not outvoted.
    order = ["contradicted", "corroborated", "consistent", "unverified"]
    return {
        "indicator": indicator,
        "row": row,
        "unit": answer["included"]["unit"].get(row["unit_measure"]),
        "spark": sparkline(there),
        "change": await _change(visit, row, home),
        "verdict": min(verdicts, key=lambda check: order.index(check["verdict"]), default=None),
    }


def _is_of(check: Json, row: Json) -> bool:
    return all(check[name] == row[name] for name in ("indicator", "area", "time_period"))


async def _change(visit: Visit, row: Json, home: str) -> Json | None:
    """The change on the year before and the value of that year, where the API finds it sound."""
    is_share = row["unit_measure"] == "percent"
    body = await visit.api.or_none(
        "/observations",
        indicator=row["indicator"],
        area=home,
        freq="A",
        start_period=row["time_period"],
        end_period=row["time_period"],
        transform="change" if is_share else "pct_change",
    )
    if not body or not body["data"]:
        return None
    found = body["data"][0]
    value = found["obs_value"]
    sign = "+" if value > 0 else ""
    text = sign + visit.speech.number(value, 1) + (visit.speech.t(" 个百分点", " points") if is_share else "%")
    return {"text": text, "before": found["inputs"][0]}


def _newest(projects: list[Json]) -> list[Json]:
    return sorted(projects, key=lambda project: project["status_period"] or "", reverse=True)[:12]


def _linked(visit: Visit, site: Json) -> dict[str, Any]:
    base = visit.origin + visit.root
    return in_order(
        {
            "@context": "https://schema.org",
            "@type": "Dataset",
            "name": visit.speech.of(site),
            "alternateName": visit.speech.beside(site),
            "description": visit.speech.of(site, "description"),
            "url": f"{base}/",
            "inLanguage": ["zh-Hans", "en"],
            "isAccessibleForFree": True,
            "distribution": [
                {
                    "@type": "DataDownload",
                    "encodingFormat": kind,
                    "contentUrl": f"{base}/observations{suffix}",
                }
                for kind, suffix in (
                    ("text/csv", ".csv"),
                    ("application/json", ""),
                    ("application/x-ndjson", ".ndjson"),
                )
            ],
        }
    )

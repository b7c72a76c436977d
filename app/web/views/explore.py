"""`/explore`: indicators, areas and periods of one's choice, and the request behind what is seen."""

from typing import Any
from urllib.parse import urlencode

import orjson
from fastapi import Response

from app.web.chart import Frame, line_chart
from app.web.client import Json, Refused
from app.web.render import Visit
from app.web.views.lookups import names, units
from app.web.views.selection import Selection, select

VIEWS = {"line": ("折线", "Lines"), "bar": ("柱形", "Bars"), "table": ("表格", "Table")}
TRANSFORMS = {
    "": ("原值", "As published"),
    "pct_change_year_ago": ("同比（算出）", "Growth on the year before (computed)"),
    "change": ("增减（算出）", "Change (computed)"),
    "index": ("指数，首期为100（算出）", "Index, first is 100 (computed)"),
    "cagr": ("年均增长（算出）", "Compound annual growth (computed)"),
    "ytd_to_single": ("由累计数算单期", "Single periods from year-to-date (computed)"),
}
FREQS = {
    "A": ("年度", "Annual"),
    "S": ("半年度", "Half-yearly"),
    "Q": ("季度", "Quarterly"),
    "M": ("月度", "Monthly"),
    "D": ("日", "Daily"),
}


async def explore(visit: Visit) -> Response:
    """The form, the chart, the table and the request; every choice is in the address."""
    given = await _given(visit)
    view = given.pop("view", "line")
    query: dict[str, Any] = {**given, "limit": given.get("limit", "1000")}
    address = "/observations?" + urlencode(
        {name: ",".join(value) if isinstance(value, list) else value for name, value in query.items()}, safe=",:/"
    )
    problem: Json | None = None
    chosen = Selection([], {}, 0)
    try:
        chosen = await select(visit, query)
    except Refused as refused:
        if refused.answer.status_code != 422:
            raise
        # A choice that cannot be drawn is no failure of the page: it says why, beside the form.
        problem = orjson.loads(refused.answer.content)
    return await visit.page(
        "explore.html",
        problem=problem,
        given=given,
        chosen_indicators=_listed(given.get("indicator", [])),
        chosen_areas=_listed(given.get("area", [])),
        view=view if view in VIEWS else "line",
        views=VIEWS,
        transforms=TRANSFORMS,
        freqs=FREQS,
        indicators=await names(visit, "indicators"),
        areas=await names(visit, "areas"),
        sources=await names(visit, "sources"),
        units=await units(visit),
        address=address,
        limit=query["limit"],
        selection=chosen,
        charts=[
            (
                chosen.titles[unit],
                line_chart(
                    lines,
                    Frame(
                        label=chosen.titles[unit],
                        unit=unit,
                        size=(840, 420),
                        is_bar=view == "bar",
                        is_computed="transform" in given,
                        lang=visit.speech.lang,
                    ),
                ),
            )
            for unit, lines in chosen.groups
        ],
        config={
            "names": {
                "indicator": await names(visit, "indicators"),
                "area": await names(visit, "areas"),
            },
            "units": [word for word, _ in chosen.groups],
        },
    )


async def _given(visit: Visit) -> dict[str, Any]:
    """What was asked for; without anything, the first headline figure of the data set's own area."""
    given: dict[str, Any] = {}
    for name, value in visit.pairs:
        # A browser sends the empty fields of a form, too.
        if value:
            given[name] = [*given[name], value] if name in given else [value]
    if not given:
        site = (await visit.api.get("/", quietly=True))["data"]
        head = (await visit.api.get("/indicators", quietly=True, sort="headline", limit=1))["data"]
        given = {"indicator": [row["code"] for row in head], "area": [site["area"]], "freq": ["A"]}
    many = {"indicator", "area", "freq", "unit", "cluster", "source", "status", "fields", "include"}
    # A row lacks nothing that a page shows, whichever fields were asked for.
    given.pop("fields", None)
    return {name: values if name in many else values[-1] for name, values in given.items()}


def _listed(values: list[str]) -> list[str]:
    return [code for value in values for code in value.split(",")]

"""`/explore`: indicators, areas and periods of one's choice, and the request behind what is seen."""

from typing import Any

from fastapi import Response

from app.domain.nearest import nearest
from app.problems import Fault, InvalidValue
from app.web.chart import marks_of, shape_of
from app.web.client import Refused
from app.web.drawing import Frame, both_sizes
from app.web.render import Visit
from app.web.views.lookups import names, units
from app.web.views.refusal import Refusal, refusal
from app.web.views.selection import Group, Selection, select, summary
from app.web.views.taking import Taking, address_of, commands, commands_of_days, files, pictures
from app.web.views.vintages import Vintages, drawn, vintages

VIEWS = {
    "line": ("折线", "Lines"),
    "bar": ("柱形", "Bars"),
    "table": ("表格", "Table"),
    "vintages": ("版本", "Vintages"),
}
NO_SUCH_VIEW = ("没有这种看法", "no such view")
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
MANY = {"indicator", "area", "freq", "unit", "cluster", "source", "status", "fields", "include"}


async def explore(visit: Visit) -> Response:
    """The form, the chart, the table and the request; every choice is in the address."""
    given = await _given(visit)
    view = given.pop("view", "line")
    if view not in VIEWS:
        raise InvalidValue(Fault("view", view[:100], NO_SUCH_VIEW, nearest(view, VIEWS) or tuple(VIEWS)))
    query: dict[str, Any] = {**given, "limit": given.get("limit", "1000")}
    refused: Refusal | None = None
    chosen, told = Selection([], {}, 0), Vintages()
    try:
        chosen, told = await _chosen(visit, query, view)
    except Refused as answer:
        # A choice that cannot be drawn is no failure of the page: it says why, beside the form.
        refused = await refusal(visit, given | ({} if view == "line" else {"view": view}), answer)
    return await visit.page(
        "explore.html",
        refused=refused,
        given=given,
        view=view,
        address=told.told[0].address if told.told else address_of(query),
        selection=chosen,
        told=told,
        taking=None if refused else _taking(visit, query, view, chosen, told),
        permalink=address_of(query | {"release": chosen.meta.get("release", "")}),
        **await _form(visit, given),
        **await _charts(visit, given, view, chosen, told),
    )


async def _chosen(visit: Visit, query: dict[str, Any], view: str) -> tuple[Selection, Vintages]:
    """What was chosen, and its vintages where they are asked for; raises Refused."""
    if view != "vintages":
        return await select(visit, query), Vintages()
    chosen = await select(visit, _every_telling(query))
    told = await vintages(visit, query, chosen)
    chosen.groups = await drawn(visit, told, chosen)
    return chosen, told


def _taking(visit: Visit, query: dict[str, Any], view: str, chosen: Selection, told: Vintages) -> Taking:
    """What is seen, to take along; of vintages the files have every telling, as printed."""
    if told.told:
        days = [one.day for one in told.told]
        return Taking(commands_of_days(visit, told.asked, days), files(visit, _every_telling(query)), [])
    return Taking(commands(visit, query), files(visit, query), pictures(visit, query, chosen.rows, view))


async def _form(visit: Visit, given: dict[str, Any]) -> dict[str, Any]:
    """What there is to choose from, and what is chosen."""
    indicators, areas = await names(visit, "indicators"), await names(visit, "areas")
    chosen_indicators, chosen_areas = _listed(given.get("indicator", [])), _listed(given.get("area", []))
    return {
        "chosen_indicators": chosen_indicators,
        "chosen_areas": chosen_areas,
        "views": VIEWS,
        "transforms": TRANSFORMS,
        "freqs": FREQS,
        "indicators": indicators,
        "areas": areas,
        "options": {
            "indicator": _chosen_first(indicators, chosen_indicators),
            "area": _chosen_first(areas, chosen_areas),
        },
    }


async def _charts(visit: Visit, given: dict[str, Any], view: str, chosen: Selection, told: Vintages) -> dict[str, Any]:
    """The drawings and the table, and what the script needs to draw them anew."""
    indicators, areas = await names(visit, "indicators"), await names(visit, "areas")
    return {
        "sources": await names(visit, "sources"),
        "units": await units(visit),
        # Values in one unit have it in the head of their table.
        "shared": chosen.groups[0] if len(chosen.groups) == 1 else None,
        "marks": marks_of(line for group in chosen.groups for line in group.lines),
        "shape_of": shape_of,
        "charts": [
            (group, _drawing(visit, group, view, is_computed="transform" in given), summary(visit.speech, group))
            for group in chosen.groups
        ],
        "config": {
            "names": {"indicator": indicators, "area": areas},
            "units": [[group.unit, group.scale] for group in chosen.groups],
            "vintages": [{"name": one.name, "address": visit.root + one.address} for one in told.told],
        },
    }


def _every_telling(query: dict[str, Any]) -> dict[str, Any]:
    """The same selection with all that was ever said of it, as printed."""
    return {name: value for name, value in query.items() if name != "transform"} | {"values": "all"}


def _drawing(visit: Visit, group: Group, view: str, *, is_computed: bool) -> str:
    """The server's own picture of a chart; names of its series stand below it, in the page."""
    frame = Frame(
        label=group.title,
        unit=group.unit,
        size=(840, 420),
        is_bar=view == "bar",
        is_computed=is_computed,
        is_layered=view == "vintages",
        has_legend=False,
        lang=visit.speech.lang,
    )
    return both_sizes(group.lines, frame)


async def _given(visit: Visit) -> dict[str, Any]:
    """What was asked for; without anything, the first headline figure of the data set's own area."""
    given: dict[str, Any] = {}
    for name, value in visit.pairs:
        # A browser sends the empty fields of a form, too.
        if value:
            given[name] = [*given[name], value] if name in given else [value]
    # How it is looked at alone is no question.
    if not set(given) - {"view", "values"}:
        site = (await visit.api.get("/", quietly=True))["data"]
        head = (await visit.api.get("/indicators", quietly=True, sort="headline", limit=1))["data"]
        given |= {"indicator": [row["code"] for row in head], "area": [site["area"]], "freq": ["A"]}
    # A row lacks nothing that a page shows, whichever fields were asked for.
    given.pop("fields", None)
    return {name: values if name in MANY else values[-1] for name, values in given.items()}


def _listed(values: list[str]) -> list[str]:
    return [code for value in values for code in value.split(",")]


def _chosen_first(named: dict[str, str], chosen: list[str]) -> dict[str, str]:
    """What is chosen stands at the top of its list."""
    return {code: named[code] for code in (*(code for code in chosen if code in named), *named)}

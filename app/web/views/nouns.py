"""The list of each noun: the same table, with the columns that tell most."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from fastapi import Response

from app.web.client import Json
from app.web.render import Visit
from app.web.views.lookups import codes, in_order, names, units

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its field, its heading, and what its code is looked up in."""

    field: str
    zh: str
    en: str
    noun: str = ""
    codelist: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Noun:
    """A noun's list: its address, its titles, what names a row, its columns and the filters worth a link."""

    path: str
    title: Pair
    lead: Pair
    columns: tuple[Column, ...]
    key: str = "code"
    name: str = "name"
    named: Pair = ("名称", "Name")
    filters: tuple[Pair, ...] = ()


NOUNS = (
    Noun(
        "indicators",
        ("指标", "Indicators"),
        (
            "量的是什么，各有多少数值，最新的是多少。",
            "What is measured, how much there is of it, and the newest value.",
        ),
        (
            Column("latest_value", "最新数值", "Newest value", kind="value"),
            Column("latest_period", "最新时期", "Newest period", kind="period"),
            Column("topic", "主题", "Topic", codelist="topic"),
            Column("observation_count", "数值个数", "Observations", kind="count"),
        ),
        filters=(("topic", "topic"),),
    ),
    Noun(
        "projects",
        ("项目", "Projects"),
        ("建设项目、造价和进展。", "Construction projects, what they cost and how they stand."),
        (
            Column("status", "状态", "Status", codelist="project_status"),
            Column("status_period", "截至", "As of", kind="period"),
            Column("cluster", "产业", "Cluster", noun="clusters"),
            Column("area", "地区", "Area", noun="areas"),
        ),
        filters=(("status", "project_status"),),
    ),
    Noun(
        "organisations",
        ("企业与平台", "Organisations"),
        (
            "企业、平台和实验室，以及来源对它们的说法。",
            "Companies, platforms and laboratories, and what is said of them.",
        ),
        (
            Column("kind", "类型", "Kind", codelist="organisation_kind"),
            Column("cluster", "产业", "Cluster", noun="clusters"),
            Column("area", "地区", "Area", noun="areas"),
            Column("claim_count", "说法", "Claims", kind="count"),
        ),
        filters=(("kind", "organisation_kind"),),
    ),
    Noun(
        "areas",
        ("地区", "Areas"),
        ("有数值的每个地区。", "Every area that there are figures of."),
        (
            Column("level", "级别", "Level", codelist="area_level"),
            Column("parent", "隶属", "Part of", noun="areas"),
            Column("observation_count", "数值个数", "Observations", kind="count"),
        ),
        filters=(("level", "area_level"),),
    ),
    Noun(
        "milestones",
        ("大事记", "Milestones"),
        ("按时间排列的事件和政策步骤。", "Dated events and policy steps, in order of time."),
        (
            Column("time_period", "时间", "When", kind="period"),
            Column("kind", "类型", "Kind", codelist="milestone_kind"),
            Column("source", "来源", "Source", noun="sources"),
        ),
        filters=(("kind", "milestone_kind"),),
    ),
    Noun(
        "claims",
        ("说法", "Claims"),
        ("来源对企业、地区和产业的说法。", "What sources say of organisations, areas and clusters."),
        (
            Column("kind", "类型", "Kind", codelist="claim_kind"),
            Column("organisation", "企业", "Organisation", noun="organisations"),
            Column("cluster", "产业", "Cluster", noun="clusters"),
            Column("time_period", "时期", "Period", kind="period"),
        ),
        name="statement",
        named=("说法", "Claim"),
        filters=(("kind", "claim_kind"),),
    ),
    Noun(
        "sources",
        ("来源", "Sources"),
        ("每一份文件，以及它有多可靠。", "Every document, and how far it can be relied on."),
        (
            Column("publisher", "发布者", "Publisher", kind="text"),
            Column("published", "发布时间", "Published", kind="published"),
            Column("reliability", "可靠性", "Reliability", codelist="reliability"),
            Column("fact_count", "事实", "Facts", kind="count"),
        ),
        filters=(("reliability", "reliability"),),
    ),
    Noun(
        "evidence",
        ("依据", "Evidence"),
        (
            "数字和说法所依据的原文字句，每一处都注明来源。",
            "The words that figures and claims rest on, each with its source.",
        ),
        (Column("source", "来源", "Source", noun="sources"), Column("section", "章节", "Section")),
        key="id",
        name="quote",
        named=("原文字句", "Words"),
    ),
    Noun(
        "releases",
        ("数据版本", "Releases"),
        ("每一次发布的数据，以及它改了什么。", "Each published state of the data, and what it changed."),
        (
            Column("published_at", "发布于", "Published", kind="instant"),
            Column("version", "种子版本", "Version of the seed"),
            Column("digest", "摘要", "Digest", kind="code"),
        ),
        key="id",
        name="id",
        named=("数据版本", "Release"),
    ),
)


def listing(noun: Noun) -> Callable[[Visit], Any]:
    """The view of a noun's list."""

    async def view(visit: Visit) -> Response:
        body = await visit.answered()
        looked = {column.noun: await names(visit, column.noun) for column in noun.columns if column.noun}
        coded = {column.codelist: await codes(visit, column.codelist) for column in noun.columns if column.codelist}
        chosen = dict(visit.pairs)
        filters: list[tuple[str, str, dict[str, Json]]] = [
            (parameter, chosen.get(parameter, ""), await _used(visit, noun, parameter, coded[codelist]))
            for parameter, codelist in noun.filters
        ]
        following = body["links"]["next"]
        return await visit.page(
            "list.html",
            noun=noun,
            rows=body["data"],
            total=body["page"]["total"],
            looked=looked,
            coded=coded,
            filters=filters,
            units=await units(visit) if noun.path == "indicators" else {},
            following=following,
            links=body["links"],
            data=_linked(visit, noun, body),
        )

    return view


async def _used(visit: Visit, noun: Noun, parameter: str, options: dict[str, Json]) -> dict[str, Json]:
    """The codes that rows have: no link leads to an empty list."""
    rows = await visit.api.find(f"/{noun.path}", quietly=True, fields=f"{noun.key},{parameter}")
    there = {row[parameter] for row in rows}
    return {code: row for code, row in options.items() if code in there}


def _linked(visit: Visit, noun: Noun, body: Json) -> dict[str, Any]:
    """The list as schema.org says it: its rows in order."""
    base = f"{visit.origin}{visit.root}/{noun.path}"
    return in_order(
        {
            "@context": "https://schema.org",
            "@type": "ItemList",
            "name": visit.speech.t(*noun.title),
            "description": visit.speech.t(*noun.lead),
            "url": base,
            "numberOfItems": body["page"]["total"],
            "itemListElement": [
                {"@type": "ListItem", "position": place, "url": f"{base}/{quote(row[noun.key], safe=':,.')}"}
                for place, row in enumerate(body["data"], 1)
                if noun.key in row
            ],
        }
    )

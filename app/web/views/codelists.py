"""`/codelists`: what each code means, in both languages."""

from fastapi import Response

from app.web.client import Json
from app.web.render import Visit
from app.web.views.lookups import in_order

# What each list is of; a list of another city's own keeps its code.
TITLES = {
    "freq": ("频率", "Frequency"),
    "qualifier": ("修饰词", "Hedge"),
    "obs_status": ("数值状态", "Status of a value"),
    "reliability": ("来源可靠性", "Reliability of a source"),
    "verdict": ("核对结论", "Verdict"),
    "unit_measure": ("计量单位", "Unit"),
    "topic": ("主题", "Topic"),
    "cluster_kind": ("产业节点类型", "Kind of cluster"),
    "project_status": ("项目状态", "Status of a project"),
    "organisation_kind": ("机构类型", "Kind of organisation"),
    "claim_kind": ("说法类型", "Kind of claim"),
    "milestone_kind": ("大事类型", "Kind of milestone"),
    "area_level": ("地区级别", "Level of an area"),
    "revision": ("修订类型", "Kind of revision"),
    "break_kind": ("口径变化类型", "Kind of break"),
    "gap_reason": ("缺口原因", "Reason of a gap"),
    "rule": ("核对规则", "Rule of a check"),
}


def title_of(visit: Visit, code: str) -> str:
    """What a code list is called."""
    return visit.speech.t(*TITLES.get(code, (code, code)))


async def codelists(visit: Visit) -> Response:
    """Every code list, with its first codes."""
    body = await visit.answered()
    rows = [row | {"title": title_of(visit, row["code"])} for row in body["data"]]
    return await visit.page("codelists.html", rows=rows)


async def codelist(visit: Visit, code: str) -> Response:
    """One code list: each code, and what it means."""
    row: Json = (await visit.answered())["data"]
    title = title_of(visit, code)
    return await visit.page("codelist.html", row=row, title=title, data=_linked(visit, row, title))


def _linked(visit: Visit, row: Json, title: str) -> Json:
    address = f"{visit.origin}{visit.root}/codelists/{row['code']}"
    return in_order(
        {
            "@context": "https://schema.org",
            "@type": "DefinedTermSet",
            "@id": address,
            "name": title,
            "url": address,
            "hasDefinedTerm": [
                {"@type": "DefinedTerm", "termCode": one["code"], "name": visit.speech.of(one)} for one in row["codes"]
            ],
        }
    )

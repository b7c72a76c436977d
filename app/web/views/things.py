"""One cluster, project, organisation, area, milestone or claim."""

from typing import Any

from fastapi import Response

from app.web.client import Json
from app.web.render import Visit
from app.web.sunburst import sunburst
from app.web.views.lookups import codes, names
from app.web.views.one import linked, one_page, rests_on


async def cluster(visit: Visit, code: str) -> Response:
    """A node of the policy tree, with all that belongs to it."""
    del code
    row: Json = (await visit.answered())["data"]
    kinds = await codes(visit, "cluster_kind")
    parent = (await names(visit, "clusters")).get(row["parent"] or "")
    facts: list[tuple[str, Any, str]] = [("隶属|Part of", parent, visit.url("clusters", row["parent"] or ""))]
    if row["declared_count"] is not None:
        facts += [
            (
                "政策称有|Declared",
                row["declared_count"],
                visit.url("evidence", row["evidence"]) if row["evidence"] else "",
            ),
            ("来源可指名|Listed", row["listed_count"], ""),
        ]
    quotes = await rests_on(visit, row)
    return await one_page(
        visit,
        (kinds[row["kind"]]["name_zh"], kinds[row["kind"]]["name_en"]),
        row,
        facts=facts,
        # The words about the nodes below stand on the pages of those.
        quotes=[one for one in quotes if one.get("code", row["code"]) == row["code"]],
        tree=row if row["children"] else None,
        arcs=sunburst(row, visit.speech.of) if row["children"] else [],
        projects=row["projects"],
        organisations=row["organisations"],
        data=linked(
            visit,
            "DefinedTerm",
            row,
            hasPart=[visit.speech.of(child) for child in row["children"]],
            termCode=row["code"],
        ),
    )


async def project(visit: Visit, code: str) -> Response:
    """A construction project."""
    del code
    row: Json = (await visit.answered())["data"]
    statuses = await codes(visit, "project_status")
    facts = [
        ("状态|Status", visit.speech.of(statuses.get(row["status"] or "")), ""),
        ("截至|As of", visit.speech.period(row["status_period"]), ""),
        *await _places(visit, row),
    ]
    if row["owner"]:
        owner = (await names(visit, "organisations")).get(row["owner"])
        facts.append(("业主|Owner", owner, visit.url("organisations", row["owner"])))
    return await one_page(
        visit,
        ("项目", "Project"),
        row,
        facts=facts,
        quotes=await rests_on(visit, row),
        history=row["status_history"],
        investments=row["investments"],
        data=linked(visit, "Project", row),
    )


async def _places(visit: Visit, row: Json) -> list[tuple[str, Any, str]]:
    facts: list[tuple[str, Any, str]] = []
    if row.get("cluster"):
        facts.append(
            (
                "产业|Cluster",
                (await names(visit, "clusters")).get(row["cluster"]),
                visit.url("clusters", row["cluster"]),
            )
        )
    if row.get("area"):
        facts.append(("地区|Area", (await names(visit, "areas")).get(row["area"]), visit.url("areas", row["area"])))
    return facts


async def organisation(visit: Visit, code: str) -> Response:
    """A company, platform or laboratory, and what is claimed of it."""
    row: Json = (await visit.answered())["data"]
    kind = (await codes(visit, "organisation_kind"))[row["kind"]]
    return await one_page(
        visit,
        (kind["name_zh"], kind["name_en"]),
        row,
        facts=await _places(visit, row),
        quotes=await rests_on(visit, row),
        projects=await visit.api.find("/projects", owner=code),
        data=linked(visit, "Organization", row),
    )


async def area(visit: Visit, code: str) -> Response:
    """An area: what is measured of it, what is claimed of it, and what lies in it."""
    del code
    row: Json = (await visit.answered())["data"]
    level = (await codes(visit, "area_level"))[row["level"]]
    facts = []
    if row["parent"]:
        above = (await names(visit, "areas")).get(row["parent"])
        facts = [("隶属|Part of", above, visit.url("areas", row["parent"]))]
    return await one_page(
        visit,
        (level["name_zh"], level["name_en"]),
        row,
        facts=[*facts, ("代码|Code", row["code"], "")],
        quotes=await rests_on(visit, row),
        children=row["children"],
        data=linked(
            visit,
            "AdministrativeArea",
            row,
            identifier=row["code"],
            containsPlace=[{"@type": "Place", "name": visit.speech.of(child)} for child in row["children"]],
        ),
    )


async def milestone(visit: Visit, code: str) -> Response:
    """A dated event or policy step."""
    del code
    row: Json = (await visit.answered())["data"]
    kind = (await codes(visit, "milestone_kind"))[row["kind"]]
    return await one_page(
        visit,
        (kind["name_zh"], kind["name_en"]),
        row,
        facts=[("时间|When", visit.speech.period(row["time_period"]), ""), *await _places(visit, row)],
        quotes=await rests_on(visit, row),
        data=linked(visit, "Event", row, startDate=row["period_start"], endDate=row["period_end"]),
    )


async def claim(visit: Visit, code: str) -> Response:
    """What a source says of an organisation, area or cluster."""
    del code
    row: Json = (await visit.answered())["data"]
    kind = (await codes(visit, "claim_kind"))[row["kind"]]
    facts = [
        *await _places(visit, row),
        ("时期|Period", visit.speech.period(row["time_period"]), ""),
        ("排名机构|Ranked by", row["ranker"], ""),
    ]
    if row["organisation"]:
        about = (await names(visit, "organisations")).get(row["organisation"])
        facts.insert(0, ("企业|Organisation", about, visit.url("organisations", row["organisation"])))
    named = row | {"name_zh": row["statement_zh"], "name_en": row["statement_en"]}
    return await one_page(
        visit,
        (kind["name_zh"], kind["name_en"]),
        named,
        facts=facts,
        quotes=await rests_on(visit, row),
        data=linked(visit, "Claim", named),
    )

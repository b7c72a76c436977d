"""One cluster, project, organisation, area, source, piece of evidence, milestone, claim or release."""

from typing import Any

from fastapi import Response

from app.web.chart import sunburst
from app.web.client import Json
from app.web.render import Visit
from app.web.views.lookups import codes, in_order, names, sparked, units
from app.web.views.search import NOUNS as SEARCHED

# What may rest on a few words, beside what can be searched for.
SUPPORTED = SEARCHED | {
    "observation": ("数值", "Observation"),
    "project_event": ("项目进展", "Project status"),
    "project_investment": ("项目造价", "Project cost"),
    "series_break": ("口径变化", "Break"),
    "mention": ("提及", "Mention"),
}


async def _page(visit: Visit, kind: tuple[str, str], row: Json, **given: Any) -> Response:
    """The page of one row: its facts, and whatever belongs to it."""
    shown: dict[str, Any] = {
        "name": "name", "facts": [], "lead": "", "quotes": [], "tree": None, "arcs": [], "projects": [],
        "organisations": [], "claims": row.get("claims", []), "history": [], "investments": [], "children": [],
        "supports": [], "observations": [], "link": "", "tables": [], "changes": [], "evidence_rows": [], "data": {},
    } | given  # fmt: skip
    return await visit.page(
        "thing.html",
        kind=kind,
        row=row,
        series=sparked(row.get("series", [])),
        open_checks=row.get("open_checks", []),
        units=await units(visit),
        names=await names(visit, "indicators"),
        areas=await names(visit, "areas"),
        clusters=await names(visit, "clusters"),
        organisation_names=await names(visit, "organisations"),
        sources=await names(visit, "sources"),
        statuses=await codes(visit, "project_status"),
        kinds=await codes(visit, "claim_kind"),
        nouns=SUPPORTED,
        **shown,
    )


def _linked(visit: Visit, kind: str, row: Json, **more: Any) -> dict[str, Any]:
    address = f"{visit.origin}{visit.root}{visit.path}"
    name = visit.speech.of(row) or row.get("id", "")
    return in_order(
        {
            "@context": "https://schema.org",
            "@type": kind,
            "@id": address,
            "url": address,
            "name": name,
            "alternateName": visit.speech.beside(row),
            "description": visit.speech.of(row, "note"),
        }
        | more
    )


async def _rests_on(visit: Visit, row: Json) -> list[Json]:
    """The words that a row rests on: its own evidence first, then every mention."""
    own = (await visit.api.get(f"/evidence/{row['evidence']}"))["data"] if row.get("evidence") else None
    first = [{"evidence": own["id"], "source": own["source"], "quote": own["quote"]}] if own else []
    mentions: list[Json] = row.get("mentions", [])
    return first + mentions


async def cluster(visit: Visit, code: str) -> Response:
    """A node of the policy tree, with all that belongs to it."""
    del code
    row: Json = (await visit.answered())["data"]
    kinds = await codes(visit, "cluster_kind")
    parent = (await names(visit, "clusters")).get(row["parent"] or "")
    facts: list[tuple[str, Any, str]] = [("隶属|Part of", parent, visit.url("clusters", row["parent"] or ""))]
    if row["declared_count"] is not None:
        facts += [
            ("政策称有|Declared", row["declared_count"], ""),
            ("来源可指名|Listed", row["listed_count"], ""),
        ]
    quotes = await _rests_on(visit, row)
    return await _page(
        visit,
        (kinds[row["kind"]]["name_zh"], kinds[row["kind"]]["name_en"]),
        row,
        facts=facts,
        # The words about the nodes below stand on the pages of those.
        quotes=[one for one in quotes if one.get("code", row["code"]) == row["code"]],
        tree=row if row["children"] else None,
        arcs=sunburst(row) if row["children"] else [],
        projects=row["projects"],
        organisations=row["organisations"],
        data=_linked(
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
    return await _page(
        visit,
        ("项目", "Project"),
        row,
        facts=facts,
        quotes=await _rests_on(visit, row),
        history=row["status_history"],
        investments=row["investments"],
        data=_linked(visit, "Project", row),
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
    return await _page(
        visit,
        (kind["name_zh"], kind["name_en"]),
        row,
        facts=await _places(visit, row),
        quotes=await _rests_on(visit, row),
        projects=await visit.api.find("/projects", owner=code),
        data=_linked(visit, "Organization", row),
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
    return await _page(
        visit,
        (level["name_zh"], level["name_en"]),
        row,
        facts=[*facts, ("代码|Code", row["code"], "")],
        quotes=await _rests_on(visit, row),
        children=row["children"],
        data=_linked(
            visit,
            "AdministrativeArea",
            row,
            identifier=row["code"],
            containsPlace=[{"@type": "Place", "name": visit.speech.of(child)} for child in row["children"]],
        ),
    )


async def source(visit: Visit, code: str) -> Response:
    """A document: who published it, how far it can be relied on, and every figure taken from it."""
    row: Json = (await visit.answered())["data"]
    speech = visit.speech
    reliability = (await codes(visit, "reliability"))[row["reliability"]]
    observations = await visit.api.find("/observations", source=code, values="all")
    evidence = await visit.api.find("/evidence", source=code)
    return await _page(
        visit,
        ("来源", "Source"),
        row,
        facts=[
            ("发布者|Publisher", speech.of(row, "publisher"), ""),
            ("发布时间|Published", speech.period(row["published"]), ""),
            ("确知公开于|Certainly public on", row["published_on"], ""),
            ("出自|Carries the release of", speech.of(row, "origin"), ""),
            ("可靠性|Reliability", speech.of(reliability), ""),
            ("原文|Original", row["url"], row["url"] or ""),
            ("正文 sha256|sha256 of its text", row["sha256"], ""),
        ],
        observations=observations,
        evidence_rows=evidence,
        data=_linked(
            visit,
            "CreativeWork",
            row,
            sameAs=row["url"],
            datePublished=row["published"],
            publisher={"@type": "Organization", "name": speech.of(row, "publisher")},
            inLanguage=row["language"],
        ),
    )


async def evidence(visit: Visit, evidence_id: str) -> Response:
    """A few words of a source, and all that rests on them."""
    del evidence_id
    row: Json = (await visit.answered())["data"]
    document = row["document"]
    facts: list[tuple[str, Any, str]] = [
        ("来源|Source", visit.speech.of(document), visit.url("sources", document["code"])),
        ("发布者|Publisher", visit.speech.of(document, "publisher"), ""),
        ("发布时间|Published", visit.speech.period(document["published"]), ""),
        ("原文|Original", document["url"], document["url"] or ""),
        ("章节|Section", row["section"], ""),
    ]
    if row["start_offset"] is not None:
        facts.append(("字符位置|Characters", f"{row['start_offset']}–{row['end_offset']}", ""))
    return await _page(
        visit,
        ("依据", "Evidence"),
        row | {"name_zh": f"“{row['quote']}”", "name_en": f"“{row['quote']}”"},
        facts=facts,
        supports=row["supports"],
        data=_linked(
            visit,
            "Quotation",
            {"id": row["id"]},
            text=row["quote"],
            isPartOf={"@type": "CreativeWork", "name": visit.speech.of(document), "url": document["url"]},
        ),
    )


async def milestone(visit: Visit, code: str) -> Response:
    """A dated event or policy step."""
    del code
    row: Json = (await visit.answered())["data"]
    kind = (await codes(visit, "milestone_kind"))[row["kind"]]
    return await _page(
        visit,
        (kind["name_zh"], kind["name_en"]),
        row,
        facts=[("时间|When", visit.speech.period(row["time_period"]), ""), *await _places(visit, row)],
        quotes=await _rests_on(visit, row),
        data=_linked(visit, "Event", row, startDate=row["period_start"], endDate=row["period_end"]),
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
    return await _page(
        visit,
        (kind["name_zh"], kind["name_en"]),
        named,
        facts=facts,
        quotes=await _rests_on(visit, row),
        data=_linked(visit, "Claim", named),
    )


async def release(visit: Visit, release_id: str) -> Response:
    """A published state of the data: its tables, and what it changed."""
    del release_id
    row: Json = (await visit.answered())["data"]
    return await _page(
        visit,
        ("数据版本", "Release"),
        row | {"name_zh": row["id"], "name_en": row["id"]},
        facts=[
            ("发布于|Published", row["published_at"], ""),
            ("种子版本|Version of the seed", row["version"], ""),
            ("摘要|Digest", row["digest"], ""),
        ],
        tables=row["tables"],
        changes=row["changes"],
    )

"""One source, and one piece of evidence: who said it, in which words, and what rests on them."""

from typing import Any

from fastapi import Response

from app.web.client import Json
from app.web.render import Visit
from app.web.views.lookups import codes
from app.web.views.one import linked, one_page


async def source(visit: Visit, code: str) -> Response:
    """A document: who published it, how far it can be relied on, and every figure taken from it."""
    row: Json = (await visit.answered())["data"]
    speech = visit.speech
    reliability = (await codes(visit, "reliability"))[row["reliability"]]
    observations = await visit.api.find("/observations", source=code, values="all")
    evidence = await visit.api.find("/evidence", source=code)
    return await one_page(
        visit,
        ("来源", "Source"),
        row,
        facts=[
            ("发布者|Publisher", speech.of(row, "publisher"), ""),
            ("发布时间|Published", _published(visit, row), ""),
            ("确知公开于|Certainly public on", visit.speech.period(row["published_on"]), ""),
            ("出自|Carries the release of", speech.of(row, "origin"), ""),
            ("可靠性|Reliability", speech.of(reliability), ""),
            ("原文|Original", row["url"], row["url"] or ""),
            ("正文 sha256|sha256 of its text", row["sha256"], ""),
        ],
        observations=observations,
        evidence_rows=evidence,
        data=linked(
            visit,
            "CreativeWork",
            row,
            sameAs=row["url"],
            datePublished=row["published"],
            publisher={"@type": "Organization", "name": speech.of(row, "publisher")},
            inLanguage=row["language"],
        ),
    )


def _published(visit: Visit, row: Json) -> str:
    """When a document was published, or that only the day of a copy is known."""
    day = visit.speech.period(row["published"])
    return f"{day}{visit.speech.t('（转载日）', ' (day of the copy)')}" if row["is_copy_day"] else day


async def _told(visit: Visit, one: Json) -> Json:
    """What rests on the words, with what a number is of: by itself “15%” says nothing."""
    if one["noun"] != "observation":
        return one
    row: Json = (await visit.api.get(f"/observations/{one['code']}", quietly=True))["data"]
    told = row["included"]
    name = " · ".join((visit.speech.of(told["indicator"]), visit.speech.of(told["area"])))
    text = f"{name} · {visit.speech.period(row['time_period'])}: {row['obs_value_text']}"
    return one | {"name_zh": text, "name_en": text}


async def evidence(visit: Visit, evidence_id: str) -> Response:
    """A few words of a source, and all that rests on them."""
    del evidence_id
    row: Json = (await visit.answered())["data"]
    document = row["document"]
    facts: list[tuple[str, Any, str]] = [
        ("来源|Source", visit.speech.of(document), visit.url("sources", document["code"])),
        ("发布者|Publisher", visit.speech.of(document, "publisher"), ""),
        ("发布时间|Published", _published(visit, document), ""),
        ("原文|Original", document["url"], document["url"] or ""),
        ("章节|Section", visit.speech.section(row["section"]), ""),
    ]
    if row["start_offset"] is not None:
        facts.append(("字符位置|Characters", f"{row['start_offset']}–{row['end_offset']}", ""))
    return await one_page(
        visit,
        ("依据", "Evidence"),
        row | {"name_zh": f"“{row['quote']}”", "name_en": f"“{row['quote']}”"},
        facts=facts,
        supports=[await _told(visit, one) for one in row["supports"]],
        data=linked(
            visit,
            "Quotation",
            {"id": row["id"]},
            text=row["quote"],
            isPartOf={"@type": "CreativeWork", "name": visit.speech.of(document), "url": document["url"]},
        ),
    )

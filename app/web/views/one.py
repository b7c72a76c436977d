"""The page of one row: what all of them share."""

from typing import Any

from fastapi import Response

from app.web.client import Json
from app.web.render import Visit
from app.web.views.lookups import codes, in_order, intervals, names, sparked, units
from app.web.views.search import NOUNS as SEARCHED

# What may rest on a few words, beside what can be searched for.
SUPPORTED = SEARCHED | {
    "observation": ("数值", "Observation"),
    "project_event": ("项目进展", "Project status"),
    "project_investment": ("项目造价", "Project cost"),
    "series_break": ("口径变化", "Break"),
    "mention": ("提及", "Mention"),
}


async def one_page(visit: Visit, kind: tuple[str, str], row: Json, **given: Any) -> Response:
    """The page of one row: its facts, and whatever belongs to it."""
    shown: dict[str, Any] = {
        "name": "name", "facts": [], "lead": "", "quotes": [], "tree": None, "arcs": [], "projects": [],
        "organisations": [], "claims": row.get("claims", []), "history": [], "investments": [], "children": [],
        "supports": [], "observations": [], "link": "", "tables": [], "changes": [], "files": [],
        "evidence_rows": [], "data": {},
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
        said=await intervals(visit),
        statuses=await codes(visit, "project_status"),
        kinds=await codes(visit, "claim_kind"),
        nouns=SUPPORTED,
        **shown,
    )


def linked(visit: Visit, kind: str, row: Json, **more: Any) -> dict[str, Any]:
    """The row as schema.org says it."""
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


async def rests_on(visit: Visit, row: Json) -> list[Json]:
    """The words that a row rests on: its own evidence first, then every mention."""
    own = (await visit.api.get(f"/evidence/{row['evidence']}"))["data"] if row.get("evidence") else None
    first = [{"evidence": own["id"], "source": own["source"], "quote": own["quote"]}] if own else []
    mentions: list[Json] = row.get("mentions", [])
    return first + mentions

"""Documents, the words in them, and what rests on those words."""

from typing import Any

from sqlalchemy import Select, func, literal, select, union_all
from sqlmodel import Session, col

from app import models
from app.models import Evidence, Source
from app.queries.catalogue import Catalogue, Filter
from app.queries.pages import Listing, Row

# Every noun whose rows rest on evidence: where a reader finds the row, and the names it goes by.
_RESTING: dict[str, tuple[Any, Any, Any, Any]] = {
    "observation": (
        models.Observation,
        models.Observation.id,
        models.Observation.value_text,
        models.Observation.value_text,
    ),
    "cluster": (models.Cluster, models.Cluster.code, models.Cluster.name_zh, models.Cluster.name_en),
    "project": (models.Project, models.Project.code, models.Project.name_zh, models.Project.name_en),
    "project_event": (
        models.ProjectEvent,
        models.ProjectEvent.project_code,
        models.ProjectEvent.status_code,
        models.ProjectEvent.status_code,
    ),
    "organisation": (
        models.Organisation,
        models.Organisation.code,
        models.Organisation.name_zh,
        models.Organisation.name_en,
    ),
    "claim": (models.Claim, models.Claim.code, models.Claim.statement_zh, models.Claim.statement_en),
    "project_investment": (
        models.ProjectInvestment,
        models.ProjectInvestment.project_code,
        models.ProjectInvestment.value_text,
        models.ProjectInvestment.value_text,
    ),
    "series_break": (
        models.SeriesBreak,
        models.SeriesBreak.indicator_code,
        models.SeriesBreak.name_zh,
        models.SeriesBreak.name_en,
    ),
    "mention": (models.Mention, models.Mention.code, models.Mention.noun, models.Mention.noun),
    "milestone": (models.Milestone, models.Milestone.code, models.Milestone.name_zh, models.Milestone.name_en),
    "area": (models.Area, models.Area.code, models.Area.name_zh, models.Area.name_en),
}
_ALL_RESTING = union_all(
    *(
        select(
            literal(noun).label("noun"),
            col(code).label("code"),
            col(name_zh).label("name_zh"),
            col(name_en).label("name_en"),
            col(model.evidence_id).label("evidence"),
        ).where(col(model.evidence_id).is_not(None))
        for noun, (model, code, name_zh, name_en) in _RESTING.items()
    )
).subquery("resting")
_FACTS = (
    select(
        col(Evidence.source_code).label("source"),
        func.count(col(Evidence.id).distinct()).label("evidence"),
        func.count().label("facts"),
    )
    .join(_ALL_RESTING, _ALL_RESTING.c.evidence == col(Evidence.id))
    .group_by(col(Evidence.source_code))
    .subquery("facts")
)


def _with_facts(rows: Select[Any]) -> Select[Any]:
    return rows.outerjoin(_FACTS, _FACTS.c.source == col(Source.code))


SOURCES = Catalogue(
    "source",
    Source,
    Listing(
        columns={
            "code": col(Source.code),
            "name_zh": col(Source.name_zh),
            "name_en": col(Source.name_en),
            "publisher_zh": col(Source.publisher_zh),
            "publisher_en": col(Source.publisher_en),
            "origin": col(Source.origin),
            "origin_zh": col(Source.origin_zh),
            "origin_en": col(Source.origin_en),
            "url": col(Source.url),
            "published": col(Source.published),
            "is_copy_day": col(Source.is_copy_day),
            "published_on": col(Source.published_on),
            "reliability": col(Source.reliability),
            "language": col(Source.language),
            "sha256": col(Source.sha256),
            "characters": col(Source.characters),
            "evidence_count": func.coalesce(_FACTS.c.evidence, 0),
            "fact_count": func.coalesce(_FACTS.c.facts, 0),
            "note_zh": col(Source.note_zh),
            "note_en": col(Source.note_en),
        },
        sortable={
            "code": ("code",),
            "published_on": ("published_on",),
            "reliability": ("reliability",),
            "fact_count": ("fact_count",),
        },
        default_sort="-published_on",
        key=("code",),
    ),
    {"reliability": Filter(col(Source.reliability))},
    joined=_with_facts,
)

EVIDENCE = Catalogue(
    "evidence",
    Evidence,
    Listing(
        columns={
            "id": col(Evidence.id),
            "source": col(Evidence.source_code),
            "quote": col(Evidence.quote),
            "section": col(Evidence.section),
            "start_offset": col(Evidence.start_offset),
            "end_offset": col(Evidence.end_offset),
        },
        sortable={"id": ("id",), "source": ("source",), "start_offset": ("start_offset",)},
        default_sort="source,start_offset",
        key=("id",),
        nullable=frozenset({"start_offset"}),
    ),
    {"source": Filter(col(Evidence.source_code), Source)},
    key="id",
)


def get_evidence(session: Session, evidence_id: str) -> Row:
    """One piece of evidence, its source, and all that rests on it; raises NotFound."""
    row = EVIDENCE.get(session, evidence_id)
    resting = _ALL_RESTING.c
    supports = (
        select(resting.noun, resting.code, resting.name_zh, resting.name_en)
        .where(resting.evidence == evidence_id)
        .order_by(resting.noun, resting.code)
    )
    return row | {
        "document": SOURCES.get(session, row["source"]),
        "supports": [fact | {"href": _href(fact)} for fact in map(dict, session.execute(supports).mappings())],
    }


# Where a row is found that has no page of its own.
_FOUND = {"project_event": "projects", "project_investment": "projects", "series_break": "indicators"}


def _href(fact: Row) -> str:
    """Where a resting row is, below the root of the API."""
    noun = fact["name_zh"] if fact["noun"] == "mention" else fact["noun"]
    return f"/{_FOUND.get(noun, noun + 's')}/{fact['code']}"

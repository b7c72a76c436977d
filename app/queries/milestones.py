"""Dated events and policy steps as a timeline."""

from sqlmodel import Session, col

from app.models import Area, Milestone, MilestoneKind, Source
from app.queries.catalogue import Catalogue, Filter, mentions_of, source_of
from app.queries.pages import Listing, Row

_SOURCE = source_of(Milestone.evidence_id)

MILESTONES = Catalogue(
    "milestone",
    Milestone,
    Listing(
        columns={
            "code": col(Milestone.code),
            "name_zh": col(Milestone.name_zh),
            "name_en": col(Milestone.name_en),
            "kind": col(Milestone.kind_code),
            "area": col(Milestone.area_code),
            "time_period": col(Milestone.time_period),
            "period_start": col(Milestone.period_start),
            "period_end": col(Milestone.period_end),
            "note_zh": col(Milestone.note_zh),
            "note_en": col(Milestone.note_en),
            "source": _SOURCE,
            "evidence": col(Milestone.evidence_id),
        },
        sortable={
            "time_period": ("period_start", "period_end"),
            "code": ("code",),
            "kind": ("kind",),
        },
        default_sort="time_period",
        key=("code",),
    ),
    {
        "kind": Filter(col(Milestone.kind_code), MilestoneKind),
        "area": Filter(col(Milestone.area_code), Area, reaches_below=True),
        "source": Filter(_SOURCE, Source),
    },
)


def get_milestone(session: Session, code: str) -> Row:
    """One milestone with its further evidence; raises NotFound."""
    return MILESTONES.get(session, code) | {"mentions": mentions_of(session, "milestone", [code])}

"""Construction and innovation projects."""

from datetime import date
from typing import Any

from sqlalchemy import ScalarSelect, Select, select
from sqlmodel import Session, col

from app.models import (
    Area,
    CheckResult,
    Cluster,
    Indicator,
    Observation,
    Organisation,
    Project,
    ProjectEvent,
    ProjectInvestment,
    ProjectStatus,
    Source,
)
from app.queries.catalogue import Catalogue, Filter, below, mentions_of, source_of
from app.queries.checks import open_checks
from app.queries.pages import Listing, Row
from app.queries.series import series_of
from app.queries.vintages import cited_by, public_on


def _newest_event(column: Any, as_of: date | None) -> ScalarSelect[Any]:
    """A column of the last entry of a project's status history that was public on a day."""
    return (
        select(col(column))
        .where(col(ProjectEvent.project_code) == col(Project.code), cited_by(ProjectEvent.evidence_id, as_of))
        .order_by(col(ProjectEvent.period_end).desc(), col(ProjectEvent.position).desc())
        .limit(1)
        .correlate_except(ProjectEvent)
        .scalar_subquery()
    )


_SOURCE = source_of(Project.evidence_id)


def projects_on(as_of: date | None) -> Catalogue:
    """The projects as what was public on a day has them."""
    status = _newest_event(ProjectEvent.status_code, as_of)
    return Catalogue(
        "project",
        Project,
        Listing(
            columns={
                "code": col(Project.code),
                "name_zh": col(Project.name_zh),
                "name_en": col(Project.name_en),
                "owner": col(Project.owner_code),
                "cluster": col(Project.cluster_code),
                "area": col(Project.area_code),
                "status": status,
                "status_period": _newest_event(ProjectEvent.time_period, as_of),
                "note_zh": col(Project.note_zh),
                "note_en": col(Project.note_en),
                "source": _SOURCE,
                "evidence": col(Project.evidence_id),
            },
            sortable={
                "code": ("code",),
                "name_zh": ("name_zh",),
                "name_en": ("name_en",),
                "status": ("status",),
                "area": ("area",),
            },
            default_sort="code",
            key=("code",),
            nullable=frozenset({"status"}),
        ),
        {
            "status": Filter(status, ProjectStatus),
            "cluster": Filter(col(Project.cluster_code), Cluster, reaches_below=True),
            "area": Filter(col(Project.area_code), Area, reaches_below=True),
            "owner": Filter(col(Project.owner_code), Organisation),
            "source": Filter(_SOURCE, Source),
        },
        lambda rows: rows.where(public_on("project", Project, as_of)),
    )


PROJECTS = projects_on(None)


def get_project(session: Session, code: str) -> Row:
    """One project with its status history, oldest first, and the series of its cluster; raises NotFound."""
    row = PROJECTS.get(session, code)
    of_cluster = select(col(Indicator.code)).where(col(Indicator.cluster_code).in_(below(Cluster, [row["cluster"]])))
    history = (
        select(
            col(ProjectEvent.status_code).label("status"),
            col(ProjectEvent.time_period),
            col(ProjectEvent.note_zh),
            col(ProjectEvent.note_en),
            source_of(ProjectEvent.evidence_id).label("source"),
            col(ProjectEvent.evidence_id).label("evidence"),
        )
        .where(col(ProjectEvent.project_code) == code)
        .order_by(col(ProjectEvent.period_end), col(ProjectEvent.position))
    )
    investments: Select[*tuple[Any, ...]] = (
        select(
            col(ProjectInvestment.value),
            col(ProjectInvestment.value_text),
            col(ProjectInvestment.unit_code).label("unit_measure"),
            col(ProjectInvestment.unit_mult),
            col(ProjectInvestment.qualifier),
            col(ProjectInvestment.time_period),
            col(ProjectInvestment.note_zh),
            col(ProjectInvestment.note_en),
            source_of(ProjectInvestment.evidence_id).label("source"),
            col(ProjectInvestment.evidence_id).label("evidence"),
        )
        .where(col(ProjectInvestment.project_code) == code)
        .order_by(col(ProjectInvestment.position))
    )
    return row | {
        "investments": [dict(stated) for stated in session.execute(investments).mappings()],
        "mentions": mentions_of(session, "project", [code]),
        "series": series_of(session, col(Observation.indicator_code).in_(of_cluster)),
        "open_checks": open_checks(session, CheckResult.indicator_code, of_cluster),
        "status_history": [dict(event) for event in session.execute(history).mappings()],
    }

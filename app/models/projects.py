"""Construction and innovation projects, and what became of them."""

from datetime import date

from sqlmodel import Field, SQLModel

from app.models.base import Findable, reference


class Project(Findable, table=True):
    """A project that a source names."""

    owner_code: str | None = reference("organisation.code", default=None, index=True)
    cluster_code: str | None = reference("cluster.code", default=None, index=True)
    area_code: str = reference("area.code", index=True)
    note_zh: str | None = None
    note_en: str | None = None
    evidence_id: str = reference("evidence.id", index=True)


class ProjectEvent(SQLModel, table=True):
    """One entry of a project's status history: what a source said of it, for which period."""

    __tablename__ = "project_event"

    project_code: str = reference("project.code", primary_key=True)
    position: int = Field(primary_key=True, ge=1)
    status_code: str = reference("project_status.code", index=True)
    time_period: str
    period_end: date
    note_zh: str | None = None
    note_en: str | None = None
    evidence_id: str = reference("evidence.id", index=True)

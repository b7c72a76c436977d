"""Construction and innovation projects, and what became of them."""

from datetime import date

from sqlmodel import Field, SQLModel

from app.domain.codes import Qualifier
from app.models.base import Findable, one_of, reference


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


class ProjectInvestment(SQLModel, table=True):
    """What a source says a project costs."""

    __tablename__ = "project_investment"
    __table_args__ = (one_of("qualifier", Qualifier),)

    project_code: str = reference("project.code", primary_key=True)
    position: int = Field(primary_key=True, ge=1)
    value: float
    value_text: str = Field(min_length=1)
    unit_code: str = reference("unit.code", index=True)
    unit_mult: int = Field(ge=-12, le=15)
    qualifier: str
    time_period: str | None = None
    note_zh: str | None = None
    note_en: str | None = None
    evidence_id: str = reference("evidence.id", index=True)

"""Dated events and policy steps."""

from datetime import date

from sqlmodel import Field

from app.models.base import Findable, reference


class Milestone(Findable, table=True):
    """An event or policy step, dated as precisely as its source dates it."""

    kind_code: str = reference("milestone_kind.code", index=True)
    area_code: str = reference("area.code", index=True)
    time_period: str
    period_start: date = Field(index=True)
    period_end: date
    note_zh: str | None = None
    note_en: str | None = None
    evidence_id: str = reference("evidence.id", index=True)

"""The numbers."""

from datetime import date

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field, SQLModel

from app.domain.codes import WITHOUT_VALUE, Freq, ObsStatus, Qualifier
from app.models.base import one_of, reference

_UNMEASURED = ", ".join(f"'{status}'" for status in sorted(WITHOUT_VALUE))


class Observation(SQLModel, table=True):
    """A value as one source printed it for one period: rows are added, never changed.

    `value` is in the indicator's unit and power of ten; `value_text` is what was printed.
    `published_on` is the vintage: the first day on which the value was certainly public.
    """

    __table_args__ = (
        one_of("freq", Freq),
        one_of("qualifier", Qualifier),
        one_of("status", ObsStatus),
        CheckConstraint(f"(value IS NULL) = (status IN ({_UNMEASURED}))", name="missing_is_marked"),
        CheckConstraint("period_start <= period_end", name="period_runs_forward"),
        Index(None, "indicator_code", "area_code", "period_start", "period_end", "id"),
    )

    id: str = Field(primary_key=True)
    indicator_code: str = reference("indicator.code")
    area_code: str = reference("area.code", index=True)
    freq: str
    time_period: str
    period_start: date
    period_end: date
    value: float | None = None
    value_text: str = Field(min_length=1)
    qualifier: str
    status: str
    published_on: date
    source_code: str = reference("source.code", index=True)
    evidence_id: str = reference("evidence.id", index=True)
    note_zh: str | None = None
    note_en: str | None = None

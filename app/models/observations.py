"""The numbers."""

from datetime import date

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field, SQLModel

from app.domain.codes import WITHOUT_VALUE, Freq, ObsStatus, Qualifier
from app.models.base import Named, one_of, reference

_DEFAULT_ORDER = ("indicator_code", "area_code", "period_start", "period_end", "id")
_UNMEASURED = ", ".join(f"'{status}'" for status in sorted(WITHOUT_VALUE))


class Observation(SQLModel, table=True):
    """A value as one source printed it for one period: rows are added, never changed.

    `value` is in the indicator's unit and power of ten; `value_text` is what was printed.
    `step` is that of its last printed digit, where it is not hedged. `origin` is the body that
    counted, where it is not the one whose release the source is.
    `published_on` is the vintage: the first day on which the value was certainly public.
    """

    __table_args__ = (
        one_of("freq", Freq),
        one_of("qualifier", Qualifier),
        one_of("status", ObsStatus),
        CheckConstraint(f"(value IS NULL) = (status IN ({_UNMEASURED}))", name="missing_is_marked"),
        CheckConstraint("(value IS NULL) = (qualifier IS NULL)", name="value_has_a_qualifier"),
        CheckConstraint("period_start <= period_end", name="period_runs_forward"),
        # One for each order that is offered, and for each column that narrows in the default order;
        # that by value has an expression in it, and stands in its migration.
        Index(None, *_DEFAULT_ORDER),
        Index("ix_observation_by_area", "area_code", "indicator_code", "period_start", "period_end", "id"),
        Index("ix_observation_by_source", "source_code", *_DEFAULT_ORDER),
        Index("ix_observation_by_freq", "freq", *_DEFAULT_ORDER),
        Index("ix_observation_by_period", "period_start", "period_end", "id"),
        Index("ix_observation_by_day", "published_on", "id"),
    )

    id: str = Field(primary_key=True)
    indicator_code: str = reference("indicator.code")
    area_code: str = reference("area.code")
    freq: str
    time_period: str
    period_start: date
    period_end: date
    value: float | None = None
    step: float | None = None
    value_text: str = Field(min_length=1)
    qualifier: str | None = None
    status: str
    published_on: date
    source_code: str = reference("source.code")
    evidence_id: str = reference("evidence.id", index=True)
    origin: str | None = None
    revision_code: str | None = reference("revision_kind.code", default=None)
    note_zh: str | None = None
    note_en: str | None = None


class Standing(SQLModel, table=True):
    """How an observation stands among its rivals, as what was public from one day until another has it.

    `status` is what is served: `U` where a source of low reliability stands alone. `supersedes` is
    the vintage that it revises, `series_break` the break whose base it is on.
    """

    __table_args__ = (
        one_of("status", ObsStatus),
        CheckConstraint("known_until IS NULL OR known_from < known_until", name="is_known_for_a_while"),
    )

    observation_id: str = reference("observation.id", primary_key=True)
    known_from: date = Field(primary_key=True)
    known_until: date | None = None
    is_preferred: bool
    status: str
    supersedes: str | None = None
    series_break: str | None = None


class Series(SQLModel, table=True):
    """One indicator of one area in one frequency at a glance: counts of its values, its reach, its newest outcome."""

    indicator_code: str = reference("indicator.code", primary_key=True)
    area_code: str = reference("area.code", primary_key=True, index=True)
    freq: str = Field(primary_key=True)
    observation_count: int = Field(ge=1)
    preferred_count: int = Field(ge=0)
    first_day: date
    last_day: date
    latest_id: str | None = None


class Tally(SQLModel, table=True):
    """How many values of one indicator and period a source gave with one status, and how many of them are preferred.

    What lists of observations are counted from where more than whole series are chosen.
    """

    indicator_code: str = reference("indicator.code", primary_key=True)
    freq: str = Field(primary_key=True)
    period_start: date = Field(primary_key=True)
    period_end: date = Field(primary_key=True)
    source_code: str = reference("source.code", primary_key=True, index=True)
    status: str = Field(primary_key=True)
    observation_count: int = Field(ge=1)
    preferred_count: int = Field(ge=0)


class SeriesBreak(Named, table=True):
    """A change of basis: periods from `time_period` on do not compare with those before."""

    __tablename__ = "series_break"

    indicator_code: str = reference("indicator.code", index=True)
    area_code: str = reference("area.code", index=True)
    time_period: str
    period_start: date
    kind_code: str = reference("break_kind.code", index=True)
    note_zh: str
    note_en: str
    evidence_id: str = reference("evidence.id", index=True)


class Gap(SQLModel, table=True):
    """Periods of an indicator and area that are not served, and why."""

    indicator_code: str = reference("indicator.code", primary_key=True)
    area_code: str = reference("area.code", primary_key=True)
    start_period: str = Field(primary_key=True)
    end_period: str
    reason_code: str = reference("gap_reason.code", index=True)
    note_zh: str
    note_en: str

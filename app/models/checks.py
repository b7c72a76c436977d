"""Rules by which figures are held against each other, and what came of it."""

from datetime import date

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field, SQLModel

from app.domain.codes import Verdict
from app.domain.rules import RuleKind
from app.models.base import Named, one_of, reference

_DEFAULT_ORDER = ("rule_code", "indicator_code", "period_start", "id")


class Rule(Named, table=True):
    """A check as data: which figure (`indicator_code`) its inputs must come to, and how.

    same: every source of a figure says the same;
    share: the indicator is part / whole, in percent;
    growth: part(t) is part(t - 1) x (1 + the indicator);
    sum_of_areas: the indicator of `whole_area_code` is the sum over the areas below it;
    sum_of_indicators: the indicator is the sum of `parts`;
    equal: the indicator is the part, for the year.
    """

    __table_args__ = (one_of("kind", RuleKind),)

    kind: str
    indicator_code: str | None = reference("indicator.code", default=None, index=True)
    part_code: str | None = reference("indicator.code", default=None)
    whole_code: str | None = reference("indicator.code", default=None)
    whole_area_code: str | None = reference("area.code", default=None)
    parts: str | None = None
    note_zh: str
    note_en: str


class CheckResult(SQLModel, table=True):
    """The verdict over one figure by one rule, as what was public from one day until another has it."""

    __tablename__ = "check_result"
    __table_args__ = (
        one_of("verdict", Verdict),
        CheckConstraint("known_until IS NULL OR known_from < known_until", name="is_known_for_a_while"),
        Index(None, "indicator_code", "area_code", "time_period"),
        # One for each order that is offered, and for each column that narrows in the default order.
        Index(None, *_DEFAULT_ORDER),
        Index("ix_check_result_by_indicator", "indicator_code", "rule_code", "period_start", "id"),
        Index("ix_check_result_by_area", "area_code", *_DEFAULT_ORDER),
        Index("ix_check_result_by_verdict", "verdict", *_DEFAULT_ORDER),
        Index("ix_check_result_by_period", "period_start", "id"),
        Index("ix_check_result_by_day", "known_from", "id"),
        Index("ix_check_result_by_inputs", "input_count", "id"),
    )

    id: str = Field(primary_key=True)
    known_from: date = Field(primary_key=True)
    known_until: date | None = None
    rule_code: str = reference("rule.code")
    indicator_code: str = reference("indicator.code")
    area_code: str = reference("area.code")
    time_period: str
    period_start: date
    verdict: str
    stated: str
    computed: str | None = None
    arithmetic: str | None = None
    difference: float | None = None
    input_count: int = Field(ge=1, sa_column_kwargs={"server_default": text("1")})


class CheckInput(SQLModel, table=True):
    """One figure that a check looked at, and the interval that it may mean."""

    __tablename__ = "check_input"

    check_id: str = Field(primary_key=True)
    known_from: date = Field(primary_key=True)
    position: int = Field(primary_key=True, ge=1)
    role: str
    observation_id: str = reference("observation.id", index=True)
    interval: str


class CheckTally(SQLModel, table=True):
    """How many checks of an indicator by a rule have a verdict now: what lists of checks are counted from."""

    __tablename__ = "check_tally"

    rule_code: str = reference("rule.code", primary_key=True)
    indicator_code: str = reference("indicator.code", primary_key=True, index=True)
    verdict: str = Field(primary_key=True)
    check_count: int = Field(ge=1)

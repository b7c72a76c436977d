"""Rules by which figures are held against each other, and what came of it."""

from datetime import date

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field, SQLModel

from app.domain.codes import Verdict
from app.domain.rules import RuleKind
from app.models.base import Named, one_of, reference


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
        Index(None, "indicator_code", "area_code", "time_period"),
        CheckConstraint("known_until IS NULL OR known_from < known_until", name="is_known_for_a_while"),
    )

    id: str = Field(primary_key=True)
    known_from: date = Field(primary_key=True)
    known_until: date | None = None
    rule_code: str = reference("rule.code", index=True)
    indicator_code: str = reference("indicator.code")
    area_code: str = reference("area.code", index=True)
    time_period: str
    period_start: date
    verdict: str = Field(index=True)
    stated: str
    computed: str | None = None
    arithmetic: str | None = None
    difference: float | None = None


class CheckInput(SQLModel, table=True):
    """One figure that a check looked at, and the interval that it may mean."""

    __tablename__ = "check_input"

    check_id: str = Field(primary_key=True)
    known_from: date = Field(primary_key=True)
    position: int = Field(primary_key=True, ge=1)
    role: str
    observation_id: str = reference("observation.id", index=True)
    interval: str

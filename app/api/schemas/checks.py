"""Checks on the wire: verdicts, and the arithmetic behind them."""

from datetime import date
from typing import Annotated, ClassVar

from pydantic import Field

from app.api.parameters import AsOf, Codes, PageParameters, SortedParameters, codes
from app.api.schemas.envelope import OneOf, PageOf, Wire
from app.domain.codes import Qualifier, Verdict
from app.domain.rules import RuleKind
from app.queries.checks import LISTING


class CheckRow(Wire):
    """One figure held against others by one rule."""

    list_name: ClassVar = "checks"

    id: str
    rule: str
    indicator: str
    area: str
    time_period: str
    period_start: date
    verdict: Verdict
    stated: str
    computed: str | None
    arithmetic: str | None
    difference: float | None
    input_count: int
    known_from: date
    known_until: date | None


class RuleOut(Wire):
    """The rule of a check."""

    code: str
    kind: RuleKind
    name_zh: str
    name_en: str
    note_zh: str
    note_en: str


class CheckInputOut(Wire):
    """A figure that a check looked at."""

    role: str
    interval: str
    observation_id: str
    indicator: str
    area: str
    time_period: str
    obs_value: float
    obs_value_text: str
    qualifier: Qualifier
    published_on: date
    source: str
    origin: Annotated[str, Field(description="Sources of one origin are not independent.")]
    evidence: str


class CheckDetail(CheckRow):
    """A check with its rule and inputs."""

    rule_detail: RuleOut
    inputs: list[CheckInputOut]


class CheckPage(PageOf[CheckRow]):
    """A page of checks."""


class CheckAnswer(OneOf[CheckDetail]):
    """One check."""


class CheckParameters(SortedParameters):
    """Which checks."""

    listing = LISTING

    verdict: Annotated[list[Verdict], *Codes.__metadata__] = codes("结论", "Verdicts")
    indicator: Codes = codes("指标代码", "Codes of indicators")
    area: Codes = codes("地区代码", "Codes of areas")
    source: Codes = codes("来源代码（所核对的数字的来源）", "Codes of sources of the stated figure")
    rule: Codes = codes("规则代码", "Codes of rules")
    as_of: AsOf = None


class CoverageGap(Wire):
    """Periods that are not served, and why."""

    start_period: str
    end_period: str
    reason: str
    note_zh: str | None
    note_en: str | None


class CoverageRow(Wire):
    """What is known of an indicator for an area."""

    list_name: ClassVar = "coverage"

    indicator: str
    area: str
    periods: list[str]
    period_count: int
    gaps: list[CoverageGap]


class CoveragePage(PageOf[CoverageRow]):
    """A page of coverage."""


class CoverageParameters(PageParameters):
    """Whose coverage."""

    indicator: Codes = codes("指标代码", "Codes of indicators")
    area: Codes = codes("地区代码", "Codes of areas")

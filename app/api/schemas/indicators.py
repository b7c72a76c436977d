"""Indicators on the wire."""

from datetime import date
from typing import Annotated, ClassVar

from pydantic import Field

from app.api.parameters import Codes, ListParameters, codes
from app.api.schemas.checks import CheckRow
from app.api.schemas.envelope import Citation, OneOf, PageOf, Wire
from app.domain.codes import ObsStatus, Qualifier
from app.queries.indicators import INDICATORS


class IndicatorRow(Wire):
    """A quantity: names, definition, unit, coverage, and its newest value."""

    list_name: ClassVar = "indicators"

    code: str
    name_zh: str
    name_en: str
    topic: str
    unit_measure: str
    unit_mult: int
    decimals: int
    freqs: str
    definition_zh: str
    definition_en: str
    methodology_zh: str | None
    methodology_en: str | None
    ranker: str | None
    cluster: str | None
    coverage_start: date | None
    coverage_end: date | None
    area_count: int
    observation_count: int
    latest_observation: str | None
    latest_area: str | None
    latest_period: str | None
    latest_value: float | None
    latest_value_text: str | None
    latest_qualifier: Qualifier | None
    position: int
    headline: Annotated[int | None, Field(description="Place among the headline figures, where it is one.")]


class SeriesPoint(Wire):
    """A point of a small chart."""

    time_period: str
    obs_value: float
    qualifier: Qualifier
    obs_status: ObsStatus
    series_break: str | None
    observation_id: str


class LatestValue(Wire):
    """The newest preferred outcome of a series."""

    observation_id: str
    time_period: str
    obs_value: float
    obs_value_text: str
    qualifier: Qualifier
    obs_status: ObsStatus


class SeriesOut(Wire):
    """One indicator for one area at a glance; values are in `unit_measure` × 10^`unit_mult`."""

    indicator: str
    indicator_name_zh: str
    indicator_name_en: str
    area: str
    area_name_zh: str
    area_name_en: str
    unit_measure: str
    unit_mult: int
    decimals: int
    coverage_start: date
    coverage_end: date
    observation_count: int
    rival_count: Annotated[int, Field(description="Tellings beyond one for each period.")]
    latest: LatestValue | None
    recent: Annotated[list[SeriesPoint], Field(description="The last annual values, oldest first.")]


class IndicatorDetail(IndicatorRow):
    """An indicator with its series, the data set's own area first, and the contradictions that stand."""

    series: list[SeriesOut]
    rival_count: Annotated[int, Field(description="Tellings beyond one for each area and period.")]
    open_checks: list[CheckRow]
    citation: Citation


class IndicatorPage(PageOf[IndicatorRow]):
    """A page of indicators."""


class IndicatorAnswer(OneOf[IndicatorDetail]):
    """One indicator."""


class IndicatorParameters(ListParameters):
    """Which indicators."""

    listing = INDICATORS.listing

    topic: Codes = codes("主题代码", "Codes of topics")
    unit: Codes = codes("计量单位代码", "Codes of units")

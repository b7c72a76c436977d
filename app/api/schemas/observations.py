"""Observations on the wire, and the parameters that choose them."""

from datetime import date
from typing import Annotated, Any, ClassVar, Literal

from pydantic import ConfigDict, Field

from app.api.parameters import AsOf, Codes, EndPeriod, ListParameters, RowCount, StartPeriod, codes
from app.api.schemas.envelope import Citation, OneOf, PageOf, Wire
from app.domain.codes import Freq, ObsStatus, Qualifier, Reliability
from app.domain.transform import Transform
from app.formats.registry import OF_CUBES
from app.queries.observations import LISTING


class ObservationRow(Wire):
    """One number as one source printed it; the value is in `unit_measure` × 10^`unit_mult`."""

    list_name: ClassVar = "observations"

    observation_id: str
    indicator: str
    area: str
    freq: Freq
    time_period: str
    period_start: date
    period_end: date
    obs_value: float | None
    obs_value_text: str
    qualifier: Qualifier | None
    unit_measure: str
    unit_mult: int
    decimals: int
    obs_status: ObsStatus
    published_on: date
    source: str
    evidence: str
    is_preferred: bool
    revision: str | None
    supersedes: str | None
    series_break: str | None
    note_zh: str | None
    note_en: str | None


class ComputedRow(ObservationRow):
    """A row that `transform` worked out, with the observations it comes from."""

    transform: Transform
    inputs: list[str]


class IndicatorNames(Wire):
    """What an indicator is called and means."""

    code: str
    name_zh: str
    name_en: str
    definition_zh: str
    definition_en: str
    methodology_zh: str | None
    methodology_en: str | None


class AreaNames(Wire):
    """What an area is called, and what it is part of."""

    code: str
    name_zh: str
    name_en: str
    level: str
    parent: str | None


class SourceNames(Wire):
    """A document and who published it; `origin` is the body whose release it carries."""

    code: str
    name_zh: str
    name_en: str
    publisher_zh: str
    publisher_en: str
    origin: str
    url: str | None
    published: str
    reliability: Reliability


class EvidenceWords(Wire):
    """The words that carry a fact; offsets count Unicode characters of the source's text."""

    list_name: ClassVar = "evidence"

    id: str
    source: str
    quote: str
    section: str | None
    start_offset: int | None
    end_offset: int | None


class UnitNames(Wire):
    """What one is counted in."""

    code: str
    name_zh: str
    name_en: str
    symbol_zh: str
    symbol_en: str


class Included(Wire):
    """Everything that one observation names."""

    indicator: IndicatorNames
    area: AreaNames
    source: SourceNames
    evidence: EvidenceWords
    unit: UnitNames


class Vintage(Wire):
    """One telling of the same indicator, area and period."""

    observation_id: str
    published_on: date
    obs_value: float | None
    obs_value_text: str
    source: str


class ObservationDetail(ObservationRow):
    """One number with everything behind it."""

    interval: Annotated[str | None, Field(description="What it may mean, in the indicator's unit.")]
    included: Included
    citation: Citation
    rivals: Annotated[list[ObservationRow], Field(description="What other sources say of the same.")]
    vintages: Annotated[list[Vintage], Field(description="Every telling of it, in order of publication.")]


class ObservationPage(PageOf[ComputedRow | ObservationRow]):
    """A page of observations; `included` has what `include` asked for, by noun and code.

    With `transform` every row is computed, and `included.published_growth` has the published rate
    beside a computed one, where there is one.
    """

    # `included` stands only where `include` asked for it.
    model_config = ConfigDict(json_schema_serialization_defaults_required=False)

    included: dict[str, dict[str, dict[str, Any]]] = Field(default_factory=dict)


class ObservationParameters(ListParameters):
    """Which observations."""

    formats = OF_CUBES
    listing = LISTING

    indicator: Codes = codes("指标代码", "Codes of indicators")
    area: Codes = codes("地区代码", "Codes of areas")
    source: Codes = codes("来源代码", "Codes of sources")
    cluster: Codes = codes("产业集群代码（含下级）", "Codes of clusters, with all below them")
    unit: Codes = codes("计量单位代码", "Codes of units")
    freq: Annotated[list[Freq], *Codes.__metadata__] = codes("频率", "SDMX frequencies")
    status: Annotated[list[ObsStatus], *Codes.__metadata__] = codes("状态", "SDMX observation status")
    start_period: Annotated[
        StartPeriod | None,
        Field(description="时期起点（含），如 2023、2023-Q2。 First period, inclusive; any precision."),
    ] = None
    end_period: Annotated[
        EndPeriod | None,
        Field(description="时期终点（含）。 Last period, inclusive; any precision."),
    ] = None
    last_n: Annotated[RowCount | None, Field(description="每个序列最近 n 期。 The last n periods of each series.")] = (
        None
    )
    first_n: Annotated[
        RowCount | None, Field(description="每个序列最早 n 期。 The first n periods of each series.")
    ] = None
    as_of: AsOf = None
    values: Annotated[
        Literal["preferred", "all"],
        Field(
            description="preferred 每期一个首选值；all 含全部相竞的值。 One preferred value a period, or every rival."
        ),
    ] = "preferred"
    transform: Annotated[
        Transform | None,
        Field(description="由序列计算变化、增长率、指数、占比等。 Work out a change, rate, index or share."),
    ] = None
    of_indicator: Annotated[
        str | None, Field(min_length=1, max_length=80, description="share_of 的整体指标。 The whole of share_of.")
    ] = None
    of_area: Annotated[
        str | None,
        Field(min_length=1, max_length=80, description="share_of 的整体地区。 The area of that whole."),
    ] = None
    include: Annotated[
        list[Literal["evidence", "indicator", "area", "source", "unit"]],
        *Codes.__metadata__,
        Field(description="一并返回行中引用的对象。 Embed what the rows name, under `included`."),
    ] = Field(default_factory=list)

    @property
    def is_brief(self) -> bool:
        """What is worked out of whole series is not."""
        return super().is_brief and self.transform is None


class ObservationAnswer(OneOf[ObservationDetail]):
    """One observation."""

"""Projects on the wire."""

from typing import Annotated, ClassVar

from pydantic import Field

from app.api.parameters import Codes, ListParameters, codes
from app.api.schemas.checks import CheckRow
from app.api.schemas.envelope import OneOf, PageOf, Wire
from app.api.schemas.indicators import SeriesOut
from app.api.schemas.organisations import MentionOut
from app.domain.codes import Qualifier
from app.queries.projects import PROJECTS


class ProjectRow(Wire):
    """A project, and the last that is known of its status."""

    list_name: ClassVar = "projects"

    code: str
    name_zh: str
    name_en: str
    owner: str | None
    cluster: str | None
    area: str
    status: str | None
    status_period: str | None
    note_zh: str | None
    note_en: str | None
    source: str
    evidence: str


class ProjectEventOut(Wire):
    """What a source said of a project's status, for which period."""

    status: str
    time_period: str
    note_zh: str | None
    note_en: str | None
    source: str
    evidence: str


class InvestmentOut(Wire):
    """What a source says a project costs, in `unit_measure` × 10^`unit_mult`."""

    value: float
    value_text: str
    unit_measure: str
    unit_mult: int
    qualifier: Qualifier
    time_period: str | None
    note_zh: str | None
    note_en: str | None
    source: str
    evidence: str


class ProjectDetail(ProjectRow):
    """A project with what it costs, its status history, oldest first, and the figures of its cluster."""

    investments: list[InvestmentOut]
    mentions: list[MentionOut]
    status_history: list[ProjectEventOut]
    series: Annotated[list[SeriesOut], Field(description="What is measured of its cluster.")]
    open_checks: Annotated[list[CheckRow], Field(description="Contradictions about its cluster that stand.")]


class ProjectPage(PageOf[ProjectRow]):
    """A page of projects."""


class ProjectAnswer(OneOf[ProjectDetail]):
    """One project."""


class ProjectParameters(ListParameters):
    """Which projects."""

    listing = PROJECTS.listing

    status: Codes = codes("项目状态", "Codes of project status")
    cluster: Codes = codes("产业集群代码（含下级）", "Codes of clusters, with all below them")
    area: Codes = codes("地区代码（含下级）", "Codes of areas, with all in them")
    owner: Codes = codes("建设单位代码", "Codes of owners")
    source: Codes = codes("来源代码", "Codes of sources")

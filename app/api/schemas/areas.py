"""Areas on the wire."""

from typing import ClassVar

from app.api.parameters import Codes, ListParameters, codes
from app.api.schemas.checks import CheckRow
from app.api.schemas.claims import ClaimOut
from app.api.schemas.envelope import OneOf, PageOf, Wire
from app.api.schemas.indicators import SeriesOut
from app.queries.areas import AREAS


class AreaRow(Wire):
    """A country, province, city or district by its GB/T 2260 code, or a region across them."""

    list_name: ClassVar = "areas"

    code: str
    name_zh: str
    name_en: str
    level: str
    parent: str | None
    observation_count: int
    evidence: str | None


class AreaDetail(AreaRow):
    """An area with the areas in it, what is measured of it, and what is claimed of it."""

    children: list[AreaRow]
    series: list[SeriesOut]
    claims: list[ClaimOut]
    open_checks: list[CheckRow]


class AreaPage(PageOf[AreaRow]):
    """A page of areas."""


class AreaAnswer(OneOf[AreaDetail]):
    """One area."""


class AreaParameters(ListParameters):
    """Which areas."""

    listing = AREAS.listing

    level: Codes = codes("级别", "Levels")
    parent: Codes = codes("上级地区代码", "Codes of parents")

"""Claims on the wire."""

from typing import ClassVar

from app.api.parameters import Codes, ListParameters, codes
from app.api.schemas.envelope import OneOf, PageOf, Wire
from app.domain.codes import Qualifier
from app.queries.claims import CLAIMS


class ClaimOut(Wire):
    """What a source says of one organisation, area or cluster."""

    list_name: ClassVar = "claims"

    code: str
    kind: str
    organisation: str | None
    area: str | None
    cluster: str | None
    statement_zh: str
    statement_en: str
    time_period: str | None
    value: float | None
    unit_measure: str | None
    qualifier: Qualifier | None
    ranker: str | None
    source: str
    evidence: str


class ClaimPage(PageOf[ClaimOut]):
    """A page of claims."""


class ClaimAnswer(OneOf[ClaimOut]):
    """One claim."""


class ClaimParameters(ListParameters):
    """Which claims."""

    listing = CLAIMS.listing

    kind: Codes = codes("说法类别", "Kinds of claim")
    organisation: Codes = codes("机构代码", "Codes of organisations")
    area: Codes = codes("地区代码（含下级）", "Codes of areas, with all in them")
    cluster: Codes = codes("产业集群代码（含下级）", "Codes of clusters, with all below them")
    source: Codes = codes("来源代码", "Codes of sources")

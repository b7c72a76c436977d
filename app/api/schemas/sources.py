"""Sources and evidence on the wire."""

from datetime import date
from typing import Annotated, ClassVar

from pydantic import Field

from app.api.parameters import Codes, ListParameters, codes
from app.api.schemas.envelope import OneOf, PageOf, Wire
from app.api.schemas.observations import EvidenceWords
from app.domain.codes import Reliability
from app.queries.sources import EVIDENCE, SOURCES


class SourceRow(Wire):
    """A document: who published it, when, where, how reliable it is, and how much rests on it."""

    list_name: ClassVar = "sources"

    code: str
    name_zh: str
    name_en: str
    publisher_zh: str
    publisher_en: str
    origin: str
    origin_zh: str
    origin_en: str
    url: str | None
    published: str
    is_copy_day: bool
    published_on: date
    reliability: Reliability
    language: str
    sha256: str | None
    characters: int | None
    evidence_count: int
    fact_count: int
    note_zh: str | None
    note_en: str | None


class SupportedFact(Wire):
    """A row that rests on a piece of evidence."""

    noun: str
    code: str
    name_zh: str
    name_en: str
    href: Annotated[str, Field(description="Where it is.")]


class EvidenceDetail(EvidenceWords):
    """A piece of evidence with its document and all that rests on it."""

    document: SourceRow
    supports: list[SupportedFact]


class SourcePage(PageOf[SourceRow]):
    """A page of sources."""


class SourceAnswer(OneOf[SourceRow]):
    """One source."""


class EvidencePage(PageOf[EvidenceWords]):
    """A page of evidence."""


class EvidenceAnswer(OneOf[EvidenceDetail]):
    """One piece of evidence."""


class SourceParameters(ListParameters):
    """Which sources."""

    listing = SOURCES.listing

    reliability: Annotated[list[Reliability], *Codes.__metadata__] = codes("可靠性", "Reliabilities")


class EvidenceParameters(ListParameters):
    """Which evidence."""

    listing = EVIDENCE.listing

    source: Codes = codes("来源代码", "Codes of sources")

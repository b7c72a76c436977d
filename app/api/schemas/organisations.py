"""Organisations and claims on the wire."""

from typing import ClassVar

from app.api.parameters import Codes, ListParameters, codes
from app.api.schemas.claims import ClaimOut
from app.api.schemas.envelope import OneOf, PageOf, Wire
from app.queries.organisations import ORGANISATIONS


class OrganisationRow(Wire):
    """A company, platform, laboratory or zone that a source names."""

    list_name: ClassVar = "organisations"

    code: str
    name_zh: str
    name_en: str
    kind: str
    cluster: str | None
    area: str | None
    claim_count: int
    note_zh: str | None
    note_en: str | None
    source: str
    evidence: str


class MentionOut(Wire):
    """Further evidence for a row."""

    code: str
    evidence: str
    source: str
    quote: str


class OrganisationDetail(OrganisationRow):
    """An organisation with every claim made of it."""

    claims: list[ClaimOut]
    mentions: list[MentionOut]


class OrganisationPage(PageOf[OrganisationRow]):
    """A page of organisations."""


class OrganisationAnswer(OneOf[OrganisationDetail]):
    """One organisation."""


class OrganisationParameters(ListParameters):
    """Which organisations."""

    listing = ORGANISATIONS.listing

    kind: Codes = codes("机构类别", "Kinds of organisation")
    cluster: Codes = codes("产业集群代码（含下级）", "Codes of clusters, with all below them")
    area: Codes = codes("地区代码（含下级）", "Codes of areas, with all in them")
    source: Codes = codes("来源代码", "Codes of sources")

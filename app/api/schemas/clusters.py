"""The policy tree on the wire."""

from typing import ClassVar

from app.api.parameters import Codes, ListParameters, codes
from app.api.schemas.checks import CheckRow
from app.api.schemas.claims import ClaimOut
from app.api.schemas.envelope import OneOf, PageOf, Wire
from app.api.schemas.indicators import IndicatorRow, SeriesOut
from app.api.schemas.observations import EvidenceWords
from app.api.schemas.organisations import MentionOut, OrganisationRow
from app.api.schemas.projects import ProjectRow
from app.queries.clusters import CLUSTERS


class ClusterRow(Wire):
    """A node: a group with `declared_count` members, or a member itself."""

    list_name: ClassVar = "clusters"

    code: str
    name_zh: str
    name_en: str
    kind: str
    parent: str | None
    position: int
    declared_count: int | None
    listed_count: int
    note_zh: str | None
    note_en: str | None
    source: str
    evidence: str


class ClusterNode(ClusterRow):
    """A node and, recursively, those below it."""

    children: "list[ClusterNode]"


class ClusterDetail(ClusterNode):
    """A node with its subtree, and all that belongs to any node of it."""

    projects: list[ProjectRow]
    organisations: list[OrganisationRow]
    indicators: list[IndicatorRow]
    series: list[SeriesOut]
    claims: list[ClaimOut]
    open_checks: list[CheckRow]
    mentions: list[MentionOut]
    evidence_of_subtree: list[EvidenceWords]


class ClusterPage(PageOf[ClusterRow]):
    """A page of nodes."""


class ClusterAnswer(OneOf[ClusterDetail]):
    """One node."""


class ClusterParameters(ListParameters):
    """Which nodes."""

    listing = CLUSTERS.listing

    kind: Codes = codes("节点类别", "Kinds of node")
    parent: Codes = codes("上级代码", "Codes of parents")
    source: Codes = codes("来源代码", "Codes of sources")

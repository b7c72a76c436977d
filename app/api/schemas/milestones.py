"""Milestones on the wire."""

from datetime import date
from typing import ClassVar

from app.api.parameters import Codes, ListParameters, codes
from app.api.schemas.envelope import OneOf, PageOf, Wire
from app.api.schemas.organisations import MentionOut
from app.queries.milestones import MILESTONES


class MilestoneRow(Wire):
    """An event or policy step, dated as precisely as its source dates it."""

    list_name: ClassVar = "milestones"

    code: str
    name_zh: str
    name_en: str
    kind: str
    area: str
    time_period: str
    period_start: date
    period_end: date
    note_zh: str | None
    note_en: str | None
    source: str
    evidence: str


class MilestoneDetail(MilestoneRow):
    """A milestone with its further evidence."""

    mentions: list[MentionOut]


class MilestonePage(PageOf[MilestoneRow]):
    """A page of milestones."""


class MilestoneAnswer(OneOf[MilestoneDetail]):
    """One milestone."""


class MilestoneParameters(ListParameters):
    """Which milestones."""

    listing = MILESTONES.listing

    kind: Codes = codes("事件类别", "Kinds of event")
    area: Codes = codes("地区代码（含下级）", "Codes of areas, with all in them")
    source: Codes = codes("来源代码", "Codes of sources")

"""Organisations, and what is claimed of them, of areas and of clusters."""

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel

from app.domain.codes import Qualifier
from app.models.base import Findable, one_of, reference


class Organisation(Findable, table=True):
    """A company, platform, laboratory or zone that a source names."""

    kind_code: str = reference("organisation_kind.code", index=True)
    cluster_code: str | None = reference("cluster.code", default=None, index=True)
    area_code: str | None = reference("area.code", default=None, index=True)
    note_zh: str | None = None
    note_en: str | None = None
    evidence_id: str = reference("evidence.id", index=True)


class Claim(SQLModel, table=True):
    """What a source says of exactly one organisation, area or cluster; `value` where it is a number."""

    __table_args__ = (
        CheckConstraint(
            "CASE WHEN organisation_code IS NULL THEN 0 ELSE 1 END"
            " + CASE WHEN area_code IS NULL THEN 0 ELSE 1 END"
            " + CASE WHEN cluster_code IS NULL THEN 0 ELSE 1 END = 1",
            name="has_one_subject",
        ),
        CheckConstraint("(value IS NULL) = (unit_code IS NULL)", name="value_has_a_unit"),
        one_of("qualifier", Qualifier),
    )

    code: str = Field(primary_key=True, schema_extra={"pattern": r"^[a-z0-9][a-z0-9_-]*$"}, max_length=80)
    kind_code: str = reference("claim_kind.code", index=True)
    organisation_code: str | None = reference("organisation.code", default=None, index=True)
    area_code: str | None = reference("area.code", default=None, index=True)
    cluster_code: str | None = reference("cluster.code", default=None, index=True)
    statement_zh: str = Field(min_length=1)
    statement_en: str = Field(min_length=1)
    time_period: str | None = None
    value: float | None = None
    unit_code: str | None = reference("unit.code", default=None, index=True)
    qualifier: str | None = None
    ranker: str | None = None
    evidence_id: str = reference("evidence.id", index=True)

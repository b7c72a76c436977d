"""The industrial policy as a tree of any depth."""

from sqlmodel import Field

from app.models.base import Findable, reference


class Cluster(Findable, table=True):
    """A node of the policy tree; `declared_count` is how many members the policy says it has."""

    parent_code: str | None = reference("cluster.code", default=None, index=True)
    kind_code: str = reference("cluster_kind.code", index=True)
    position: int = Field(ge=1)
    declared_count: int | None = Field(default=None, ge=1)
    note_zh: str | None = None
    note_en: str | None = None
    evidence_id: str = reference("evidence.id", index=True)

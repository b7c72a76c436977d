"""What is measured."""

from sqlmodel import Field

from app.models.base import Findable, reference


class Indicator(Findable, table=True):
    """A quantity with its definition, and the unit and power of ten its values are served in."""

    position: int = Field(unique=True, ge=1)
    headline: int | None = Field(default=None, unique=True, index=True, ge=1)
    topic_code: str = reference("topic.code", index=True)
    unit_code: str = reference("unit.code", index=True)
    unit_mult: int = Field(ge=-12, le=15)
    decimals: int = Field(ge=0, le=6)
    definition_zh: str
    definition_en: str
    methodology_zh: str | None = None
    methodology_en: str | None = None
    ranker: str | None = None
    cluster_code: str | None = reference("cluster.code", default=None, index=True)

"""Areas that figures are about."""

from app.models.base import Findable, reference


class Area(Findable, table=True):
    """A country, province, city or district by its GB/T 2260 code, or a region across them."""

    parent_code: str | None = reference("area.code", default=None, index=True)
    level_code: str = reference("area_level.code", index=True)
    evidence_id: str | None = reference("evidence.id", default=None, index=True)

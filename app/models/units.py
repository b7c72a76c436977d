"""Units of measure."""

from sqlmodel import Field

from app.models.base import Findable


class Unit(Findable, table=True):
    """What one is counted in: ISO 4217 codes for currencies, plain nouns for all else."""

    code: str = Field(primary_key=True, schema_extra={"pattern": r"^[A-Za-z][A-Za-z0-9_-]*$"}, max_length=40)
    symbol_zh: str
    symbol_en: str

"""Units of measure."""

from sqlmodel import Field

from app.models.base import Findable


class Unit(Findable, table=True):
    """What one is counted in: ISO 4217 codes for currencies, plain nouns for all else.

    What is discrete (projects, ranks, years) is meant exactly where it is printed without a hedge.
    """

    code: str = Field(primary_key=True, schema_extra={"pattern": r"^[A-Za-z][A-Za-z0-9_-]*$"}, max_length=40)
    is_discrete: bool
    symbol_zh: str
    symbol_en: str

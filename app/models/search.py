"""What `/search` looks through; the index over it is the store's own full-text index."""

from sqlmodel import Field, SQLModel


class SearchEntry(SQLModel, table=True):
    """One findable row: its names, and its other words as tokens (see `domain.text`)."""

    __tablename__ = "search_entry"

    noun: str = Field(primary_key=True)
    code: str = Field(primary_key=True)
    name_zh: str
    name_en: str
    names: str
    words: str

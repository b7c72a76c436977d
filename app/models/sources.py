"""Documents that facts come from, and the words in them that carry each fact."""

from datetime import date

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel

from app.domain.codes import Reliability
from app.models.base import Findable, one_of, reference

# A phrase carries a fact; a sentence would be somebody's work.
LONGEST_QUOTE = 30
MENTIONED = ("cluster", "project", "organisation", "milestone")


class Source(Findable, table=True):
    """A document: who published it, when, where, and how far it can be relied on.

    `published` is as precise as it is known (`2025-02`); `published_on` is the last day of that
    period, the first on which it was certainly public (`is_copy_day`: of a copy, as the original's
    day is not known). `origin` is the body whose release it carries: two sources of one origin are
    not independent of each other.
    """

    __table_args__ = (one_of("reliability", Reliability),)

    publisher_zh: str = Field(min_length=1)
    publisher_en: str = Field(min_length=1)
    origin: str = Field(schema_extra={"pattern": r"^[a-z0-9][a-z0-9_-]*$"}, index=True)
    origin_zh: str = Field(min_length=1)
    origin_en: str = Field(min_length=1)
    url: str | None = Field(default=None, schema_extra={"pattern": r"^https?://\S+$"})
    published: str
    is_copy_day: bool
    published_on: date = Field(index=True)
    reliability: str = Field(index=True)
    language: str
    sha256: str | None = Field(default=None, schema_extra={"pattern": r"^[0-9a-f]{64}$"})
    characters: int | None = Field(default=None, gt=0)
    note_zh: str | None = None
    note_en: str | None = None


class Evidence(SQLModel, table=True):
    """The few words of a source that a fact rests on, and where they stand.

    Offsets count Unicode characters from the start of the text whose sha256 stands on the source.
    """

    __table_args__ = (
        CheckConstraint(
            "(start_offset IS NULL) = (end_offset IS NULL)"
            " AND (start_offset IS NULL OR start_offset >= 0 AND end_offset - start_offset = length(quote))",
            name="offsets_fit_the_quote",
        ),
        CheckConstraint(f"length(quote) BETWEEN 1 AND {LONGEST_QUOTE}", name="quote_is_a_phrase"),
    )

    id: str = Field(primary_key=True, schema_extra={"pattern": r"^[a-z0-9][a-z0-9_-]*$"}, max_length=80)
    source_code: str = reference("source.code", index=True)
    quote: str = Field(min_length=1, max_length=LONGEST_QUOTE)
    section: str | None = None
    start_offset: int | None = Field(default=None, ge=0)
    end_offset: int | None = Field(default=None, gt=0)


class Mention(SQLModel, table=True):
    """Further evidence for a cluster, project, organisation or milestone."""

    __table_args__ = (one_of("noun", MENTIONED),)

    noun: str = Field(primary_key=True)
    code: str = Field(primary_key=True)
    evidence_id: str = reference("evidence.id", primary_key=True, index=True)

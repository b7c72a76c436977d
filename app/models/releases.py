"""Published states of the data, and what changed with each."""

from datetime import datetime

from sqlalchemy import DateTime, text
from sqlmodel import Field, SQLModel

from app.models.base import one_of, reference

CHANGES = ("added", "changed", "removed")


class Release(SQLModel, table=True):
    """A published state; `id` is the seed's version and the start of the digest of all its rows.

    `derivation` is a digest of the code by which all that follows from the rows was worked out;
    `restores` is the earlier release whose rows it has again, where a rollback published it.
    """

    id: str = Field(primary_key=True)
    number: int = Field(unique=True, ge=1)
    version: str
    digest: str
    derivation: str = Field(sa_column_kwargs={"server_default": text("''")})
    published_at: datetime = Field(sa_type=DateTime(timezone=True))
    restores: str | None = None


class ReleaseCount(SQLModel, table=True):
    """How many rows one table of a release has, and how many of them are new, changed or gone."""

    __tablename__ = "release_count"

    release_number: int = reference("release.number", primary_key=True)
    table_name: str = Field(primary_key=True)
    rows: int = Field(ge=0)
    added: int = Field(ge=0)
    changed: int = Field(ge=0)
    removed: int = Field(ge=0)


class ReleaseChange(SQLModel, table=True):
    """One row that a release other than the first added, changed or removed."""

    __tablename__ = "release_change"
    __table_args__ = (one_of("change", CHANGES),)

    release_number: int = reference("release.number", primary_key=True)
    table_name: str = Field(primary_key=True)
    key: str = Field(primary_key=True)
    change: str

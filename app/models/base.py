"""What every table shares: names for constraints, references, and checks on code lists."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, MetaData, String
from sqlmodel import Field, SQLModel
from sqlmodel.sql.sqltypes import AutoString

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


def reference(target: str, **options: Any) -> Any:
    """A foreign key that is checked at commit, so that rows may be written in any order."""
    key = ForeignKey(target, deferrable=True, initially="DEFERRED")
    return Field(sa_column_args=[key], **options)


def one_of(column: str, codes: Iterable[str]) -> CheckConstraint:
    """The column holds one of `codes` (or nothing, where it may be null)."""
    listed = ", ".join(f"'{code}'" for code in codes)
    return CheckConstraint(f"{column} IN ({listed})", name=f"{column}_is_known")


def sort_by_code_point(metadata: MetaData) -> None:
    """Give every text column the order that SQLite has anyway, whatever the server's locale."""
    for table in metadata.tables.values():
        for column in table.columns:
            if isinstance(column.type, AutoString | String):
                column.type = String().with_variant(String(collation="C"), "postgresql")


class Named(SQLModel):
    """A code with its name in both languages."""

    code: str = Field(primary_key=True, schema_extra={"pattern": r"^[a-z0-9][a-z0-9_-]*$"}, max_length=80)
    name_zh: str = Field(min_length=1)
    name_en: str = Field(min_length=1)


class Findable(Named):
    """A noun that people look for by other names, too (`aliases`, separated by semicolons)."""

    aliases: str | None = None

"""The whole database as one SQLite file, the same to the byte wherever it is made from."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Table, insert, select, text
from sqlmodel import Session, SQLModel

from app.db import publishing
from app.queries.pages import streamed
from app.release import schema

_AT_ONCE = 500
# What the migrations make beside the tables; the full-text index is filled from what it is an index of.
_INDEX = (
    "INSERT INTO search_index SELECT noun, code, names, words FROM search_entry ORDER BY noun, code",
    "INSERT INTO search_index (search_index) VALUES ('optimize')",
)


def duplicate(session: Session, path: Path) -> None:
    """Write a SQLite database with the schema of the migrations and every row that the session sees.

    A copy of the pages of a SQLite store would be faster, but tells of its past: rows are written in the
    order of their keys instead, from SQLite and PostgreSQL alike.
    """
    url = URL.create("sqlite", database=str(path)).render_as_string()
    schema.upgrade(url)
    with publishing(url) as copy:
        for table in SQLModel.metadata.sorted_tables:
            rows = _rows(session, table)
            while batch := list(islice(rows, _AT_ONCE)):
                copy.connection().execute(insert(table), batch)
        for statement in _INDEX:
            copy.execute(text(statement))
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        # Readable from a directory that nobody may write to, and without a second file beside it.
        connection.execute("PRAGMA journal_mode = DELETE")
        connection.execute("VACUUM")


def _rows(session: Session, table: Table) -> Iterator[dict[str, Any]]:
    names = [column.name for column in table.columns]
    for row in streamed(session, select(table).order_by(*table.primary_key.columns)):
        yield dict(zip(names, row, strict=True))

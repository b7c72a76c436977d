"""Many rows at once, by the quickest way that each store has."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from itertools import chain
from typing import Any

from sqlalchemy import Connection, Table, bindparam, insert, text
from sqlalchemy.dialects import sqlite
from sqlalchemy.exc import OperationalError
from sqlmodel import Session

from app.release.plain import Plain, batches, columns_of

# In one statement. SQLite makes ready what its checks need once for each, not for each row.
_TOGETHER = 50
_INDEXES = text(
    "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND tbl_name IN :names"
).bindparams(bindparam("names", expanding=True))


def write(session: Session, target: Table, rows: Iterable[Plain]) -> None:
    """Add plain rows to a table within the session's transaction; few of them are in memory at a time."""
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        _copy(connection, target, rows)
    else:
        _insert(connection, target, rows)


@contextmanager
def unindexed(session: Session, *names: str) -> Iterator[None]:
    """Tables without their indexes while they are filled from nothing: an index is made quicker than it is kept.

    Only on SQLite, where readers have the schema of their own snapshot; PostgreSQL would lock them out.
    """
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        yield
        return
    indexes = connection.execute(_INDEXES, {"names": names}).all()
    for name, _ in indexes:
        connection.exec_driver_sql(f"DROP INDEX {name}")
    yield
    for _, statement in indexes:
        connection.exec_driver_sql(statement)


def _insert(connection: Connection, target: Table, rows: Iterable[Plain]) -> None:
    for batch in batches(rows, _TOGETHER):
        connection.exec_driver_sql(_statement(target, len(batch)), tuple(chain.from_iterable(batch)))


@lru_cache(maxsize=64)
def _statement(target: Table, rows: int) -> str:
    """An INSERT of so many rows, in SQLite's own words."""
    blank = dict.fromkeys(columns_of(target))
    return str(insert(target).values([blank] * rows).compile(dialect=sqlite.dialect()))


def _copy(connection: Connection, target: Table, rows: Iterable[Plain]) -> None:
    # Heavy, and of no use where the store is SQLite.
    import psycopg  # noqa: PLC0415
    from psycopg import sql  # noqa: PLC0415

    driver: Any = connection.connection.driver_connection
    columns = sql.SQL(", ").join(map(sql.Identifier, columns_of(target)))
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(target.name), columns)
    try:
        with driver.cursor() as cursor, cursor.copy(statement) as copy:
            for row in rows:
                copy.write_row(row)
    except psycopg.Error as error:
        raise OperationalError("COPY", None, error) from error

"""Many rows at once, by the quickest way that each store has."""

from collections.abc import Iterable
from itertools import chain
from typing import Any

import psycopg
from psycopg import sql
from sqlalchemy import Connection, Table, insert
from sqlalchemy.exc import OperationalError
from sqlmodel import Session

from app.release.plain import Plain, batches, columns_of

# In one statement. SQLite makes ready what its checks need once for each, not for each row.
_TOGETHER = 50


def write(session: Session, table: Table, rows: Iterable[Plain]) -> None:
    """Add plain rows to a table within the session's transaction; few of them are in memory at a time."""
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        _copy(connection, table, rows)
    else:
        _insert(connection, table, rows)


def _insert(connection: Connection, table: Table, rows: Iterable[Plain]) -> None:
    together = _statement(connection, table, _TOGETHER)
    for batch in batches(rows, _TOGETHER):
        statement = together if len(batch) == _TOGETHER else _statement(connection, table, len(batch))
        connection.exec_driver_sql(statement, tuple(chain.from_iterable(batch)))


def _statement(connection: Connection, table: Table, rows: int) -> str:
    blank = dict.fromkeys(columns_of(table))
    return str(insert(table).values([blank] * rows).compile(dialect=connection.dialect))


def _copy(connection: Connection, table: Table, rows: Iterable[Plain]) -> None:
    driver: Any = connection.connection.driver_connection
    columns = sql.SQL(", ").join(map(sql.Identifier, columns_of(table)))
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table.name), columns)
    try:
        with driver.cursor() as cursor, cursor.copy(statement) as copy:
            for row in rows:
                copy.write_row(row)
    except psycopg.Error as error:
        raise OperationalError("COPY", None, error) from error

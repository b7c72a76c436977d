"""Many rows at once, by the quickest way that each store has."""

from collections.abc import Iterable
from typing import Any

import psycopg
from psycopg import sql
from sqlalchemy import Connection, Table, insert
from sqlalchemy.exc import OperationalError
from sqlmodel import Session

from app.release.plain import Plain, batches, columns_of

_BATCH = 5000


def write(session: Session, table: Table, rows: Iterable[Plain]) -> None:
    """Add plain rows to a table within the session's transaction, never more than some of them in memory."""
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        _copy(connection, table, rows)
        return
    statement = str(insert(table).compile(dialect=connection.dialect))
    for batch in batches(map(tuple, rows), _BATCH):
        connection.exec_driver_sql(statement, batch)


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

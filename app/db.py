"""Engines, and the two kinds of session: one that only reads, one that publishes."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError, OperationalError, ProgrammingError
from sqlmodel import Session

from app.problems import StoreUnavailable


class Store:
    """A database, with the pool of connections that read it."""

    def __init__(self, url: str, *, busy_timeout: int = 30) -> None:
        self.url = url
        self.busy_timeout = busy_timeout
        self._serving = make_engine(url, busy_timeout=busy_timeout, is_read_only=True)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """One snapshot for a whole request; raises StoreUnavailable where the database fails."""
        try:
            with Session(self._serving) as session:
                yield session
        except (OperationalError, ProgrammingError, DBAPIError) as error:
            raise StoreUnavailable from error

    def close(self) -> None:
        """Give every connection back."""
        self._serving.dispose()


@contextmanager
def publishing(url: str, *, busy_timeout: int = 30) -> Iterator[Session]:
    """The only session that writes: one transaction, committed whole at its end or not at all."""
    engine = make_engine(url, busy_timeout=busy_timeout)
    try:
        with Session(engine) as session, session.begin():
            yield session
    finally:
        engine.dispose()


def make_engine(url: str, *, busy_timeout: int, is_read_only: bool = False) -> Engine:
    """An engine whose transactions are snapshots; a writer of SQLite takes its lock at the start."""
    if make_url(url).get_backend_name() == "sqlite":
        return _sqlite_engine(url, busy_timeout=busy_timeout, is_read_only=is_read_only)
    isolation: dict[str, Any] = {"isolation_level": "REPEATABLE READ"}
    engine = create_engine(url, pool_pre_ping=True, connect_args={"connect_timeout": 5}, **isolation)
    if is_read_only:
        engine = engine.execution_options(postgresql_readonly=True)
    return engine


def _sqlite_engine(url: str, *, busy_timeout: int, is_read_only: bool) -> Engine:
    Path(make_url(url).database or "").parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, connect_args={"timeout": busy_timeout, "check_same_thread": False})

    @event.listens_for(engine, "connect")
    def configure(connection: DBAPIConnection, _: object) -> None:
        if not isinstance(connection, sqlite3.Connection):
            raise TypeError(connection)
        # The driver's own transactions begin too late for a snapshot; `begin` below starts them.
        connection.isolation_level = None
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute(f"PRAGMA query_only = {'ON' if is_read_only else 'OFF'}")

    @event.listens_for(engine, "begin")
    def begin(connection: Any) -> None:
        # A deferred transaction that turns from reading to writing fails at once,
        # whatever the busy timeout says; taking the lock first makes it wait its turn.
        connection.exec_driver_sql("BEGIN" if is_read_only else "BEGIN IMMEDIATE")

    return engine

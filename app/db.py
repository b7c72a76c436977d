"""Engines, and the two kinds of session: one that only reads, one that publishes."""

import logging
import os
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, Self
from urllib.parse import quote

from sqlalchemy import Connection, Engine, QueuePool, create_engine, event, make_url, text
from sqlalchemy.exc import DBAPIError, DisconnectionError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlmodel import Session

from app.problems import ALL_IN_USE, TOO_SLOW, UNREADABLE, StoreUnavailable
from app.settings import ROOT, Settings
from app.watch import CHANNEL

if TYPE_CHECKING:
    from app.patience import PatientConnection

REVISIONS = ROOT / "migrations" / "versions"
# What the one writer of SQLite keeps of the file in memory: an index that grows is written to everywhere.
_WRITER_CACHE_IN_KIB = 64 * 1024
# The advisory lock of whoever writes; any number that no other program uses.
_WRITER = 1221_8021
# Seconds beyond STATEMENT_TIMEOUT that PostgreSQL has to say that a statement took too long.
_GRACE = 5
# What PostgreSQL calls a statement that took too long.
_QUERY_CANCELED = "57014"
# Steps of SQLite's machine between two looks at how many there were, and as many looks as a request may cost on the
# event loop: some two milliseconds. SQLite goes on counting where a statement is used again.
_STEPS, _MOST_LOOKS = 5_000, 12
# In a session's `info`: the store that it reads.
STORE = "store"
_log = logging.getLogger("app")


@dataclass(frozen=True, slots=True)
class PoolLimits:
    """How many connections a process may open to read, and for how many seconds what may take."""

    # As many as the threads that answer requests: none waits for a connection.
    size: int = 40
    wait: int = 30
    recycle: int = 1800
    connect: int = 5
    statement: int = 0

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """Those of a deployment."""
        return cls(
            size=settings.pool_size,
            wait=settings.pool_timeout,
            recycle=settings.pool_recycle,
            connect=settings.connect_timeout,
            statement=settings.statement_timeout,
        )


@dataclass(frozen=True, slots=True)
class Connections:
    """How many connections to a store are in use, wait for use, and may be open at once."""

    in_use: int
    idle: int
    limit: int


class NotBrief(Exception):
    """What was to be read at once takes longer, or cannot be read at once."""


class Reader(Protocol):
    """Whatever gives sessions that read."""

    def reading(self) -> AbstractContextManager[Session]:
        """One snapshot for a whole request."""


class Store:
    """A database, with the pool of connections that read it; `brief` reads a little of it without a thread."""

    def __init__(self, url: str, *, busy_timeout: int = 30, limits: PoolLimits | None = None) -> None:
        self._serving = make_engine(url, busy_timeout=busy_timeout, is_read_only=True, limits=limits)
        self._failure = ""
        # PostgreSQL is somewhere else, and whoever waits for it waits in a thread.
        self.brief = _Brief(self, url) if self._serving.dialect.name == "sqlite" else None

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """One snapshot for a whole request; raises StoreUnavailable where the database fails."""
        try:
            with Session(self._serving, info={STORE: self}) as session:
                yield session
        except PoolTimeoutError as error:
            self._tell(ALL_IN_USE[1])
            raise StoreUnavailable(detail=ALL_IN_USE) from error
        except OperationalError as error:
            self._tell(str(error.orig).strip().partition("\n")[0])
            is_slow = getattr(error.orig, "sqlstate", None) == _QUERY_CANCELED
            raise StoreUnavailable(detail=TOO_SLOW if is_slow else UNREADABLE) from error
        except DBAPIError as error:
            # No outage, but a damaged file, or a mistake of ours.
            _log.exception("the store cannot be read")
            raise StoreUnavailable(detail=UNREADABLE) from error
        if self._failure:
            self._failure = ""
            _log.warning("the store can be read again")

    def _tell(self, failure: str) -> None:
        """Log a failure once: what an outage says, it says at every request."""
        if failure != self._failure:
            self._failure = failure
            _log.error("the store cannot be read: %s", failure)

    def connections(self) -> Connections:
        """The pool as it is now."""
        pool = self._serving.pool
        assert isinstance(pool, QueuePool)  # noqa: S101  (both engines are made with one)
        return Connections(pool.checkedout(), pool.checkedin(), pool.size())

    def close(self) -> None:
        """Give every connection back."""
        self._serving.dispose()
        if self.brief is not None:
            self.brief.close()


class _Brief:
    """The one connection to SQLite of the event loop, which waits for nobody and soon gives up.

    It is kept from one request to the next: to take it from the pool and give it back would cost as much as to read.
    """

    def __init__(self, store: Store, url: str) -> None:
        self._store = store
        self._serving = make_engine(url, busy_timeout=0, is_read_only=True, limits=PoolLimits(size=1, wait=0))
        self._path = _path_of(url)
        self._connection: Connection | None = None
        self._looks = 0

        def is_enough() -> bool:
            self._looks += 1
            return self._looks > _MOST_LOOKS

        @event.listens_for(self._serving, "connect")
        def limit(connection: Any, _: Any) -> None:
            connection.set_progress_handler(is_enough, _STEPS)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """One snapshot for a whole request; raises NotBrief where it takes too many steps, or fails."""
        self._looks = 0
        try:
            with Session(self._connected(), info={STORE: self._store}) as session:
                yield session
        except (DBAPIError, PoolTimeoutError) as error:
            self._let_go()
            raise NotBrief from error

    def _connected(self) -> Connection:
        """The connection; a new one where the file is another."""
        if self._connection is not None and not _is_same(self._path, self._connection.info):
            self._let_go()
        if self._connection is None:
            self._connection = self._serving.connect()
        return self._connection

    def _let_go(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def close(self) -> None:
        """Give the connection back."""
        self._let_go()
        self._serving.dispose()


@contextmanager
def publishing(url: str, *, busy_timeout: int = 30) -> Iterator[Session]:
    """The only session that writes: one transaction, committed whole at its end or not at all."""
    engine = make_engine(url, busy_timeout=busy_timeout)
    try:
        with Session(engine) as session, session.begin():
            yield session
            if engine.dialect.name == "postgresql":
                session.execute(text(f"NOTIFY {CHANNEL}"))
    finally:
        engine.dispose()


@cache
def newest_revision() -> str:
    """The revision of the schema that this program reads and writes; their files begin with their numbers."""
    return max(path.name.partition("_")[0] for path in REVISIONS.glob("[0-9]*.py"))


def make_engine(url: str, *, busy_timeout: int, is_read_only: bool = False, limits: PoolLimits | None = None) -> Engine:
    """An engine whose transactions are snapshots; a writer takes its lock at the start."""
    allowed = limits or PoolLimits()
    if make_url(url).get_backend_name() == "sqlite":
        return _sqlite_engine(url, busy_timeout=busy_timeout, is_read_only=is_read_only, limits=allowed)
    return _postgresql_engine(url, busy_timeout=busy_timeout, is_read_only=is_read_only, limits=allowed)


def _postgresql_engine(url: str, *, busy_timeout: int, is_read_only: bool, limits: PoolLimits) -> Engine:
    statement = limits.statement if is_read_only else 0
    engine = create_engine(
        url,
        isolation_level="REPEATABLE READ" if is_read_only else "READ COMMITTED",
        pool_size=limits.size,
        max_overflow=0,
        pool_timeout=limits.wait,
        pool_recycle=limits.recycle,
        # After an outage each connection is tried before a request gets it.
        pool_pre_ping=True,
        connect_args={
            "connect_timeout": limits.connect,
            # Of a server that vanished without a word.
            "tcp_user_timeout": limits.connect * 1000,
            "options": f"-c timezone=utc -c statement_timeout={statement}s",
        },
    )
    if is_read_only:
        _wait_no_longer(engine, limits)
        return engine.execution_options(postgresql_readonly=True)

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # One writer at a time, as with SQLite: several servers that start at once
        # migrate and seed one after the other.
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{busy_timeout}s'")
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_WRITER})")

    return engine


def _wait_no_longer(engine: Engine, limits: PoolLimits) -> None:
    """Give connections an end to their waiting: a server that stands still does not keep to its own timeout."""

    @event.listens_for(engine, "do_connect")
    def connect(_dialect: object, _record: object, given: Sequence[Any], named: dict[str, Any]) -> "PatientConnection":
        # Heavy, and of no use where the store is SQLite.
        from app.patience import PatientConnection  # noqa: PLC0415

        connection = PatientConnection.connect(*given, **named)
        connection.in_autocommit = limits.connect
        connection.for_statements = limits.statement + _GRACE if limits.statement else None
        return connection


def _sqlite_engine(url: str, *, busy_timeout: int, is_read_only: bool, limits: PoolLimits) -> Engine:
    path = _path_of(url)
    # A reader never makes the file: a store that is gone is a failure, not an empty store.
    mode = "rw" if is_read_only else "rwc"

    def connect() -> sqlite3.Connection:
        if not is_read_only:
            path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(
            f"file:{quote(str(path))}?mode={mode}", uri=True, timeout=busy_timeout, check_same_thread=False
        )
        # The driver's own transactions begin too late for a snapshot; `begin` below starts them.
        connection.isolation_level = None
        if not is_read_only:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute(f"PRAGMA cache_size = -{_WRITER_CACHE_IN_KIB}")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
        # A million rows that no index has in their order are sorted on disk, not in our memory.
        connection.execute("PRAGMA temp_store = FILE")
        connection.execute(f"PRAGMA query_only = {'ON' if is_read_only else 'OFF'}")
        return connection

    engine = create_engine(
        "sqlite://",
        creator=connect,
        poolclass=QueuePool,
        pool_size=limits.size,
        max_overflow=0,
        pool_timeout=limits.wait,
    )
    if is_read_only:
        _leave_what_is_gone(engine, path)

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # A deferred transaction that turns from reading to writing fails at once,
        # whatever the busy timeout says; taking the lock first makes it wait its turn.
        connection.exec_driver_sql("BEGIN" if is_read_only else "BEGIN IMMEDIATE")

    return engine


def _leave_what_is_gone(engine: Engine, path: Path) -> None:
    """Open the file anew where it is another one: a deleted file would be read for ever."""

    @event.listens_for(engine, "connect")
    def note(_connection: object, record: Any) -> None:
        try:
            record.info["file"] = path.stat()
        except OSError as error:
            raise sqlite3.OperationalError("unable to open database file") from error

    @event.listens_for(engine, "checkout")
    def look(_connection: object, record: Any, _proxy: object) -> None:
        if not _is_same(path, record.info):
            raise DisconnectionError


def _path_of(url: str) -> Path:
    return Path(make_url(url).database or "").absolute()


def _is_same(path: Path, info: Mapping[str, Any]) -> bool:
    """Whether the file is still the one that a connection was opened on."""
    try:
        found = os.stat(path)  # noqa: PTH116  (a Path would cost more than the call)
    except OSError:
        return False
    return os.path.samestat(found, info["file"])

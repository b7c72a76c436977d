"""Whether the store has changed: a version that differs after every release."""

import logging
import os
import sqlite3
import threading
from collections.abc import Hashable
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import quote

from sqlalchemy import make_url

if TYPE_CHECKING:
    from app.patience import PatientConnection

# What writers of PostgreSQL notify when they commit.
CHANNEL = "release"
# Seconds between tries to reach a server that is away, and between looks at one that is there.
_PAUSE = 1.0
# Seconds that a server has to take a connection, and to answer a look, before it counts as away.
_TO_CONNECT, _TO_ANSWER = 5, 3.0
_IS_MADE = "SELECT to_regclass('release') IS NOT NULL AND to_regclass('alembic_version') IS NOT NULL"
_REVISION = "SELECT string_agg(version_num, ' ') FROM alembic_version"
_NEWEST = "SELECT id, published_at::text, derivation FROM release ORDER BY number DESC LIMIT 1"
_log = logging.getLogger("app")


class Watch(Protocol):
    """Tells the version of a store."""

    def version(self) -> Hashable:
        """Another value after every release; None where the store cannot be watched."""

    def close(self) -> None:
        """Stop watching."""


def watching(url: str, revision: str) -> Watch:
    """A watch on the store of a URL, by a program that reads the schema of a revision."""
    return SqliteWatch(url) if make_url(url).get_backend_name() == "sqlite" else PostgresqlWatch(url, revision)


class SqliteWatch:
    """SQLite's own counter of commits, and the identity of the file, looked up at each call (5 µs)."""

    def __init__(self, url: str) -> None:
        self._path = Path(make_url(url).database or "").absolute()
        self._connection: sqlite3.Connection | None = None
        self._file: os.stat_result | None = None
        self._openings = count()
        self._opening = 0

    def version(self) -> Hashable:
        """The opening, and the commits since; None where there is no file that can be read."""
        try:
            found = os.stat(self._path)  # noqa: PTH116  (a Path would cost more than the call)
            if self._connection is None or self._file is None or not os.path.samestat(found, self._file):
                self.close()
                self._opening = next(self._openings)
                self._connection = sqlite3.connect(
                    f"file:{quote(str(self._path))}?mode=ro", uri=True, isolation_level=None, check_same_thread=False
                )
            self._file = found
            commits = self._connection.execute("PRAGMA data_version").fetchone()[0]
        except (OSError, sqlite3.Error):
            self.close()
            return None
        return self._opening, commits

    def close(self) -> None:
        """Give the connection back."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None


class PostgresqlWatch:
    """A thread that looks at schema and release when a writer notifies, and each second; offline it has no version.

    The look is what counts: a hot standby takes no LISTEN.
    """

    def __init__(self, url: str, revision: str) -> None:
        self._address = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
        self._revision = revision
        self._openings = count()
        self._version: Hashable = None
        self._is_over = threading.Event()
        self._has_tried = threading.Event()
        threading.Thread(target=self._watch, name="watch", daemon=True).start()
        self._has_tried.wait(_PAUSE)

    def version(self) -> Hashable:
        """The connection, and the newest release that it saw; None where the schema is not the program's."""
        return self._version

    def close(self) -> None:
        """End the thread within a second."""
        self._is_over.set()

    def _watch(self) -> None:
        # Heavy, and of no use where the store is SQLite.
        import psycopg  # noqa: PLC0415

        from app.patience import PatientConnection  # noqa: PLC0415

        while not self._is_over.is_set():
            try:
                with PatientConnection.connect(
                    self._address, autocommit=True, connect_timeout=_TO_CONNECT
                ) as connection:
                    connection.in_autocommit = _TO_ANSWER
                    self._follow(connection)
            except psycopg.Error as error:
                _log.warning("the store cannot be watched: %s", type(error).__name__)
            self._version = None
            self._has_tried.set()
            self._is_over.wait(_PAUSE)

    def _follow(self, connection: "PatientConnection") -> None:
        """Look again and again, until the connection ends or the watch is closed."""
        opening = next(self._openings)
        is_replica = _first(connection, "SELECT pg_is_in_recovery()") == (True,)
        if not is_replica:
            connection.execute(f"LISTEN {CHANNEL}".encode())
        while not self._is_over.is_set():
            self._version = (opening, _first(connection, _NEWEST)) if self._is_ours(connection) else None
            self._has_tried.set()
            if is_replica:
                self._is_over.wait(_PAUSE)
            else:
                for _ in connection.notifies(timeout=_PAUSE, stop_after=1):
                    pass

    def _is_ours(self, connection: "PatientConnection") -> bool:
        """Whether the store has the tables that the program reads."""
        return _first(connection, _IS_MADE) == (True,) and _first(connection, _REVISION) == (self._revision,)


def _first(connection: "PatientConnection", statement: str) -> tuple[Any, ...] | None:
    found: tuple[Any, ...] | None = connection.execute(statement.encode()).fetchone()
    return found

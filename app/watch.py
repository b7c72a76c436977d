"""Whether the store has changed: a version that differs after every commit of a writer."""

import logging
import os
import sqlite3
import threading
from collections.abc import Hashable
from itertools import count
from pathlib import Path
from typing import Protocol
from urllib.parse import quote

from sqlalchemy import make_url

# What writers of PostgreSQL notify when they commit.
CHANNEL = "release"
# Seconds between tries to listen to a server that is away.
_PAUSE = 1.0
_log = logging.getLogger("app")


class Watch(Protocol):
    """Tells the version of a store."""

    def version(self) -> Hashable:
        """Another value after every commit; None where the store cannot be watched."""

    def close(self) -> None:
        """Stop watching."""


def watching(url: str) -> Watch:
    """A watch on the store of a URL."""
    return SqliteWatch(url) if make_url(url).get_backend_name() == "sqlite" else PostgresqlWatch(url)


class SqliteWatch:
    """SQLite's own counter of commits, and the identity of the file, looked up at each call (5 µs)."""

    def __init__(self, url: str) -> None:
        self._path = Path(make_url(url).database or "").absolute()
        self._connection: sqlite3.Connection | None = None
        self._file: tuple[int, int] = (0, 0)
        self._openings = count()
        self._opening = 0

    def version(self) -> Hashable:
        """The opening, the file and its commits; None where there is no file that can be read."""
        try:
            status = os.stat(self._path)  # noqa: PTH116  (a Path would cost more than the call)
            file = (status.st_dev, status.st_ino)
            if self._connection is None or file != self._file:
                self.close()
                self._file, self._opening = file, next(self._openings)
                self._connection = sqlite3.connect(
                    f"file:{quote(str(self._path))}?mode=ro", uri=True, isolation_level=None, check_same_thread=False
                )
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
    """A thread that listens for what writers notify; without a connection there is no version."""

    def __init__(self, url: str) -> None:
        self._address = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
        self._numbers = count()
        self._version: int | None = None
        self._is_over = threading.Event()
        self._has_tried = threading.Event()
        threading.Thread(target=self._listen, name="watch", daemon=True).start()
        self._has_tried.wait(_PAUSE)

    def version(self) -> Hashable:
        """How many notifications there were."""
        return self._version

    def close(self) -> None:
        """End the thread within a second."""
        self._is_over.set()

    def _listen(self) -> None:
        # Heavy, and of no use where the store is SQLite.
        import psycopg  # noqa: PLC0415

        while not self._is_over.is_set():
            try:
                with psycopg.connect(self._address, autocommit=True, connect_timeout=5) as connection:
                    connection.execute(f"LISTEN {CHANNEL}")
                    self._version = next(self._numbers)
                    self._has_tried.set()
                    while not self._is_over.is_set():
                        for _ in connection.notifies(timeout=_PAUSE, stop_after=1):
                            self._version = next(self._numbers)
                        connection.execute("SELECT 1")
            except psycopg.Error as error:
                _log.warning("the store cannot be watched: %s", type(error).__name__)
            self._version = None
            self._has_tried.set()
            self._is_over.wait(_PAUSE)

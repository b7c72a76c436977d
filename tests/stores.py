"""Stores to test on: what the migrations built, what the pipeline filled, and exact copies of it."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import Engine, make_url, update
from sqlmodel import col

from app.db import make_engine
from app.models import Release
from app.release import schema
from app.release.publish import seed_store

# Both stores say that they were published at the same instant, so that their answers can be compared.
PUBLISHED_AT = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Postgres:
    """A PostgreSQL server that runs for as long as the tests do."""

    uri: str
    _numbers: Iterator[int]

    @classmethod
    def at(cls, uri: str) -> "Postgres":
        return cls(uri, count(1))

    def new_database(self, template: str | None = None) -> str:
        """The address of a new database: empty, or a copy of the one at the address `template`."""
        name = f"test_{next(self._numbers)}"
        copied = f' TEMPLATE "{make_url(template).database}"' if template else ""
        with psycopg.connect(self.uri, autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}"{copied}'.encode())
        url = make_url(self.uri).set(drivername="postgresql+psycopg", database=name)
        return url.render_as_string(hide_password=False)


@contextmanager
def connected(url: str) -> Iterator[Engine]:
    engine = make_engine(url, busy_timeout=30)
    try:
        yield engine
    finally:
        engine.dispose()


def filled(url: str, seed: Path) -> str:
    """Migrate the store at `url`, publish the seed in it, and give the address back."""
    schema.upgrade(url)
    seed_store(url, seed)
    with connected(url) as engine, engine.begin() as connection:
        connection.execute(update(Release).values(published_at=PUBLISHED_AT))
    return url


def sqlite_url(path: Path) -> str:
    return f"sqlite:///{path}"


def sqlite_copy(url: str, target: Path) -> str:
    """A copy by SQLite's own backup: copying the file would lose the write-ahead log."""
    with (
        closing(sqlite3.connect(str(make_url(url).database))) as source,
        closing(sqlite3.connect(target)) as copy,
    ):
        source.backup(copy)
    return sqlite_url(target)


def rows_of(url: str, statement: Any) -> list[tuple[Any, ...]]:
    """What a statement finds in the store."""
    with connected(url) as engine, engine.connect() as connection:
        return [tuple(row) for row in connection.execute(statement)]


def releases_of(url: str) -> list[str]:
    """The ids of the releases in the store, the oldest first."""
    from sqlalchemy import select

    return [row[0] for row in rows_of(url, select(col(Release.id)).order_by(col(Release.number)))]

"""Stores to test on: what the migrations built, what the pipeline filled, and exact copies of it."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import Engine, make_url, select, update
from sqlmodel import col

from app.db import make_engine
from app.models import Release
from app.release import schema
from app.release.publish import seed_store
from app.release.snapshot import ensure
from app.settings import Settings

# Both stores say that they were published at the same instant, so that their answers can be compared.
PUBLISHED_AT = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Postgres:
    """A PostgreSQL server that runs for as long as the tests do."""

    uri: str
    _numbers: Iterator[int]

    @classmethod
    def at(cls, uri: str) -> "Postgres":
        with psycopg.connect(uri, autocommit=True) as connection:
            for setting in ("fsync", "full_page_writes", "synchronous_commit"):
                connection.execute(f"ALTER SYSTEM SET {setting} = off".encode())
            connection.execute("SELECT pg_reload_conf()")
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
    ensure(url, Settings().files_dir)
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


class Originals:
    """Stores filled once, by kind and seed; tests read them, and write to copies."""

    def __init__(self, directory: Path, postgres: Callable[[], Postgres]) -> None:
        self._directory = directory
        self._postgres = postgres
        self._urls: dict[tuple[str, Path, str], str] = {}

    def url(self, engine_name: str, seed: Path, use: str = "reading") -> str:
        place = (engine_name, seed, use)
        if place not in self._urls:
            path = self._directory / f"{len(self._urls)}.sqlite"
            url = sqlite_url(path) if engine_name == "sqlite" else self._postgres().new_database()
            self._urls[place] = filled(url, seed)
        return self._urls[place]

    def copy(self, engine_name: str, seed: Path, directory: Path) -> str:
        """A store of the same content that a test may write to."""
        if engine_name == "sqlite":
            return sqlite_copy(self.url(engine_name, seed), directory / "store.sqlite")
        # PostgreSQL copies only a database to which nobody is connected.
        return self._postgres().new_database(template=self.url(engine_name, seed, "copying"))


def rows_of(url: str, statement: Any) -> list[tuple[Any, ...]]:
    """What a statement finds in the store."""
    with connected(url) as engine, engine.connect() as connection:
        return [tuple(row) for row in connection.execute(statement)]


def releases_of(url: str) -> list[str]:
    """The ids of the releases in the store, the oldest first."""
    return [row[0] for row in rows_of(url, select(col(Release.id)).order_by(col(Release.number)))]

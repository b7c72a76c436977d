"""Bring the tables to what a seed says, and tell what changed."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import Select, bindparam, delete, insert, select
from sqlmodel import Session, SQLModel

from app.release.bulk import unindexed, write
from app.release.plain import Plain, batches, columns_of, flattened
from app.release.progress import SILENT, Progress
from app.release.read import Seed
from app.release.staging import Staging
from app.release.tables import SEED_TABLES, SeedTable

_BATCH = 2000


@dataclass(slots=True)
class Changes:
    """How many rows of one table are new, different or gone; which they are stands in the staging."""

    table: SeedTable
    staging: Staging
    rows: int
    added: int = 0
    changed: int = 0
    removed: int = 0
    # The store has none of the table's rows: all of them are new, and none is noted by itself.
    is_first: bool = False

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.removed)

    def named(self) -> Iterator[tuple[str, str]]:
        """Each changed row: what happened to it, and its key."""
        if self.is_first:
            for key in self.staging.find(select(*self.staging.keys(self.table))):
                yield "added", _joined(key)
        else:
            change, key = (self.staging.differences.c[name] for name in ("change", "key"))
            yield from self.staging.find(self._noted(change, key).order_by(change, key))

    def rewritten(self) -> Iterator[tuple[str, int, str]]:
        """File, line and key of each row that is not as it was."""
        noted, table = self.staging.differences, self.staging.tables[self.table.name]
        return self.staging.find(
            self._noted(table.c.seed_file, table.c.seed_line, noted.c.key)
            .where(noted.c.change == "changed")
            .join_from(noted, table, self.staging.rowid(self.table.name) == noted.c.place)
        )

    def gone(self) -> Iterator[dict[str, Any]]:
        """The keys, by column, of the rows that make room: those that are removed, and those to be written anew."""
        old = self.staging.differences.c.old
        for (key,) in self.staging.find(self._noted(old).where(old.is_not(None))):
            yield dict(zip(self.table.key, orjson.loads(key), strict=True))

    def written(self) -> Iterator[Plain]:
        """The rows to be written, in the order of their keys, which keeps a series together."""
        columns = select(*self.staging.columns(self.table.name)).order_by(*self.staging.keys(self.table))
        if not self.is_first:
            place = self.staging.differences.c.place
            columns = columns.where(self.staging.rowid(self.table.name).in_(self._noted(place)))
        return self.staging.find(columns)

    def _noted(self, *columns: Any) -> Select[Any]:
        return select(*columns).where(self.staging.differences.c.table_name == self.table.name)


def compare(session: Session, seed: Seed) -> list[Changes]:
    """What the seed would change in each table."""
    return [_compared(session, table, seed) for table in SEED_TABLES]


def _compared(session: Session, seed_table: SeedTable, seed: Seed) -> Changes:
    table = SQLModel.metadata.tables[seed_table.name]
    changes = Changes(seed_table, seed.staging, len(seed.rows[seed_table.name]))
    if session.execute(select(table).limit(1)).first() is None:
        changes.added, changes.is_first = changes.rows, True
        return changes

    def noted() -> Iterator[Plain]:
        for change, key, place in _differences(session, seed_table, seed.staging):
            setattr(changes, change, getattr(changes, change) + 1)
            old = None if change == "added" else orjson.dumps(key).decode()
            yield seed_table.name, change, _joined(key), place, old

    seed.staging.write(insert(seed.staging.differences), noted())
    return changes


# What happened to a row, its key, and where it now stands in the staging.
Difference = tuple[str, Plain, int | None]


def _differences(session: Session, seed_table: SeedTable, staging: Staging) -> Iterator[Difference]:
    """What differs between seed and store, from both in the order of their keys, a row of each at a time."""
    table = SQLModel.metadata.tables[seed_table.name]
    keys = [columns_of(table).index(name) for name in seed_table.key]
    flatten = flattened(table)

    def key_of(row: Any) -> tuple[Any, ...]:
        return tuple(row[index] for index in keys)

    stored = session.execute(
        select(table).order_by(*(table.c[name] for name in seed_table.key)), execution_options={"yield_per": _BATCH}
    )
    staged = staging.find(
        select(*staging.columns(seed_table.name), staging.rowid(seed_table.name)).order_by(*staging.keys(seed_table))
    )
    old = next(stored, None)
    for new in staged:
        key = key_of(new)
        while old is not None and key_of(old) < key:
            yield "removed", key_of(old), None
            old = next(stored, None)
        if old is None or key_of(old) != key:
            yield "added", key, new[-1]
        else:
            if tuple(flatten(old)) != new[:-1]:
                yield "changed", key, new[-1]
            old = next(stored, None)
    while old is not None:
        yield "removed", key_of(old), None
        old = next(stored, None)


def load(session: Session, changes: list[Changes], progress: Progress = SILENT) -> None:
    """Write the changes; references are checked by the database when the transaction commits."""
    for change in changes:
        table = SQLModel.metadata.tables[change.table.name]
        # What is gone or changed makes room first: a unique value may move from one row to another.
        remove = delete(table).where(*(table.c[name] == bindparam(name) for name in change.table.key))
        for keys in batches(change.gone(), _BATCH):
            session.connection().execute(remove, keys)
        with unindexed(session, *([table.name] if change.is_first else ())):
            write(session, table, progress.counted(change.written(), change.added + change.changed))


def _joined(key: Plain) -> str:
    return ":".join(map(str, key))

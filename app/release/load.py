"""Bring the tables to what a seed says, and tell what changed."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from sqlalchemy import and_, delete, insert, select
from sqlmodel import Session, SQLModel

from app.release.read import Seed, SeedRow
from app.release.tables import SEED_TABLES, SeedTable, Values


@dataclass(slots=True)
class Changes:
    """The rows of one table that are new, different or gone, by key."""

    table: SeedTable
    rows: int
    added: dict[str, Values] = field(default_factory=dict)
    changed: dict[str, Values] = field(default_factory=dict)
    removed: dict[str, Values] = field(default_factory=dict)
    places: dict[str, SeedRow] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.removed)

    def named(self) -> Iterator[tuple[str, str]]:
        """Each changed row: what happened to it, and its key."""
        for change in ("added", "changed", "removed"):
            for key in getattr(self, change):
                yield change, key


def compare(session: Session, seed: Seed) -> list[Changes]:
    """What the seed would change in each table."""
    return [_compared(session, table, seed.rows[table.name]) for table in SEED_TABLES]


def _compared(session: Session, seed_table: SeedTable, rows: list[SeedRow]) -> Changes:
    table = SQLModel.metadata.tables[seed_table.name]
    stored = {seed_table.key_of(row): row for row in map(dict, session.execute(select(table)).mappings())}
    changes = Changes(seed_table, len(rows))
    for row in rows:
        key = seed_table.key_of(row.values)
        before = stored.pop(key, None)
        if before is None:
            changes.added[key] = row.values
        elif before != row.values:
            changes.changed[key] = row.values
            changes.places[key] = row
    changes.removed = stored
    return changes


def load(session: Session, changes: list[Changes]) -> None:
    """Write the changes; references are checked by the database when the transaction commits."""
    for change in changes:
        table = SQLModel.metadata.tables[change.table.name]
        keys = [table.c[column] for column in change.table.key]
        # What is gone or changed makes room first: a unique value may move from one row to another.
        for row in (*change.removed.values(), *change.changed.values()):
            session.execute(delete(table).where(and_(*(key == row[key.name] for key in keys))))
        if written := [*change.changed.values(), *change.added.values()]:
            session.execute(insert(table), written)

"""The constraints of the models, tried on a seed before it comes near a database that matters."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from typing import Any

from sqlalchemy import CheckConstraint, insert
from sqlalchemy.dialects import sqlite
from sqlalchemy.schema import CreateIndex, CreateTable
from sqlmodel import SQLModel

from app.release.read import Seed, SeedFault, SeedRow
from app.release.tables import SEED_TABLES, SeedTable


def broken_constraints(seed: Seed) -> Iterator[SeedFault]:
    """Every row that an empty database of the same tables refuses: the models stay the rules' one home."""
    with closing(sqlite3.connect(":memory:")) as scratch:
        for table in SQLModel.metadata.sorted_tables:
            scratch.execute(str(CreateTable(table).compile(dialect=sqlite.dialect())))
            for index in table.indexes:
                scratch.execute(str(CreateIndex(index).compile(dialect=sqlite.dialect())))
        for seed_table in SEED_TABLES:
            table = SQLModel.metadata.tables[seed_table.name]
            columns = [column.name for column in table.columns]
            statement = str(insert(table).compile(dialect=sqlite.dialect()))
            for row in seed.rows[seed_table.name]:
                try:
                    scratch.execute(statement, [_stored(row.values[column]) for column in columns])
                except sqlite3.IntegrityError as error:
                    yield _refused(seed_table, row, str(error))


def dangling_references(seed: Seed) -> Iterator[SeedFault]:
    """Every foreign key whose target is not in the seed."""
    for seed_table in SEED_TABLES:
        for key in SQLModel.metadata.tables[seed_table.name].foreign_keys:
            target = key.column
            known = {row.values[target.name] for row in seed.rows[target.table.name]}
            for row in seed.rows[seed_table.name]:
                value = row.values[key.parent.name]
                if value is not None and value not in known:
                    expected = f"a {target.name} of {target.table.name}"
                    yield SeedFault(row.file, row.line, key.parent.name, expected, value)


def _stored(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _refused(table: SeedTable, row: SeedRow, message: str) -> SeedFault:
    """A refusal in the words of the constraint, such as `missing is marked: (value IS NULL) = …`."""
    kind, _, name = message.partition(" constraint failed: ")
    if kind == "UNIQUE":
        column = name.rpartition(".")[2]
        return SeedFault(row.file, row.line, column, "no other row with this key", table.key_of(row.values))
    for constraint in SQLModel.metadata.tables[table.name].constraints:
        if isinstance(constraint, CheckConstraint) and str(constraint.name) == name:
            rule = name.removeprefix(f"ck_{table.name}_").replace("_", " ")
            return SeedFault(row.file, row.line, "-", f"{rule}: {constraint.sqltext}", table.key_of(row.values))
    return SeedFault(row.file, row.line, "-", message, table.key_of(row.values))

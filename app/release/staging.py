"""The rows of a seed on disk, in the tables of the models: tried before they come near a database that matters."""

import sqlite3
import weakref
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ClauseElement,
    Column,
    ColumnElement,
    Integer,
    MetaData,
    String,
    Table,
    func,
    insert,
    literal_column,
    select,
    text,
)
from sqlalchemy.dialects import sqlite
from sqlalchemy.schema import CreateTable
from sqlmodel import SQLModel

from app.release.faults import SeedFault
from app.release.plain import Plain, plain_rows, typed_rows
from app.release.tables import SEED_TABLES, SeedRow, SeedTable

_DIALECT = sqlite.dialect()
_CACHE_IN_KIB = 32 * 1024
# Where a row was written, beside its own columns.
_FILE, _LINE = "seed_file", "seed_line"


class Staging:
    """A database of one seed, which keeps what the models say of a row; references are looked at later."""

    def __init__(self) -> None:
        # Without a name it is a file that the system forgets with the process, however that ends.
        self._connection = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        weakref.finalize(self, self._connection.close)
        self._connection.execute(f"PRAGMA cache_size = -{_CACHE_IN_KIB}")
        self._connection.execute("BEGIN")
        metadata = MetaData(naming_convention=SQLModel.metadata.naming_convention)
        self.tables = {table.name: _staged(table, metadata) for table in SEED_TABLES}
        self.differences = Table(
            "difference",
            metadata,
            *(Column(name, String) for name in ("table_name", "change", "key")),
            Column("place", Integer),
            Column("old", String),
        )
        for table in (*self.tables.values(), self.differences):
            self._connection.execute(str(CreateTable(table).compile(dialect=_DIALECT)))

    def put(self, table: SeedTable, rows: Iterable[SeedRow], refuse: Callable[[SeedFault], object]) -> None:
        """Add rows; one whose key is taken is refused, and so is one that breaks a check, which stays for the rest."""
        put_to = insert(self.tables[table.name])
        plain = plain_rows(SQLModel.metadata.tables[table.name])
        row = None

        def feed() -> Iterator[Plain]:
            nonlocal row
            for row in rows:
                yield [*plain(row.values), row.file, row.line]

        feeding, is_done = feed(), False
        while not is_done:
            try:
                self.write(put_to, feeding)
                is_done = True
            except sqlite3.IntegrityError as error:
                # The row that was taken last is the one that is refused; those before it are in.
                if row is None:
                    raise
                column = str(error).rpartition(".")[2]
                key = table.key_of(row.values)
                refuse(SeedFault(row.file, row.line, column, "no other row with this key", key))
        for fault in self._broken_checks(table):
            refuse(fault)

    def _broken_checks(self, table: SeedTable) -> Iterator[SeedFault]:
        """Each row for which a check of the table is false, in the words of the check.

        `missing is marked: (value IS NULL) = (status IN ('L', 'M'))`. As one question over all rows
        it is asked several times as fast as by the table, row by row.
        """
        staged = self.tables[table.name]
        for check in SQLModel.metadata.tables[table.name].constraints:
            if isinstance(check, CheckConstraint):
                rule = str(check.name).removeprefix(f"ck_{table.name}_").replace("_", " ")
                place = select(staged.c.seed_file, staged.c.seed_line, *self.keys(table))
                for file, line, *key in self.find(place.where(text(f"NOT ({check.sqltext})"))):
                    yield SeedFault(file, line, "-", f"{rule}: {check.sqltext}", ":".join(map(str, key)))

    def write(self, statement: ClauseElement, rows: Iterable[Plain]) -> None:
        """Run one statement for each of the rows."""
        self._connection.executemany(_sql(statement), rows)

    def find(self, statement: ClauseElement) -> Iterator[Any]:
        """The plain rows that a statement finds, one after another."""
        return self._connection.execute(_sql(statement))

    def finder(self, statement: ClauseElement) -> Callable[[Plain], Iterator[Any]]:
        """The same for a statement that is asked again and again, each time with other values for its parameters."""
        asked = str(statement.compile(dialect=_DIALECT))
        return lambda values: self._connection.execute(asked, values)

    def count(self, name: str) -> int:
        """How many rows a table has."""
        (found,) = next(self.find(select(func.count()).select_from(self.tables[name])))
        return int(found)

    def index(self, name: str, *columns: str) -> None:
        """Make a table quick to find by columns, unless it is."""
        self._connection.execute(f"CREATE INDEX IF NOT EXISTS by_place ON {name} ({', '.join(columns)})")

    def columns(self, name: str) -> list[Column[Any]]:
        """The columns that the models give a table."""
        return [self.tables[name].c[column.name] for column in SQLModel.metadata.tables[name].columns]

    def rowid(self, name: str) -> ColumnElement[int]:
        """The number of a row, in the order in which the rows came."""
        return literal_column(f"{name}.rowid", Integer)

    def keys(self, table: SeedTable) -> list[Column[Any]]:
        """The columns of a table's primary key."""
        return [self.tables[table.name].c[name] for name in table.key]


class StagedRows:
    """The rows of one table of a seed, read from disk each time they are looked at."""

    def __init__(self, staging: Staging, name: str) -> None:
        self._staging = staging
        self._name = name

    def __len__(self) -> int:
        return self._staging.count(self._name)

    def __contains__(self, row: object) -> bool:
        return any(row == other for other in self)

    def __iter__(self) -> Iterator[SeedRow]:
        typed = typed_rows(SQLModel.metadata.tables[self._name])
        table = self._staging.tables[self._name]
        for row in self._staging.find(select(table).order_by(self._staging.rowid(self._name))):
            yield SeedRow(typed(row), row[-2], row[-1])


def _staged(table: SeedTable, metadata: MetaData) -> Table:
    """The table of the models with two more columns, where each row stands; its checks are asked afterwards."""
    copy = SQLModel.metadata.tables[table.name].to_metadata(metadata)
    copy.constraints -= {check for check in copy.constraints if isinstance(check, CheckConstraint)}
    copy.append_column(Column(_FILE, String))
    copy.append_column(Column(_LINE, Integer))
    return copy


def _sql(statement: ClauseElement) -> str:
    compiled = statement.compile(dialect=_DIALECT, compile_kwargs={"literal_binds": True})
    return str(compiled)

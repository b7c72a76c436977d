"""The rows of a seed on disk, in the tables of the models: tried before they come near a database that matters."""

import sqlite3
import weakref
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Column,
    ColumnElement,
    Executable,
    Integer,
    MetaData,
    String,
    Table,
    func,
    insert,
    literal_column,
    select,
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
        """Add rows; a row that breaks a constraint is refused by name, and kept for the checks where it can be."""
        put_to = insert(self.tables[table.name])
        plain = plain_rows(SQLModel.metadata.tables[table.name])
        row = None

        def feed() -> Iterator[Plain]:
            nonlocal row
            for row in rows:
                yield [*plain(row.values), row.file, row.line]

        feeding = feed()
        while True:
            try:
                self.write(put_to, feeding)
            except sqlite3.IntegrityError as error:
                # The row that was taken last is the one that broke it; those before it are in.
                if row is None:
                    raise
                refuse(_refusal(table, row, str(error)))
                self._put_unchecked(put_to, [*plain(row.values), row.file, row.line])
            else:
                return

    def _put_unchecked(self, statement: Executable, row: Plain) -> None:
        self._connection.execute("PRAGMA ignore_check_constraints = ON")
        try:
            self.write(statement, [row])
        except sqlite3.IntegrityError:
            return
        finally:
            self._connection.execute("PRAGMA ignore_check_constraints = OFF")

    def write(self, statement: Executable, rows: Iterable[Plain]) -> None:
        """Run one statement for each of the rows."""
        self._connection.executemany(_sql(statement), rows)

    def find(self, statement: Executable) -> Iterator[Any]:
        """The plain rows that a statement finds, one after another."""
        return self._connection.execute(_sql(statement))

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
    """The table of the models with two more columns: where each row stands."""
    copy = SQLModel.metadata.tables[table.name].to_metadata(metadata)
    copy.append_column(Column(_FILE, String))
    copy.append_column(Column(_LINE, Integer))
    return copy


def _sql(statement: Executable) -> str:
    compiled = statement.compile(dialect=_DIALECT, compile_kwargs={"literal_binds": True})
    return str(compiled)


def _refusal(table: SeedTable, row: SeedRow, message: str) -> SeedFault:
    """A refusal in the words of the constraint, such as `missing is marked: (value IS NULL) = …`."""
    kind, _, name = message.partition(" constraint failed: ")
    key = table.key_of(row.values)
    if kind == "UNIQUE":
        return SeedFault(row.file, row.line, name.rpartition(".")[2], "no other row with this key", key)
    for constraint in SQLModel.metadata.tables[table.name].constraints:
        if isinstance(constraint, CheckConstraint) and str(constraint.name) == name:
            rule = name.removeprefix(f"ck_{table.name}_").replace("_", " ")
            return SeedFault(row.file, row.line, "-", f"{rule}: {constraint.sqltext}", key)
    return SeedFault(row.file, row.line, "-", message, key)

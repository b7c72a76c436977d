"""A seed directory as typed rows; a bad cell is named by file, line and column."""

import csv
import hashlib
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import orjson
from sqlalchemy import select

from app.release.cells import RowReader
from app.release.faults import Faults, SeedFault
from app.release.progress import SILENT, Progress
from app.release.rows import doubts_of
from app.release.staging import StagedRows, Staging
from app.release.tables import SEED_TABLES, SeedRow, SeedTable, Values

# Lines between two looks at how far the reading is.
_EACH = 5000


@dataclass(slots=True)
class Seed:
    """All rows of a seed by table, what could not be read, and what was read but may not be so."""

    rows: dict[str, Collection[SeedRow]] = field(default_factory=dict)
    faults: Faults = field(default_factory=Faults)
    doubts: Faults = field(default_factory=Faults)
    staging: Staging = field(default_factory=Staging)

    @property
    def version(self) -> str:
        """The version that the seed gives itself."""
        return str(next(iter(self.rows["dataset"])).values["version"])

    def digest(self) -> str:
        """sha256 over every row in the order of its key, whatever their order in the files."""
        sha256 = hashlib.sha256()
        for table in SEED_TABLES:
            sha256.update(orjson.dumps(table.name) + b"\n")
            columns = self.staging.columns(table.name)
            for row in self.staging.find(select(*columns).order_by(*self.staging.keys(table))):
                sha256.update(orjson.dumps(row) + b"\n")
        return sha256.hexdigest()


def read(directory: Path, progress: Progress = SILENT) -> Seed:
    """Every table of the seed; what is wrong stands in `faults` and `doubts`, all of it."""
    return _Reading(directory, progress).seed


class _Reading:
    """One reading of a seed directory: small tables are kept in memory, large ones on disk only."""

    def __init__(self, directory: Path, progress: Progress) -> None:
        self.seed = Seed()
        self._directory = directory
        self._progress = progress
        self._catalogue: dict[str, dict[str, Values]] = {}
        self._read = 0
        files = {table.name: sorted(directory.glob(table.path)) for table in SEED_TABLES}
        self._size = sum(path.stat().st_size for paths in files.values() for path in paths)
        for table in SEED_TABLES:
            if not files[table.name]:
                self.seed.faults.note([SeedFault(table.path, 0, "-", "this file")])
            self._take(table, files[table.name])

    def _take(self, table: SeedTable, paths: list[Path]) -> None:
        found = (row for path in paths for row in self._rows(table, path))
        if table.is_large:
            self.seed.rows[table.name] = StagedRows(self.seed.staging, table.name)
        else:
            self.seed.rows[table.name] = found = list(found)  # type: ignore[assignment]
            self._catalogue[table.name] = {table.key_of(row.values): row.values for row in found}
        self.seed.staging.put(table, found, lambda fault: self.seed.doubts.note([fault]))

    def _rows(self, table: SeedTable, path: Path) -> Iterator[SeedRow]:
        name = path.relative_to(self._directory).as_posix()
        reader, doubts = RowReader(table, self._catalogue), doubts_of(table, self._catalogue)
        cells = csv.reader(self._lines(path), strict=True)
        try:
            header = next(cells, [])
            if header != table.columns:
                self._fault(name, 1, "-", ",".join(table.columns), ",".join(header))
                return
            for written in filter(None, cells):
                typed = reader.typed(written)
                if isinstance(typed, dict):
                    row = SeedRow(typed, name, cells.line_num)
                    self.seed.doubts.note(doubts(row))
                    yield row
                else:
                    for fault in typed:
                        self._fault(name, cells.line_num, *fault)
        except csv.Error as error:
            self._fault(name, cells.line_num, "-", f"RFC 4180 ({error})")
        except UnicodeDecodeError as error:
            self._fault(name, cells.line_num + 1, "-", "UTF-8", repr(error.object[error.start : error.end]))

    def _lines(self, path: Path) -> Iterator[str]:
        """The lines of a file, each decoded by itself, so that a wrong byte has a line."""
        with path.open("rb") as file:
            for number, line in enumerate(file):
                yield line.decode("utf-8")
                self._read += len(line)
                if number % _EACH == 0:
                    self._progress.reached(self._read, self._size)

    def _fault(self, file: str, line: int, column: str, expected: str, found: str = "") -> None:
        self.seed.faults.note([SeedFault(file, line, column, expected, found)])

"""A seed directory as typed rows; a bad cell is named by file, line and column."""

import csv
import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, get_args

import orjson
from pydantic import BaseModel, ConfigDict, ValidationError, create_model

from app.release.tables import SEED_TABLES, SeedTable, Values

_PLAIN_NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?")


@dataclass(frozen=True, slots=True)
class SeedFault:
    """One thing to mend in a seed: where it stands, what was expected, what was found."""

    file: str
    line: int
    column: str
    expected: str
    found: str = ""

    def __str__(self) -> str:
        found = f", found {self.found!r}" if self.found else ""
        return f"{self.file}:{self.line}: {self.column}: expected {self.expected}{found}"


@dataclass(frozen=True, slots=True)
class SeedRow:
    """A row with every column of its table, and the line it was written on."""

    values: Values
    file: str
    line: int


@dataclass(slots=True)
class Seed:
    """All rows of a seed by table, and what could not be read."""

    rows: dict[str, list[SeedRow]] = field(default_factory=dict)
    faults: list[SeedFault] = field(default_factory=list)

    @property
    def version(self) -> str:
        """The version that the seed gives itself."""
        return str(self.rows["dataset"][0].values["version"])

    def digest(self) -> str:
        """sha256 over every row, whatever their order in the files."""
        sha256 = hashlib.sha256()
        for table in SEED_TABLES:
            lines = sorted(orjson.dumps(row.values) for row in self.rows[table.name])
            sha256.update(orjson.dumps(table.name) + b"\n" + b"\n".join(lines) + b"\n")
        return sha256.hexdigest()


def read(directory: Path) -> Seed:
    """Every table of the seed; what is wrong stands in `faults`, all of it."""
    seed = Seed()
    keyed: dict[str, Mapping[str, Values]] = {}
    for table in SEED_TABLES:
        rows = seed.rows[table.name] = []
        paths = sorted(directory.glob(table.path))
        if not paths:
            seed.faults.append(SeedFault(table.path, 0, "-", "this file"))
        for path in paths:
            rows.extend(_read_file(table, path, path.relative_to(directory).as_posix(), keyed, seed.faults))
        keyed[table.name] = {table.key_of(row.values): row.values for row in rows}
    return seed


def _read_file(
    table: SeedTable,
    path: Path,
    name: str,
    read_before: Mapping[str, Mapping[str, Values]],
    faults: list[SeedFault],
) -> Iterator[SeedRow]:
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        faults.append(SeedFault(name, line, "-", "UTF-8", repr(error.object[error.start : error.end])))
        return
    cells = csv.reader((line + "\n" for line in lines), strict=True)
    try:
        header = next(cells, [])
        if header != table.columns:
            faults.append(SeedFault(name, 1, "-", ",".join(table.columns), ",".join(header)))
            return
        for row in filter(None, cells):
            if len(row) != len(header):
                faults.append(SeedFault(name, cells.line_num, "-", f"{len(header)} cells", str(len(row))))
                continue
            typed = _typed(table, dict(zip(header, row, strict=True)), read_before)
            if isinstance(typed, dict):
                yield SeedRow(typed, name, cells.line_num)
            else:
                faults.extend(SeedFault(name, cells.line_num, *fault) for fault in typed)
    except csv.Error as error:
        faults.append(SeedFault(name, cells.line_num, "-", f"RFC 4180 ({error})"))


def _typed(
    table: SeedTable, cells: dict[str, str], read_before: Mapping[str, Mapping[str, Values]]
) -> Values | list[tuple[str, str, str]]:
    """The row with its types and derived columns, or what is wrong with it: column, expected, found."""
    faults = [(column, "no space at either end", cell) for column, cell in cells.items() if cell != cell.strip()]
    given = {column: cell or None for column, cell in cells.items()}
    validator = row_model(table.model)
    for column, cell in given.items():
        is_number = {int, float} & {*get_args(kind := validator.model_fields[column].annotation), kind}
        if is_number and cell and not _PLAIN_NUMBER.fullmatch(cell):
            faults.append((column, "a plain decimal number", cell))
    try:
        values = validator.model_validate(given).model_dump()
    except ValidationError as error:
        faults += [(str(e["loc"][0]), e["msg"], str(e["input"] or "")) for e in error.errors()]
    if faults:
        return faults
    try:
        return values | table.derive(values, read_before)
    except ValueError as error:
        column, expected = error.args
        return [(column, expected, cells[column])]


@cache
def row_model(model: type) -> type[BaseModel]:
    """What one line of a table's file must be: the table's own fields, but validated."""
    table = next(t for t in SEED_TABLES if t.model is model)
    fields: dict[str, Any] = {
        name: (model_field.annotation, model_field)
        for name in table.columns
        for model_field in [table.model.model_fields[name]]
    }
    config = ConfigDict(extra="forbid", allow_inf_nan=False)
    return create_model(f"{model.__name__}Row", __config__=config, **fields)

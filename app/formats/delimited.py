"""CSV by RFC 4180: for programs as it is, for spreadsheets with a byte-order mark and no accidental formula."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import islice
from typing import Any, ClassVar

from app.formats.table import Edition, Kind, Pieces, Table

CHUNK = 64 * 1024
_BATCH = 256
# A cell that begins so is a formula to a spreadsheet; the full-width signs are, where such are typed.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_TRUTH = {True: "true", False: "false", None: None}


def moment(value: datetime | None) -> str | None:
    """A moment in UTC as text; without a zone it is UTC already."""
    if value is None:
        return None
    return (value if value.tzinfo is None else value.astimezone(UTC)).strftime("%Y-%m-%dT%H:%M:%SZ")


def joined(value: Sequence[str] | None) -> str | None:
    """A list as one cell."""
    return None if value is None else ";".join(value)


def harmless(value: str | None) -> str | None:
    """Text that no spreadsheet takes for a formula: an apostrophe before what begins like one."""
    return f"'{value}" if value is not None and value.startswith(FORMULA) else value


_AS_TEXT: dict[Kind, Callable[[Any], Any]] = {Kind.BOOLEAN: _TRUTH.__getitem__, Kind.MOMENT: moment, Kind.LIST: joined}


def cells_of(table: Table, *, is_guarded: bool = False) -> Iterable[Sequence[Any]]:
    """The rows with every cell as a CSV writer should print it."""
    changes: list[tuple[int, Callable[[Any], Any]]] = []
    for place, column in enumerate(table.columns):
        if table.printed is None and column.kind in _AS_TEXT:
            changes.append((place, _AS_TEXT[column.kind]))
        if is_guarded and column.kind in {Kind.TEXT, Kind.CODE, Kind.LIST}:
            changes.append((place, harmless))
    rows = table.rows if table.printed is None else table.printed
    return _changed(rows, changes) if changes else rows


def _changed(rows: Iterable[Sequence[Any]], changes: list[tuple[int, Callable[[Any], Any]]]) -> Iterator[Sequence[Any]]:
    for row in rows:
        cells = list(row)
        for place, change in changes:
            cells[place] = change(cells[place])
        yield cells


def lines(header: Sequence[str], rows: Iterable[Sequence[Any]], *, start: str = "") -> Pieces:
    """A header and rows in pieces of about 64 KiB, each line ended by CRLF."""
    text = io.StringIO(newline="")
    text.write(start)
    writer = csv.writer(text)
    writer.writerow(header)
    remaining = iter(rows)
    while batch := list(islice(remaining, _BATCH)):
        writer.writerows(batch)
        if text.tell() >= CHUNK:
            yield text.getvalue().encode()
            text.seek(0)
            text.truncate()
    yield text.getvalue().encode()


class Csv:
    """Comma-separated values."""

    name: ClassVar = "csv"
    media_type: ClassVar = "text/csv; charset=utf-8; header=present"
    suffix: ClassVar = "csv"
    needs_cube: ClassVar = False
    is_streamed: ClassVar = True
    is_inline: ClassVar = False
    speaks: ClassVar = False

    def write(self, table: Table, edition: Edition) -> Pieces:
        """A header of wire names, and a line for each row."""
        start = "\ufeff" if edition.bom else ""
        return lines(table.names, cells_of(table, is_guarded=edition.bom), start=start)

"""Seeds to damage and to edit: copies of real ones, cell by cell."""

import csv
import io
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Self

from app.settings import ROOT

SHIPPED = ROOT / "seed"
HERE = Path(__file__).parent
HAVEN = HERE / "cities" / "haven"
GAZETTE = HERE / "cities" / "gazette.txt"

Cells = list[list[str]]


class SeedCopy:
    """A copy of a seed that a test may change."""

    def __init__(self, original: Path, target: Path) -> None:
        self.directory = target
        shutil.copytree(original, target)

    def rows(self, file: str) -> Cells:
        return list(csv.reader(io.StringIO((self.directory / file).read_text(encoding="utf-8"))))

    def write(self, file: str, rows: Cells) -> None:
        text = io.StringIO()
        csv.writer(text, lineterminator="\n").writerows(rows)
        (self.directory / file).write_text(text.getvalue(), encoding="utf-8")

    def edit(self, file: str, change: Callable[[Cells], object]) -> None:
        rows = self.rows(file)
        change(rows)
        self.write(file, rows)

    def set(self, file: str, line: int, column: str, value: str) -> Self:
        """Write one cell; the header stands on line 1."""
        rows = self.rows(file)
        rows[line - 1][rows[0].index(column)] = value
        self.write(file, rows)
        return self

    def append(self, file: str, *cells: str) -> int:
        """Add a row at the end; gives the line it stands on."""
        rows = [*self.rows(file), list(cells)]
        self.write(file, rows)
        return len(rows)

    def remove(self, file: str, line: int) -> None:
        self.edit(file, lambda rows: rows.pop(line - 1))

    def line_of(self, file: str, *start: str) -> int:
        """The line of the row that begins with these cells."""
        return next(n for n, row in enumerate(self.rows(file), 1) if row[: len(start)] == list(start))

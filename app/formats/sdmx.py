"""SDMX-CSV 2.0: a cube as statistical offices exchange it."""

import re
from collections.abc import Iterator, Sequence
from itertools import chain
from operator import itemgetter
from typing import Any, ClassVar

from app.formats.delimited import cells_of, lines
from app.formats.table import Edition, Kind, Pieces, Table

_MEASURE = "obs_value"


class SdmxCsv:
    """Dimensions, then the measure, then attributes, each by its id in capitals."""

    name: ClassVar = "sdmx-csv"
    media_type: ClassVar = "application/vnd.sdmx.data+csv;version=2.0.0"
    suffix: ClassVar = "sdmx-csv"
    needs_cube: ClassVar = True
    is_streamed: ClassVar = True
    is_inline: ClassVar = False
    speaks: ClassVar = False

    def write(self, table: Table, edition: Edition) -> Pieces:
        """A header of component ids, and a line for each observation."""
        assert table.cube is not None  # noqa: S101  # the registry gives it none but cubes
        first = (*table.cube.dimensions, _MEASURE)
        order = (*first, *(name for name in table.names if name not in first))
        lists = {column.name for column in table.columns if column.kind is Kind.LIST}
        # A cell of several values has its separator named in the very first one.
        header = ["STRUCTURE[;]" if lists else "STRUCTURE", "STRUCTURE_ID", "ACTION"]
        header += [f"{name.upper()}[]" if name in lists else name.upper() for name in order]
        taken = itemgetter(*(table.names.index(name) for name in order))
        structure = ("dataflow", structure_id(table, edition), "I")
        rows: Iterator[Sequence[Any]] = (tuple(chain(structure, taken(row))) for row in cells_of(table))
        return lines(header, rows)


def structure_id(table: Table, edition: Edition) -> str:
    """The dataflow by agency, name and version, as SDMX spells them."""
    agency = re.sub(r"[^A-Z0-9_]", "_", edition.code.upper())
    return f"{agency}:{table.name.upper()}(1.0.0)"

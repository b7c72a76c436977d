"""NDJSON: each row an object on a line of its own."""

from itertools import islice
from typing import ClassVar

import orjson

from app.formats.table import Edition, Pieces, Table

_OPTIONS = orjson.OPT_APPEND_NEWLINE | orjson.OPT_NAIVE_UTC | orjson.OPT_UTC_Z
_BATCH = 128


class Ndjson:
    """Newline-delimited JSON."""

    name: ClassVar = "ndjson"
    media_type: ClassVar = "application/x-ndjson"
    suffix: ClassVar = "ndjson"
    needs_cube: ClassVar = False
    is_streamed: ClassVar = True
    is_inline: ClassVar = False
    speaks: ClassVar = False

    def write(self, table: Table, edition: Edition) -> Pieces:
        """The rows as JSON shows them, one a line."""
        del edition  # the lines are rows and nothing else
        names, rows = table.names, iter(table.rows)
        while batch := list(islice(rows, _BATCH)):
            yield b"".join(orjson.dumps(dict(zip(names, row, strict=True)), option=_OPTIONS) for row in batch)

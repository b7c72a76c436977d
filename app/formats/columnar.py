"""Parquet: true types, for programs that read columns."""

import tempfile
from datetime import UTC, datetime
from itertools import islice
from typing import TYPE_CHECKING, Any, ClassVar

from app.formats.delimited import CHUNK
from app.formats.table import Edition, Kind, Pieces, Table

if TYPE_CHECKING:
    import pyarrow as pa

_ROWS_OF_A_GROUP = 16_384


class Parquet:
    """Apache Parquet with dates as dates and codes by dictionary."""

    name: ClassVar = "parquet"
    media_type: ClassVar = "application/vnd.apache.parquet"
    suffix: ClassVar = "parquet"
    needs_cube: ClassVar = False
    is_streamed: ClassVar = False
    is_inline: ClassVar = False
    speaks: ClassVar = False

    def write(self, table: Table, edition: Edition) -> Pieces:
        """The finished file, its release and terms in the metadata of its schema."""
        # Loaded by the first such file: it is by far the largest library here.
        import pyarrow as pa  # noqa: PLC0415
        from pyarrow import parquet  # noqa: PLC0415

        schema, rows = _schema(pa, table, edition), iter(table.rows)
        moments = [place for place, column in enumerate(table.columns) if column.kind is Kind.MOMENT]
        with tempfile.TemporaryFile() as file:
            with parquet.ParquetWriter(file, schema, compression="zstd") as writer:
                while batch := list(islice(rows, _ROWS_OF_A_GROUP)):
                    cells: list[Any] = list(zip(*batch, strict=True))
                    for place in moments:
                        cells[place] = [_in_utc(value) for value in cells[place]]
                    arrays = [pa.array(column, field.type) for column, field in zip(cells, schema, strict=True)]
                    writer.write_batch(pa.record_batch(arrays, schema=schema))
            file.seek(0)
            while chunk := file.read(CHUNK):
                yield chunk


def _schema(pa: Any, table: Table, edition: Edition) -> "pa.Schema":
    types = {
        Kind.TEXT: pa.string(),
        Kind.CODE: pa.dictionary(pa.int32(), pa.string()),
        Kind.NUMBER: pa.float64(),
        Kind.INTEGER: pa.int64(),
        Kind.BOOLEAN: pa.bool_(),
        Kind.DATE: pa.date32(),
        Kind.MOMENT: pa.timestamp("ms", tz="UTC"),
        Kind.LIST: pa.list_(pa.string()),
    }
    fields = [
        pa.field(column.name, types[column.kind], metadata={"title_zh": column.title[0], "title_en": column.title[1]})
        for column in table.columns
    ]
    about = {
        "title_zh": edition.title[0],
        "title_en": edition.title[1],
        "release": edition.release,
        "license": edition.license_name,
        "citation": edition.citation,
    }
    return pa.schema(fields, metadata=about)


def _in_utc(value: datetime | None) -> datetime | None:
    return value.replace(tzinfo=UTC) if value is not None and value.tzinfo is None else value

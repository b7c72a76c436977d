"""Each format writes just what its golden file holds; `GOLDEN=write` writes them anew, to be read in the diff."""

import io
import json
import os
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.dom import minidom

import pyarrow.parquet as pq
import pytest

from app.formats.registry import FORMATS, OF_CUBES, OF_TABLES
from app.formats.shapes import shaped
from tests.formats.tables import EDITION, KINDS, ROWS, table

GOLDEN = Path(__file__).parent / "golden"


def written(name: str, rows: Any = ROWS, **wishes: Any) -> bytes:
    return b"".join(FORMATS[name].write(table(rows), replace(EDITION, **wishes)))


def hold(file: str, found: bytes) -> None:
    path = GOLDEN / file
    if os.environ.get("GOLDEN") == "write":
        path.write_bytes(found)
    assert found == path.read_bytes()


def parts(book: bytes) -> bytes:
    """Every part of a workbook, one after the other, to be read by people."""
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        texts = [
            f"== {part.filename} {part.date_time}\n{minidom.parseString(archive.read(part)).toprettyxml(' ')}"
            for part in archive.infolist()
        ]
    return "".join(texts).encode()


def told(file: bytes) -> bytes:
    """The schema of a Parquet file and its rows as Python has them."""
    found = pq.read_table(io.BytesIO(file))
    fields = [f"{f.name}: {f.type} {dict(f.metadata)}" for f in found.schema]
    about = {name.decode(): text.decode() for name, text in found.schema.metadata.items()}
    rows = [repr(row) for row in found.to_pylist()]
    return "\n".join([*fields, repr(about), *rows, ""]).encode()


# What is read better than the bytes of the file, by format; each has a test of its own below.
READ_OTHERWISE = {"json-stat", "xlsx", "parquet"}


@pytest.mark.parametrize("name", sorted(set(FORMATS) - READ_OTHERWISE))
def test_a_format_writes_its_golden_file(name: str) -> None:
    hold(f"table.{FORMATS[name].suffix}", written(name))


def test_csv_for_a_spreadsheet() -> None:
    hold("table.bom.csv", written("csv", bom=True))


@pytest.mark.parametrize("lang", [None, "zh"])
def test_json_stat(lang: str | None) -> None:
    found = json.loads(written("json-stat", lang=lang))
    hold(f"table.{lang or 'en'}.json-stat", json.dumps(found, ensure_ascii=False, indent=1).encode())


@pytest.mark.parametrize("lang", [None, "en"])
def test_xlsx(lang: str | None) -> None:
    hold(f"table.{lang or 'both'}.xlsx.txt", parts(written("xlsx", lang=lang)))


def test_parquet() -> None:
    hold("table.parquet.txt", told(written("parquet")))


def test_shapes() -> None:
    rows: list[dict[str, Any]] = [{"a": 1, "b": None}, {"a": 2, "b": "x"}]
    assert shaped(rows, ["a", "b"], "objects") == rows
    assert shaped(rows, ["a", "b"], "arrays") == [["a", "b"], [1, None], [2, "x"]]
    assert shaped(rows, ["a", "b"], "columns") == {"a": [1, 2], "b": [None, "x"]}
    assert shaped([], ["a"], "arrays") == [["a"]]
    assert shaped([], ["a"], "columns") == {"a": []}


@pytest.mark.parametrize("name", FORMATS)
def test_a_file_is_the_same_to_the_byte_whenever_it_is_written(name: str) -> None:
    assert written(name) == written(name)


@pytest.mark.parametrize("name", FORMATS)
def test_no_rows_are_a_file_too(name: str) -> None:
    found = written(name, rows=[])
    if name == "json-stat":
        cube = json.loads(found)
        assert (cube["value"], cube["size"]) == ({}, [0, 0, 0, 0])
    elif name != "ndjson":
        assert found


def test_every_format_is_registered_once_and_has_all_it_needs() -> None:
    assert list(FORMATS)[:6] == ["csv", "ndjson", "xlsx", "parquet", "json-stat", "sdmx-csv"]
    assert set(OF_TABLES) < set(OF_CUBES) == set(FORMATS)
    assert len({f.suffix for f in FORMATS.values()}) == len({f.media_type for f in FORMATS.values()}) == len(FORMATS)
    assert set(KINDS.values()) == set(type(next(iter(KINDS.values()))))

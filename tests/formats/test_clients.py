"""Real clients, unmodified, against a real server on this machine."""

import io
import json
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import httpx
import pandas as pd
import polars as pl
import pytest
from frictionless import Detector, Resource
from pyjstat import pyjstat

from tests.commands import serving
from tests.seeds import SHIPPED
from tests.stores import Originals

FILTER = "indicator=gdp&area=440100"


@pytest.fixture(scope="module")
def server(originals: Originals) -> Iterator[str]:
    with serving(database_url=originals.url("sqlite", SHIPPED), log_level="error") as running:
        yield running.url


@pytest.fixture(scope="module")
def rows(server: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = httpx.get(f"{server}/observations?{FILTER}", trust_env=False).json()["data"]
    assert len(found) > 10
    return found


def test_pandas_reads_csv(server: str, rows: list[dict[str, Any]]) -> None:
    frame = pd.read_csv(f"{server}/observations.csv?{FILTER}", dtype={"area": str, "time_period": str})
    assert list(frame["obs_value"]) == [row["obs_value"] for row in rows]
    assert list(frame["time_period"]) == [row["time_period"] for row in rows]
    assert frame["is_preferred"].dtype == bool
    assert list(frame.columns) == list(rows[0])


def test_pandas_reads_csv_for_spreadsheets(server: str, rows: list[dict[str, Any]]) -> None:
    frame = pd.read_csv(f"{server}/observations.csv?{FILTER}&bom=true", encoding="utf-8-sig")
    assert list(frame.columns) == list(rows[0])


def test_pandas_reads_ndjson(server: str, rows: list[dict[str, Any]]) -> None:
    frame = pd.read_json(f"{server}/observations.ndjson?{FILTER}", lines=True, dtype={"area": str})
    assert list(frame["obs_value"]) == [row["obs_value"] for row in rows]


def test_pandas_reads_parquet(server: str, rows: list[dict[str, Any]]) -> None:
    frame = pd.read_parquet(f"{server}/observations.parquet?{FILTER}")
    assert list(frame["obs_value"]) == [row["obs_value"] for row in rows]
    assert [day.isoformat() for day in frame["period_start"]] == [row["period_start"] for row in rows]


def test_pandas_reads_excel(server: str, rows: list[dict[str, Any]]) -> None:
    with urllib.request.urlopen(f"{server}/observations.xlsx?{FILTER}&lang=en") as answer:
        sheets = pd.read_excel(io.BytesIO(answer.read()), sheet_name=None, dtype={"Area": str})
    assert list(sheets) == ["Observations", "Notes and sources"]
    assert list(sheets["Observations"]["Value"]) == [row["obs_value"] for row in rows]
    assert set(sheets["Observations"]["Area"]) == {"440100"}


def test_polars_reads_csv_and_parquet_over_http(server: str, rows: list[dict[str, Any]]) -> None:
    values = [row["obs_value"] for row in rows]
    assert pl.read_csv(f"{server}/observations.csv?{FILTER}")["obs_value"].to_list() == values
    frame = pl.read_parquet(f"{server}/observations.parquet?{FILTER}")
    assert frame["obs_value"].to_list() == values
    assert frame.schema["period_start"] == pl.Date
    scanned = pl.scan_parquet(f"{server}/observations.parquet?{FILTER}").select("obs_value").collect()
    assert scanned["obs_value"].to_list() == values


@pytest.mark.parametrize("name", ["csv", "parquet", "ndjson"])
def test_duckdb_reads_over_http_or_from_a_file(
    server: str, rows: list[dict[str, Any]], tmp_path: Path, name: str
) -> None:
    place = f"{server}/observations.{name}?{FILTER}"
    connection = duckdb.connect()
    try:
        connection.execute("LOAD httpfs")
    except duckdb.Error:
        # Without the extension that reads over HTTP: from the file as downloaded.
        place = str(tmp_path / f"observations.{name}")
        Path(place).write_bytes(httpx.get(f"{server}/observations.{name}?{FILTER}", trust_env=False).content)
    reader = {"csv": "read_csv", "parquet": "read_parquet", "ndjson": "read_json"}[name]
    found = connection.execute(f"SELECT obs_value FROM {reader}('{place}')").fetchall()
    assert [value for (value,) in found] == [row["obs_value"] for row in rows]


@pytest.mark.filterwarnings("ignore::DeprecationWarning:pyjstat")
def test_pyjstat_reads_json_stat(server: str, rows: list[dict[str, Any]]) -> None:
    cube = pyjstat.Dataset.read(f"{server}/observations.json-stat?{FILTER}")
    frame = cube.write("dataframe")
    # A data frame has every cell of the cube, the empty ones too.
    assert sorted(frame["value"].dropna()) == sorted(row["obs_value"] for row in rows)
    empty = httpx.get(f"{server}/observations.json-stat?{FILTER}&start_period=2100", trust_env=False).json()
    assert empty["value"] == {}
    assert pyjstat.Dataset.read(json.dumps(empty))["size"] == [0, 0, 0, 0]


def test_frictionless_finds_nothing_wrong_with_the_csv(server: str, tmp_path: Path) -> None:
    for name in ("observations", "indicators", "sources", "evidence"):
        (tmp_path / f"{name}.csv").write_bytes(httpx.get(f"{server}/{name}.csv", trust_env=False).content)
        # A region across areas has a word for a code: types are guessed from every row, not from the first.
        every_row = Detector(sample_size=100_000, field_confidence=1)
        report = Resource(path=f"{name}.csv", basepath=str(tmp_path), detector=every_row).validate()
        assert report.valid, report.flatten(["rowNumber", "fieldNumber", "type", "message"])[:5]

"""Real clients, unmodified, against a real server on this machine."""

import io
import json
import urllib.request
from datetime import date
from pathlib import Path

import duckdb
import httpx
import pandas as pd
import polars as pl
import pytest
from frictionless import Detector, Resource
from jsonstat_validator import validate_jsonstat
from pyjstat import pyjstat

from tests.clients.conftest import FILTER, Rows

# The recipe: what looks like a number and is none.
TEXT = {"area": str, "time_period": str}
DAYS = ("period_start", "period_end", "published_on")


def told(frame: pd.DataFrame) -> Rows:
    """The rows of a data frame, with null where there is nothing and days as they are written."""
    return [
        {
            name: None if value is None or value != value else value.isoformat() if isinstance(value, date) else value  # noqa: PLR0124
            for name, value in row.items()
        }
        for row in frame.to_dict("records")
    ]


def test_pandas_reads_csv(server: str, rows: Rows) -> None:
    frame = pd.read_csv(f"{server}/observations.csv?{FILTER}", dtype=TEXT)
    assert list(frame.columns) == list(rows[0])
    assert told(frame) == rows
    types = {name: str(frame[name].dtype) for name in ("obs_value", "unit_mult", "decimals", "is_preferred", "area")}
    assert types == {
        "obs_value": "float64",
        "unit_mult": "int64",
        "decimals": "int64",
        "is_preferred": "bool",
        "area": "str",
    }


def test_pandas_takes_no_code_for_nothing(server: str) -> None:
    for name in ("areas", "indicators", "sources", "clusters", "projects", "organisations", "codelists"):
        frame = pd.read_csv(f"{server}/{name}.csv", dtype={"code": str})
        assert frame["code"].notna().all()
        assert len(frame) > 5


def test_pandas_reads_csv_for_spreadsheets(server: str, rows: Rows) -> None:
    frame = pd.read_csv(f"{server}/observations.csv?{FILTER}&bom=true", encoding="utf-8-sig", dtype=TEXT)
    assert told(frame) == rows


def test_pandas_reads_ndjson(server: str, rows: Rows) -> None:
    days = dict.fromkeys(DAYS, str)
    frame = pd.read_json(f"{server}/observations.ndjson?{FILTER}", lines=True, dtype=TEXT | days)
    assert told(frame) == rows
    assert str(frame["obs_value"].dtype) == "float64"


def test_pandas_reads_parquet(server: str, rows: Rows) -> None:
    frame = pd.read_parquet(f"{server}/observations.parquet?{FILTER}")
    assert told(frame) == rows
    types = {name: str(frame[name].dtype) for name in ("obs_value", "unit_mult", "is_preferred", "indicator")}
    assert types == {"obs_value": "float64", "unit_mult": "int64", "is_preferred": "bool", "indicator": "category"}
    assert all(type(day) is date for name in DAYS for day in frame[name])


def test_pandas_reads_excel(server: str, rows: Rows) -> None:
    with urllib.request.urlopen(f"{server}/observations.xlsx?{FILTER}&lang=en") as answer:
        sheets = pd.read_excel(io.BytesIO(answer.read()), sheet_name=None, dtype={"Area": str})
    assert list(sheets) == ["Observations", "Notes and sources"]
    assert list(sheets["Observations"]["Value"]) == [row["obs_value"] for row in rows]
    assert set(sheets["Observations"]["Area"]) == {"440100"}
    for title, name in (("Period start", "period_start"), ("Published on", "published_on")):
        assert str(sheets["Observations"][title].dtype).startswith("datetime64")
        assert [f"{day:%Y-%m-%d}" for day in sheets["Observations"][title]] == [row[name] for row in rows]
    assert sheets["Observations"]["Decimals"].dtype == "int64"
    assert sheets["Observations"]["Preferred"].dtype == bool


def test_polars_reads_csv_over_http(server: str, rows: Rows) -> None:
    frame = pl.read_csv(
        f"{server}/observations.csv?{FILTER}", schema_overrides={"area": pl.String}, try_parse_dates=True
    )
    schema = dict(frame.schema)
    assert (schema["area"], schema["time_period"], schema["obs_value"]) == (pl.String(), pl.String(), pl.Float64())
    assert (schema["unit_mult"], schema["is_preferred"]) == (pl.Int64(), pl.Boolean())
    assert schema["period_start"] == pl.Date()
    assert frame.with_columns(pl.col(*DAYS).cast(pl.String())).to_dicts() == rows


def test_polars_reads_parquet_over_http(server: str, rows: Rows) -> None:
    frame = pl.read_parquet(f"{server}/observations.parquet?{FILTER}")
    assert {name: frame.schema[name] for name in DAYS} == dict.fromkeys(DAYS, pl.Date())
    assert (frame.schema["obs_value"], frame.schema["is_preferred"]) == (pl.Float64(), pl.Boolean())
    assert frame.with_columns(pl.col(*DAYS).cast(pl.String)).to_dicts() == rows
    scanned = pl.scan_parquet(f"{server}/observations.parquet?{FILTER}").filter(pl.col("freq") == "A").collect()
    assert scanned["obs_value"].to_list() == [row["obs_value"] for row in rows if row["freq"] == "A"]


@pytest.mark.parametrize("name", ["csv", "parquet", "ndjson"])
def test_duckdb_reads_over_http_or_from_a_file(server: str, rows: Rows, tmp_path: Path, name: str) -> None:
    place = f"{server}/observations.{name}?{FILTER}"
    connection = duckdb.connect()
    try:
        connection.execute("INSTALL httpfs")
        connection.execute("LOAD httpfs")
    except duckdb.Error:
        # Without the extension that reads over HTTP: from the file as downloaded.
        place = str(tmp_path / f"observations.{name}")
        Path(place).write_bytes(httpx.get(f"{server}/observations.{name}?{FILTER}", trust_env=False).content)
    reader = {"csv": "read_csv", "parquet": "read_parquet", "ndjson": "read_json"}[name]
    asked = f"SELECT time_period, obs_value, is_preferred, published_on, obs_value_text FROM {reader}('{place}')"
    result = connection.execute(asked)
    assert [str(column[1]) for column in result.description or ()] == [
        "VARCHAR",
        "DOUBLE",
        "BOOLEAN",
        "DATE",
        "VARCHAR",
    ]
    found = [(*row[:3], row[3].isoformat(), row[4]) for row in result.fetchall()]
    names = ("time_period", "obs_value", "is_preferred", "published_on", "obs_value_text")
    assert found == [tuple(row[name] for name in names) for row in rows]


@pytest.mark.filterwarnings("ignore::DeprecationWarning:pyjstat")
def test_pyjstat_reads_json_stat(server: str, rows: Rows) -> None:
    cube = pyjstat.Dataset.read(f"{server}/observations.json-stat?{FILTER}")
    frame = cube.write("dataframe")
    assert list(frame.columns) == ["Indicator", "Area", "Frequency", "Period", "value"]
    assert set(frame["Area"]) == {"Guangzhou"}
    # A data frame has every cell of the cube, the empty ones too.
    full = frame.dropna(subset=["value"])
    assert str(full["value"].dtype) == "float64"
    assert dict(zip(full["Period"], full["value"], strict=True)) == {r["time_period"]: r["obs_value"] for r in rows}
    empty = httpx.get(f"{server}/observations.json-stat?{FILTER}&start_period=2100", trust_env=False).json()
    assert empty["value"] == {}
    assert pyjstat.Dataset.read(json.dumps(empty))["size"] == [0, 0, 0, 0]


@pytest.mark.parametrize("query", [FILTER, f"{FILTER}&lang=zh", "values=all", "indicator=gdp&as_of=2000-01-01"])
def test_json_stat_is_what_its_format_says(server: str, query: str) -> None:
    answer = httpx.get(f"{server}/observations.json-stat?{query}", timeout=60, trust_env=False)
    assert answer.is_success
    assert validate_jsonstat(answer.json())


def test_frictionless_finds_nothing_wrong_with_the_csv(server: str, tmp_path: Path) -> None:
    for name in ("observations", "indicators", "sources", "evidence"):
        (tmp_path / f"{name}.csv").write_bytes(httpx.get(f"{server}/{name}.csv", trust_env=False).content)
        # A region across areas has a word for a code: types are guessed from every row, not from the first.
        every_row = Detector(sample_size=100_000, field_confidence=1)
        report = Resource(path=f"{name}.csv", basepath=str(tmp_path), detector=every_row).validate()
        assert report.valid, report.flatten(["rowNumber", "fieldNumber", "type", "message"])[:5]

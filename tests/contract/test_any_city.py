"""Another city is another seed: nothing in the code knows which one it serves."""

import re
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from app.release.read import read
from app.release.tables import SEED_TABLES
from app.settings import ROOT
from tests.contract.openapi import operations
from tests.seeds import HAVEN, SHIPPED

CODE = sorted(
    path
    for directory in ("app", "migrations")
    for path in (ROOT / directory).rglob("*")
    if path.is_file()
    and path.suffix in {".py", ".html", ".css", ".js", ".svg", ".md", ".mako"}
    and "vendor" not in path.parts
)
KNOWN_CITIES = re.compile("广州|guangzhou|440100|12218|穗", re.IGNORECASE)


@pytest.mark.parametrize("path", CODE, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_file_of_the_code_knows_a_city(path: Path) -> None:
    assert KNOWN_CITIES.findall(path.read_text(encoding="utf-8")) == []


def test_no_code_of_the_shipped_seed_stands_in_the_code() -> None:
    seed = read(SHIPPED)
    codes = {
        row.values["code"]
        for table in SEED_TABLES
        if table.name in {"area", "cluster", "organisation", "project", "source", "milestone"}
        for row in seed.rows[table.name]
    }
    quoted = {
        word
        for path in CODE
        if path.suffix == ".py"
        for word in re.findall(r'"([a-z0-9_-]+)"', path.read_text(encoding="utf-8"))
    }
    assert codes & quoted == set()


def test_every_answer_of_another_city_is_about_that_city(haven: TestClient) -> None:
    for operation in operations(haven):
        answer = haven.get(operation.address, params=operation.query)
        assert answer.status_code == 200, operation.id
        assert not KNOWN_CITIES.search(answer.text), operation.id
        assert not KNOWN_CITIES.search(str(answer.headers))
    assert not KNOWN_CITIES.search(haven.get("/openapi.json").text)


def test_the_index_and_the_citation_are_those_of_the_city(haven: TestClient) -> None:
    answer = haven.get("/").json()
    assert (answer["data"]["name_zh"], answer["data"]["name_en"]) == ("海湾指标", "Haven Indicators")
    assert answer["data"]["resources"][-1]["href"] == "/clusters/h35"
    assert answer["meta"]["license"] == "CC0-1.0"
    assert answer["meta"]["citation"].startswith("The test project (2026). Haven Indicators 海湾指标. Release 2025.1-")


def test_both_cities_answer_the_same_operations(haven: TestClient, api: TestClient) -> None:
    assert [operation.id for operation in operations(haven)] == [operation.id for operation in operations(api)]


def test_the_made_up_city_uses_every_table_and_every_kind_of_period() -> None:
    seed = read(HAVEN)
    assert all(seed.rows[table.name] for table in SEED_TABLES)
    assert {row.values["freq"] for row in seed.rows["observation"]} == set("ASQMD")
    assert {row.values["qualifier"] for row in seed.rows["observation"]} - {None} == {
        "exact",
        "over",
        "about",
        "nearly",
        "up_to",
    }
    assert {row.values["status"] for row in seed.rows["observation"]} == set("AEFLMP")

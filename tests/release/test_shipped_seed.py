"""The seed that is shipped: sound, described, and right in what everybody would look up first."""

import json
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from frictionless import Package

from app.release.describe import datapackage
from app.release.read import Seed, read
from app.release.tables import SEED_TABLES
from tests.seeds import HAVEN, SHIPPED

ARTICLE = "netease-haopin-2025"
GDP_2024 = "A.gdp.440100:2024:netease-haopin-2025"


@pytest.fixture(scope="module")
def seed() -> Seed:
    return read(SHIPPED)


@pytest.mark.parametrize("directory", [SHIPPED, HAVEN], ids=["shipped", "haven"])
def test_the_descriptor_is_what_describe_would_write(directory: Path) -> None:
    assert (directory / "datapackage.json").read_text(encoding="utf-8") == datapackage(directory, read(directory))


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("directory", [SHIPPED, HAVEN], ids=["shipped", "haven"])
def test_frictionless_finds_nothing_wrong(directory: Path) -> None:
    report = Package(str(directory / "datapackage.json")).validate()
    assert report.flatten(["type", "message"]) == []


def test_the_descriptor_tells_types_keys_references_and_allowed_values() -> None:
    described = json.loads((SHIPPED / "datapackage.json").read_text(encoding="utf-8"))
    resources: dict[str, Any] = {resource["path"]: resource["schema"] for resource in described["resources"]}
    assert set(resources) == {path.relative_to(SHIPPED).as_posix() for path in SHIPPED.glob("*/*.csv")}
    fields = {field["name"]: field for field in resources["observations/output.csv"]["fields"]}
    assert fields["value"] == {"name": "value", "type": "number", "constraints": {"required": False}}
    assert fields["qualifier"]["constraints"]["enum"] == ["exact", "over", "about", "nearly", "up_to"]
    area = resources["catalogue/area.csv"]
    assert area["primaryKey"] == ["code"]
    assert {"fields": ["parent_code"], "reference": {"resource": "", "fields": ["code"]}} in area["foreignKeys"]
    code = next(field for field in area["fields"] if field["name"] == "code")
    assert code["constraints"] == {"required": True, "pattern": "^[a-z0-9][a-z0-9_-]*$"}


def test_every_file_of_the_seed_fills_a_table() -> None:
    read_files = {path for table in SEED_TABLES for path in SHIPPED.glob(table.path)}
    assert set(SHIPPED.glob("**/*.csv")) == read_files


def test_a_quotation_is_a_phrase_and_not_a_sentence(seed: Seed) -> None:
    quotes = [row.values["quote"] for row in seed.rows["evidence"] if row.values["source_code"] == ARTICLE]
    assert len(quotes) > 100
    assert max(len(row.values["quote"]) for row in seed.rows["evidence"]) <= 30
    assert len(set(quotes)) == len(quotes)


def test_no_code_reads_as_missing_or_loses_its_zeros(seed: Seed) -> None:
    for table in SEED_TABLES:
        if "code" in table.columns:
            for row in seed.rows[table.name]:
                code = row.values["code"]
                assert code.casefold() not in {"na", "n-a", "nan", "null", "none", "nil", "true", "false"}
                assert not (code.isdigit() and code.startswith("0"))


def test_no_status_is_typed_as_doubtful(seed: Seed) -> None:
    assert "U" not in {row.values["status"] for row in seed.rows["observation"]}


def test_the_readme_counts_the_rows_of_each_file(seed: Seed) -> None:
    rows: dict[str, int] = {}
    for table in seed.rows.values():
        for row in table:
            rows[row.file] = rows.get(row.file, 0) + 1
    stated = {}
    for line in (SHIPPED / "README.md").read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("| `") and cells[-1].isdigit():
            stated[cells[0].strip("`")] = int(cells[-1])
    assert len(stated) > 20
    assert stated == {file: rows[file] for file in stated}
    assert set(rows) - set(stated) == {"catalogue/example.csv"}


@pytest.mark.parametrize(
    ("indicator", "period", "value", "printed", "qualifier", "unit", "mult"),
    [
        ("gdp", "2024", 31000, "超3.1万亿元", "over", "CNY", 8),
        ("gdp", "2023", 30000, "跃上3万亿元新台阶", "over", "CNY", 8),
        ("industrial_investment", "2024", 1700, "突破1700亿元", "over", "CNY", 8),
        ("industrial_investment_growth", "2024", 13.6, "13.6%", "exact", "percent", 0),
        ("nev_output", "2024", 50, "50万辆", "exact", "vehicle", 4),
        ("nev_output_national_share", "2024", 15, "15%", "exact", "percent", 0),
        ("nature_index_city_rank", "2024", 8, "第8位", "exact", "rank", 0),
    ],
)
def test_a_key_figure_is_served_as_it_was_printed(
    api: TestClient, *, indicator: str, period: str, value: float, printed: str, qualifier: str, unit: str, mult: int
) -> None:
    asked = {"indicator": indicator, "area": "440100", "source": ARTICLE, "values": "all"}
    rows = api.get("/observations", params=asked).json()["data"]
    (row,) = (row for row in rows if row["time_period"] == period)
    assert (row["obs_value"], row["obs_value_text"], row["qualifier"]) == (value, printed, qualifier)
    assert (row["unit_measure"], row["unit_mult"]) == (unit, mult)


def test_what_one_doubtful_source_says_alone_is_served_as_doubtful(api: TestClient) -> None:
    row = api.get(f"/observations/A.nev_output.440100:2024:{ARTICLE}").json()["data"]
    assert row["obs_status"] == "U"
    assert row["included"]["source"]["reliability"] == "other"


def test_what_an_independent_source_confirms_is_doubtful_no_longer(api: TestClient) -> None:
    assert api.get(f"/observations/{GDP_2024}").json()["data"]["obs_status"] == "A"


def test_the_article_comes_out_as_the_figures_have_it(api: TestClient) -> None:
    def verdict(check: str) -> str:
        return str(api.get(f"/checks/{check}").json()["data"]["verdict"])

    assert verdict("same:gdp.440100:2024") == "corroborated"
    assert verdict(f"nev-national-share:A.nev_output_national_share.440100:2024:{ARTICLE}") == "contradicted"
    assert verdict(f"hundred-billion-clusters:M.hundred_billion_clusters.440100:2025-02:{ARTICLE}") == "contradicted"
    (sum_of_2022,) = api.get("/checks", params={"rule": "districts-make-city"}).json()["data"][:1]
    assert (sum_of_2022["verdict"], sum_of_2022["difference"]) == ("consistent", 0)


def test_the_gdp_of_sixteen_years_comes_in_one_request(api: TestClient) -> None:
    asked = {"indicator": "gdp", "area": "440100", "freq": "A", "start_period": "2010"}
    rows = api.get("/observations", params=asked).json()["data"]
    assert [row["time_period"] for row in rows] == [str(year) for year in range(2010, 2026)]
    assert {row["series_break"] for row in rows} == {None, "gdp-guangzhou-2019"}
    before = api.get("/observations", params=asked | {"as_of": "2025-02-06"}).json()["data"]
    assert rows[-2]["obs_value"] == 31032.5
    assert before[-1]["time_period"] == "2023"


def test_a_rank_that_is_spoken_of_but_not_printed_has_no_value(api: TestClient) -> None:
    rows = api.get("/observations", params={"status": "L", "values": "all"}).json()["data"]
    assert [(row["obs_value"], row["qualifier"]) for row in rows] == [(None, None)]


def test_the_tree_says_what_the_policy_declares_and_what_can_be_named(api: TestClient) -> None:
    root = api.get("/clusters/12218").json()["data"]
    counts = {
        node["code"]: (node["declared_count"], node["listed_count"])
        for node in [*root["children"], *root["children"][2]["children"]]
    }
    assert counts == {
        "12218-1": (1, 1),
        "12218-2": (2, 2),
        "12218-21": (21, 19),
        "12218-15": (15, 15),
        "12218-6": (6, 4),
        "12218-8": (8, 7),
    }
    assert [node["code"] for node in root["children"]] == ["12218-1", "12218-2", "12218-21", "12218-8"]
    assert root["listed_count"] == 29


def test_the_city_has_its_eleven_districts(api: TestClient) -> None:
    districts = api.get("/areas", params={"level": "district"}).json()
    assert districts["page"]["total"] == 11
    assert {row["parent"] for row in districts["data"]} == {"440100"}
    assert {row["name_zh"] for row in districts["data"]} >= {"天河区", "越秀区", "南沙区"}

"""The numbers: which of several is preferred, when it was known, and what stands behind it."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.seeds import SHIPPED, SeedCopy
from tests.serving import client_of
from tests.stores import filled, sqlite_url

Row = dict[str, Any]
COLUMNS = [
    "observation_id",
    "indicator",
    "area",
    "freq",
    "time_period",
    "period_start",
    "period_end",
    "obs_value",
    "obs_value_text",
    "qualifier",
    "unit_measure",
    "unit_mult",
    "decimals",
    "obs_status",
    "published_on",
    "source",
    "evidence",
    "is_preferred",
    "revision",
    "supersedes",
    "series_break",
    "note_zh",
    "note_en",
]


def rows(client: TestClient, **query: str | int) -> list[Row]:
    answer = client.get("/observations", params={"limit": 1000} | query)
    assert answer.status_code == 200, answer.text
    found: list[Row] = answer.json()["data"]
    assert answer.json()["page"]["total"] == len(found)
    return found


def ids(client: TestClient, **query: str | int) -> list[str]:
    return [row["observation_id"] for row in rows(client, **query)]


def gdp_2024(client: TestClient, **query: str) -> list[str]:
    """Who tells the city's GDP of 2024."""
    asked = {"indicator": "gdp", "area": "haven", "freq": "A", "start_period": "2024", "end_period": "2024"}
    return [row["source"] for row in rows(client, **asked, **query)]


def test_a_row_is_flat_and_has_every_key_in_one_order(haven: TestClient) -> None:
    for row in rows(haven, values="all"):
        assert list(row) == COLUMNS
        assert not any(isinstance(value, dict | list) for value in row.values())


def test_a_row_says_what_its_source_printed_and_when(haven: TestClient) -> None:
    (row,) = [row for row in rows(haven, values="all") if row["observation_id"] == "A.throughput.haven:2024:gazette"]
    assert row == {
        "observation_id": "A.throughput.haven:2024:gazette",
        "indicator": "throughput",
        "area": "haven",
        "freq": "A",
        "time_period": "2024",
        "period_start": "2024-01-01",
        "period_end": "2024-12-31",
        "obs_value": 3.0,
        "obs_value_text": "近3亿吨",
        "qualifier": "nearly",
        "unit_measure": "tonne",
        "unit_mult": 8,
        "decimals": 1,
        "obs_status": "A",
        "published_on": "2025-01-15",
        "source": "gazette",
        "evidence": "ga-4",
        "is_preferred": False,
        "revision": None,
        "supersedes": None,
        "series_break": None,
        "note_zh": None,
        "note_en": None,
    }


def test_each_series_and_period_has_exactly_one_preferred_row(haven: TestClient) -> None:
    told = rows(haven, values="all")
    preferred = [row for row in told if row["is_preferred"]]
    places = {(row["indicator"], row["area"], row["time_period"]) for row in told}
    assert len(preferred) == len(places) < len(told)
    assert rows(haven) == preferred


def test_an_official_source_beats_the_press_where_they_contradict_each_other(haven: TestClient) -> None:
    assert haven.get("/checks/same:gdp.haven:2024").json()["data"]["verdict"] == "contradicted"
    assert gdp_2024(haven) == ["yearbook"]


def test_a_finer_figure_beats_a_hedged_one_that_it_agrees_with(haven: TestClient) -> None:
    assert haven.get("/checks/same:throughput.haven:2024").json()["data"]["verdict"] == "corroborated"
    rivals = {
        row["source"]: row["is_preferred"] for row in rows(haven, indicator="throughput", area="haven", values="all")
    }
    assert rivals == {"gazette": False, "blog": True}


def test_a_later_publication_beats_an_earlier_one_of_the_same_reliability(haven: TestClient) -> None:
    assert sorted(gdp_2024(haven, values="all")) == ["blog", "bureau", "gazette", "plan", "yearbook"]
    assert gdp_2024(haven, as_of="2025-09-29") == ["bureau"]
    assert gdp_2024(haven, as_of="2025-09-30") == ["yearbook"]


def test_an_outcome_beats_a_target_although_the_target_is_official(haven: TestClient) -> None:
    assert gdp_2024(haven, as_of="2025-01-31", values="all") == ["gazette", "plan"]
    assert gdp_2024(haven, as_of="2025-01-31") == ["gazette"]
    assert gdp_2024(haven, as_of="2024-12-31") == ["plan"]
    assert [row["obs_status"] for row in rows(haven, indicator="gdp", start_period="2025")] == ["F"]


def test_what_was_known_on_a_day_does_not_change_with_what_came_later(haven: TestClient) -> None:
    history = [
        ("2024-01-19", []),
        ("2024-01-20", ["plan"]),
        ("2025-01-15", ["gazette"]),
        ("2025-02-28", ["blog"]),
        ("2025-03-19", ["blog"]),
        ("2025-03-20", ["bureau"]),
        ("2026-01-01", ["yearbook"]),
    ]
    assert [(day, gdp_2024(haven, as_of=day)) for day, _ in history] == history
    assert gdp_2024(haven, as_of="2025-02-27", values="all") == ["gazette", "plan"]
    assert gdp_2024(haven, as_of="2025-02-28", values="all") == ["blog", "gazette", "plan"]


def test_an_answer_says_the_day_it_was_asked_for(haven: TestClient) -> None:
    assert haven.get("/observations", params={"as_of": "2025-02-28"}).json()["meta"]["as_of"] == "2025-02-28"
    assert haven.get("/observations").json()["meta"]["as_of"] is None


def test_only_what_rests_on_an_unreliable_source_alone_is_doubtful(haven: TestClient) -> None:
    told = rows(haven, values="all")
    assert {row["source"] for row in told if row["obs_status"] == "U"} == {"blog"}
    blog = {(row["indicator"], row["time_period"]): row["obs_status"] for row in told if row["source"] == "blog"}
    assert blog == {
        ("gdp", "2024"): "U",
        ("throughput", "2024"): "A",
        ("visits", "2024"): "U",
        ("visits", "2025"): "F",
        ("visits", "2023"): "M",
    }
    assert {row["obs_status"] for row in told if row["source"] == "bureau"} == {"A", "P"}


def test_status_selects_what_is_served_and_not_what_is_stored(haven: TestClient) -> None:
    assert ids(haven, status="U") == ["A.visits.haven:2024:blog"]
    assert len(ids(haven, status="U", values="all")) == 2
    assert {row["obs_status"] for row in rows(haven, status="F,L")} == {"F", "L"}
    assert ids(haven, status="P") == []
    assert ids(haven, status="P", values="all") == ["A.gdp.haven:2024:bureau"]


def test_a_source_is_asked_for_its_rows_but_never_becomes_preferred_by_that(haven: TestClient) -> None:
    assert gdp_2024(haven, source="gazette") == []
    (row,) = rows(haven, source="gazette", values="all", indicator="gdp")
    assert row["is_preferred"] is False


def test_a_value_beats_none_and_none_is_served_where_there_is_no_other(haven: TestClient) -> None:
    assert [
        (row["time_period"], row["obs_value"], row["obs_status"]) for row in rows(haven, indicator="port_rank")
    ] == [
        ("2022", None, "M"),
        ("2023", 7.0, "A"),
        ("2024", None, "L"),
    ]


def test_zero_and_below_are_numbers_and_not_missing(haven: TestClient) -> None:
    assert [row["obs_value"] for row in rows(haven, indicator="growth")] == [-0.5, 0.0]


@pytest.mark.parametrize(
    ("query", "periods"),
    [
        ({}, ["2023", "2024-Q1", "2024-S1", "2024-01-01/P9M", "2024", "2024-Q2", "2024-Q3", "2025"]),
        ({"start_period": "2024"}, ["2024-Q1", "2024-S1", "2024-01-01/P9M", "2024", "2024-Q2", "2024-Q3", "2025"]),
        ({"end_period": "2023"}, ["2023"]),
        ({"start_period": "2024-Q2", "end_period": "2024-S2"}, ["2024-Q2", "2024-Q3"]),
        ({"start_period": "2024-04-01", "end_period": "2024-09"}, ["2024-Q2", "2024-Q3"]),
        (
            {"start_period": "2024", "end_period": "2024-01-01/P9M"},
            ["2024-Q1", "2024-S1", "2024-01-01/P9M", "2024-Q2", "2024-Q3"],
        ),
        ({"start_period": "2024-04-02"}, ["2024-Q3", "2025"]),
        ({"end_period": "2024-06-29"}, ["2023", "2024-Q1"]),
        ({"freq": "Q"}, ["2024-Q1", "2024-Q2", "2024-Q3"]),
        ({"freq": "M,S"}, ["2024-S1", "2024-01-01/P9M"]),
    ],
)
def test_bounds_of_any_precision_hold_whole_periods(
    haven: TestClient, query: dict[str, str], periods: list[str]
) -> None:
    assert [row["time_period"] for row in rows(haven, indicator="gdp", area="haven", **query)] == periods


def test_the_last_and_first_periods_are_counted_in_each_series(haven: TestClient) -> None:
    def told(**query: str | int) -> list[str]:
        return [row["time_period"] for row in rows(haven, indicator="gdp", area="haven", **query)]

    assert told(last_n=1) == ["2024-S1", "2024-01-01/P9M", "2024-Q3", "2025"]
    assert told(first_n=1) == ["2023", "2024-Q1", "2024-S1", "2024-01-01/P9M"]
    assert told(last_n=2, freq="Q") == ["2024-Q2", "2024-Q3"]
    assert told(first_n=2, freq="Q", start_period="2024-Q2") == ["2024-Q2", "2024-Q3"]
    assert told(last_n=1, freq="A", end_period="2024") == ["2024"]
    assert len(told(last_n=1000)) == 8


def test_the_last_period_has_all_its_rivals(haven: TestClient) -> None:
    asked = {"indicator": "gdp", "area": "haven", "freq": "A", "end_period": "2024", "values": "all"}
    assert len(rows(haven, **asked, last_n=1)) == 5


def test_a_cluster_brings_the_indicators_of_all_below_it(haven: TestClient) -> None:
    assert {row["indicator"] for row in rows(haven, cluster="h35")} == {"throughput", "factories", "port_rank"}
    assert {row["indicator"] for row in rows(haven, cluster="shipping")} == {"throughput", "port_rank"}
    assert rows(haven, cluster="diving") == []


def test_words_choose_indicators(haven: TestClient) -> None:
    assert {row["indicator"] for row in rows(haven, q="港口")} == {"throughput", "port_rank"}
    assert {row["indicator"] for row in rows(haven, q="GDP")} == {"gdp"}


def test_include_embeds_what_the_rows_name_and_nothing_else(haven: TestClient) -> None:
    asked = {"indicator": "throughput", "include": "evidence,indicator,area,source,unit"}
    included = haven.get("/observations", params=asked).json()["included"]
    assert {noun: sorted(found) for noun, found in included.items()} == {
        "evidence": ["bl-2", "ga-4"],
        "indicator": ["throughput"],
        "area": ["haven", "quay"],
        "source": ["blog", "gazette"],
        "unit": ["tonne"],
    }
    assert included["evidence"]["ga-4"]["quote"] == "港口一年吞吐近3亿吨"
    assert included["source"]["gazette"]["reliability"] == "major-media"
    assert "included" not in haven.get("/observations").json()


def test_one_observation_comes_with_everything_behind_it(haven: TestClient) -> None:
    told = haven.get("/observations/A.gdp.haven:2024:bureau").json()["data"]
    assert {name: told[name] for name in COLUMNS} == next(
        row for row in rows(haven, values="all") if row["observation_id"] == told["observation_id"]
    )
    assert (told["note_zh"], told["note_en"], told["is_preferred"]) == ("初步。", "Provisional.", False)
    assert {noun: found.get("code", found.get("id")) for noun, found in told["included"].items()} == {
        "indicator": "gdp",
        "area": "haven",
        "source": "bureau",
        "evidence": "bu-1",
        "unit": "CNY",
    }
    assert [(rival["source"], rival["is_preferred"]) for rival in told["rivals"]] == [
        ("plan", False),
        ("gazette", False),
        ("blog", False),
        ("yearbook", True),
    ]
    assert [vintage["published_on"] for vintage in told["vintages"]] == [
        "2024-01-20",
        "2025-01-15",
        "2025-02-28",
        "2025-03-20",
        "2025-09-30",
    ]


def test_a_cumulative_figure_has_an_id_that_is_one_path_segment(haven: TestClient) -> None:
    told = haven.get("/observations/M.gdp.haven:2024-01-01--P9M:bureau").json()["data"]
    assert (told["time_period"], told["freq"], told["obs_value"]) == ("2024-01-01/P9M", "M", 3700)


def test_an_id_that_is_wrong_suggests_those_of_its_indicator(haven: TestClient) -> None:
    answer = haven.get("/observations/A.gdp.haven:2024:yearbok")
    assert answer.status_code == 404
    (fault,) = answer.json()["errors"]
    assert fault["suggestions"][0] == "A.gdp.haven:2024:yearbook"
    assert haven.get("/observations/nonsense").json()["errors"][0]["suggestions"] == []


def test_an_official_figure_that_is_added_outranks_the_article_and_leaves_it_to_be_seen(
    tmp_path: Any, shipped_seed: SeedCopy
) -> None:
    evidence = "evidence/bulletin.csv"
    header = shipped_seed.rows("evidence/netease-haopin-2025.csv")[0]
    shipped_seed.write(evidence, [header, ["gb-1", "bulletin", "31032.50", "table 1", "", ""]])
    shipped_seed.append(
        "catalogue/source.csv",
        "bulletin",
        "统计公报",
        "Bulletin",
        "",
        "统计局",
        "Bureau",
        "gz-statistics-bureau",
        "广州市统计局",
        "Guangzhou Statistics Bureau",
        "",
        "2025-03-28",
        "false",
        "official",
        "zh",
        "",
        "",
        "",
        "",
    )
    shipped_seed.append(
        "observations/output.csv",
        "gdp",
        "440100",
        "2024",
        "31032.5",
        "31032.50",
        "exact",
        "A",
        "bulletin",
        "gb-1",
        "",
        "",
        "",
        "",
    )
    url = filled(sqlite_url(tmp_path / "store.sqlite"), shipped_seed.directory)
    with client_of(url) as client:
        asked = {"indicator": "gdp", "area": "440100", "freq": "A", "start_period": "2024", "end_period": "2024"}
        (preferred,) = rows(client, **asked)
        assert (preferred["obs_value"], preferred["obs_status"], preferred["source"]) == (31032.5, "A", "bulletin")
        assert {row["source"] for row in rows(client, **asked, as_of="2025-03-27")} == {"hkcd-20250220"}
        told = {row["source"]: row["is_preferred"] for row in rows(client, **asked, values="all")}
        assert (told["bulletin"], told["netease-haopin-2025"]) == (True, False)
        behind = client.get(f"/observations/{preferred['observation_id']}").json()["data"]
        assert len(behind["rivals"]) == len(told) - 1
    assert SHIPPED.exists()

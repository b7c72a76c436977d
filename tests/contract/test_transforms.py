"""What is worked out from several figures: on one base only, and as doubtful as the most doubtful of them."""

import re
from typing import Any

import pytest
from fastapi.testclient import TestClient

Row = dict[str, Any]


def computed(client: TestClient, **query: str) -> list[Row]:
    answer = client.get("/observations", params=query)
    assert answer.status_code == 200, answer.text
    found: list[Row] = answer.json()["data"]
    return found


def values(client: TestClient, **query: str) -> dict[str, float]:
    return {row["time_period"]: row["obs_value"] for row in computed(client, **query)}


SHOPS = {"indicator": "shops", "area": "north"}


@pytest.mark.parametrize(
    ("transform", "results"),
    [
        ("change", {"2023": 20}),
        ("pct_change", {"2023": 10}),
        ("pct_change_year_ago", {"2023": 10}),
        ("index", {"2022": 100, "2023": 110}),
        ("cagr", {"2023": 10}),
    ],
)
def test_what_a_census_brought_to_the_new_base_compares_with_what_follows(
    town: TestClient, transform: str, results: dict[str, float]
) -> None:
    start = "2022" if transform in {"index", "cagr"} else "2023"
    assert values(town, **SHOPS, transform=transform, start_period=start) == results


@pytest.mark.parametrize("transform", ["change", "pct_change", "index", "cagr"])
@pytest.mark.parametrize(
    ("query", "years"),
    [({}, r"2021 and 202[23]"), ({"as_of": "2025-09-30", "start_period": "2022"}, r"202[12] and 202[23]")],
)
def test_across_bases_nothing_is_worked_out(
    town: TestClient, transform: str, query: dict[str, str], years: str
) -> None:
    answer = town.get("/observations", params=SHOPS | {"transform": transform, "lang": "en"} | query)
    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/unsound-transform")
    (fault,) = answer.json()["errors"]
    assert re.search(rf"shops\.north: {years} are on different bases .*\(new-scope\)", fault["reason"])


def test_a_row_tells_the_break_whose_base_it_is_on(town: TestClient) -> None:
    told = computed(town, **SHOPS, values="all")
    assert {(row["time_period"], row["source"]): row["series_break"] for row in told} == {
        ("2021", "bulletin"): None,
        ("2022", "bulletin"): None,
        ("2022", "yearbook"): "new-scope",
        ("2023", "bulletin"): "new-scope",
    }


@pytest.mark.parametrize(
    "query",
    [
        {"of_area": "land"},
        {"of_indicator": "gdp"},
        {"of_area": "land", "transform": "pct_change"},
        {"of_indicator": "gdp", "transform": "index"},
    ],
)
def test_a_whole_goes_with_a_share_only(town: TestClient, query: dict[str, str]) -> None:
    answer = town.get("/observations", params={"indicator": "shops", "area": "town"} | query)
    assert answer.status_code == 422, answer.text
    (fault,) = answer.json()["errors"]
    assert fault["parameter"] == next(iter(query))


def test_a_share_is_as_new_as_the_newer_of_part_and_whole(town: TestClient) -> None:
    query = {"indicator": "shops", "area": "town", "transform": "share_of", "of_indicator": "gdp"}
    (new,) = computed(town, **query)
    assert (new["published_on"], new["inputs"]) == (
        "2025-10-01",
        ["A.shops.town:2024:bulletin", "A.gdp.town:2024:yearbook"],
    )
    (old,) = computed(town, **query, as_of="2025-05-31")
    assert (old["published_on"], old["obs_value"]) == ("2025-03-01", pytest.approx(100 * 800 / 1450))


@pytest.mark.parametrize(
    ("part", "whole", "status"),
    [
        ("town", "land", "U"),
        ("land", "town", "U"),
        ("north", "land", "A"),
    ],
)
def test_a_share_is_as_doubtful_as_the_more_doubtful_of_part_and_whole(
    town: TestClient, part: str, whole: str, status: str
) -> None:
    (row,) = computed(town, indicator="cars", area=part, transform="share_of", of_area=whole)
    assert row["obs_status"] == status


def test_a_share_of_a_figure_that_is_only_about_right_is_one_itself(town: TestClient) -> None:
    query = {"indicator": "freight", "transform": "share_of", "of_indicator": "freight", "freq": "M"}
    assert {row["time_period"]: row["qualifier"] for row in computed(town, **query)} == {
        "2024-01-01/P3M": "exact",
        "2024-01-01/P6M": "exact",
        "2024-01-01/P9M": "about",
    }


def test_each_series_of_a_page_has_its_own_whole(town: TestClient) -> None:
    query = {"indicator": "gdp", "area": "north,south", "transform": "share_of", "of_area": "town"}
    shares = computed(town, **query, start_period="2022", end_period="2023")
    assert {(row["area"], row["time_period"]): row["obs_value"] for row in shares} == {
        ("north", "2022"): 50,
        ("north", "2023"): 50,
        ("south", "2022"): 50,
        ("south", "2023"): 50,
    }
    assert {row["inputs"][1] for row in shares} == {"A.gdp.town:2022:bulletin", "A.gdp.town:2023:bulletin"}


@pytest.mark.parametrize(
    "query",
    [
        {"q": "north", "of_area": "town", "indicator": "gdp"},
        {"q": "shops", "of_indicator": "gdp", "area": "town"},
    ],
)
def test_words_choose_the_part_and_not_the_whole(town: TestClient, query: dict[str, str]) -> None:
    found = computed(town, **query, transform="share_of", end_period="2024")
    assert found
    assert all(len(row["inputs"]) == 2 for row in found)


@pytest.mark.parametrize("fields", ["obs_value", "time_period", "observation_id,obs_value"])
def test_a_published_rate_stands_beside_whatever_fields_are_asked_for(town: TestClient, fields: str) -> None:
    query = {"indicator": "retail", "transform": "pct_change"}
    whole = town.get("/observations", params=query).json()["included"]["published_growth"]
    chosen = town.get("/observations", params=query | {"fields": fields}).json()["included"]["published_growth"]
    assert chosen == whole
    assert len(whole) == 2


@pytest.mark.parametrize(
    ("query", "periods"),
    [
        ({"last_n": "1"}, ["2024-01-01/P3M", "2024-03"]),
        ({"first_n": "1"}, ["2024-01", "2024-01-01/P2M"]),
        ({"last_n": "2"}, ["2024-01-01/P2M", "2024-01-01/P3M", "2024-02", "2024-03"]),
    ],
)
def test_the_last_periods_are_those_of_months_and_those_of_january_to_date(
    town: TestClient, query: dict[str, str], periods: list[str]
) -> None:
    rows = computed(town, indicator="shops", area="south", **query)
    assert sorted(row["time_period"] for row in rows) == periods


def test_months_follow_one_another_beside_january_to_date(town: TestClient) -> None:
    assert values(town, indicator="shops", area="south", transform="change") == {"2024-02": 10, "2024-03": 10}
    assert values(town, indicator="shops", area="south", transform="change", last_n="1") == {"2024-03": 10}

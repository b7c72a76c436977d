"""What checks, coverage and transforms answer at the edges."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

Row = dict[str, Any]


@pytest.fixture
def engine_name() -> str:
    """One kind of store: none of the faults is of a store's making."""
    return "sqlite"


def observations(client: TestClient, **query: str) -> list[Row]:
    answer = client.get("/observations", params=query)
    assert answer.status_code == 200, answer.json()["errors"]
    found: list[Row] = answer.json()["data"]
    return found


def values(client: TestClient, **query: str) -> dict[str, float]:
    return {row["time_period"]: row["obs_value"] for row in observations(client, **query)}


def judged(client: TestClient, **query: str) -> Row:
    found: Row = client.get("/check", params={"area": "town", "time_period": "2024"} | query).json()["data"]
    return found


@pytest.mark.parametrize(
    ("query", "results"),
    [
        ({"indicator": "gdp", "area": "north", "transform": "pct_change", "start_period": "2023"}, {"2023": 10}),
        ({"indicator": "gdp", "area": "north", "transform": "pct_change", "last_n": "1"}, {"2023": 10}),
        ({"indicator": "gdp", "area": "south", "transform": "pct_change", "start_period": "2023"}, {"2023": 10}),
        ({"indicator": "gdp", "area": "land", "transform": "pct_change", "start_period": "2024"}, {"2024": 20}),
        (
            {"indicator": "farms", "transform": "ytd_to_single", "start_period": "2023"},
            {"2023-S1": 4, "2023-S2": 8},
        ),
        (
            {"indicator": "gdp", "area": "town", "transform": "share_of", "of_area": "land", "start_period": "2024"}
            | {"end_period": "2024"},
            {"2024": 12.200833},
        ),
    ],
)
def test_a_fault_before_what_is_asked_for_stands_in_nobodys_way(
    town: TestClient, query: dict[str, str], results: dict[str, float]
) -> None:
    assert values(town, **query) == results


@pytest.mark.parametrize("transform", ["index", "pct_change", "change"])
@pytest.mark.parametrize("indicator", ["freight", "farms"])
def test_only_periods_of_one_length_are_held_against_each_other(
    town: TestClient, indicator: str, transform: str
) -> None:
    for row in observations(town, indicator=indicator, transform=transform):
        assert len({given.partition(".")[0] for given in row["inputs"]}) == 1


def test_a_growth_rate_published_later_does_not_stand_beside(town: TestClient) -> None:
    query = {"indicator": "retail", "transform": "pct_change", "as_of": "2025-03-01"}
    beside = town.get("/observations", params=query).json()["included"]["published_growth"]
    assert list(beside) == ["pct_change(A.retail.town):2023"]


def test_a_share_of_a_bound_is_refused(town: TestClient) -> None:
    query = {"indicator": "gdp", "area": "town", "transform": "share_of", "of_area": "land"}
    answer = town.get("/observations", params=query | {"start_period": "2022", "end_period": "2022"})
    assert answer.status_code == 422
    assert "bound" in answer.text


def test_what_is_computed_from_a_target_is_one_even_where_the_other_is_provisional(town: TestClient) -> None:
    (row,) = observations(town, indicator="works", transform="change")
    assert row["obs_status"] == "F"


def test_what_is_asked_to_be_embedded_is_embedded_or_refused(town: TestClient) -> None:
    answer = town.get("/observations", params={"indicator": "retail", "transform": "change", "include": "source"})
    assert answer.status_code == 422 or "source" in answer.json().get("included", {})


def test_an_earlier_figure_of_another_body_is_a_rival(town: TestClient) -> None:
    assert judged(town, indicator="gdp", value="1600")["answer"] == "rival"


@pytest.mark.parametrize(
    ("area", "answer", "matched"),
    [
        # Each paper prints what the bureau counted; on the land the first counted for itself.
        ("south", "older_vintage", "A.factories.south:2024:paper"),
        ("north", "older_vintage", "A.factories.north:2024:paper"),
        ("land", "rival", "A.factories.land:2024:paper"),
    ],
)
def test_an_earlier_figure_is_an_older_vintage_only_where_the_same_body_counted(
    town: TestClient, area: str, answer: str, matched: str
) -> None:
    value = "30" if area == "north" else "40"
    found = judged(town, indicator="factories", area=area, value=value)
    assert (found["answer"], found["matched"]) == (answer, matched)


def test_a_newer_vintage_is_no_older_one_before_it_was_public(town: TestClient) -> None:
    query = {"indicator": "factories", "area": "south", "value": "40"}
    assert judged(town, **query, as_of="2025-08-31")["answer"] == "match"
    assert judged(town, **query, as_of="2025-09-01")["answer"] == "older_vintage"


@pytest.mark.parametrize("value", ["50万辆", "50万 辆", "500000辆", "约50万辆", "15%", "15 percent", "30家"])
def test_a_unit_of_something_else_within_the_value_is_refused(town: TestClient, value: str) -> None:
    query = {"indicator": "gdp", "area": "town", "time_period": "2024", "value": value, "lang": "en"}
    answer = town.get("/check", params=query)
    assert answer.status_code == 422, answer.text
    (fault,) = answer.json()["errors"]
    assert fault["parameter"] in {"unit", "value"}
    assert "CNY" in fault["suggestions"]


def test_a_multiplier_that_stands_twice_counts_once(town: TestClient) -> None:
    assert judged(town, indicator="gdp", value="0.14641万亿", unit="亿元")["answer"] == "match"


def test_a_number_with_its_unit_in_the_value_is_in_that_unit(town: TestClient) -> None:
    assert judged(town, indicator="cars", value="500000辆")["answer"] == "match"


@pytest.mark.parametrize("value", ["0级", "-5亿级", "下降千亿级"])
def test_a_class_of_nothing_is_refused(town: TestClient, value: str) -> None:
    query = {"indicator": "gdp", "area": "town", "time_period": "2024", "value": value}
    assert town.get("/check", params=query).status_code == 422


def test_a_target_does_not_bear_out_a_number(town: TestClient) -> None:
    assert judged(town, indicator="gdp", time_period="2025", value="1600")["answer"] == "unknown"


def test_coverage_has_no_periods_without_an_outcome(town: TestClient) -> None:
    (works,) = town.get("/coverage", params={"indicator": "works", "area": "town"}).json()["data"]
    assert works["periods"] == ["2024"]


def test_the_newer_of_two_revisions_is_preferred(town: TestClient) -> None:
    (row,) = observations(town, indicator="cars", area="north")
    assert row["source"] == "yearbook"


def test_a_revision_supersedes_what_a_paper_printed_of_the_same_body(town: TestClient) -> None:
    (row,) = observations(town, indicator="factories", area="north", source="yearbook")
    assert row["supersedes"] == "A.factories.north:2024:paper"


def test_a_check_shows_the_body_that_counted(town: TestClient) -> None:
    answer = town.get("/checks/same:factories.north:2024", params={"as_of": "2025-02-05"})
    (given,) = answer.json()["data"]["inputs"]
    assert given["origin"] == "bureau"

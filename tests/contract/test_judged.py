"""What `/check` confirms on the shipped seed, and what it does not."""

import pytest
from fastapi.testclient import TestClient

GDP = {"indicator": "gdp", "area": "440100", "time_period": "2024"}


def judged(api: TestClient, **question: str) -> dict[str, str]:
    answer = api.get("/check", params=GDP | question)
    assert answer.status_code == 200, answer.text
    found: dict[str, str] = answer.json()["data"]
    return found


def test_a_bound_confirms_nothing_that_it_allows(api: TestClient) -> None:
    found = judged(api, indicator="nev_output", time_period="2023", value="900万辆")
    assert found["answer"] == "within_hedge"
    assert judged(api, value="超1亿元")["answer"] == "within_hedge"
    assert judged(api, value="不超过9999万亿元")["answer"] == "within_hedge"
    assert judged(api, value="超3.1万亿元")["answer"] == "match_after_rounding"


def test_a_match_may_be_contradicted_all_the_same(api: TestClient) -> None:
    found = judged(api, indicator="nev_output_national_share", value="15%")
    assert (found["answer"], found["verdict"]) == ("match", "contradicted")


@pytest.mark.parametrize("period", ["2024-S1", "2024-01-01/P6M"])
def test_a_period_is_its_days_however_it_is_written(api: TestClient, period: str) -> None:
    assert judged(api, time_period=period, value="14297.66亿元")["answer"] == "match"


@pytest.mark.parametrize(
    "value",
    ["1e-5", "0x10", "1.2.3", "31032.5/30355", "31032.5*2", "2024: 31032.5", "30000-40000", "3~4万亿元", "~31000"],
)
def test_what_is_not_one_number_is_refused(api: TestClient, value: str) -> None:
    answer = api.get("/check", params=GDP | {"value": value})
    assert answer.status_code == 422
    assert {fault["parameter"] for fault in answer.json()["errors"]} <= {"value", "unit"}


@pytest.mark.parametrize(
    "value",
    [
        "超过3万亿元",
        "大约31000亿元",
        "将近3.2万亿元",
        "exceeding 3 trillion yuan",
        "310 hundred million yuan",
        "3.1032bn CNY",
    ],
)
def test_the_words_that_people_use_are_understood(api: TestClient, value: str) -> None:
    assert api.get("/check", params=GDP | {"value": value}).status_code == 200


@pytest.mark.parametrize("value", ["3103.25bn", "3103.25bn CNY", "3.10325tn yuan", "31032.5 hundred million"])
def test_a_short_multiplier_is_never_passed_over(api: TestClient, value: str) -> None:
    assert float(judged(api, value=value)["value"]) == 31032.5


def test_the_preferred_series_changes_its_base_once(api: TestClient) -> None:
    query = {"indicator": "gdp", "area": "440100", "freq": "A", "start_period": "2010", "end_period": "2025"}
    rows = api.get("/observations", params=query).json()["data"]
    assert [row["time_period"] for row in rows] == [str(year) for year in range(2010, 2026)]
    bases = {row["time_period"]: row["series_break"] for row in rows}
    assert {year for year, base in bases.items() if base is None} == {str(year) for year in range(2010, 2019)}
    assert next(row["obs_value"] for row in rows if row["time_period"] == "2015") == 18100.41


def test_a_share_of_something_in_another_unit_is_refused(api: TestClient) -> None:
    query = {"indicator": "gdp", "area": "440100", "freq": "A", "start_period": "2022", "transform": "share_of"}
    answer = api.get("/observations", params=query | {"of_indicator": "gdp_growth"})
    assert answer.status_code == 422
    assert "unit" in answer.json()["errors"][0]["reason"]

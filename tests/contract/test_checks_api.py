"""What agrees, what does not, what there is, and what can be worked out, as a client sees it."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.contract.checked import CHECKED

Row = dict[str, Any]
GDP_2024 = "same:gdp.town:2024"
SHARE = "share:A.cars_share.town:2024:blog"


def rows(client: TestClient, path: str, **query: str | int) -> list[Row]:
    answer = client.get(path, params=query)
    assert answer.status_code == 200, answer.text
    found: list[Row] = answer.json()["data"]
    return found


def one(client: TestClient, path: str, **query: str | int) -> Row:
    answer = client.get(path, params=query)
    assert answer.status_code == 200, answer.text
    found: Row = answer.json()["data"]
    return found


def refused(client: TestClient, path: str, **query: str) -> Row:
    """The only fault of a refused request."""
    answer = client.get(path, params={"lang": "en"} | query)
    assert answer.status_code in {400, 404, 422}, answer.text
    (fault,) = answer.json()["errors"]
    return dict(fault)


# ---- /checks


def test_every_figure_has_its_check_and_every_rule_its_own(town: TestClient) -> None:
    found = rows(town, "/checks", limit=1000)
    by_rule: dict[str, list[str]] = {}
    for row in found:
        by_rule.setdefault(row["rule"], []).append(row["id"])
    assert by_rule["share"] == [SHARE]
    assert by_rule["growth"] == [
        "growth:A.retail_growth.town:2023:bulletin",
        "growth:A.retail_growth.town:2024:yearbook",
    ]
    assert [row.rpartition(".")[2] for row in by_rule["districts"]] == [
        "town:2020:bulletin",
        "town:2022:bulletin",
        "town:2023:bulletin",
    ]
    outcomes = {(t.indicator, t.area, t.period) for t in CHECKED.told if t.status in {"A", "P"}}
    assert len(by_rule["same"]) == len(outcomes)


def test_each_figure_has_the_verdict_that_follows(town: TestClient) -> None:
    verdicts = {row["id"]: row["verdict"] for row in rows(town, "/checks", limit=1000)}
    assert verdicts[GDP_2024] == "contradicted"
    assert verdicts["same:shops.town:2024"] == "corroborated"
    assert verdicts["same:gdp.town:2023"] == "unverified"
    assert verdicts[SHARE] == "contradicted"
    assert verdicts["growth:A.retail_growth.town:2023:bulletin"] == "consistent"
    assert verdicts["growth:A.retail_growth.town:2024:yearbook"] == "contradicted"
    # 400 + 600 and 605 + 605 and 665.50 + 665.50, against 1000, 1210 and 1331.
    assert {verdicts[f"districts:A.gdp.town:{year}:bulletin"] for year in (2020, 2022, 2023)} == {"consistent"}


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        (
            {"verdict": "contradicted"},
            ["growth:A.retail_growth.town:2024:yearbook", "same:factories.land:2024", GDP_2024, SHARE],
        ),
        ({"verdict": "corroborated"}, ["same:shops.town:2024"]),
        ({"verdict": "contradicted,corroborated", "indicator": "shops,cars_share"}, ["same:shops.town:2024", SHARE]),
        ({"rule": "share"}, [SHARE]),
        ({"rule": "districts,share", "indicator": "cars_share"}, [SHARE]),
        ({"area": "land", "indicator": "cars"}, ["same:cars.land:2024"]),
        ({"source": "blog", "verdict": "contradicted"}, [GDP_2024, SHARE]),
        # It is the whole of a share that the bulletin states, not the share.
        ({"source": "bulletin", "rule": "share"}, []),
        ({"source": "copy"}, []),
        ({"source": "copy", "as_of": "2025-09-30"}, [GDP_2024]),
        ({"indicator": "gdp", "area": "town", "rule": "same", "as_of": "2025-01-19"}, []),
        ({"verdict": "contradicted", "as_of": "2025-05-31"}, []),
        ({"verdict": "contradicted", "as_of": "2025-06-01"}, [GDP_2024, SHARE]),
    ],
)
def test_checks_are_narrowed(town: TestClient, query: dict[str, str], ids: list[str]) -> None:
    assert [row["id"] for row in rows(town, "/checks", **query)] == ids


@pytest.mark.parametrize(
    ("query", "fault"),
    [
        ({"indicator": "gdq"}, ("indicator", "gdp")),
        ({"rule": "shares"}, ("rule", "share")),
        ({"source": "blogg"}, ("source", "blog")),
        ({"area": "twon"}, ("area", "town")),
    ],
)
def test_an_unknown_code_is_refused_with_the_nearest(
    town: TestClient, query: dict[str, str], fault: tuple[str, str]
) -> None:
    found = refused(town, "/checks", **query)
    assert (found["parameter"], found["suggestions"][0]) == fault


def test_an_unknown_verdict_or_parameter_is_refused(town: TestClient) -> None:
    assert refused(town, "/checks", verdict="maybe")["parameter"] == "verdict"
    assert refused(town, "/checks", verdikt="contradicted")["suggestions"] == ["verdict"]


def test_checks_come_in_pages_and_in_any_offered_order(town: TestClient) -> None:
    everything = [row["id"] for row in rows(town, "/checks", sort="-time_period,id", limit=1000)]
    seen: list[str] = []
    query: dict[str, str | int] = {"sort": "-time_period,id", "limit": 7}
    while True:
        page = town.get("/checks", params=query).json()
        seen += [row["id"] for row in page["data"]]
        assert page["page"]["total"] == len(everything)
        if page["page"]["next_cursor"] is None:
            break
        query["cursor"] = page["page"]["next_cursor"]
    assert seen == everything
    assert list(rows(town, "/checks", fields="id,verdict")[0]) == ["id", "verdict"]


def test_a_check_shows_its_rule_its_inputs_and_its_arithmetic(town: TestClient) -> None:
    found = one(town, f"/checks/{SHARE}")
    assert (found["verdict"], found["arithmetic"]) == ("contradicted", "100 × 50 / 1288.8 = 3.880")
    assert found["stated"] == "[14.5, 15.5]"
    assert found["difference"] == pytest.approx(-11.1204, abs=1e-4)
    assert found["rule_detail"] == {
        "code": "share",
        "kind": "share",
        "name_zh": "share",
        "name_en": "share",
        "note_zh": "why",
        "note_en": "why",
    }
    assert [(row["role"], row["source"], row["origin"], row["interval"]) for row in found["inputs"]] == [
        ("stated", "blog", "blog", "[14.5, 15.5]"),
        ("part", "blog", "blog", "[49.5, 50.5]"),
        ("whole", "bulletin", "bureau", "[1288.75, 1288.85]"),
    ]
    assert {row["evidence"] for row in found["inputs"]} == {"ev-blog", "ev-bulletin"}
    assert (found["input_count"], found["known_until"]) == (3, None)
    assert found["known_from"] == "2025-06-01"


def test_a_check_is_answered_as_of_a_day(town: TestClient) -> None:
    early = one(town, f"/checks/{GDP_2024}", as_of="2025-01-20")
    assert (early["verdict"], early["known_from"], early["known_until"]) == ("unverified", "2025-01-20", "2025-02-10")
    assert [row["source"] for row in early["inputs"]] == ["prelim"]
    late = one(town, f"/checks/{GDP_2024}")
    assert (late["verdict"], late["known_from"]) == ("contradicted", "2025-10-01")
    assert [row["source"] for row in late["inputs"]] == ["yearbook", "blog"]
    assert town.get(f"/checks/{GDP_2024}", params={"as_of": "2025-01-19"}).status_code == 404


def test_a_check_that_is_not_there_is_not_found_and_near_ones_are_named(town: TestClient) -> None:
    fault = refused(town, "/checks/same:gdp.twn:2024")
    assert fault["parameter"] == "check_id"
    assert GDP_2024 in fault["suggestions"]


# ---- /check


def judged(client: TestClient, value: str, **query: str) -> Row:
    asked = {"indicator": "gdp", "area": "town", "time_period": "2024", "value": value}
    return one(client, "/check", **asked | query)


@pytest.mark.parametrize(
    ("value", "query", "answer", "matched"),
    [
        ("1464.1", {}, "match", "yearbook"),
        ("1464.10", {}, "match", "yearbook"),
        ("1464", {}, "match_after_rounding", "yearbook"),
        ("1,464.1", {"unit": "亿元"}, "match", "yearbook"),
        ("146410000000", {"unit": "CNY"}, "match", "yearbook"),
        ("0.146410", {"unit": "万亿元"}, "match", "yearbook"),
        ("146.41", {"unit": "billion yuan"}, "match", "yearbook"),
        ("1464.1亿元", {}, "match", "yearbook"),
        ("0.15万亿", {}, "match_after_rounding", "yearbook"),
        ("超1400", {}, "match_after_rounding", "yearbook"),
        ("1400", {"qualifier": "over"}, "match_after_rounding", "yearbook"),
        ("近1500", {"unit": "亿元"}, "match_after_rounding", "yearbook"),
        ("1500", {"qualifier": "up_to"}, "match_after_rounding", "yearbook"),
        ("over 1400", {}, "match_after_rounding", "yearbook"),
        ("1450", {}, "older_vintage", "copy"),
        ("1450.00", {}, "older_vintage", "copy"),
        ("1700", {}, "contradicts", "yearbook"),
        ("超1700", {}, "contradicts", "yearbook"),
        ("-1464.1", {}, "contradicts", "yearbook"),
        ("1450", {"as_of": "2025-02-01"}, "match", "prelim"),
        ("1464.1", {"as_of": "2025-02-01"}, "contradicts", "prelim"),
        ("1464.1", {"as_of": "2025-01-01"}, "unknown", None),
        ("1464.1", {"time_period": "2018"}, "unknown", None),
        ("1464.1", {"area": "land", "time_period": "2020"}, "unknown", None),
        ("5", {"indicator": "works", "time_period": "2023"}, "unknown", None),
        ("12", {"indicator": "factories"}, "match", "bulletin"),
        ("12家", {"indicator": "factories"}, "match", "bulletin"),
        ("12", {"indicator": "factories", "unit": "家"}, "match", "bulletin"),
        ("13", {"indicator": "factories"}, "contradicts", "bulletin"),
        ("50", {"indicator": "cars", "unit": "万辆"}, "match", "blog"),
        ("500000", {"indicator": "cars", "unit": "辆"}, "match", "blog"),
        ("0.5", {"indicator": "cars", "unit": "million cars"}, "match", "blog"),
        ("15", {"indicator": "cars_share", "unit": "%"}, "match", "blog"),
        ("15", {"indicator": "cars_share", "unit": "percentage"}, "match", "blog"),
    ],
)
def test_a_number_is_judged(
    town: TestClient, value: str, query: dict[str, str], answer: str, matched: str | None
) -> None:
    found = judged(town, value, **query)
    source = found["matched"] and found["matched"].rpartition(":")[2]
    assert (found["answer"], source) == (answer, matched)


def test_a_rival_is_found_where_a_better_source_says_otherwise(town: TestClient) -> None:
    # Before the revision the blog is the newest, but not the most reliable.
    found = judged(town, "1600", as_of="2025-06-01")
    assert (found["answer"], found["matched"]) == ("rival", "A.gdp.town:2024:blog")


def test_a_judgement_shows_everything_it_was_held_against(town: TestClient) -> None:
    found = judged(town, "超1.4千亿元")
    assert {name: found[name] for name in ("value", "unit_measure", "unit_mult", "qualifier", "interval")} == {
        "value": 1400,
        "unit_measure": "CNY",
        "unit_mult": 8,
        "qualifier": "over",
        "interval": "(1400, ∞)",
    }
    assert [(row["source"], row["meets"], row["interval"]) for row in found["statements"]] == [
        ("yearbook", True, "[1464.095, 1464.105]"),
        ("blog", True, "[1599.5, 1600.5]"),
        ("copy", True, "[1449.5, 1450.5]"),
        ("prelim", True, "[1449.995, 1450.005]"),
    ]
    assert found["statements"][0]["is_preferred"]
    assert all(row["evidence"] for row in found["statements"])


def test_a_judgement_shows_the_checks_of_what_it_was_held_against(town: TestClient) -> None:
    found = judged(town, "15", indicator="cars_share", unit="%")
    assert found["answer"] == "match"
    verdicts = {row["id"]: row["verdict"] for row in found["checks"]}
    assert verdicts == {"same:cars_share.town:2024": "unverified", SHARE: "contradicted"}
    assert judged(town, "15", indicator="cars_share", as_of="2025-05-31")["checks"] == []


@pytest.mark.parametrize(
    ("query", "parameter", "suggestion"),
    [
        ({"unit": "万辆"}, "unit", "CNY"),
        ({"unit": "%"}, "unit", "CNY"),
        ({"unit": "亿圆"}, "unit", None),
        ({"unit": "vehicl", "indicator": "cars"}, "unit", "vehicle"),
        ({"value": "没有数字"}, "value", None),
        ({"time_period": "2024-13"}, "time_period", None),
        ({"indicator": "gpd"}, "indicator", "gdp"),
        ({"area": "towm"}, "area", "town"),
        ({"qualifier": "roughly"}, "qualifier", None),
    ],
)
def test_a_question_that_cannot_be_understood_is_refused(
    town: TestClient, query: dict[str, str], parameter: str, suggestion: str | None
) -> None:
    asked = {"indicator": "gdp", "area": "town", "time_period": "2024", "value": "5"} | query
    fault = refused(town, "/check", **asked)
    assert fault["parameter"] == parameter
    assert suggestion is None or suggestion in fault["suggestions"]


@pytest.mark.parametrize("missing", ["indicator", "area", "time_period", "value"])
def test_a_question_needs_all_its_parts(town: TestClient, missing: str) -> None:
    asked = {"indicator": "gdp", "area": "town", "time_period": "2024", "value": "5"}
    del asked[missing]
    assert refused(town, "/check", **asked)["parameter"] == missing


# ---- /coverage


def test_coverage_lists_the_periods_there_are_and_why_others_are_not(town: TestClient) -> None:
    (found,) = rows(town, "/coverage", indicator="gdp", area="south")
    assert found["periods"] == ["2016", "2019", "2020", "2022", "2023"]
    assert found["period_count"] == 5
    gaps = [(gap["start_period"], gap["end_period"], gap["reason"], gap["note_en"]) for gap in found["gaps"]]
    assert gaps == [("2017", "2018", "not_published", "why"), ("2021", "2021", "not_found", None)]


def test_coverage_has_what_is_only_a_gap(town: TestClient) -> None:
    (found,) = rows(town, "/coverage", indicator="cars", area="south")
    assert (found["periods"], found["period_count"]) == ([], 0)
    assert [gap["reason"] for gap in found["gaps"]] == ["not_published"]


def test_coverage_is_narrowed_paged_and_strict(town: TestClient) -> None:
    keys = [(row["indicator"], row["area"]) for row in rows(town, "/coverage", limit=1000)]
    assert keys == sorted(keys)
    assert ("gdp", "land") in keys
    assert [row["area"] for row in rows(town, "/coverage", indicator="gdp")] == ["land", "north", "south", "town"]
    first = town.get("/coverage", params={"limit": 5}).json()
    rest = rows(town, "/coverage", limit=1000, cursor=first["page"]["next_cursor"])
    assert [(row["indicator"], row["area"]) for row in first["data"] + rest] == keys
    assert first["page"]["total"] == len(keys)
    assert "gdp" in refused(town, "/coverage", indicator="gdpp")["suggestions"]


# ---- /observations


def values(client: TestClient, **query: str | int) -> dict[str, float]:
    asked = {"indicator": "gdp", "area": "town"} | query
    return {row["time_period"]: row["obs_value"] for row in rows(client, "/observations", **asked)}


@pytest.mark.parametrize(
    ("as_of", "value"),
    [("2025-01-20", 1450), ("2025-05-31", 1450), ("2025-09-30", 1450), ("2025-10-01", 1464.1)],
)
def test_the_same_question_is_answered_as_of_a_day(town: TestClient, as_of: str, value: float) -> None:
    assert values(town, as_of=as_of, start_period="2024", end_period="2024") == {"2024": value}


def test_nothing_is_known_before_it_was_published(town: TestClient) -> None:
    assert values(town, as_of="2025-01-04") == {}
    assert values(town, as_of="2025-01-05") == {"2025": 1600}


def test_a_revision_names_its_reason_and_what_it_supersedes(town: TestClient) -> None:
    told = {row["source"]: row for row in rows(town, "/observations", indicator="gdp", area="town", values="all")}
    yearbook = told["yearbook"]
    assert (yearbook["revision"], yearbook["supersedes"]) == ("final", "A.gdp.town:2024:copy")
    assert {(told[source]["revision"], told[source]["supersedes"]) for source in ("prelim", "copy", "blog")} == {
        (None, None)
    }
    detail = one(town, "/observations/A.gdp.town:2024:yearbook")
    assert [row["source"] for row in detail["vintages"]] == ["prelim", "copy", "blog", "yearbook"]
    assert {row["source"] for row in detail["rivals"]} == {"prelim", "copy", "blog"}
    assert (detail["interval"], detail["supersedes"]) == ("[1464.095, 1464.105]", "A.gdp.town:2024:copy")


def test_a_break_is_marked_and_stays_whatever_fields_are_asked_for(town: TestClient) -> None:
    asked = rows(town, "/observations", indicator="gdp", area="north", fields="time_period")
    assert asked == [
        {"time_period": year, "series_break": None if year < "2022" else "new-base"}
        for year in ("2020", "2021", "2022", "2023")
    ]
    assert {row["series_break"] for row in rows(town, "/observations", indicator="gdp", area="south")} == {None}


@pytest.mark.parametrize(
    ("query", "results"),
    [
        ({"transform": "change"}, {"2021": 100, "2022": 110, "2023": 121, "2024": 133.1}),
        ({"transform": "pct_change"}, {"2021": 10, "2022": 10, "2023": 10, "2024": 10}),
        ({"transform": "pct_change_year_ago"}, {"2021": 10, "2022": 10, "2023": 10, "2024": 10}),
        ({"transform": "index"}, {"2020": 100, "2021": 110, "2022": 121, "2023": 133.1, "2024": 146.41}),
        ({"transform": "index", "start_period": "2022"}, {"2022": 100, "2023": 110, "2024": 121}),
        ({"transform": "cagr"}, {"2024": 10}),
        ({"transform": "change", "start_period": "2023"}, {"2023": 121, "2024": 133.1}),
        ({"transform": "change", "last_n": "1"}, {"2024": 133.1}),
        ({"transform": "change", "first_n": "2"}, {"2021": 100, "2022": 110}),
        ({"transform": "change", "as_of": "2025-05-31", "start_period": "2024"}, {"2024": 119}),
    ],
)
def test_a_series_is_worked_out(town: TestClient, query: dict[str, str], results: dict[str, float]) -> None:
    assert values(town, end_period="2024", **query) == results


def test_a_computed_row_says_so_and_from_what(town: TestClient) -> None:
    found = rows(town, "/observations", indicator="gdp", area="town", transform="pct_change", end_period="2024")
    last = found[-1]
    assert last["observation_id"] == "pct_change(A.gdp.town):2024"
    assert (last["transform"], last["obs_value_text"]) == ("pct_change", "computed")
    assert last["inputs"] == ["A.gdp.town:2023:bulletin", "A.gdp.town:2024:yearbook"]
    assert (last["unit_measure"], last["unit_mult"], last["qualifier"]) == ("percent", 0, "exact")
    assert last["published_on"] == "2025-10-01"
    change = rows(town, "/observations", indicator="gdp", area="town", transform="change", end_period="2024")[-1]
    assert (change["unit_measure"], change["unit_mult"]) == ("CNY", 8)


def test_what_is_computed_from_a_target_or_from_a_hedged_figure_says_so(town: TestClient) -> None:
    last = rows(town, "/observations", indicator="gdp", area="town", transform="change")[-1]
    assert (last["time_period"], last["obs_status"]) == ("2025", "F")
    singles = rows(town, "/observations", indicator="freight", transform="ytd_to_single")
    assert [row["qualifier"] for row in singles] == ["exact", "exact", "about", "about"]


def test_january_to_date_comes_apart_into_quarters(town: TestClient) -> None:
    singles = rows(town, "/observations", indicator="freight", transform="ytd_to_single")
    assert [(row["time_period"], row["freq"], row["obs_value"]) for row in singles] == [
        ("2024-Q1", "Q", 10),
        ("2024-Q2", "Q", 15),
        ("2024-Q3", "Q", 20),
        ("2024-Q4", "Q", 25),
    ]
    assert singles[1]["inputs"] == [
        "M.freight.town:2024-01-01--P3M:bulletin",
        "M.freight.town:2024-01-01--P6M:bulletin",
    ]
    assert {row["unit_measure"] for row in singles} == {"tonne"}


def test_a_share_is_of_another_area_or_another_indicator(town: TestClient) -> None:
    asked = {"transform": "share_of", "start_period": "2020", "end_period": "2023"}
    assert values(town, area="north", of_area="town", **asked) == {"2020": 40, "2021": 40, "2022": 50, "2023": 50}
    shops = {"indicator": "shops", "of_indicator": "gdp", "transform": "share_of"}
    assert values(town, **shops) == {"2024": pytest.approx(100 * 800 / 1464.1)}


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        ({"area": "north", "transform": "pct_change"}, "gdp.north: 2021 and 2022 are on different bases"),
        (
            {"area": "north", "transform": "index"},
            "2020 and 2022 are on different bases and cannot be compared (new-base)",
        ),
        ({"area": "north", "transform": "cagr"}, "2020 and 2023 are on different bases"),
        ({"area": "south", "transform": "change"}, "gdp.south: there is no value for 2018"),
        ({"area": "land", "transform": "pct_change"}, "the figure for 2022, 超9000亿元, is only a bound"),
        ({"area": "town", "transform": "share_of", "of_area": "north"}, "there is no value for 2024"),
        ({"area": "town", "transform": "ytd_to_single"}, "months 1 to 12 of 2020 are no month, quarter or half"),
    ],
)
def test_what_cannot_be_worked_out_soundly_is_refused(town: TestClient, query: dict[str, str], reason: str) -> None:
    asked = {"indicator": "gdp", "lang": "en", "end_period": "2024"} | query
    answer = town.get("/observations", params=asked)
    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/unsound-transform")
    (fault,) = answer.json()["errors"]
    assert (fault["parameter"], fault["value"]) == ("transform", query["transform"])
    assert reason in fault["reason"]


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ({"transform": "growth"}, "transform"),
        ({"transform": "change", "values": "all"}, "values"),
        ({"transform": "change", "sort": "obs_value"}, "sort"),
        ({"transform": "share_of"}, "transform"),
        ({"transform": "share_of", "of_area": "towm"}, "of_area"),
        ({"transform": "share_of", "of_indicator": "gdpp"}, "of_indicator"),
    ],
)
def test_a_transform_that_makes_no_sense_is_refused(town: TestClient, query: dict[str, str], parameter: str) -> None:
    assert refused(town, "/observations", indicator="gdp", area="town", **query)["parameter"] == parameter


@pytest.mark.parametrize("transform", ["pct_change", "pct_change_year_ago"])
def test_a_published_growth_rate_stands_beside_the_computed_one(town: TestClient, transform: str) -> None:
    answer = town.get("/observations", params={"indicator": "retail", "transform": transform}).json()
    assert [(row["time_period"], row["obs_value"]) for row in answer["data"]] == [("2023", 5), ("2024", 10)]
    beside = answer["included"]["published_growth"]
    assert {name: (rate["obs_value"], rate["obs_value_text"], rate["difference"]) for name, rate in beside.items()} == {
        f"{transform}(A.retail.town):2023": (5.0, "5.0%", 0),
        f"{transform}(A.retail.town):2024": (9.8, "9.8%", pytest.approx(0.2)),
    }


def test_where_no_growth_rate_is_published_none_stands_beside(town: TestClient) -> None:
    for query in ({"indicator": "shops", "transform": "pct_change"}, {"indicator": "retail", "transform": "change"}):
        assert "included" not in town.get("/observations", params=query).json()


def test_computed_rows_come_in_pages(town: TestClient) -> None:
    query: dict[str, str | int] = {"indicator": "gdp,retail", "area": "town", "transform": "change"}
    everything = rows(town, "/observations", **query)
    first = town.get("/observations", params=query | {"limit": 2}).json()
    assert first["page"]["total"] == len(everything)
    rest = rows(town, "/observations", **query, limit=1000, cursor=first["page"]["next_cursor"])
    assert first["data"] + rest == everything


def test_computed_rows_have_the_fields_asked_for_and_what_marks_them(town: TestClient) -> None:
    found = rows(town, "/observations", indicator="retail", transform="change", fields="obs_value")
    assert [list(row) for row in found] == [["obs_value", "series_break", "transform", "inputs"]] * 2

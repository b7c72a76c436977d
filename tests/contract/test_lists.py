"""Every list gives every row exactly once, in every order it offers, on every store."""

import itertools
import re
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.contract.openapi import operation, operations
from tests.seeds import HAVEN
from tests.serving import Clients, client_of
from tests.stores import Originals

Row = dict[str, Any]

# What a list needs besides, so that it has all of its rows.
WHOLE: dict[str, dict[str, str]] = {"list_observations": {"values": "all"}, "search": {"q": "haven"}}
_IN_ORDER = ("indicator", "area", "period_start", "period_end")
# By what rows are told apart that are equal in the sort word, before their key.
FINER = {
    **{("list_observations", word): _IN_ORDER for word in ("indicator", "area", "freq", "source")},
    ("list_checks", "rule"): ("indicator", "period_start"),
    ("list_checks", "indicator"): ("rule", "period_start"),
    ("list_checks", "verdict"): ("rule", "indicator", "period_start"),
}
# The columns behind a sort word that is not itself a column.
BEHIND = {
    ("list_observations", "time_period"): ("period_start", "period_end"),
    ("list_milestones", "time_period"): ("period_start", "period_end"),
    ("list_checks", "time_period"): ("period_start",),
}
LISTS = [
    "list_indicators",
    "list_observations",
    "list_checks",
    "list_coverage",
    "list_clusters",
    "list_projects",
    "list_organisations",
    "list_claims",
    "list_milestones",
    "list_areas",
    "list_sources",
    "list_evidence",
    "search",
    "list_releases",
]
SORTED = [name for name in LISTS if name not in {"search", "list_coverage"}]
KEYS = ("observation_id", "code", "id")


def key_of(row: Row) -> tuple[str, ...]:
    if "period_count" in row:
        return (str(row["indicator"]), str(row["area"]))
    return (row.get("noun", ""), next(str(row[name]) for name in KEYS if name in row))


def walk(client: TestClient, path: str, **query: str | int) -> list[Row]:
    """All rows, page by page, as `links.next` leads."""
    rows: list[Row] = []
    answer = client.get(path, params=query).json()
    for _ in range(1000):
        rows += answer["data"]
        total = answer["page"]["total"]
        if answer["links"]["next"] is None:
            assert answer["page"]["next_cursor"] is None
            assert total == len(rows)
            return rows
        assert len(answer["data"]) == answer["page"]["limit"]
        answer = client.get(answer["links"]["next"]).json()
    raise AssertionError(f"{path} has no end")


def test_these_are_all_lists(client: TestClient) -> None:
    assert [found.id for found in operations(client) if found.is_list] == LISTS


@pytest.mark.parametrize("name", LISTS)
def test_pages_of_any_size_give_every_row_once_in_one_order(haven: TestClient, name: str) -> None:
    path, asked = operation(haven, name).path, WHOLE.get(name, {})
    whole = haven.get(path, params={"limit": 1000} | asked).json()
    assert len({key_of(row) for row in whole["data"]}) == len(whole["data"]) == whole["page"]["total"] > 0
    for limit in (1, 7):
        assert walk(haven, path, limit=limit, **asked) == whole["data"]


def words_of(client: TestClient, name: str) -> list[str]:
    """The words by which a list sorts, as its documentation tells them."""
    return re.findall(r"`(\w+)`", operation(client, name).parameters["sort"]["description"])


@pytest.mark.parametrize("sign", ["", "-"], ids=["up", "down"])
@pytest.mark.parametrize("name", SORTED)
def test_each_sort_word_sorts_and_its_pages_fit_together(clients: Clients, name: str, sign: str) -> None:
    haven = clients("sqlite", HAVEN)
    path, asked = operation(haven, name).path, WHOLE.get(name, {})
    for word in words_of(haven, name):
        rows = walk(haven, path, limit=9, sort=sign + word, **asked)
        columns = BEHIND.get((name, word), (word,))
        values = [tuple(row[column] for column in columns) for row in rows]
        known = [value for value in values if None not in value]
        # A missing value comes last in either direction.
        assert values[: len(known)] == known == sorted(known, reverse=bool(sign)), word
        for _, group in itertools.groupby(rows, key=lambda row: tuple(row[c] for c in columns)):
            # Equal rows go the way of the word, by what tells them apart.
            keys = [(*(row[column] for column in FINER.get((name, word), ())), key_of(row)) for row in group]
            assert keys == sorted(keys, reverse=bool(sign)), word


def test_two_sort_words_sort_by_the_first_and_then_by_the_second(haven: TestClient) -> None:
    rows = walk(haven, "/observations", limit=3, sort="-indicator,obs_value", values="all")
    indicators = [row["indicator"] for row in rows]
    assert indicators == sorted(indicators, reverse=True)
    throughput = [row["obs_value"] for row in rows if row["indicator"] == "throughput"]
    assert throughput == [0.1, 2.8, 3]
    assert [row["obs_value"] for row in rows if row["indicator"] == "port_rank"] == [7, None, None]


def test_a_number_is_missing_last_in_both_directions(haven: TestClient) -> None:
    for sort in ("obs_value", "-obs_value"):
        values = [row["obs_value"] for row in walk(haven, "/observations", limit=4, sort=sort, values="all")]
        assert values[-3:] == [None, None, None]
        assert None not in values[:-3]
    assert [row["status"] for row in walk(haven, "/projects", limit=1, sort="-status")] == ["running", "planned", None]


@pytest.mark.parametrize(
    ("name", "default"),
    [
        ("list_indicators", "position"),
        ("list_observations", "indicator,area,time_period"),
        ("list_milestones", "time_period"),
        ("list_sources", "-published_on"),
        ("list_evidence", "source,start_offset"),
        ("list_releases", "-number"),
        ("list_areas", "code"),
    ],
)
def test_the_order_without_sort_is_the_one_documented(haven: TestClient, name: str, default: str) -> None:
    path = operation(haven, name).path
    assert operation(haven, name).parameters["sort"]["schema"]["default"] == default
    assert haven.get(path).json()["data"] == haven.get(path, params={"sort": default}).json()["data"]


@pytest.mark.parametrize("name", SORTED)
def test_every_order_is_the_same_on_both_stores(clients: Clients, name: str) -> None:
    sqlite, postgresql = clients("sqlite", HAVEN), clients("postgresql", HAVEN)
    path, asked = operation(sqlite, name).path, WHOLE.get(name, {})
    for word in words_of(sqlite, name):
        for sign in ("", "-"):
            here, there = (walk(client, path, sort=sign + word, limit=9, **asked) for client in (sqlite, postgresql))
            assert here == there


@pytest.mark.parametrize("name", SORTED)
def test_fields_chooses_columns_and_keeps_their_order(client: TestClient, name: str) -> None:
    path = operation(client, name).path
    (row, *_) = client.get(path, params={"limit": 1}).json()["data"]
    names = list(row)
    # What marks a break is in every row, whatever is asked for.
    kept = [name for name in names if name == "series_break"]
    chosen = client.get(path, params={"limit": 1, "fields": f"{names[2]},{names[0]}"}).json()["data"][0]
    assert list(chosen) == [names[0], names[2], *kept]
    every = client.get(path, params={"limit": 1, "fields": ",".join(reversed(names))}).json()["data"]
    assert every == [row]
    for column in names:
        assert client.get(path, params={"limit": 1, "fields": column}).json()["data"] == [
            {name: row[name] for name in dict.fromkeys([column, *kept])}
        ]


def test_fields_may_leave_out_what_the_page_is_sorted_by(client: TestClient) -> None:
    rows = walk(client, "/observations", limit=40, sort="-obs_value", fields="source")
    assert {tuple(row) for row in rows} == {("source", "series_break")}
    assert len(rows) == client.get("/observations").json()["page"]["total"]


def test_a_cursor_may_go_on_with_another_limit_and_other_fields(client: TestClient) -> None:
    first = client.get("/areas", params={"limit": 4}).json()
    rest = client.get("/areas", params={"limit": 1000, "cursor": first["page"]["next_cursor"], "fields": "code"}).json()
    assert [row["code"] for row in first["data"] + rest["data"]] == [
        row["code"] for row in client.get("/areas").json()["data"]
    ]


def test_the_links_of_a_page_are_its_address_and_the_next(client: TestClient) -> None:
    answer = client.get("/areas", params={"limit": 2, "sort": "-name_en", "level": "district"})
    links = answer.json()["links"]
    assert links["self"] == "/areas?level=district&limit=2&sort=-name_en"
    assert f'<{links["next"]}>; rel="next"' in answer.headers["link"]
    last = client.get("/areas", params={"level": "district"})
    assert last.json()["links"]["next"] is None
    assert 'rel="next"' not in last.headers["link"]


def test_the_default_limit_is_a_hundred_and_the_greatest_a_thousand(client: TestClient) -> None:
    answer = client.get("/evidence").json()
    assert (answer["page"]["limit"], len(answer["data"])) == (100, 100)
    assert answer["page"]["total"] == 1653
    assert len(client.get("/evidence", params={"limit": 1000}).json()["data"]) == 1000
    assert client.get("/evidence", params={"limit": 1001}).status_code == 422


def test_an_empty_answer_to_a_valid_question_is_no_error(haven: TestClient) -> None:
    for path, query in (
        ("/observations", {"start_period": "2099"}),
        ("/observations", {"as_of": "1999-12-31"}),
        ("/observations", {"start_period": "2025", "end_period": "2020"}),
        ("/areas", {"parent": "haven-north"}),
        ("/indicators", {"q": "不存在的词"}),
        ("/search", {"q": "不存在的词"}),
    ):
        answer = haven.get(path, params=query)
        assert answer.status_code == 200, answer.text
        assert answer.json()["data"] == []
        assert answer.json()["page"] == {"limit": 100, "next_cursor": None, "total": 0}


@pytest.mark.parametrize(
    ("path", "query", "codes"),
    [
        ("/indicators", {"topic": "port"}, ["throughput", "port_rank"]),
        ("/indicators", {"unit": "CNY,percent"}, ["gdp", "growth"]),
        ("/indicators", {"q": "吞吐"}, ["throughput"]),
        ("/indicators", {"q": "port", "topic": "output"}, []),
        ("/clusters", {"kind": "industry", "parent": "h35-3"}, ["fishing", "shipping"]),
        ("/clusters", {"kind": "system"}, ["h35"]),
        ("/clusters", {"source": "gazette", "kind": "group"}, ["h35-3", "h35-5", "h35-5-2"]),
        ("/clusters", {"source": "blog"}, []),
        ("/projects", {"status": "planned,running"}, ["aquarium", "new-port"]),
        ("/projects", {"status": "started"}, []),
        ("/projects", {"cluster": "h35"}, ["new-port"]),
        ("/projects", {"cluster": "h35-3,tourism"}, ["aquarium", "new-port"]),
        ("/projects", {"area": "haven"}, ["aquarium", "lighthouse", "new-port"]),
        ("/projects", {"area": "haven-south"}, ["new-port"]),
        ("/projects", {"owner": "haven-ships"}, ["new-port"]),
        ("/projects", {"source": "plan"}, []),
        ("/organisations", {"kind": "company"}, ["free-divers", "haven-ships", "north-nets"]),
        ("/organisations", {"cluster": "h35"}, ["haven-ships", "north-nets"]),
        ("/organisations", {"area": "isle"}, ["haven-ships", "north-nets"]),
        ("/organisations", {"area": "quay"}, ["haven-ships"]),
        ("/organisations", {"q": "船厂"}, ["haven-ships"]),
        ("/milestones", {"kind": "opening"}, ["port-opens", "phase-two"]),
        ("/milestones", {"area": "haven-south"}, ["port-opens", "phase-two"]),
        ("/milestones", {"source": "plan"}, ["plan-2024"]),
        ("/areas", {"level": "district"}, ["haven-north", "haven-south", "quay"]),
        ("/areas", {"parent": "haven,isle"}, ["haven", "haven-north", "haven-south"]),
        ("/sources", {"reliability": "official"}, ["yearbook", "bureau", "plan"]),
        ("/sources", {"reliability": "other,major-media"}, ["blog", "gazette"]),
        ("/sources", {"q": "统计局"}, ["yearbook", "bureau"]),
        ("/evidence", {"source": "plan"}, ["pl-1", "pl-2"]),
        ("/evidence", {"q": "工厂"}, ["ga-3"]),
    ],
)
def test_a_filter_selects_its_rows_and_no_others(
    haven: TestClient, path: str, query: dict[str, str], codes: list[str]
) -> None:
    answer = haven.get(path, params=query).json()
    assert [key_of(row)[1] for row in answer["data"]] == codes
    assert answer["page"]["total"] == len(codes)


def test_codes_may_be_listed_or_repeated_in_any_order(client: TestClient) -> None:
    wanted = client.get("/observations?indicator=gdp,industrial_investment")
    for spelling in (
        "indicator=industrial_investment,gdp",
        "indicator=gdp&indicator=industrial_investment",
        "indicator=gdp,gdp&indicator=industrial_investment,gdp",
        "indicator=gdp%2Cindustrial_investment",
        "indicator=gdp,%20industrial_investment",
    ):
        answer = client.get(f"/observations?{spelling}")
        assert answer.json() == wanted.json()
        assert answer.headers["etag"] == wanted.headers["etag"]


def test_a_project_carries_its_last_status_and_its_history_in_order(haven: TestClient) -> None:
    project = haven.get("/projects/new-port").json()["data"]
    assert (project["status"], project["status_period"]) == ("running", "2024-12")
    assert [(event["status"], event["time_period"], event["source"]) for event in project["status_history"]] == [
        ("planned", "2023", "plan"),
        ("started", "2024-Q1", "gazette"),
        ("running", "2024-12", "gazette"),
    ]
    assert haven.get("/projects/lighthouse").json()["data"]["status_history"] == []


def test_evidence_tells_all_that_rests_on_it(haven: TestClient) -> None:
    evidence = haven.get("/evidence/ga-5").json()["data"]
    assert evidence["document"]["code"] == "gazette"
    assert [(fact["noun"], fact["code"]) for fact in evidence["supports"]] == [
        ("milestone", "port-opens"),
        ("project", "lighthouse"),
        ("project", "new-port"),
        ("project_event", "new-port"),
    ]


def test_a_source_counts_what_rests_on_it(haven: TestClient) -> None:
    counts = {row["code"]: (row["evidence_count"], row["fact_count"]) for row in haven.get("/sources").json()["data"]}
    assert counts == {"plan": (2, 4), "gazette": (6, 33), "blog": (2, 5), "bureau": (2, 12), "yearbook": (1, 1)}


def test_an_indicator_tells_its_coverage_and_its_newest_outcome(haven: TestClient) -> None:
    gdp = haven.get("/indicators/gdp").json()["data"]
    assert (gdp["freqs"], gdp["area_count"], gdp["observation_count"]) == ("A,S,Q,M", 3, 14)
    assert (gdp["coverage_start"], gdp["coverage_end"]) == ("2023-01-01", "2025-12-31")
    # Not the target for 2025, and the yearbook's figure rather than its rivals'.
    assert (gdp["latest_observation"], gdp["latest_value"]) == ("A.gdp.haven:2024:yearbook", 5020.5)
    assert [(series["area"], series["observation_count"]) for series in gdp["series"]] == [
        ("haven", 12),
        ("haven-north", 1),
        ("haven-south", 1),
    ]
    rank = haven.get("/indicators/port_rank").json()["data"]
    assert (rank["latest_period"], rank["latest_value"], rank["ranker"]) == ("2023", 7, "Port List")
    throughput = haven.get("/indicators/throughput").json()["data"]
    assert (throughput["latest_area"], throughput["latest_qualifier"]) == ("haven", "exact")


def test_an_indicator_without_numbers_is_listed_with_nothing_known(
    originals: Originals, engine_name: str, haven_seed: Any, tmp_path: Any
) -> None:
    from app.release.publish import seed_store

    cells = ["rain", "雨量", "Rain", "", "9", "", "output", "percent", "0", "0", "雨。", "Rain.", "", "", "", ""]
    haven_seed.append("catalogue/indicator.csv", *cells)
    url = originals.copy(engine_name, HAVEN, tmp_path)
    seed_store(url, haven_seed.directory)
    with client_of(url) as client:
        row = client.get("/indicators/rain").json()["data"]
    assert (row["freqs"], row["observation_count"], row["area_count"], row["series"]) == ("", 0, 0, [])
    assert {row[name] for name in ("coverage_start", "coverage_end", "latest_observation", "latest_value")} == {None}


def test_an_area_tells_what_lies_in_it_and_what_is_known_and_claimed_of_it(haven: TestClient) -> None:
    area = haven.get("/areas/haven").json()["data"]
    assert [child["code"] for child in area["children"]] == ["haven-north", "haven-south"]
    assert [claim["code"] for claim in area["claims"]] == ["haven-sun"]
    assert {row["indicator"]: row["observation_count"] for row in area["series"]} == {
        "gdp": 12,
        "factories": 1,
        "growth": 2,
        "visits": 3,
        "throughput": 2,
        "port_rank": 3,
    }


def test_an_organisation_carries_each_claim_made_of_it(haven: TestClient) -> None:
    claims = haven.get("/organisations/haven-ships").json()["data"]["claims"]
    assert [(claim["code"], claim["value"], claim["unit_measure"], claim["qualifier"]) for claim in claims] == [
        ("ships-first", None, None, None),
        ("ships-size", 12, "factory", "exact"),
    ]


def test_code_lists_name_every_code_in_both_languages(haven: TestClient) -> None:
    lists = {row["code"]: row["codes"] for row in haven.get("/codelists").json()["data"]}
    assert {code["code"] for code in lists["freq"]} == {"A", "S", "Q", "M", "D"}
    assert lists["topic"] == [
        {"code": "output", "name_zh": "产出", "name_en": "Output"},
        {"code": "port", "name_zh": "港口", "name_en": "Port"},
    ]
    for name, codes in lists.items():
        assert haven.get(f"/codelists/{name}").json()["data"] == {"code": name, "codes": codes}

"""The tree, an indicator and an area as what was public on a day has them, on each kind of store."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.contract.openapi import JSON, operation
from tests.seeds import HAVEN, SeedCopy
from tests.serving import Clients

Row = dict[str, Any]
# The days on which the plan, the gazette, the blog, the bulletin and the yearbook became public.
PLAN, GAZETTE, BLOG, BULLETIN, YEARBOOK = "2024-01-20", "2025-01-15", "2025-02-28", "2025-03-20", "2025-09-30"


@pytest.fixture(scope="session")
def grown(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The made-up city, whose tree was told bit by bit, and whose port was contradicted at last."""
    seed = SeedCopy(HAVEN, tmp_path_factory.mktemp("grown") / "haven")
    clusters, claims = "catalogue/cluster.csv", "catalogue/claim.csv"
    for code in ("h35", "h35-3", "shipping"):
        seed.append("catalogue/mention.csv", "cluster", code, "pl-1")
    seed.append("catalogue/mention.csv", "project", "new-port", "pl-1")
    seed.append("catalogue/mention.csv", "cluster", "shipping", "bl-1")
    seed.set(clusters, seed.line_of(clusters, "fishing"), "evidence_id", "bu-1")
    seed.append(claims, "shipping-first", "first", "", "", "shipping", "首。", "First.", *[""] * 5, "ye-1")
    seed.append(claims, "haven-late", "first", "", "haven", "", "首。", "First.", *[""] * 5, "ye-1")
    told = ("throughput", "haven", "2024", "2.5", "2.5亿吨", "exact", "A", "yearbook", "ye-1", "", "", "", "")
    seed.append("observations/port.csv", *told)
    return seed.directory


@pytest.fixture
def city(clients: Clients, engine_name: str, grown: Path) -> TestClient:
    return clients(engine_name, grown)


def one(client: TestClient, path: str, as_of: str | None = None) -> Row:
    answer = client.get(path, params={"as_of": as_of} if as_of else {})
    assert answer.status_code == 200, answer.text
    assert answer.json()["meta"]["as_of"] == as_of
    found: Row = answer.json()["data"]
    return found


def codes(rows: list[Row], name: str = "code") -> list[str]:
    return [row[name] for row in rows]


@pytest.mark.parametrize(
    ("code", "day"),
    [("h35", "2024-01-19"), ("shipping", "2024-01-19"), ("h35-5", "2025-01-14"), ("fishing", "2025-03-19")],
)
def test_a_node_is_not_found_before_it_was_public_and_the_day_is_named(city: TestClient, code: str, day: str) -> None:
    answer = city.get(f"/clusters/{code}", params={"as_of": day})
    assert (answer.status_code, answer.json()["type"]) == (404, "/problems/not-found")
    (fault,) = answer.json()["errors"]
    assert (fault["parameter"], fault["value"]) == ("as_of", day)
    # On the next day it is there.
    assert one(city, f"/clusters/{code}", next_day(day))["code"] == code


def next_day(day: str) -> str:
    return (date.fromisoformat(day) + timedelta(days=1)).isoformat()


def test_a_node_that_never_was_is_not_found_by_its_code(city: TestClient) -> None:
    (fault,) = city.get("/clusters/shiping", params={"as_of": BLOG}).json()["errors"]
    assert fault["parameter"] == "cluster_code"
    assert "shipping" in fault["suggestions"]


def outline(node: Row) -> dict[str, int]:
    """The codes of a node and of all below it, with how many members each lists."""
    found = {node["code"]: node["listed_count"]}
    for child in node["children"]:
        found |= outline(child)
    return found


def test_the_tree_has_the_members_that_were_public(city: TestClient) -> None:
    assert outline(one(city, "/clusters/h35", PLAN)) == {"h35": 1, "h35-3": 1, "shipping": 0}
    gazette = {"h35": 2, "h35-3": 1, "shipping": 0, "h35-5": 1, "h35-5-2": 1, "diving": 0}
    assert outline(one(city, "/clusters/h35", GAZETTE)) == gazette
    whole = gazette | {"h35": 3, "h35-3": 2, "fishing": 0}
    assert outline(one(city, "/clusters/h35", BULLETIN)) == outline(one(city, "/clusters/h35")) == whole


def test_a_node_has_what_was_told_of_it_by_the_day(city: TestClient) -> None:
    def told(as_of: str | None) -> dict[str, list[str]]:
        node = one(city, "/clusters/shipping", as_of)
        return {name: codes(node[name]) for name in ("organisations", "claims")} | {
            "mentions": codes(node["mentions"], "evidence"),
            "evidence": codes(node["evidence_of_subtree"], "id"),
            "projects": [f"{project['code']} {project['status']}" for project in node["projects"]],
            "open_checks": codes(node["open_checks"], "id"),
        }

    early = {
        "organisations": [],
        "claims": [],
        "mentions": ["pl-1"],
        "evidence": [],
        "projects": ["new-port planned"],
        "open_checks": [],
    }
    gazette = early | {
        "organisations": ["haven-ships"],
        "claims": ["shipping-size"],
        "evidence": ["ga-2"],
        "projects": ["new-port running"],
    }
    whole = gazette | {
        "claims": ["shipping-first", "shipping-size"],
        "mentions": ["bl-1", "pl-1"],
        "open_checks": ["same:throughput.haven:2024"],
    }
    assert told("2025-01-14") == told(PLAN) == early
    assert told(GAZETTE) == gazette
    assert told(BLOG) == gazette | {"mentions": ["bl-1", "pl-1"]}
    assert told(YEARBOOK) == told(None) == whole


@pytest.mark.parametrize("path", ["/clusters/shipping", "/indicators/throughput", "/areas/haven"])
@pytest.mark.parametrize(
    ("as_of", "latest", "rivals", "is_open"),
    [
        (GAZETTE, ("A.throughput.haven:2024:gazette", 3, "nearly"), 0, False),
        (BLOG, ("A.throughput.haven:2024:blog", 2.8, "exact"), 1, False),
        (YEARBOOK, ("A.throughput.haven:2024:yearbook", 2.5, "exact"), 2, True),
        (None, ("A.throughput.haven:2024:yearbook", 2.5, "exact"), 2, True),
    ],
)
def test_a_series_is_as_the_day_has_it_wherever_it_is_shown(
    city: TestClient, path: str, as_of: str | None, latest: tuple[str, float, str], rivals: int, *, is_open: bool
) -> None:
    found = one(city, path, as_of)
    (series,) = (row for row in found["series"] if (row["indicator"], row["area"]) == ("throughput", "haven"))
    newest = series["latest"]
    assert (newest["observation_id"], newest["obs_value"], newest["qualifier"]) == latest
    assert [point["observation_id"] for point in series["recent"]] == [latest[0]]
    assert (series["observation_count"], series["rival_count"]) == (rivals + 1, rivals)
    assert ("same:throughput.haven:2024" in codes(found["open_checks"], "id")) == is_open


def test_a_figure_is_served_as_doubtful_only_while_nobody_else_says_so(city: TestClient) -> None:
    def status(as_of: str) -> str:
        (series,) = (row for row in one(city, "/areas/haven", as_of)["series"] if row["indicator"] == "visits")
        return str(series["latest"]["obs_status"])

    assert status(BLOG) == "U"
    (gdp,) = (row for row in one(city, "/indicators/gdp", BLOG)["series"] if row["area"] == "haven")
    assert (gdp["latest"]["observation_id"], gdp["latest"]["obs_status"]) == ("A.gdp.haven:2024:blog", "A")


def test_an_indicator_has_the_coverage_of_the_day(city: TestClient) -> None:
    before = one(city, "/indicators/gdp", "2024-01-19")
    assert (before["observation_count"], before["area_count"], before["freqs"]) == (0, 0, "")
    assert (before["series"], before["rival_count"], before["open_checks"]) == ([], 0, [])
    assert {before[name] for name in ("coverage_start", "coverage_end", "latest_observation")} == {None}
    target = one(city, "/indicators/gdp", PLAN)
    # A target is a telling, and no outcome.
    assert (target["observation_count"], target["latest_observation"]) == (2, None)
    (series,) = target["series"]
    assert (series["observation_count"], series["latest"], series["recent"]) == (2, None, [])
    press = one(city, "/indicators/gdp", GAZETTE)
    assert (press["latest_observation"], press["rival_count"]) == ("A.gdp.haven:2024:gazette", 1)
    whole = one(city, "/indicators/gdp")
    assert whole == one(city, "/indicators/gdp", YEARBOOK)
    assert codes(whole["series"], "area") == ["haven", "haven-north", "haven-south"]
    assert whole["rival_count"] == sum(series["rival_count"] for series in whole["series"]) == 4


def test_the_recent_points_are_years_oldest_first_and_the_latest_is_of_any_length(city: TestClient) -> None:
    (gdp,) = (row for row in one(city, "/indicators/gdp")["series"] if row["area"] == "haven")
    assert [(point["time_period"], point["obs_value"]) for point in gdp["recent"]] == [("2023", 4800), ("2024", 5020.5)]
    assert (gdp["coverage_start"], gdp["coverage_end"]) == ("2023-01-01", "2025-12-31")
    (growth,) = one(city, "/indicators/growth")["series"]
    assert [(point["time_period"], point["series_break"]) for point in growth["recent"]] == [("2024", None)]
    (factories,) = one(city, "/indicators/factories")["series"]
    assert (factories["latest"]["time_period"], factories["recent"]) == ("2024-12", [])


def test_an_area_has_the_claims_and_the_contradictions_of_the_day(city: TestClient) -> None:
    def told(as_of: str | None) -> tuple[list[str], list[str]]:
        area = one(city, "/areas/haven", as_of)
        return codes(area["claims"]), sorted(codes(area["open_checks"], "id"))

    gdp, port = "same:gdp.haven:2024", "same:throughput.haven:2024"
    assert told("2024-01-19") == ([], [])
    assert told(GAZETTE) == (["haven-sun"], [])
    assert told(BULLETIN) == (["haven-sun"], [gdp])
    assert told(None) == told(YEARBOOK) == (["haven-late", "haven-sun"], [gdp, port])


def test_a_project_shows_the_series_of_its_cluster_and_what_contradicts_them(city: TestClient) -> None:
    project = one(city, "/projects/new-port")
    assert [(row["indicator"], row["area"]) for row in project["series"]] == [
        ("throughput", "haven"),
        ("port_rank", "haven"),
        ("throughput", "quay"),
    ]
    assert codes(project["open_checks"], "id") == ["same:throughput.haven:2024"]
    lighthouse = one(city, "/projects/lighthouse")
    assert (lighthouse["series"], lighthouse["open_checks"]) == ([], [])


@pytest.mark.parametrize("name", ["get_cluster", "get_indicator", "get_area"])
def test_an_answer_as_of_a_day_is_what_the_document_says_and_its_address_has_the_day(
    city: TestClient, name: str
) -> None:
    described = operation(city, name)
    answer = city.get(described.address, params={"as_of": GAZETTE})
    assert described.faults(200, JSON, answer.json()) == []
    assert answer.json()["links"]["self"] == f"{described.address}?as_of={GAZETTE}"
    assert answer.headers["etag"] != city.get(described.address).headers["etag"]
    assert city.get(described.address, params={"as_of": "2025-02-30"}).status_code == 422


def test_both_stores_answer_a_day_alike(clients: Clients, grown: Path) -> None:
    sqlite, postgresql = clients("sqlite", grown), clients("postgresql", grown)
    for path in ("/clusters/h35", "/clusters/tourism", "/indicators/gdp", "/indicators/throughput", "/areas/haven"):
        for day in ("2024-01-19", PLAN, GAZETTE, BLOG, BULLETIN, YEARBOOK):
            here, there = (client.get(path, params={"as_of": day}) for client in (sqlite, postgresql))
            assert here.status_code == there.status_code
            if here.status_code == 200:
                assert here.json()["data"] == there.json()["data"]

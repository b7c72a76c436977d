"""How SQLite finds what is asked: by an index that has the order, never by reading or sorting everything."""

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine, event

from app.queries.checks import LISTING as CHECKS
from app.queries.observations import LISTING
from tests.seeds import HAVEN
from tests.serving import client_of
from tests.stores import Originals

# Each documented filter by itself, in the default order.
FILTERS = {
    "indicator": "gdp",
    "area": "haven",
    "source": "bureau",
    "cluster": "harbour",
    "unit": "ship",
    "freq": "A",
    "status": "A",
    "start_period": "2023",
    "end_period": "2024",
    "as_of": "2025-01-01",
    "values": "all",
}
SORTS = [sign + word for word in LISTING.sortable for sign in ("", "-")]


@pytest.fixture(scope="module")
def client(originals: Originals) -> Iterator[TestClient]:
    """A client of an application that keeps no answers."""
    with client_of(originals.url("sqlite", HAVEN), cache_bytes=0) as client:
        yield client


def page_plan(client: TestClient, query: dict[str, str], *, path: str = "/observations") -> list[str]:
    """The steps by which the store finds a page."""
    app: Any = client.app
    sent: list[tuple[str, Any]] = []

    def note(_connection: object, _cursor: object, statement: str, parameters: Any, *_rest: object) -> None:
        sent.append((statement, parameters))

    # A short page may be read by the event loop, on a connection of its own.
    event.listen(Engine, "before_cursor_execute", note)
    try:
        answer = client.get(path, params=query)
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    assert answer.status_code == 200, answer.text
    page = next(
        (text, given) for text, given in sent if "LIMIT" in text and "ORDER BY" in text and "release" not in text
    )
    with app.state.store.reading() as session:
        return [row[3] for row in session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {page[0]}", page[1])]


def assert_in_order(steps: list[str]) -> None:
    assert "USING INDEX" in steps[0], steps
    assert "observation" in steps[0], steps
    assert not [step for step in steps if "TEMP B-TREE" in step], steps
    tables = ("SCAN observation", "SCAN standing", "SCAN indicator", "SCAN cluster")
    assert not [step for step in steps if step.startswith(tables) and "INDEX" not in step], steps


@pytest.mark.parametrize("name", FILTERS)
def test_a_filter_is_found_by_an_index_in_the_default_order(client: TestClient, name: str) -> None:
    row = client.get("/observations?limit=1").json()["data"][0]
    codes = {
        "unit": row["unit_measure"],
        "source": row["source"],
        "cluster": client.get("/clusters?limit=1").json()["data"][0]["code"],
    }
    assert_in_order(page_plan(client, {name: codes.get(name, FILTERS[name])}))


@pytest.mark.parametrize("sort", SORTS)
def test_an_order_is_that_of_an_index(client: TestClient, sort: str) -> None:
    assert_in_order(page_plan(client, {"sort": sort}))


@pytest.mark.parametrize("sort", [None, "-time_period", "source", "-area", "published_on"])
def test_the_next_page_is_found_at_its_place(client: TestClient, sort: str | None) -> None:
    query = {"limit": "5"} | ({"sort": sort} if sort else {})
    cursor = client.get("/observations", params=query).json()["page"]["next_cursor"]
    steps = page_plan(client, query | {"cursor": cursor})
    assert_in_order(steps)
    assert steps[0].startswith("SEARCH"), steps


CHECKED = {"indicator": "gdp", "area": "haven", "rule": "same", "verdict": "unverified", "as_of": "2025-01-01"}


@pytest.mark.parametrize(
    "query",
    [
        {},
        *({name: code} for name, code in CHECKED.items()),
        *({"sort": f"{sign}{word}"} for word in CHECKS.sortable for sign in ("", "-")),
    ],
)
def test_checks_are_found_by_an_index_in_their_order(client: TestClient, query: dict[str, str]) -> None:
    steps = page_plan(client, query, path="/checks")
    assert "INDEX" in steps[0], steps
    assert not [step for step in steps if "TEMP B-TREE" in step], steps

"""How many statements an answer may cost, whatever the number of its rows."""

import re
from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx import Response
from sqlalchemy import event

from app.queries import memory
from tests.seeds import SHIPPED
from tests.serving import client_of
from tests.stores import Originals

# Statements: the release, then what the answer needs.
STAMP = 1
LISTS = {
    "/indicators": 2,
    "/observations": 2,
    "/checks": 2,
    "/coverage": 2,
    "/clusters": 2,
    "/projects": 2,
    "/organisations": 2,
    "/claims": 2,
    "/milestones": 2,
    "/areas": 2,
    "/sources": 2,
    "/evidence": 2,
    "/releases": 2,
    "/search?q=汽车": 1,
    "/indicators?q=汽车&topic=industry&unit=percent": 4,
    "/projects?status=completed&cluster=12218&area=440100&source=netease-haopin-2025": 6,
    "/observations?indicator=gdp,nev_output&area=440100&source=netease-haopin-2025&cluster=smart-nev": 6,
    "/observations?include=evidence,indicator,area,source,unit": 7,
    # As of a day there is a remark on what came after it, and on what may have come before.
    "/observations?last_n=1&first_n=1&as_of=2026-01-01&start_period=2023": 4,
    # The values, and the rules that say which rate is published for what.
    "/observations?transform=change&indicator=gdp&area=440103,440104&freq=A&start_period=2023&end_period=2023": 4,
    # The known codes of two nouns, both kinds of values, and the rules.
    "/observations?transform=share_of&of_area=440100&indicator=gdp&freq=A&start_period=2022&end_period=2023": 5,
    # The known codes of each noun that is named, and the page with its total.
    "/checks?verdict=contradicted&indicator=gdp&area=440100&source=netease-haopin-2025&rule=same": 6,
    "/checks?as_of=2025-06-30": 2,
    "/claims?q=汽车&kind=ranking&organisation=ehang&area=440100&cluster=smart-nev&source=netease-haopin-2025": 7,
    # The known codes, the periods and the gaps.
    "/coverage?indicator=gdp,nev_output&area=440100": 4,
}
ONES = {
    # Itself, its series, their points, its contradictions.
    "/indicators/gdp": 4,
    # Its figure, the tellings of it, the unit of its interval, and five nouns that it names.
    "/observations/A.gdp.440100:2024:netease-haopin-2025": 8,
    # Itself, its rule, its inputs.
    "/checks/nev-national-share:A.nev_output_national_share.440100:2024:netease-haopin-2025": 3,
    # The subtree; its projects, organisations, indicators, series and their points, claims, contradictions,
    # mentions and evidence.
    "/clusters/12218": 10,
    "/clusters/12218?as_of=2025-06-30": 10,
    # Itself, its investments, its mentions, its series and their points, its contradictions, its history.
    "/projects/huawei-rd": 7,
    # Itself, its claims, its mentions.
    "/organisations/ehang": 3,
    "/claims/ehang-three-certificates": 1,
    # Itself, its mentions.
    "/milestones/city-conference-2025": 2,
    # Itself, the areas in it, its series and their points, its claims, its contradictions.
    "/areas/440100": 6,
    # The known codes, the indicator, the units, the statements, their origins, their checks.
    "/check?indicator=gdp&area=440100&time_period=2024&value=31032.5": 7,
    "/check?indicator=gdp&area=440100&time_period=1911&value=1": 7,
    "/sources/netease-haopin-2025": 1,
    # Itself, its document, what rests on it.
    "/evidence/nh-001": 3,
    "/codelists/topic": 1,
    "/codelists/rule": 1,
    "/codelists/verdict": 0,
    # One for each list that is a table.
    "/codelists": 12,
    "/": 0,
    # The revision of the schema, and the release.
    "/readyz": 1,
}


@pytest.fixture(scope="module")
def client(originals: Originals) -> Iterator[TestClient]:
    """A client of an application that keeps no answers, and knows the data set of its release."""
    with client_of(originals.url("sqlite", SHIPPED), cache_bytes=0) as client:
        assert client.get("/areas").is_success
        assert isinstance(client.app, FastAPI)
        # What is tried on the event loop and given up costs what it had come to.
        client.app.state.store.brief = None
        yield client


@pytest.fixture
def statements(client: TestClient) -> Iterator[list[str]]:
    """The SQL that the application sends while the test runs."""
    assert isinstance(client.app, FastAPI)
    engine = client.app.state.store._serving
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not statement.startswith(("BEGIN", "PRAGMA")):
            sent.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    yield sent
    event.remove(engine, "before_cursor_execute", note)


def asked_anew(client: TestClient, address: str) -> Response:
    """What is answered where nothing is known yet but the release."""
    memory._STORES.clear()
    answer: Response = client.get(address)
    assert answer.status_code == 200, answer.text
    return answer


@pytest.mark.parametrize("address", LISTS)
def test_a_list_costs_the_same_for_one_row_and_for_a_thousand(
    client: TestClient, statements: list[str], address: str
) -> None:
    costs = []
    for limit in (1, 1000):
        statements.clear()
        answer = asked_anew(client, f"{address}{'&' if '?' in address else '?'}limit={limit}")
        # What is all on one page need not be counted; what is put together in memory never is.
        is_whole = answer.json()["page"]["next_cursor"] is None and not re.match(
            "/search|/coverage|.*transform", address
        )
        costs.append(len(statements) + is_whole)
    assert costs == [STAMP + LISTS[address]] * 2, statements


@pytest.mark.parametrize("address", ONES)
def test_one_resource_costs_just_what_belongs_to_it(client: TestClient, statements: list[str], address: str) -> None:
    asked_anew(client, address)
    assert len(statements) == STAMP + ONES[address], statements


@pytest.mark.parametrize(
    "query",
    [
        "transform=pct_change&start_period=2023",
        "transform=pct_change_year_ago&start_period=2023",
        "transform=cagr&start_period=2022",
        "transform=share_of&of_area=440100&start_period=2022",
        "transform=share_of&of_indicator=gdp&start_period=2022",
    ],
)
def test_a_transform_of_many_series_costs_what_one_costs(client: TestClient, statements: list[str], query: str) -> None:
    costs, series = [], []
    for areas in ("440103", "440103,440104,440105,440106,440111"):
        statements.clear()
        answer = asked_anew(client, f"/observations?indicator=gdp&area={areas}&freq=A&end_period=2023&{query}")
        costs.append(len(statements))
        series.append(len({row["area"] for row in answer.json()["data"]}))
    assert series == [1, 5]
    assert costs[0] == costs[1], statements


def test_what_is_refused_before_it_is_understood_costs_nothing(client: TestClient, statements: list[str]) -> None:
    for address in ("/indicators?limt=5", "/indicators?limit=0", "/nothing", "/livez", "/problems"):
        client.get(address)
    assert statements == []


def test_the_document_costs_its_examples_once(client: TestClient, statements: list[str]) -> None:
    client.get("/openapi.json")
    statements.clear()
    client.get("/openapi.json")
    assert len(statements) == STAMP + 1

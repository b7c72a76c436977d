"""The OpenAPI document is complete, and every operation answers as documented, on each kind of store alike."""

import re
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.problems import PROBLEMS
from app.queries.areas import AREAS
from tests.contract.openapi import JSON, PROBLEM, nodes, operations
from tests.seeds import HAVEN, SHIPPED
from tests.serving import Clients, client_of
from tests.stores import Originals

SEEDS = {"shipped": SHIPPED, "haven": HAVEN}
RESOURCES = {
    "/",
    "/indicators",
    "/indicators/{indicator_code}",
    "/observations",
    "/observations/{observation_id}",
    "/checks",
    "/checks/{check_id}",
    "/check",
    "/coverage",
    "/clusters",
    "/clusters/{cluster_code}",
    "/projects",
    "/projects/{project_code}",
    "/organisations",
    "/organisations/{organisation_code}",
    "/claims",
    "/claims/{claim_code}",
    "/milestones",
    "/milestones/{milestone_code}",
    "/areas",
    "/areas/{area_code}",
    "/sources",
    "/sources/{source_code}",
    "/evidence",
    "/evidence/{evidence_id}",
    "/search",
    "/codelists",
    "/codelists/{codelist_code}",
    "/releases",
    "/releases/{release_id}",
    "/problems",
    "/problems/{problem_slug}",
    "/livez",
    "/readyz",
    "/files/{release_id}",
    "/files/{release_id}/{file_name}",
    "/datapackage.json",
    "/catalog.jsonld",
    "/schemas/{list_name}",
    "/releases.atom",
    "/llms.txt",
    "/metrics",
}


@pytest.fixture(params=SEEDS)
def seed(request: pytest.FixtureRequest) -> Path:
    return SEEDS[request.param]


@pytest.fixture
def asked(clients: Clients, engine_name: str, seed: Path) -> TestClient:
    """A client of each seed on each kind of store."""
    return clients(engine_name, seed)


@pytest.fixture
def document(client: TestClient) -> dict[str, Any]:
    found: dict[str, Any] = client.get("/openapi.json").json()
    return found


def test_every_resource_is_documented_and_only_read(document: dict[str, Any]) -> None:
    assert document["openapi"].startswith("3.1")
    assert set(document["paths"]) == RESOURCES
    assert {method for path in document["paths"].values() for method in path} == {"get"}


def test_every_documented_operation_answers_its_example_as_documented(asked: TestClient) -> None:
    for operation in operations(asked):
        answer = asked.get(operation.address, params=operation.query)
        assert answer.status_code == 200, (operation.id, answer.text)
        assert answer.headers["content-type"] == JSON
        assert operation.faults(200, JSON, answer.json()) == [], operation.id


def test_the_document_shows_what_its_examples_answer(asked: TestClient) -> None:
    for operation in operations(asked):
        shown = operation.described["responses"]["200"]["content"][JSON]["example"]
        # A permalink has the host in it: that of the examples is `examples`.
        answer = asked.get(operation.address, params=operation.query, headers={"Host": "examples"})
        assert shown == answer.json(), operation.id


def test_an_answer_is_the_same_to_the_byte_on_every_store(clients: Clients, seed: Path) -> None:
    sqlite, postgresql = clients("sqlite", seed), clients("postgresql", seed)
    told = ("etag", "last-modified", "link", "content-length", "cache-control", "vary")
    assert sqlite.get("/openapi.json").content == postgresql.get("/openapi.json").content
    for operation in operations(sqlite):
        # Without what it requires it is refused, and a refusal has an id of its own.
        for query in (operation.query,) if operation.requires_words else (operation.query, {}):
            here, there = (client.get(operation.address, params=query) for client in (sqlite, postgresql))
            assert here.content == there.content, operation.id
            assert [here.headers.get(name) for name in told] == [there.headers.get(name) for name in told]


@pytest.mark.parametrize(
    "place",
    [("sqlite", SHIPPED), ("sqlite", HAVEN), ("postgresql", HAVEN)],
    ids=["shipped", "haven-sqlite", "haven-postgresql"],
)
def test_codes_from_all_over_each_list_answer_by_themselves_as_documented(
    clients: Clients, place: tuple[str, Path]
) -> None:
    """An indicator, cluster, project … is got by its code, and says of itself what the list says."""
    asked = clients(*place)
    found = {operation.path: operation for operation in operations(asked)}
    for path, operation in found.items():
        detail = next((d for p, d in found.items() if p.startswith(path + "/{")), None)
        if detail is None or not operation.is_list:
            continue
        rows = whole_list(asked, f"{path}?limit=1000" + ("&values=all" if path == "/observations" else ""))
        assert rows
        # All of a short list; of a long one as many from its beginning, its middle and its end.
        for row in rows[:: 1 + len(rows) // MOST]:
            code = row[next(name for name in ("observation_id", "code", "id") if name in row)]
            answer = asked.get(f"{path}/{code}")
            assert answer.status_code == 200, answer.text
            assert detail.faults(200, JSON, answer.json()) == [], code
            told = answer.json()["data"]
            assert {name: told[name] for name in row} == row


MOST = 40


def whole_list(client: TestClient, address: str | None) -> list[dict[str, Any]]:
    """The rows of every page, from an address on."""
    rows: list[dict[str, Any]] = []
    while address:
        page = client.get(address).json()
        rows += page["data"]
        address = page["links"]["next"]
    return rows


def test_every_operation_has_its_words_in_both_languages(document: dict[str, Any]) -> None:
    ids = []
    for path in document["paths"].values():
        operation = path["get"]
        ids.append(operation["operationId"])
        for text in (operation["summary"], operation["description"]):
            assert re.search(r"[一-鿿]", text), text
            assert re.search(r"[A-Za-z]{2}", text), text
        assert len(operation["tags"]) == 1
        for parameter in operation.get("parameters", []):
            if parameter["in"] == "query":
                assert re.search(r"[一-鿿]", parameter["description"]), (operation["operationId"], parameter["name"])
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"[a-z]+(_[a-z]+)?", operation_id) for operation_id in ids)


def test_tags_stand_in_reading_order_and_each_is_used(document: dict[str, Any]) -> None:
    used = list(dict.fromkeys(path["get"]["tags"][0] for path in document["paths"].values()))
    assert [tag["name"] for tag in document["tags"]] == used
    assert all(re.search(r"[一-鿿].*[a-z]", tag["description"]) for tag in document["tags"])


def test_every_operation_documents_its_failures_as_problems(document: dict[str, Any]) -> None:
    for path, methods in document["paths"].items():
        answers = methods["get"]["responses"]
        assert {"200", "400", "405", "406", "414", "422", "500", "503"} <= set(answers), path
        assert ("404" in answers) == ("{" in path), path
        for status, answer in answers.items():
            if status == "304":
                assert "content" not in answer
            elif status != "200":
                assert set(answer["content"]) == {PROBLEM}
                assert answer["content"][PROBLEM]["schema"] == {"$ref": "#/components/schemas/ProblemOut"}
                for slug in answer["content"][PROBLEM]["examples"]:
                    assert PROBLEMS[slug].status == int(status)


def test_where_not_modified_is_documented_it_is_answered_and_nowhere_else(client: TestClient) -> None:
    for operation in operations(client):
        asked = {"url": operation.address, "params": operation.query}
        tag = client.get(**asked).headers.get("etag")
        again = client.get(**asked, headers={"If-None-Match": tag or "*"})
        assert str(again.status_code) == ("304" if "304" in operation.described["responses"] else "200"), operation.id


def test_every_problem_is_documented_somewhere(client: TestClient, document: dict[str, Any]) -> None:
    named = {
        slug
        for path in document["paths"].values()
        for status, answer in path["get"]["responses"].items()
        if status not in {"200", "304"}
        for slug in answer["content"][PROBLEM]["examples"]
    }
    # A file is no operation: only there can a range be wrong.
    beyond = client.get("/static/icon.svg", headers={"Range": "bytes=999999999-"}).json()["type"]
    assert named | {beyond.removeprefix("/problems/")} == set(PROBLEMS)
    assert beyond == "/problems/range-not-satisfiable"


def test_every_reference_leads_somewhere_and_every_schema_is_used(document: dict[str, Any]) -> None:
    schemas = document["components"]["schemas"]
    named = {
        node["$ref"].removeprefix("#/components/schemas/")
        for node in nodes(document)
        if isinstance(node, dict) and isinstance(node.get("$ref"), str)
    }
    assert named == set(schemas)


def test_title_and_words_are_those_of_the_data_set(clients: Clients) -> None:
    info = clients("sqlite", HAVEN).get("/openapi.json").json()["info"]
    assert info["title"] == "Haven Indicators · 海湾指标"
    assert "一座虚构城市的数字。" in info["description"]
    assert info["contact"]["name"] == "The test project"


def test_lists_are_documented_as_they_are_written(document: dict[str, Any]) -> None:
    parameters = {p["name"]: p for p in document["paths"]["/observations"]["get"]["parameters"]}
    assert (parameters["indicator"]["style"], parameters["indicator"]["explode"]) == ("form", False)
    assert parameters["limit"]["schema"]["maximum"] == 1000
    assert parameters["limit"]["schema"]["default"] == 100
    assert "time_period" in parameters["sort"]["description"]
    assert "obs_value" in parameters["fields"]["description"]


@pytest.mark.filterwarnings("ignore:The `root_path` parameter is deprecated")
def test_behind_a_prefix_every_reference_has_it(originals: Originals) -> None:
    with client_of(originals.url("sqlite", HAVEN), root_path="/city") as client:
        document = client.get("/openapi.json").json()
        assert document["servers"] == [{"url": "/city"}]
        shown = [operation.described["responses"]["200"]["content"][JSON] for operation in operations(client)]
        assert all("example" in answer for answer in shown)
        for path in ("/areas", "/city/areas"):
            answer = client.get(path, params={"limit": 1})
            assert answer.json()["links"]["self"] == "/city/areas?limit=1"
            assert answer.json()["links"]["next"].startswith("/city/areas?cursor=")
            assert '</city/openapi.json>; rel="describedby"' in answer.headers["link"]
        assert client.get("/areas/nowhere").json()["type"] == "/city/problems/not-found"
        assert client.get("/").json()["data"]["resources"][0]["href"] == "/city/indicators"
        assert client.get("/search", params={"q": "haven"}).json()["data"][0]["href"].startswith("/city/")
        assert 'data-openapi="/city/openapi.json"' in client.get("/docs").text


def test_the_index_leads_to_every_resource(asked: TestClient) -> None:
    index = asked.get("/").json()["data"]
    needed = {found.address: found.query for found in operations(asked) if found.requires_words}
    assert set(needed) == {"/search", "/check"}
    for resource in index["resources"]:
        answer = asked.get(resource["href"], params=needed.get(resource["href"], {}))
        assert answer.status_code == 200, resource
    whole = {path for path in RESOURCES if "{" not in path} - {"/"}
    assert whole | {"/openapi.json", "/docs"} <= {resource["href"] for resource in index["resources"]}


def test_the_catalogue_and_the_wire_model_have_the_same_columns(document: dict[str, Any]) -> None:
    assert list(AREAS.listing.columns) == list(document["components"]["schemas"]["AreaRow"]["properties"])

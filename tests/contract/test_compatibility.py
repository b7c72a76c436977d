"""The promise of docs/api.md: what was served is served, and what would break that is seen."""

import copy
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.contract.compatibility import breaks, may_break
from tests.contract.openapi import nodes, operations
from tests.contract.snapshot import committed, current, refusals, written
from tests.seeds import HAVEN, SHIPPED
from tests.serving import Clients

Document = dict[str, Any]
TODAY = date(2026, 1, 1)
PROMISED = committed()
HOW = "run `make openapi`, and read the difference"


def test_no_client_of_what_was_promised_breaks() -> None:
    assert refusals(PROMISED, current()) == []


def test_the_snapshot_is_what_is_served() -> None:
    assert written(current()) == written(PROMISED), HOW


@pytest.mark.parametrize("seed", [SHIPPED, HAVEN], ids=["shipped", "haven"])
def test_every_city_serves_the_snapshot_beside_its_own_words_and_examples(clients: Clients, seed: Path) -> None:
    served = clients("sqlite", seed).get("/openapi.json").json()
    assert served["components"] == PROMISED["components"]
    assert without_examples(served["paths"]) == without_examples(PROMISED["paths"])


def without_examples(paths: Document) -> Document:
    found = copy.deepcopy(paths)
    for node in nodes(found):
        if isinstance(node, dict):
            node.pop("example", None)
            if "schema" in node:
                node.pop("examples", None)
    return found


def get(document: Document, path: str) -> Document:
    found: Document = document["paths"][path]["get"]
    return found


def parameter(document: Document, path: str, name: str) -> Document:
    return next(p for p in get(document, path)["parameters"] if p["name"] == name)


def schema(document: Document, name: str) -> Document:
    found: Document = document["components"]["schemas"][name]
    return found


def without_parameter(document: Document, path: str, name: str) -> None:
    get(document, path)["parameters"].remove(parameter(document, path, name))


def without_field(document: Document, name: str, field: str) -> None:
    del schema(document, name)["properties"][field]
    if field in schema(document, name).get("required", []):
        schema(document, name)["required"].remove(field)


def areas(document: Document) -> Document:
    return schema(document, "AreaRow")["properties"]  # type: ignore[no-any-return]


NEW: Document = {"name": "new", "in": "query", "required": False, "schema": {"type": "string"}}
Change = Callable[[Document], object]
# What a change is, the change itself, and what is said of it.
BREAKING: dict[str, tuple[Change, str]] = {
    "a path is gone": (lambda d: d["paths"].pop("/areas"), "GET /areas: is gone"),
    "a method is gone": (lambda d: d["paths"]["/areas"].pop("get"), "GET /areas: is gone"),
    "an operation has another id": (
        lambda d: get(d, "/areas").update(operationId="areas"),
        "GET /areas: operationId list_areas is now areas",
    ),
    "a parameter is gone": (lambda d: without_parameter(d, "/areas", "q"), "GET /areas ?q: is gone"),
    "a parameter is to be given": (
        lambda d: parameter(d, "/areas", "q").update(required=True),
        "GET /areas ?q: is now required",
    ),
    "a new parameter is to be given": (
        lambda d: get(d, "/areas")["parameters"].append(NEW | {"required": True}),
        "GET /areas ?new: is new and required",
    ),
    "a parameter has another type": (
        lambda d: parameter(d, "/areas", "q")["schema"].update(type="integer"),
        "GET /areas ?q: no longer takes string",
    ),
    "a parameter lacks a word": (
        lambda d: parameter(d, "/areas", "format")["schema"]["enum"].remove("xlsx"),
        'GET /areas ?format: no longer takes "xlsx"',
    ),
    "a list takes fewer words": (
        lambda d: parameter(d, "/observations", "include")["schema"]["items"]["enum"].remove("unit"),
        'GET /observations ?include[]: no longer takes "unit"',
    ),
    "a free parameter has words": (
        lambda d: parameter(d, "/areas", "q")["schema"].update(enum=["a"]),
        'GET /areas ?q: no longer takes any word, beside ["a"]',
    ),
    "an order is gone": (
        lambda d: parameter(d, "/areas", "sort")["schema"]["x-words"].remove("name_zh"),
        'GET /areas ?sort: no longer takes "name_zh"',
    ),
    "a parameter has a lower maximum": (
        lambda d: parameter(d, "/areas", "limit")["schema"].update(maximum=999),
        "GET /areas ?limit: no longer takes what is beyond maximum 999",
    ),
    "a parameter has a higher minimum": (
        lambda d: parameter(d, "/areas", "limit")["schema"].update(minimum=2),
        "GET /areas ?limit: no longer takes what is beyond minimum 2",
    ),
    "a parameter may be less long": (
        lambda d: parameter(d, "/areas", "q")["schema"].update(maxLength=199),
        "GET /areas ?q: no longer takes what is beyond maxLength 199",
    ),
    "a parameter has a pattern": (
        lambda d: parameter(d, "/areas", "q")["schema"].update(pattern="^a"),
        'GET /areas ?q: no longer takes what is not pattern "^a"',
    ),
    "a parameter has another default": (
        lambda d: parameter(d, "/areas", "limit")["schema"].update(default=50),
        "GET /areas ?limit: default 100 is now 50",
    ),
    "a parameter has no default": (
        lambda d: parameter(d, "/areas", "limit")["schema"].pop("default"),
        "GET /areas ?limit: default 100 is now null",
    ),
    "a list is written differently": (
        lambda d: parameter(d, "/observations", "indicator").update(explode=True),
        "GET /observations ?indicator: explode false is now true",
    ),
    "a status is gone": (lambda d: get(d, "/areas")["responses"].pop("503"), "GET /areas 503: is gone"),
    "there is a new success": (
        lambda d: get(d, "/areas")["responses"].update({"202": {"description": ""}}),
        "GET /areas 202: is a new way to succeed",
    ),
    "a media type is gone": (
        lambda d: get(d, "/areas")["responses"]["200"]["content"].pop("text/csv; charset=utf-8; header=present"),
        "GET /areas 200 text/csv; charset=utf-8; header=present: is gone",
    ),
    "a header is gone": (
        lambda d: get(d, "/areas")["responses"]["200"].update(headers={}),
        "GET /areas 200 ETag: is gone",
    ),
    "a field is gone": (lambda d: without_field(d, "AreaRow", "name_zh"), "GET /areas 200.data[].name_zh: is gone"),
    "a field of the envelope is gone": (
        lambda d: without_field(d, "Meta", "license"),
        "GET /areas 200.meta.license: is gone",
    ),
    "a field is not always there": (
        lambda d: schema(d, "AreaRow")["required"].remove("name_zh"),
        "GET /areas 200.data[].name_zh: is not always there",
    ),
    "a field may be null": (
        lambda d: areas(d).update(name_zh={"anyOf": [{"type": "string"}, {"type": "null"}]}),
        "GET /areas 200.data[].name_zh: may now be null",
    ),
    "a field may be null, in other words": (
        lambda d: areas(d)["name_zh"].update(type=["string", "null"]),
        "GET /areas 200.data[].name_zh: may now be null",
    ),
    "a field has another type": (
        lambda d: areas(d)["name_zh"].update(type="integer"),
        "GET /areas 200.data[].name_zh: may now be integer",
    ),
    "a field has no type": (
        lambda d: areas(d)["name_zh"].pop("type"),
        "GET /areas 200.data[].name_zh: may now be array or boolean or integer or null or number or object or string",
    ),
    "a whole number may have decimals": (
        lambda d: schema(d, "PageInfo")["properties"]["limit"].update(type="number"),
        "GET /areas 200.page.limit: may now be integer or number",
    ),
    "a field has a new word": (
        lambda d: schema(d, "Verdict")["enum"].append("doubted"),
        'GET /checks 200.data[].verdict: may now be "doubted"',
    ),
    "a field has any word": (
        lambda d: schema(d, "Verdict").pop("enum"),
        (
            "GET /checks 200.data[].verdict: may now be any word, beside "
            '["corroborated", "consistent", "contradicted", "unverified"]'
        ),
    ),
    "a constant is another": (
        lambda d: schema(d, "Live")["properties"]["status"].update(const="fine"),
        'GET /livez 200.status: may now be "fine"',
    ),
    "a field has no format": (
        lambda d: schema(d, "ReleaseRow")["properties"]["published_at"].pop("format"),
        'GET /releases 200.data[].published_at: may now be what is not format "date-time"',
    ),
    "what is in a list has another type": (
        lambda d: schema(d, "Meta")["properties"]["notes"].update(items={"type": "string"}),
        "GET /areas 200.meta.notes[]: may now be string",
    ),
    "further fields have another type": (
        lambda d: schema(d, "ShapedPage")["properties"]["included"].update(additionalProperties={"type": "string"}),
        "GET /areas 200.included.*: may now be string",
    ),
    "a schema says what cannot be compared": (
        lambda d: areas(d)["name_zh"].update({"not": {"const": "a"}}),
        "GET /areas 200.data[].name_zh: not differs, and cannot be compared",
    ),
}
SPARE = {"type": "string", "title": "Spare"}
ALLOWED: dict[str, Change] = {
    "nothing": lambda d: d,
    "a new path": lambda d: d["paths"].update({"/new": copy.deepcopy(d["paths"]["/areas"])}),
    "a new parameter that may be left out": lambda d: get(d, "/areas")["parameters"].append(NEW),
    "a parameter need not be given": lambda d: parameter(d, "/check", "indicator").update(required=False),
    "a new format": lambda d: parameter(d, "/areas", "format")["schema"]["enum"].append("ods"),
    "a new order": lambda d: parameter(d, "/areas", "sort")["schema"]["x-words"].append("position"),
    "longer pages": lambda d: parameter(d, "/areas", "limit")["schema"].update(maximum=5000),
    "a parameter takes more types": lambda d: parameter(d, "/areas", "q")["schema"].update(type=["string", "integer"]),
    "a new field": lambda d: (areas(d).update(spare=SPARE), schema(d, "AreaRow")["required"].append("spare")),
    "a field is always there": lambda d: schema(d, "ObservationPage")["required"].append("included"),
    "a field is never null": lambda d: schema(d, "PageInfo")["properties"].update(next_cursor={"type": "string"}),
    "a word less in an answer": lambda d: schema(d, "Answer")["enum"].remove("unknown"),
    "a new failure": lambda d: get(d, "/areas")["responses"].update({"418": {"description": ""}}),
    "a new media type": lambda d: get(d, "/areas")["responses"]["200"]["content"].update({"text/tab": {}}),
    "a new header": lambda d: get(d, "/areas")["responses"]["200"]["headers"].update(New={"schema": SPARE}),
    "other words": lambda d: (get(d, "/areas").update(summary="x"), areas(d)["name_zh"].update(description="x")),
    "another name of a schema": lambda d: rename(d, "AreaRow", "Area"),
    "a thing is deprecated": lambda d: get(d, "/areas").update({"deprecated": True, "x-sunset": "2030-01-01"}),
}


def rename(document: Document, old: str, new: str) -> None:
    text = json.dumps(document).replace(f'#/components/schemas/{old}"', f'#/components/schemas/{new}"')
    document |= json.loads(text)
    document["components"]["schemas"][new] = document["components"]["schemas"].pop(old)


def changed(change: Change) -> Document:
    document = copy.deepcopy(PROMISED)
    change(document)
    return document


@pytest.mark.parametrize(("change", "said"), BREAKING.values(), ids=BREAKING)
def test_what_breaks_a_client_is_refused_with_its_place(change: Change, said: str) -> None:
    assert said in [str(found) for found in breaks(PROMISED, changed(change), TODAY)]


@pytest.mark.parametrize("change", ALLOWED.values(), ids=ALLOWED)
def test_what_breaks_nobody_is_allowed(change: Change) -> None:
    assert breaks(PROMISED, changed(change), TODAY) == []


@pytest.mark.parametrize(("sunset", "count"), [("2025-12-31", 0), ("2026-01-01", 0), ("2026-01-02", 1)])
def test_what_was_announced_may_go_on_its_day_and_not_before(sunset: str, count: int) -> None:
    announced = changed(lambda d: parameter(d, "/areas", "q").update({"deprecated": True, "x-sunset": sunset}))
    gone = changed(lambda d: without_parameter(d, "/areas", "q"))
    assert len(breaks(announced, gone, TODAY)) == count
    announced = changed(lambda d: get(d, "/areas").update({"deprecated": True, "x-sunset": sunset}))
    gone = changed(lambda d: d["paths"].pop("/areas"))
    assert len(breaks(announced, gone, TODAY)) == count


@pytest.mark.parametrize(
    ("old", "new", "is_allowed"),
    [
        ("0.1.0", "0.1.1", False),
        ("0.1.9", "0.2.0", True),
        ("0.9.0", "1.0.0", True),
        ("1.0.0", "1.1.0", False),
        ("1.9.0", "2.0.0", True),
        ("2.0.0", "1.9.0", False),
        ("0.2.0", "0.1.0", False),
    ],
)
def test_a_version_says_whether_something_may_have_broken(old: str, new: str, *, is_allowed: bool) -> None:
    assert may_break(old, new) is is_allowed


def test_a_new_version_may_break_what_its_number_announces() -> None:
    gone = changed(lambda d: d["paths"].pop("/areas"))
    assert refusals(PROMISED, gone)
    gone["info"]["version"] = "99.0.0"
    assert refusals(PROMISED, gone) == []


def test_the_words_of_a_list_are_those_that_it_takes(client: TestClient) -> None:
    asked = 0
    for operation in operations(client):
        required = {name: word for name, word in operation.query.items() if operation.parameters[name]["required"]}
        for name, described in operation.parameters.items():
            for word in described["schema"].get("x-words", []):
                asked += 1
                answer = client.get(operation.address, params=required | {name: word, "limit": 1})
                assert answer.is_success, (operation.id, name, word)
    assert asked > 200

"""The policy as a tree of any depth: every node in one shape, with what is declared and what can be named."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.contract.openapi import operation

Node = dict[str, Any]


def tree(client: TestClient, code: str) -> Node:
    answer = client.get(f"/clusters/{code}")
    assert answer.status_code == 200, answer.text
    node: Node = answer.json()["data"]
    return node


def below(node: Node) -> list[Node]:
    return [found for child in node["children"] for found in (child, *below(child))]


def test_the_root_is_the_whole_tree_in_the_order_of_the_policy(haven: TestClient) -> None:
    def outline(node: Node) -> list[Any]:
        return [node["code"], *(outline(child) for child in node["children"])]

    assert outline(tree(haven, "h35")) == [
        "h35",
        ["h35-3", ["shipping"], ["fishing"]],
        ["h35-5", ["h35-5-2", ["diving"]]],
    ]


def test_what_is_declared_and_what_can_be_named_are_two_numbers(haven: TestClient) -> None:
    root = tree(haven, "h35")
    assert {node["code"]: (node["declared_count"], node["listed_count"]) for node in [root, *below(root)]} == {
        "h35": (None, 3),
        "h35-3": (3, 2),
        "shipping": (None, 0),
        "fishing": (None, 0),
        "h35-5": (5, 1),
        "h35-5-2": (2, 1),
        "diving": (None, 0),
    }


def test_every_node_has_the_shape_of_the_root_and_its_own_part_of_the_tree(api: TestClient) -> None:
    root = tree(api, "12218")
    described = operation(api, "get_cluster")
    for node in below(root):
        alone = tree(api, node["code"])
        assert set(alone) == set(root)
        assert {name: alone[name] for name in node} == node
        assert described.faults(200, "application/json", api.get(f"/clusters/{node['code']}").json()) == []


def test_a_node_has_what_belongs_to_any_node_below_it(haven: TestClient) -> None:
    def belonging(code: str) -> dict[str, list[str]]:
        node = tree(haven, code)
        found = {
            name: [row["code"] for row in node[name]] for name in ("projects", "organisations", "indicators", "claims")
        }
        return found | {"evidence": [row["id"] for row in node["evidence_of_subtree"]]}

    whole = {
        "projects": ["new-port"],
        "organisations": ["haven-ships", "north-nets"],
        "indicators": ["factories", "port_rank", "throughput"],
        "claims": ["shipping-size"],
        "evidence": ["ga-2"],
    }
    assert belonging("h35") == belonging("h35-3") == whole
    assert belonging("fishing") == whole | {
        "projects": [],
        "organisations": ["north-nets"],
        "indicators": [],
        "claims": [],
    }
    assert belonging("tourism") == whole | {
        "projects": ["aquarium"],
        "organisations": [],
        "indicators": ["visits"],
        "claims": [],
    }


def test_the_flat_list_and_the_tree_say_the_same_of_a_node(api: TestClient) -> None:
    rows = {row["code"]: row for row in api.get("/clusters").json()["data"]}
    for node in [tree(api, "12218"), *below(tree(api, "12218"))]:
        assert {name: node[name] for name in rows[node["code"]]} == rows[node["code"]]


def test_every_node_rests_on_words_of_a_source(api: TestClient) -> None:
    for row in api.get("/clusters").json()["data"]:
        evidence = api.get(f"/evidence/{row['evidence']}").json()["data"]
        assert evidence["source"] == row["source"]
        assert ("cluster", row["code"]) in [(fact["noun"], fact["code"]) for fact in evidence["supports"]]


@pytest.mark.parametrize("code", ["h3", "H35", "h35-4"])
def test_a_node_that_is_not_there_suggests_those_that_are(haven: TestClient, code: str) -> None:
    answer = haven.get(f"/clusters/{code}")
    assert answer.status_code == 404
    assert "h35" in answer.json()["errors"][0]["suggestions"] or "h35-3" in answer.json()["errors"][0]["suggestions"]

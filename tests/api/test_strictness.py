"""What is not understood is refused, by name and with the nearest right word; nothing is answered by guess."""

import base64
from typing import Any

import pytest
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.contract.openapi import operations


def refusal(client: TestClient, address: str, status: int) -> dict[str, Any]:
    answer = client.get(address)
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    problem: dict[str, Any] = answer.json()
    return problem


def fault(client: TestClient, address: str, status: int) -> dict[str, Any]:
    (found,) = refusal(client, address, status)["errors"]
    assert isinstance(found, dict)
    return found


@pytest.mark.parametrize(
    ("address", "name", "suggested"),
    [
        ("/observations?limt=5", "limt", "limit"),
        ("/observations?indicators=gdp", "indicators", "indicator"),
        ("/observations?start=2024", "start", "start_period"),
        ("/indicators?lnag=zh", "lnag", "lang"),
        ("/areas/440100?field=code", "field", None),
        ("/openapi.json?x=1", "x", None),
        ("/livez?limit=1", "limit", None),
        ("/search?q=a&nouns=area", "nouns", "noun"),
        ("/indicators?Limit=5", "Limit", "limit"),
        ("/indicators?limit%20=5", "limit ", "limit"),
        ("/indicators?=5", "", None),
    ],
)
def test_an_unknown_parameter_is_refused_and_the_nearest_is_named(
    client: TestClient, address: str, name: str, suggested: str | None
) -> None:
    found = fault(client, address, 400)
    assert found["parameter"] == name
    assert (found["suggestions"][:1] or [None])[0] == suggested


def test_every_operation_refuses_an_unknown_parameter(client: TestClient) -> None:
    for operation in operations(client):
        answer = client.get(operation.address, params=operation.query | {"no_such_thing": "1"})
        assert (answer.status_code, answer.json()["type"]) == (400, "/problems/unknown-parameter"), operation.id


def test_every_unknown_parameter_is_named_at_once(client: TestClient) -> None:
    names = [found["parameter"] for found in refusal(client, "/areas?a=1&limit=2&b=3&c", 400)["errors"]]
    assert names == ["a", "b", "c"]


@pytest.mark.parametrize("name", ["limit", "sort", "q", "lang", "cursor", "values", "start_period", "as_of", "last_n"])
def test_a_parameter_that_takes_one_value_is_refused_twice(client: TestClient, name: str) -> None:
    problem = refusal(client, f"/observations?{name}=1&{name}=1", 400)
    assert problem["type"] == "/problems/repeated-parameter"
    assert [found["parameter"] for found in problem["errors"]] == [name]


@pytest.mark.parametrize(
    ("address", "name", "suggested"),
    [
        ("/observations?indicator=gpd", "indicator", "gdp"),
        ("/observations?indicator=地区生产总值", "indicator", "gdp"),
        ("/observations?area=天河", "area", "440106"),
        ("/observations?area=Guangzhuo", "area", "440100"),
        ("/observations?source=netease-haopin", "source", "netease-haopin-2025"),
        ("/observations?cluster=12128", "cluster", "12218"),
        ("/indicators?topic=outputs", "topic", "output"),
        ("/indicators?unit=cny", "unit", "CNY"),
        ("/projects?owner=tencnet", "owner", "tencent"),
        ("/projects?status=complete", "status", "completed"),
        ("/areas?level=districts", "level", "district"),
        ("/milestones?kind=policies", "kind", "policy"),
        ("/clusters?kind=futur_industry", "kind", None),
        ("/evidence?source=zzzzzz", "source", None),
    ],
)
def test_an_unknown_code_is_refused_and_the_nearest_is_named(
    client: TestClient, address: str, name: str, suggested: str | None
) -> None:
    problem = refusal(client, address, 422)
    assert problem["type"] == "/problems/unknown-code"
    (found,) = problem["errors"]
    assert found["parameter"] == name
    if suggested is not None:
        assert found["suggestions"][0] == suggested


def test_every_unknown_code_is_named_and_the_known_ones_are_not(client: TestClient) -> None:
    problem = refusal(client, "/observations?indicator=gdp,nothing,gpd", 422)
    assert [found["value"] for found in problem["errors"]] == ["gpd", "nothing"]


@pytest.mark.parametrize(
    ("path", "parameter", "suggested"),
    [
        ("/indicators/gpd", "indicator_code", "gdp"),
        ("/areas/广州", "area_code", "440100"),
        ("/clusters/12128", "cluster_code", "12218"),
        ("/organisations/e-hang", "organisation_code", "ehang"),
        ("/projects/huawei", "project_code", "huawei-rd"),
        ("/milestones/city-conference", "milestone_code", "city-conference-2025"),
        ("/sources/netease-haopin", "source_code", "netease-haopin-2025"),
        ("/evidence/nh-0001", "evidence_id", "nh-001"),
        ("/codelists/qualifiers", "codelist_code", "qualifier"),
        ("/problems/not-fuond", "problem_slug", "not-found"),
        ("/releases/2026.11", "release_id", None),
        (
            "/observations/A.gdp.440100:2025:netease-haopin-2025",
            "observation_id",
            "A.gdp.440100:2024:netease-haopin-2025",
        ),
    ],
)
def test_a_code_that_is_not_there_suggests_the_nearest(
    client: TestClient, path: str, parameter: str, suggested: str | None
) -> None:
    found = fault(client, path, 404)
    assert (found["parameter"], found["value"]) == (parameter, path.rpartition("/")[2])
    if suggested is not None:
        assert suggested in found["suggestions"]


MALFORMED = [
    "limit=0",
    "limit=-1",
    "limit=1001",
    "limit=１０",
    "limit=1.0",
    "limit=1e2",
    "limit=+5",
    "limit=%205",
    "limit=0x10",
    "limit=1_0",
    "limit=",
    "limit=ten",
    "limit=99999999999999999999",
    "limit=٣",
    "limit=5,5",
    "last_n=0",
    "last_n=1001",
    "first_n=-3",
    "start_period=2024-13",
    "start_period=2024-02-30",
    "start_period=",
    "end_period=２０２４",
    "end_period=2024-Q5",
    "as_of=2024",
    "as_of=2024-02",
    "as_of=2024-02-30",
    "as_of=today",
    "as_of=",
    "values=every",
    "values=",
    "lang=fr",
    "lang=ZH",
    "lang=",
    "freq=W",
    "freq=",
    "freq=A,W",
    "status=Z",
    "include=everything",
    "include=",
    "indicator=",
    "indicator=,",
    "indicator=gdp,",
    "indicator=gdp,,gdp",
    "sort=",
    "sort=nothing",
    "sort=--area",
    "sort=area;",
    "sort=area,",
    "sort=AREA",
    "sort=obs_value%20desc",
    "fields=nothing",
    "fields=",
    "fields=area,nothing",
    "q=",
    "q=%21%3F",
    "q=%20",
    "cursor=",
    "indicator=" + ",".join(f"c{n}" for n in range(101)),
    "indicator=" + ",".join(["gdp"] * 101),
    "q=" + "a" * 201,
    "sort=" + "a" * 201,
]


@pytest.mark.parametrize("query", MALFORMED)
def test_a_malformed_value_is_refused_by_the_name_of_its_parameter(client: TestClient, query: str) -> None:
    problem = refusal(client, f"/observations?{query}", 422)
    assert problem["type"] in {"/problems/invalid-value", "/problems/invalid-cursor"}
    assert {found["parameter"] for found in problem["errors"]} == {query.partition("=")[0]}
    assert all(found["reason"] for found in problem["errors"])


def test_every_malformed_value_is_named_at_once(client: TestClient) -> None:
    problem = refusal(client, "/observations?limit=ten&as_of=now&freq=W&start_period=2024-13", 422)
    assert {found["parameter"] for found in problem["errors"]} == {"limit", "as_of", "freq", "start_period"}


def test_a_wrong_word_of_a_short_list_is_answered_with_the_list(client: TestClient) -> None:
    assert fault(client, "/observations?freq=W", 422)["suggestions"] == ["A", "S", "Q", "M", "D"]
    assert fault(client, "/observations?values=every", 422)["suggestions"] == ["preferred", "all"]
    assert fault(client, "/observations?sort=perio", 422)["suggestions"][0] == "time_period"
    assert fault(client, "/observations?fields=value", 422)["suggestions"][0] == "obs_value"


def test_search_needs_something_to_search_for(client: TestClient) -> None:
    assert fault(client, "/search", 422)["parameter"] == "q"
    assert fault(client, "/search?q=a&noun=person", 422)["suggestions"][0] == "indicator"


@pytest.mark.parametrize(
    "address",
    [
        "/indicators?q=%00",
        "/indicators?q=a%00b",
        "/indicators/%00",
        "/indicators/a%0Ab",
        "/areas?parent=%1F",
        "/indicators?q=%FF",
        "/indicators?q=%E6%B1",
        "/indicators/%FF",
        "/indicators?%FF=1",
        "/indicators?q=%C0%80",
        "/indicators?q=%ED%A0%80",
        "/indicators?q=%7F",
        "/indicators?q=%C2%85",
    ],
)
def test_what_is_no_text_is_refused(client: TestClient, address: str) -> None:
    assert refusal(client, address, 400)["type"] == "/problems/malformed-request"


@pytest.mark.parametrize(
    "space", [" ", "+", "%20", "\u3000", "\u00a0"], ids=["space", "plus", "20", "ideographic", "no-break"]
)
def test_words_may_be_parted_by_any_space_that_a_keyboard_has(client: TestClient, space: str) -> None:
    answer = client.get(f"/search?q=广州{space}研发")
    assert answer.status_code == 200, answer.text
    assert answer.json()["data"][0]["code"] == "huawei-rd"


def test_a_very_long_address_is_refused(client: TestClient) -> None:
    assert refusal(client, "/indicators?q=" + "a" * 10_000, 414)["type"] == "/problems/uri-too-long"
    assert refusal(client, "/indicators/" + "a" * 10_000, 414)["type"] == "/problems/uri-too-long"
    assert refusal(client, "/indicators?q=" + "a" * 8000, 422)["errors"][0]["value"] == "a" * 100


def test_a_thousand_parameters_are_too_many(client: TestClient) -> None:
    assert client.get("/indicators?" + "&".join(["a=1"] * 1001)).status_code in {400, 414}


def packed(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).rstrip(b"=").decode()


CURSORS = [
    "x",
    "!!!",
    "AAAA",
    packed("null"),
    packed("{}"),
    packed("[]"),
    packed("1"),
    packed('["00000000","gdp"]'),
    packed('["00000000",null,null,null,null]'),
    packed("[" * 900),
    packed('["a",1e999]'),
    "汽车",
    "a" * 2000,
    "=",
    "====",
    packed('[{"a":1}]'),
]


@pytest.mark.parametrize("cursor", CURSORS)
@pytest.mark.parametrize("path", ["/observations", "/indicators", "/evidence", "/search"])
def test_a_cursor_made_by_hand_is_refused(client: TestClient, path: str, cursor: str) -> None:
    query = {"cursor": cursor} | ({"q": "a"} if path == "/search" else {})
    answer = client.get(path, params=query)
    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/invalid-cursor"), answer.text


def forged(client: TestClient, path: str, query: dict[str, Any], values: str) -> str:
    """A cursor with the right mark of its query and other values in it."""
    cursor = client.get(path, params=query).json()["page"]["next_cursor"]
    mark = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()[:11]
    return packed(mark + values)


@pytest.mark.parametrize(
    "values",
    [
        "]",
        ',"gdp"]',
        ",1,1,1,1,1]",
        ',"gdp","a","soon","2024-12-31","x"]',
        ',"gdp","a",null,"2024-12-31","x"]',
        ',{},"a","2024-01-01","2024-12-31","x"]',
        ',"gdp","a","2024-01-01","2024-12-31",true]',
        ',"g\\u0000","a","2024-01-01","2024-12-31","x"]',
        ',"gdp","a","2024-01-01","2024-12-31","x",1]',
        ',["gdp"],"a","2024-01-01","2024-12-31","x"]',
    ],
)
def test_a_cursor_with_forged_values_is_refused_on_every_store(api: TestClient, values: str) -> None:
    cursor = forged(api, "/observations", {"limit": 1}, values)
    answer = api.get("/observations", params={"cursor": cursor})
    assert answer.status_code == 422, answer.text


@pytest.mark.parametrize(
    ("path", "query", "values"),
    [
        ("/indicators", {"limit": 1}, ',2147483648,"gdp"]'),
        ("/indicators", {"limit": 1}, ',99999999999999999999999,"gdp"]'),
        ("/indicators", {"limit": 1}, ',true,"gdp"]'),
        ("/indicators", {"limit": 1}, ',1.5,"gdp"]'),
        ("/observations", {"limit": 1, "sort": "obs_value"}, ',"1","x"]'),
        ("/observations", {"limit": 1, "sort": "obs_value"}, ',true,"x"]'),
        ("/search", {"limit": 1, "q": "a"}, ",-1]"),
        ("/search", {"limit": 1, "q": "a"}, ",true]"),
        ("/search", {"limit": 1, "q": "a"}, ',"1"]'),
        ("/search", {"limit": 1, "q": "a"}, ",1.0]"),
    ],
)
def test_a_cursor_with_a_number_of_another_kind_is_refused(
    api: TestClient, path: str, query: dict[str, Any], values: str
) -> None:
    cursor = forged(api, path, query, values)
    answer = api.get(path, params=query | {"cursor": cursor})
    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/invalid-cursor"), answer.text


def test_a_cursor_to_far_beyond_the_end_is_an_empty_page(api: TestClient) -> None:
    cursor = forged(api, "/search", {"limit": 1, "q": "a"}, ",9000000000000000000]")
    assert api.get("/search", params={"limit": 1, "q": "a", "cursor": cursor}).json()["data"] == []
    asked = {"limit": 1, "sort": "-obs_value", "values": "all"}
    cursor = forged(api, "/observations", asked, ',-1e308,"x"]')
    answer = api.get("/observations", params=asked | {"cursor": cursor})
    assert [row["obs_value"] for row in answer.json()["data"]] == [None]


@pytest.mark.parametrize("other", ["sort=-code", "level=district", "q=广州", "sort=name_en"])
def test_a_cursor_of_another_query_is_refused(client: TestClient, other: str) -> None:
    cursor = client.get("/areas", params={"limit": 2}).json()["page"]["next_cursor"]
    problem = refusal(client, f"/areas?{other}&cursor={cursor}", 422)
    assert problem["type"] == "/problems/invalid-cursor"
    assert refusal(client, f"/projects?cursor={cursor}", 422)["type"] == "/problems/invalid-cursor"


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    path=st.sampled_from(["/observations", "/indicators", "/search", "/areas", "/evidence", "/clusters", "/releases"]),
    query=st.dictionaries(
        st.sampled_from(["q", "limit", "cursor", "sort", "fields", "lang", "indicator", "as_of", "start_period", "x"]),
        st.text(max_size=40),
        max_size=4,
    ),
)
def test_any_request_is_answered_or_refused_but_never_fails(
    client: TestClient, path: str, query: dict[str, str]
) -> None:
    answer = client.get(path, params={name: value.encode("utf-8", "surrogatepass") for name, value in query.items()})
    assert answer.status_code in {200, 400, 414, 422}, answer.text
    if answer.status_code != 200:
        assert answer.headers["content-type"] == "application/problem+json"


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(min_size=1, max_size=60))
def test_any_words_can_be_searched_for_or_are_refused(client: TestClient, words: str) -> None:
    answer = client.get("/search", params={"q": words.encode("utf-8", "surrogatepass")})
    assert answer.status_code in {200, 400, 422}, answer.text

"""What every answer tells a browser, whatever it is and wherever it came from."""

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from app.api.security import page_policy
from tests.contract.openapi import operations
from tests.seeds import HAVEN, SHIPPED
from tests.serving import app_client, client_of
from tests.stores import Originals

DATA_POLICY = "default-src 'none'; frame-ancestors 'none'"
ALL = {"x-content-type-options": "nosniff", "cross-origin-resource-policy": "cross-origin"}
BROWSER = {"Accept": "text/html"}


@pytest.fixture(scope="module")
def secure(originals: Originals) -> Iterator[TestClient]:
    with client_of(originals.url("sqlite", SHIPPED), hsts_seconds=31536000) as client:
        yield client


def assert_data(answer: object) -> None:
    headers = answer.headers  # type: ignore[attr-defined]
    assert {name: headers[name] for name in ALL} == ALL
    assert headers["content-security-policy"] == DATA_POLICY
    assert headers["referrer-policy"] == "no-referrer"


def test_every_answer_of_the_api_has_them(client: TestClient) -> None:
    for found in operations(client):
        for _ in ("made", "kept"):
            assert_data(client.get(found.address, params=found.query))
    for path in (
        "/openapi.json",
        "/metrics",
        "/llms.txt",
        "/observations.csv",
        "/observations.xlsx",
        "/static/site.js",
    ):
        assert_data(client.get(path))


def test_every_failure_has_them(client: TestClient) -> None:
    for answer in (client.get("/nothing"), client.get("/areas?limt=1"), client.post("/areas"), client.head("/nothing")):
        assert_data(answer)
    assert_data(client.options("/areas"))


def test_a_page_has_its_policy_and_asks_for_no_permission(client: TestClient) -> None:
    for path, status in (
        ("/", 200),
        ("/indicators", 200),
        ("/docs", 200),
        ("/guide", 200),
        ("/nothing", 404),
        ("/areas?limt=1", 400),
    ):
        answer = client.get(path, headers=BROWSER)
        assert (answer.status_code, answer.headers["content-type"]) == (status, "text/html; charset=utf-8")
        assert answer.headers["content-security-policy"] == page_policy()
        assert "frame-ancestors 'none'" in page_policy()
        assert {name: answer.headers[name] for name in ALL} == ALL
        assert answer.headers["referrer-policy"] == "strict-origin-when-cross-origin"
        assert "camera=()" in answer.headers["permissions-policy"]


def test_only_embeds_and_pictures_may_be_framed(client: TestClient) -> None:
    for path in ("/embed/indicators/gdp", "/indicators/gdp.svg"):
        assert "frame-ancestors *" in client.get(path).headers["content-security-policy"]


def test_each_header_stands_once(client: TestClient) -> None:
    for path in ("/", "/indicators", "/indicators/gdp.svg", "/embed/indicators/gdp", "/nothing"):
        for accept in ("*/*", "text/html"):
            names = [name for name, _ in client.get(path, headers={"Accept": accept}).headers.multi_items()]
            assert len(names) == len(set(names)), (path, accept)


def test_a_304_repeats_none_of_them(client: TestClient) -> None:
    for _ in ("made", "kept"):
        tag = client.get("/areas").headers["etag"]
        answer = client.get("/areas", headers={"If-None-Match": tag})
        assert answer.status_code == 304
        assert not ALL.keys() & answer.headers.keys()


def test_strict_transport_security_is_told_over_https_only_and_only_where_it_is_wanted(
    secure: TestClient, client: TestClient
) -> None:
    for path in ("/areas", "/nothing"):
        assert secure.get(f"https://testserver{path}").headers["strict-transport-security"] == "max-age=31536000"
        assert "strict-transport-security" not in secure.get(f"http://testserver{path}").headers
        assert "strict-transport-security" not in client.get(f"https://testserver{path}").headers


def test_they_do_not_depend_on_the_cache(originals: Originals) -> None:
    from app.main import create_app
    from app.settings import Settings

    with app_client(create_app(Settings(database_url=originals.url("sqlite", HAVEN), cache_bytes=0))) as client:
        assert_data(client.get("/areas"))

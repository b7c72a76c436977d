"""How many requests one client may make, who a client is, and what it is told."""

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from app.api.ratelimit import EXEMPT, client_of
from app.main import create_app
from app.problems import PROBLEMS
from app.settings import Settings
from tests.contract.openapi import operation
from tests.seeds import HAVEN
from tests.serving import app_client
from tests.stores import Originals

LIMIT = 3
PROXY, OTHER_PROXY, CLIENT = "10.0.0.1", "10.0.9.9", "203.0.113.7"


@contextmanager
def limited(originals: Originals, **settings: Any) -> Iterator[FastAPI]:
    given = {"database_url": originals.url("sqlite", HAVEN), "rate_limit": f"{LIMIT}/minute"} | settings
    app = create_app(Settings(**given))
    with app_client(app):
        yield app


@pytest.fixture
def app(originals: Originals) -> Iterator[FastAPI]:
    """The application, which answers three requests of a client in a minute."""
    with limited(originals) as app:
        yield app


@pytest.fixture
def proxied(originals: Originals) -> Iterator[FastAPI]:
    """The same behind two proxies."""
    with limited(originals, trusted_proxies=f"{PROXY}, 10.0.9.0/24") as app:
        yield app


def at(app: FastAPI, address: str) -> TestClient:
    """A client at an address, which does not start the application again."""
    return TestClient(app, client=(address, 4711))


def used_up(client: TestClient, **headers: str) -> httpx.Response:
    """The first refusal."""
    for _ in range(LIMIT):
        assert client.get("/areas", headers=headers).status_code == 200
    answer: httpx.Response = client.get("/areas", headers=headers)
    return answer


def test_each_answer_says_how_many_requests_are_left(app: FastAPI) -> None:
    client = at(app, CLIENT)
    for left in reversed(range(LIMIT)):
        headers = client.get("/areas").headers
        assert headers["ratelimit-policy"] == f'"default";q={LIMIT};w=60'
        told = re.fullmatch(r'"default";r=(\d+);t=(\d+)', headers["ratelimit"])
        assert told
        assert int(told[1]) == left
        assert 1 <= int(told[2]) <= 60


def test_a_kept_answer_counts_like_any_other(app: FastAPI) -> None:
    client = at(app, CLIENT)
    for _ in range(LIMIT):
        client.get("/areas")
    assert app.state.metrics.kept()
    assert client.get("/areas").status_code == 429


def test_a_refusal_is_a_problem_that_says_when_to_come_back(app: FastAPI) -> None:
    answer = used_up(at(app, CLIENT), **{"Accept-Language": "zh", "Origin": "https://elsewhere.example"})
    assert (answer.status_code, answer.headers["content-type"]) == (429, "application/problem+json")
    problem = answer.json()
    assert problem["type"] == "/problems/too-many-requests"
    assert problem["title"] == PROBLEMS["too-many-requests"].title[0]
    assert (problem["instance"], problem["request_id"]) == ("/areas", answer.headers["x-request-id"])
    assert 1 <= int(answer.headers["retry-after"]) <= 60
    assert answer.headers["ratelimit"].startswith('"default";r=0;t=')
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["access-control-allow-origin"] == "*"
    exposed = answer.headers["access-control-expose-headers"]
    assert {"RateLimit", "RateLimit-Policy", "Retry-After"} <= set(exposed.split(", "))
    assert operation(at(app, "198.51.100.1"), "list_areas").faults(429, "application/problem+json", problem) == []


def test_a_refusal_of_head_has_no_body(app: FastAPI) -> None:
    client = at(app, CLIENT)
    used_up(client)
    assert client.head("/areas").content == b""


def test_a_request_id_of_the_client_is_kept_in_a_refusal(app: FastAPI) -> None:
    given = "3f2b1c4d5e6f47a8b9c0d1e2f3a4b5c6"
    assert used_up(at(app, CLIENT), **{"X-Request-ID": given}).headers["x-request-id"] == given


def test_discovery_and_health_are_exempt(app: FastAPI) -> None:
    client = at(app, CLIENT)
    used_up(client)
    for path in (*EXEMPT, "/static/docs.css", "/problems/too-many-requests"):
        answer = client.get(path)
        assert answer.status_code == 200, path
        assert "ratelimit" not in answer.headers


@pytest.mark.filterwarnings("ignore:The `root_path` parameter is deprecated")
def test_the_same_is_exempt_below_a_prefix(originals: Originals) -> None:
    with limited(originals, root_path="/city") as app:
        client = at(app, CLIENT)
        for _ in range(LIMIT + 1):
            assert client.get("/city/readyz").status_code == 200
        used_up(client)
        refused = client.get("/city/areas")
        assert (refused.status_code, refused.json()["type"]) == (429, "/city/problems/too-many-requests")


def test_a_page_is_one_request_whatever_it_asks(app: FastAPI) -> None:
    # As the application asks itself, were it not told apart.
    client = at(app, "127.0.0.1")
    page = client.get("/indicators", headers={"Accept": "text/html"})
    assert page.headers["ratelimit"].startswith(f'"default";r={LIMIT - 1};')


def test_refusals_are_counted(app: FastAPI) -> None:
    used_up(at(app, CLIENT))
    assert 'http_refused_total{reason="too-many-requests"} 1.0' in at(app, CLIENT).get("/metrics").text


def test_without_a_limit_nothing_is_said(client: TestClient) -> None:
    assert "ratelimit" not in client.get("/areas").headers


def test_clients_are_counted_one_by_one(app: FastAPI) -> None:
    assert used_up(at(app, CLIENT)).status_code == 429
    assert at(app, "203.0.113.8").get("/areas").status_code == 200


def test_an_ipv6_client_is_its_network(app: FastAPI) -> None:
    assert used_up(at(app, "2001:db8:1:2::1")).status_code == 429
    assert at(app, "2001:db8:1:2:ffff::9").get("/areas").status_code == 429
    assert at(app, "2001:db8:1:3::1").get("/areas").status_code == 200


@pytest.mark.parametrize(
    ("address", "client"),
    [
        (CLIENT, CLIENT),
        (f"::ffff:{CLIENT}", CLIENT),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("nonsense" * 20, ("nonsense" * 20)[:64]),
        (None, "local"),
    ],
)
def test_who_a_client_is(address: str | None, client: str) -> None:
    assert client_of({"client": (address, 1) if address else None}) == client


def test_nobody_is_believed_who_is_no_trusted_proxy(app: FastAPI, proxied: FastAPI) -> None:
    for application, peer in ((app, PROXY), (proxied, CLIENT)):
        client = at(application, peer)
        for number in range(LIMIT):
            assert client.get("/areas", headers={"X-Forwarded-For": f"198.51.100.{number}"}).status_code == 200
        assert client.get("/areas", headers={"X-Forwarded-For": "198.51.100.99"}).status_code == 429


def test_a_trusted_proxy_tells_who_its_client_is(proxied: FastAPI) -> None:
    proxy = at(proxied, PROXY)
    assert used_up(proxy, **{"X-Forwarded-For": CLIENT}).status_code == 429
    assert proxy.get("/areas", headers={"X-Forwarded-For": "203.0.113.8"}).status_code == 200
    # Another proxy tells of the same client.
    assert at(proxied, OTHER_PROXY).get("/areas", headers={"X-Forwarded-For": CLIENT}).status_code == 429


def test_what_a_client_writes_itself_stands_before_its_address_and_counts_for_nothing(proxied: FastAPI) -> None:
    proxy = at(proxied, PROXY)
    for number in range(LIMIT):
        forged = f"198.51.100.{number}, {PROXY}, {CLIENT}"
        assert proxy.get("/areas", headers={"X-Forwarded-For": forged}).status_code == 200
    for forged in (f"1.2.3.4, {CLIENT}", f"{CLIENT}", f"nonsense, {CLIENT}, {OTHER_PROXY}"):
        assert proxy.get("/areas", headers={"X-Forwarded-For": forged}).status_code == 429, forged


def test_headers_in_several_lines_are_one_list(proxied: FastAPI) -> None:
    proxy = at(proxied, PROXY)
    assert used_up(proxy, **{"X-Forwarded-For": CLIENT}).status_code == 429
    lines = [("X-Forwarded-For", "1.2.3.4"), ("X-Forwarded-For", CLIENT), ("X-Forwarded-For", OTHER_PROXY)]
    assert proxy.get("/areas", headers=lines).status_code == 429


def test_a_trusted_proxy_tells_the_scheme_and_nobody_else(proxied: FastAPI) -> None:
    for peer, scheme in ((PROXY, "https"), (CLIENT, "http")):
        answer = at(proxied, peer).get("/indicators/gdp", headers={"X-Forwarded-Proto": "https"})
        assert answer.json()["data"]["citation"]["permalink"].startswith(f"{scheme}://testserver/"), peer


@pytest.mark.parametrize("proxies", ["everybody", "10.0.0.1/33", "0.0.0.0/0", "::/0", "*"])
def test_trusted_proxies_are_addresses_and_networks(proxies: str) -> None:
    with pytest.raises(ValueError, match="trusted_proxies"):
        Settings(trusted_proxies=proxies)


def test_while_the_counts_are_away_everybody_is_let_through(
    originals: Originals, caplog: pytest.LogCaptureFixture
) -> None:
    store = "redis://:s3cret-w0rd@127.0.0.1:9/0"
    with limited(originals, rate_limit_store=store) as app, caplog.at_level(logging.WARNING, "app"):
        client = at(app, CLIENT)
        answers = [client.get("/areas") for _ in range(LIMIT + 2)]
    assert {answer.status_code for answer in answers} == {200}
    assert all("ratelimit" not in answer.headers for answer in answers)
    told = [record.getMessage() for record in caplog.records if "not limited" in record.getMessage()]
    assert len(told) == 1
    assert "s3cret" not in caplog.text

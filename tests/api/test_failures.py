"""One shape for every failure: in the client's language, readable from any origin, silent about our insides."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi.testclient import TestClient

from app.api.http import EXPOSED
from app.main import create_app
from app.problems import PROBLEMS, Problem
from app.settings import Settings
from tests.contract.openapi import PROBLEM, operation, operations
from tests.seeds import HAVEN
from tests.serving import app_client, client_of
from tests.stores import Originals, filled, sqlite_url

MEMBERS = {"type", "title", "status", "detail", "instance", "request_id", "errors"}
ORIGIN = {"Origin": "https://elsewhere.example"}
INSIDES = re.compile(r"(?i)traceback|sqlalchemy|sqlite|psycopg|select |/app/|/tmp/|\.py\b|line \d+")

# For each kind of problem a request that has it: method, address, headers.
PROVOKED: dict[str, tuple[str, str, dict[str, str]]] = {
    "unknown-parameter": ("GET", "/indicators?limt=5", {}),
    "repeated-parameter": ("GET", "/indicators?limit=5&limit=5", {}),
    "malformed-request": ("GET", "/indicators?q=%FF", {}),
    "invalid-value": ("GET", "/indicators?limit=0", {}),
    "unknown-code": ("GET", "/observations?indicator=gpd", {}),
    "invalid-cursor": ("GET", "/indicators?cursor=x", {}),
    "not-found": ("GET", "/indicators/gpd", {}),
    "method-not-allowed": ("POST", "/indicators", {}),
    "not-acceptable": ("GET", "/indicators", {"Accept": "application/xml"}),
    "uri-too-long": ("GET", "/indicators?q=" + "a" * 9000, {}),
    "release-gone": ("GET", "/indicators?release=2020.1-00000000", {}),
    "unsound-transform": ("GET", "/observations?indicator=throughput&area=haven&transform=cagr", {}),
    "range-not-satisfiable": ("GET", "/static/docs.css", {"Range": "bytes=999999999-"}),
    "request-timeout": ("GET", "/refused/request-timeout", {}),
    "content-too-large": ("GET", "/refused/content-too-large", {}),
    "too-many-requests": ("GET", "/refused/too-many-requests", {}),
    "headers-too-large": ("GET", "/refused/headers-too-large", {}),
    "server-busy": ("GET", "/refused/server-busy", {}),
    "internal-error": ("GET", "/broken", {}),
    "store-unavailable": ("GET", "/unavailable", {}),
}


@pytest.fixture(scope="module")
def broken(originals: Originals, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """The application with more routes: one that fails as nobody foresaw, one whose store is damaged, and refusals."""
    app = create_app(Settings(database_url=originals.url("sqlite", HAVEN)))
    damaged = tmp_path_factory.mktemp("damaged") / "store.sqlite"
    damaged.write_bytes(b"This is no database. " * 500)

    @app.get("/broken")
    def fail() -> None:
        raise RuntimeError("SELECT secret FROM /app/insides.py")

    with app_client(app) as client, client_of(sqlite_url(damaged)) as without_store:

        @app.get("/unavailable")
        def ask() -> None:
            request = httpx.Request("GET", "http://testserver/indicators")
            assert without_store.get("/indicators").status_code == 503, request
            from app.problems import StoreUnavailable

            raise StoreUnavailable

        # What is refused before the application sees it: tests/edge has the real ones.
        @app.get("/refused/{slug}")
        def refuse(slug: str) -> None:
            raise PROBLEMS[slug]

        yield client


def provoke(client: TestClient, slug: str, **headers: str) -> httpx.Response:
    method, address, own = PROVOKED[slug]
    answer: httpx.Response = client.request(method, address, headers=own | headers | ORIGIN)
    return answer


def test_every_problem_is_provoked() -> None:
    assert set(PROVOKED) == set(PROBLEMS)


@pytest.mark.parametrize("slug", PROVOKED)
def test_a_failure_is_a_problem_with_every_member(broken: TestClient, slug: str) -> None:
    answer = provoke(broken, slug)
    problem = answer.json()
    assert answer.status_code == problem["status"] == PROBLEMS[slug].status
    assert answer.headers["content-type"] == PROBLEM
    assert set(problem) - {"available"} == MEMBERS
    assert problem["type"] == f"/problems/{slug}"
    assert problem["request_id"] == answer.headers["x-request-id"]
    assert problem["instance"] == PROVOKED[slug][1].partition("?")[0]
    assert answer.headers["cache-control"] == "no-store"
    assert "etag" not in answer.headers
    for fault in problem["errors"]:
        assert set(fault) == {"parameter", "value", "reason", "suggestions"}


# A file is no operation of the document.
@pytest.mark.parametrize("slug", sorted(PROVOKED.keys() - {"range-not-satisfiable"}))
def test_a_failure_is_what_the_document_says(broken: TestClient, slug: str) -> None:
    described = operation(broken, "get_indicator" if slug == "not-found" else "list_indicators")
    answer = provoke(broken, slug)
    assert described.faults(answer.status_code, PROBLEM, answer.json()) == []


@pytest.mark.parametrize("slug", PROVOKED)
def test_a_failure_leads_to_the_page_that_explains_it(broken: TestClient, slug: str) -> None:
    page = broken.get(provoke(broken, slug).json()["type"]).json()["data"]
    kind = PROBLEMS[slug]
    assert (page["slug"], page["status"], page["title_zh"], page["title_en"]) == (slug, kind.status, *kind.title)


@pytest.mark.parametrize("slug", PROVOKED)
def test_a_failure_tells_nothing_of_our_insides(broken: TestClient, slug: str) -> None:
    answer = provoke(broken, slug)
    assert not INSIDES.search(answer.text)
    assert not INSIDES.search(str(answer.headers))


@pytest.mark.parametrize("slug", PROVOKED)
def test_a_failure_can_be_read_from_any_origin(broken: TestClient, slug: str) -> None:
    headers = provoke(broken, slug).headers
    assert headers["access-control-allow-origin"] == "*"
    exposed = {name.strip().casefold() for name in headers["access-control-expose-headers"].split(",")}
    assert exposed == {*map(str.casefold, EXPOSED)}


@pytest.mark.parametrize("slug", PROVOKED)
def test_a_failure_speaks_the_language_of_the_client(broken: TestClient, slug: str) -> None:
    kind: type[Problem] = PROBLEMS[slug]
    spoken = {"zh-CN,zh;q=0.9,en;q=0.5": 0, "en-GB,en": 1, "fr": 1, "": 1, "en;q=0.2, zh;q=0.8": 0}
    for header, place in spoken.items():
        answer = provoke(broken, slug, **{"Accept-Language": header})
        assert answer.json()["title"] == kind.title[place]
        assert answer.headers["content-language"] == ("zh", "en")[place]
        assert "accept-language" in answer.headers["vary"].casefold()


def test_lang_beats_accept_language(client: TestClient) -> None:
    for asked, header in (("zh", "en"), ("en", "zh")):
        answer = client.get(f"/indicators?limt=5&lang={asked}", headers={"Accept-Language": header})
        assert answer.headers["content-language"] == asked
        assert answer.json()["title"] == UNKNOWN[asked]


UNKNOWN = {"zh": "参数名不存在", "en": "Unknown parameter"}


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        ("limit=0", "不得小于 1"),
        ("limit=1001", "不得大于 1000"),
        ("values=every", "只能是"),
        ("limt=5", "没有这个参数"),
        ("limit=1&limit=2", "只能"),
        ("as_of=2024", "[一-鿿]"),
        ("start_period=soon", "[一-鿿]"),
        ("limit=ten", "[一-鿿]"),
        ("indicator=,", "[一-鿿]"),
        ("indicator=gpd", "[一-鿿]"),
        ("sort=nothing", "[一-鿿]"),
        ("fields=nothing", "[一-鿿]"),
        ("cursor=x", "[一-鿿]"),
        ("q=%21", "[一-鿿]"),
        ("q=" + "a" * 201, "至多 200 个字符"),
        ("lang=zh&cursor=", "至少 1 个字符"),
    ],
)
def test_a_reason_speaks_chinese_to_who_asks_in_chinese(client: TestClient, query: str, reason: str) -> None:
    answer = client.get(f"/observations?{query}", headers={"Accept-Language": "zh-CN"})
    (fault,) = answer.json()["errors"]
    assert re.search(reason, fault["reason"]), fault
    english = client.get(f"/observations?{query.replace('lang=zh&', '')}", headers={"Accept-Language": "en"})
    assert english.json()["errors"][0]["reason"].isascii()


def test_the_problem_types_are_listed(client: TestClient) -> None:
    listed = client.get("/problems").json()["data"]
    assert [kind["slug"] for kind in listed] == list(PROBLEMS)
    assert all(kind["explanation_zh"] and kind["explanation_en"] for kind in listed)


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND"])
def test_what_would_change_something_is_not_allowed_on_any_resource(client: TestClient, method: str) -> None:
    for documented in operations(client):
        answer = client.request(method, documented.address, headers=ORIGIN)
        assert answer.status_code == 405, documented.id
        assert answer.json()["type"] == "/problems/method-not-allowed"
        assert answer.headers["allow"] == "GET, HEAD, OPTIONS"
        assert answer.headers["access-control-allow-origin"] == "*"


@pytest.mark.parametrize("path", ["/docs", "/reference", "/static/docs.css", "/openapi.json"])
def test_pages_are_only_read_too(client: TestClient, path: str) -> None:
    answer = client.post(path)
    assert (answer.status_code, answer.headers["content-type"]) == (405, PROBLEM)
    assert answer.headers["allow"] == "GET, HEAD, OPTIONS"


@pytest.mark.parametrize(
    "path",
    ["/nothing", "/static/nothing.css", "/static/", "/static/../app/main.py", "/indicators/gdp/more", "/favicon.ico"],
)
def test_what_is_nowhere_is_a_problem_too(client: TestClient, path: str) -> None:
    answer = client.get(path, headers=ORIGIN)
    assert (answer.status_code, answer.headers["content-type"]) == (404, PROBLEM)
    assert answer.json()["type"] == "/problems/not-found"
    assert answer.headers["access-control-allow-origin"] == "*"


def test_not_acceptable_names_what_there_is(client: TestClient) -> None:
    for documented in operations(client):
        answer = client.get(documented.address, params=documented.query, headers={"Accept": "application/xml"})
        there_are = list(documented.described["responses"]["200"]["content"])
        assert (answer.status_code, answer.json()["available"]) == (406, there_are), documented.id


def test_a_browser_elsewhere_can_read_that_a_method_is_not_allowed(client: TestClient) -> None:
    """A preflight that failed would hide the 405 from the script that caused it."""
    preflight = client.options("/indicators", headers=ORIGIN | {"Access-Control-Request-Method": "DELETE"})
    assert preflight.status_code == 200
    strange = client.options("/indicators", headers=ORIGIN | {"Access-Control-Request-Method": "FOO"})
    assert (strange.status_code, strange.json()["type"]) == (400, "/problems/malformed-request")
    answer = client.delete("/indicators", headers=ORIGIN)
    assert (answer.status_code, answer.headers["access-control-allow-origin"]) == (405, "*")


@pytest.fixture
def gone(tmp_path: Path) -> Iterator[TestClient]:
    """The application on a store that has nothing in it."""
    with client_of(sqlite_url(tmp_path / "nothing.sqlite")) as client:
        yield client


def test_without_a_release_every_resource_says_so_and_when_to_come_back(gone: TestClient, client: TestClient) -> None:
    quiet = {"get_liveness", "list_problems", "get_problem"}
    for documented in operations(client):
        answer = gone.get(documented.address, params=documented.query, headers=ORIGIN)
        assert answer.status_code == (200 if documented.id in quiet else 503), documented.id
        if documented.id not in quiet:
            assert answer.json()["type"] == "/problems/store-unavailable"
            assert answer.headers["retry-after"] == "5"
            assert answer.headers["access-control-allow-origin"] == "*"
    assert gone.get("/openapi.json").status_code == 503


def test_a_process_lives_without_a_store_but_is_not_ready(gone: TestClient) -> None:
    assert gone.get("/livez").json() == {"status": "ok"}
    assert gone.get("/readyz").status_code == 503
    assert gone.get("/docs").status_code == 200


def test_asking_a_store_that_is_not_there_does_not_make_one(tmp_path: Path) -> None:
    with client_of(sqlite_url(tmp_path / "not" / "there.sqlite")) as client:
        assert client.get("/readyz").status_code == 503
    assert list(tmp_path.glob("**/*.sqlite")) == []


def test_a_server_that_cannot_be_reached_is_a_store_that_is_unavailable() -> None:
    with client_of("postgresql+psycopg://nobody:secret@127.0.0.1:9/none") as client:
        answer = client.get("/indicators")
    assert (answer.status_code, answer.json()["type"]) == (503, "/problems/store-unavailable")
    assert "secret" not in answer.text


def test_a_schema_without_a_release_is_not_ready(empty_store: str) -> None:
    from app.release import schema

    schema.upgrade(empty_store)
    with client_of(empty_store) as client:
        assert client.get("/readyz").status_code == 503
        assert client.get("/indicators").status_code == 503


def test_a_store_that_comes_back_is_served_again(tmp_path: Path) -> None:
    url = sqlite_url(tmp_path / "late.sqlite")
    with client_of(url) as client:
        assert client.get("/readyz").status_code == 503
        filled(url, HAVEN)
        assert client.get("/readyz").status_code == 200
        assert client.get("/areas/haven").status_code == 200


def test_an_unforeseen_failure_is_logged_with_the_id_that_the_client_was_told(
    broken: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    answer = provoke(broken, "internal-error")
    logged: list[Any] = [record for record in caplog.records if record.name == "app"]
    assert any(answer.json()["request_id"] in record.getMessage() and record.exc_info for record in logged)

"""What HTTP asks of every answer alike."""

import gzip
import re
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from typing import Any

import brotli  # type: ignore[import-untyped]
import httpx
import pytest
import zstandard
from fastapi.testclient import TestClient

from tests.contract.openapi import operations
from tests.seeds import HAVEN
from tests.serving import Clients, client_of
from tests.stores import PUBLISHED_AT, Originals

CODINGS = ["identity", "gzip", "br", "zstd"]
# What is about this moment, or about the program and not about the data.
NOT_OF_A_RELEASE = {"get_liveness", "get_readiness", "list_problems", "get_problem"}
LARGE = "/indicators"


def decoded(answer: httpx.Response, raw: bytes) -> bytes:
    coding = answer.headers.get("content-encoding", "identity")
    if coding == "gzip":
        return gzip.decompress(raw)
    if coding == "br":
        return bytes(brotli.decompress(raw))
    if coding == "zstd":
        return zstandard.ZstdDecompressor().decompressobj().decompress(raw)
    return raw


def fetched(client: TestClient, address: str, **headers: str) -> tuple[httpx.Response, bytes]:
    """An answer and its body as it came over the wire."""
    spelled = {name.replace("_", "-"): value for name, value in headers.items()}
    with client.stream("GET", address, headers=spelled) as answer:
        raw = b"".join(answer.iter_raw())
    return answer, raw


def test_every_answer_of_a_release_says_which_and_how_long_it_holds(client: TestClient) -> None:
    seen = set()
    for operation in operations(client):
        answer = client.get(operation.address, params=operation.query)
        if operation.id in NOT_OF_A_RELEASE:
            continue
        assert re.fullmatch(r'"[0-9a-f]{24}"', answer.headers["etag"]), operation.id
        assert answer.headers["last-modified"] == "Fri, 02 Jan 2026 03:04:05 GMT"
        assert (
            answer.headers["cache-control"]
            == "public, max-age=300, s-maxage=5, stale-while-revalidate=60, stale-if-error=86400"
        )
        seen.add(answer.headers["etag"])
    assert len(seen) == len([o for o in operations(client) if o.id not in NOT_OF_A_RELEASE])


def test_health_is_never_kept(client: TestClient) -> None:
    for path in ("/livez", "/readyz"):
        answer = client.get(path)
        assert answer.headers["cache-control"] == "no-store"
        assert "etag" not in answer.headers


def test_every_answer_leads_to_its_description_terms_and_citation(client: TestClient) -> None:
    release = client.get("/readyz").json()["release"]
    for operation in operations(client):
        if operation.id not in NOT_OF_A_RELEASE:
            links = client.get(operation.address, params=operation.query).links
            assert links["describedby"]["url"] == "/openapi.json"
            assert links["license"]["url"] == "https://creativecommons.org/licenses/by/4.0/"
            assert links["cite-as"]["url"] == f"/releases/{release}"
            assert client.get(links["cite-as"]["url"]).status_code == 200


def test_every_answer_says_its_release_terms_and_how_to_cite_it(client: TestClient) -> None:
    meta = client.get("/indicators").json()["meta"]
    assert meta["release"] == client.get("/readyz").json()["release"]
    assert meta["license"] == "CC-BY-4.0"
    assert meta["release"] in meta["citation"]
    assert "(2026)" in meta["citation"]


@pytest.mark.parametrize("coding", CODINGS)
def test_each_coding_is_the_same_answer_with_a_tag_of_its_own(client: TestClient, coding: str) -> None:
    plain, body = fetched(client, LARGE, Accept_Encoding="identity")
    answer, raw = fetched(client, LARGE, Accept_Encoding=coding)
    assert decoded(answer, raw) == body
    assert answer.headers.get("content-encoding", "identity") == coding
    assert answer.headers["content-length"] == str(len(raw))
    assert "accept-encoding" in answer.headers["vary"].casefold()
    tag = plain.headers["etag"][:-1]
    assert answer.headers["etag"] == (f'{tag}"' if coding == "identity" else f'{tag}-{coding}"')


@pytest.mark.parametrize("coding", CODINGS)
def test_who_has_the_answer_is_told_so_and_sent_nothing(client: TestClient, coding: str) -> None:
    first, _ = fetched(client, LARGE, Accept_Encoding=coding)
    tag = first.headers["etag"]
    for spelling in (tag, f"W/{tag}", f'"x", {tag}', f'"x",W/{tag} , "y"', "*"):
        answer, raw = fetched(client, LARGE, Accept_Encoding=coding, If_None_Match=spelling)
        assert (answer.status_code, raw) == (304, b""), spelling
        for name in ("etag", "last-modified", "cache-control", "link", "vary"):
            assert answer.headers[name] == first.headers[name], name
        assert "content-type" not in answer.headers
        assert "content-encoding" not in answer.headers
        assert "x-request-id" in answer.headers


def test_who_has_another_coding_or_another_answer_is_sent_this_one(client: TestClient) -> None:
    plain, _ = fetched(client, LARGE, Accept_Encoding="identity")
    tag = plain.headers["etag"]
    for spelling in (
        '"x"',
        "",
        tag.strip('"'),
        tag.replace('"', "'"),
        f'{tag[:-1]}-gzip"',
        client.get("/areas").headers["etag"],
    ):
        answer, raw = fetched(client, LARGE, Accept_Encoding="identity", If_None_Match=spelling)
        assert (answer.status_code, bool(raw)) == (200, True), spelling
    assert fetched(client, LARGE, Accept_Encoding="gzip", If_None_Match=tag)[0].status_code == 200


@pytest.mark.parametrize(
    ("since", "status"),
    [
        ("Fri, 02 Jan 2026 03:04:05 GMT", 304),
        ("Sat, 03 Jan 2026 00:00:00 GMT", 304),
        ("Fri, 02 Jan 2026 03:04:04 GMT", 200),
        ("yesterday", 200),
        ("", 200),
        ("Fri, 02 Jan 2026 03:04:05", 200),
    ],
)
def test_if_modified_since_compares_days_and_ignores_what_is_none(client: TestClient, since: str, status: int) -> None:
    assert client.get(LARGE, headers={"If-Modified-Since": since}).status_code == status


def test_a_tag_counts_more_than_a_date(client: TestClient) -> None:
    later = format_datetime(datetime.now(UTC), usegmt=True)
    headers = {"If-None-Match": '"x"', "If-Modified-Since": later}
    assert client.get(LARGE, headers=headers).status_code == 200
    assert parsedate_to_datetime(client.get(LARGE).headers["last-modified"]) == PUBLISHED_AT


def test_a_failure_is_never_not_modified(client: TestClient) -> None:
    assert client.get("/areas/nowhere", headers={"If-None-Match": "*"}).status_code == 404


def test_a_small_answer_is_not_compressed(client: TestClient) -> None:
    answer, _ = fetched(client, "/livez", Accept_Encoding="gzip, br, zstd")
    assert "content-encoding" not in answer.headers


def test_the_tag_is_that_of_the_request_and_not_of_its_spelling(client: TestClient) -> None:
    tags = {
        client.get(address).headers["etag"]
        for address in (
            "/observations?indicator=gdp,nev_output&limit=100",
            "/observations?indicator=nev_output&indicator=gdp",
            "/observations/?indicator=gdp,nev_output&values=preferred",
            "/observations?indicator=gdp,nev_output&lang=zh",
        )
    }
    assert len(tags) == 1
    assert client.get("/observations?indicator=gdp").headers["etag"] not in tags


def test_head_answers_as_get_does_without_a_body(client: TestClient) -> None:
    paths = [(operation.address, operation.query) for operation in operations(client)]
    pages: list[tuple[str, dict[str, str]]] = [
        (path, {}) for path in ("/docs", "/reference", "/openapi.json", "/static/docs.css")
    ]
    for path, query in paths + pages:
        for address in (path, f"{path}/no-such-thing"):
            asked: Any = {"params": query, "headers": {"Origin": "https://example.org"}}
            got, head = client.get(address, **asked), client.head(address, **asked)
            assert head.status_code == got.status_code, address
            assert head.content == b""
            differing = {"x-request-id", "date"} | ({"content-length"} if got.status_code >= 400 else set())
            assert {k: v for k, v in head.headers.items() if k not in differing} == {
                k: v for k, v in got.headers.items() if k not in differing
            }


def test_head_may_be_conditional(client: TestClient) -> None:
    tag = client.get("/areas").headers["etag"]
    assert client.head("/areas", headers={"If-None-Match": tag}).status_code == 304


def test_options_says_what_may_be_done(client: TestClient) -> None:
    for path in ("/", "/indicators", "/areas/440100", "/docs"):
        answer = client.options(path)
        assert (answer.status_code, answer.content) == (204, b"")
        assert answer.headers["allow"] == "GET, HEAD, OPTIONS"


def test_a_browser_elsewhere_may_read_and_ask_with_its_own_headers(client: TestClient) -> None:
    preflight = client.options(
        "/indicators",
        headers={
            "Origin": "https://elsewhere.example",
            "Access-Control-Request-Method": "GET",
            "Access-Control-Request-Headers": "if-none-match, x-request-id",
        },
    )
    assert preflight.status_code == 200
    assert preflight.headers["access-control-allow-origin"] == "*"
    assert "if-none-match" in preflight.headers["access-control-allow-headers"]
    tag = client.get("/indicators").headers["etag"]
    for headers in ({}, {"If-None-Match": tag}):
        answer = client.get("/indicators", headers={"Origin": "https://elsewhere.example"} | headers)
        assert answer.headers["access-control-allow-origin"] == "*"
        assert "ETag" in answer.headers["access-control-expose-headers"]


def test_a_request_id_is_echoed_or_made(client: TestClient) -> None:
    given = "3f2b1c4d5e6f47a8b9c0d1e2f3a4b5c6"
    assert client.get("/livez", headers={"X-Request-ID": given}).headers["x-request-id"] == given
    made = [
        client.get("/livez", headers=headers).headers["x-request-id"] for headers in ({}, {"X-Request-ID": "a b\tc"})
    ]
    assert all(re.fullmatch(r"[0-9a-f]{32}", name) for name in made)
    assert made[0] != made[1]


def test_a_trailing_slash_is_answered_without_a_redirect(client: TestClient) -> None:
    for operation in operations(client):
        plain = client.get(operation.address, params=operation.query)
        for slashes in ("/", "//"):
            answer = client.get(operation.address.rstrip("/") + slashes, params=operation.query, follow_redirects=False)
            assert (answer.status_code, answer.content) == (200, plain.content), operation.id


def test_curl_and_a_json_client_are_given_the_index(client: TestClient) -> None:
    for accept in ("*/*", "application/json", "application/*", "text/html;q=0.1, */*"):
        answer = client.get("/", headers={"Accept": accept})
        assert (answer.status_code, answer.headers["content-type"]) == (200, "application/json")


def test_a_time_stands_with_its_zone_on_every_store(clients: Clients, engine_name: str) -> None:
    (release,) = clients(engine_name, HAVEN).get("/releases").json()["data"]
    assert release["published_at"] == "2026-01-02T03:04:05Z"


def test_a_static_file_is_not_sent_twice(client: TestClient) -> None:
    for coding in CODINGS:
        headers = {"Accept-Encoding": coding}
        tag = client.get("/static/vendor/swagger-ui/swagger-ui.css", headers=headers).headers["etag"]
        again = client.get("/static/vendor/swagger-ui/swagger-ui.css", headers=headers | {"If-None-Match": tag})
        assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("root_path", ["", "/city"])
@pytest.mark.filterwarnings("ignore:The `root_path` parameter is deprecated")
def test_the_index_answers_at_the_root_of_the_service(originals: Originals, root_path: str) -> None:
    with client_of(originals.url("sqlite", HAVEN), root_path=root_path) as client:
        for path in (f"{root_path}/", root_path or "/", "/"):
            assert client.get(path).json()["data"]["name_en"] == "Haven Indicators"
            assert client.get("/static/docs.css").status_code == 200

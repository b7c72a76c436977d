"""Whatever is asked, the application answers it or refuses it with a documented problem; it never fails."""

import base64
from collections.abc import Iterator
from urllib.parse import quote, unquote

import orjson
import pytest
from fastapi.testclient import TestClient
from hypothesis import example, given
from hypothesis import strategies as st
from starlette.types import Message

from app.problems import PROBLEMS
from tests.contract.openapi import PROBLEM, Operation, operations
from tests.fuzz import texts
from tests.fuzz.conftest import FEWER, FUZZ
from tests.seeds import SHIPPED
from tests.serving import Clients

BYTES = st.binary(max_size=60)
# What routes, suffixes, encodings and headers are made of.
PATHS = b"/observations /areas /files /check /embed /static /indicators/gdp / // . .. .csv .svg ?".split()
ODD = [
    *b"% %00 %2f %2e%2e %c3%28 %e5%b9%bf \xe5\xb9\xbf \xff # ; ' <b>".split(),
    b"\0",
    b"\r\n",
    b"\t",
    b" ",
    b"a" * 9000,
]
QUERIES = b"& = =1 q limit + lang=zh format=xlsx shape=arrays cursor=".split()
PARTS = st.lists(st.sampled_from([*PATHS, *ODD, *QUERIES]) | st.binary(max_size=4), max_size=6).map(b"".join)
NAMES = (
    b"accept accept-language accept-encoding host range if-range if-none-match if-modified-since x-request-id cookie "
    b"origin access-control-request-method content-length transfer-encoding forwarded x-forwarded-for x-forwarded-proto"
).split()
VALUES = [
    *b'*/* text/html text/csv;q=2 bytes=0- bytes=-0 bytes=9-1,2-3 "x" * zh;q=, gzip;q=nan [::1 a:b:c \xff\xfe'.split(),
    b"Thu, 99 Foo 0000 99:99:99 GMT",
    b"9" * 400,
]
HEADERS = st.lists(st.tuples(st.sampled_from(NAMES), BYTES | st.sampled_from(VALUES)), max_size=4)


def asked(client: TestClient, method: str, target: bytes, headers: list[tuple[bytes, bytes]]) -> tuple[int, str, bytes]:
    """What the whole application answers to a request as a server would hand it over: status, media type and body."""
    sent: list[Message] = []
    path, _, query = quote(target, safe=bytes(range(0x21, 0x7F))).encode().partition(b"?")
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": unquote(path.decode()),
        "raw_path": path,
        "query_string": query,
        "root_path": "",
        "headers": headers,
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 80),
        "state": {},
    }

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        sent.append(message)

    assert client.portal is not None
    client.portal.call(client.app, scope, receive, send)
    start = sent[0]
    body = b"".join(message.get("body", b"") for message in sent[1:])
    return start["status"], dict(start["headers"]).get(b"content-type", b"").decode(), body


def require_right(status: int, media_type: str, body: bytes, method: str = "GET") -> None:
    """A success, or a problem of those that are documented, under its own status."""
    assert status < 500, body
    if status >= 400 and method != "HEAD" and not media_type.startswith("text/html"):
        assert media_type == PROBLEM
        problem = orjson.loads(body)
        assert PROBLEMS[problem["type"].removeprefix("/problems/")].status == problem["status"] == status


@FUZZ
@given(BYTES | PARTS, st.sampled_from(["GET", "HEAD", "OPTIONS", "POST", "PROPFIND", "get"]), HEADERS)
@example(b"/files/..%2f..%2fetc/passwd", "GET", [])
@example(b"/observations?cursor=W10", "GET", [(b"range", b"bytes=0-0")])
def test_any_bytes_are_answered_or_refused(
    client: TestClient, target: bytes, method: str, headers: list[tuple[bytes, bytes]]
) -> None:
    require_right(*asked(client, method, b"/" + target, headers), method)


@FUZZ
@given(st.data())
def test_any_parameters_of_any_operation_are_answered_or_refused(client: TestClient, data: st.DataObject) -> None:
    found = {operation.path: operation for operation in operations(client)}
    operation = found[data.draw(st.sampled_from(sorted(found)))]
    right = operation.example("path") | operation.query
    path, is_right = operation.path, True
    for name, value in operation.example("path").items():
        word = data.draw(st.just(value) | texts.words)
        path, is_right = path.replace(f"{{{name}}}", spelled(word)), is_right and word == value
    named = st.sampled_from([*operation.parameters, "x"])
    pairs = data.draw(
        st.lists(named.flatmap(lambda n: st.tuples(st.just(n), value_of(operation, n, right))), max_size=5)
    )
    query = "&".join(f"{name}={spelled(value)}" for name, value in pairs)
    status, media_type, body = asked(client, "GET", f"{path or '/'}?{query}".encode(), [])
    require_right(status, media_type, body)
    # Another word in a path may lead to another operation; `fields` leaves out what the document requires of a row.
    is_whole = is_right and "fields" not in dict(pairs)
    if is_whole and status == 200 and media_type == "application/json":
        assert operation.faults(200, media_type, orjson.loads(body)) == []


def spelled(text: str) -> str:
    """A text as a part of an address."""
    return quote(text.encode("utf-8", "surrogatepass"), safe="")


def value_of(operation: Operation, name: str, right: dict[str, str]) -> st.SearchStrategy[str]:
    """Words for a parameter: its example, those of its enumeration, those like it, and others."""
    schema = operation.parameters.get(name, {}).get("schema", {})
    listed = [*schema.get("enum", []), *schema.get("x-words", []), *schema.get("items", {}).get("enum", [])]
    kinds = [texts.words, texts.numbers, texts.periods, st.just(right.get(name, ""))]
    if listed:
        kinds += [st.sampled_from(listed), st.lists(st.sampled_from([*listed, "-", ""]), max_size=3).map(",".join)]
    return st.one_of(kinds)


@FUZZ
@given(value=texts.figures, unit=st.none() | texts.words, period=texts.periods | st.just("2024"))
def test_any_number_can_be_checked_or_is_refused(client: TestClient, value: str, unit: str | None, period: str) -> None:
    words = {"indicator": "gdp", "value": value, "period": period} | ({} if unit is None else {"unit": unit})
    query = "&".join(f"{name}={spelled(word)}" for name, word in words.items())
    status, media_type, body = asked(client, "GET", f"/check?{query}".encode(), [])
    require_right(status, media_type, body)
    if status == 200:
        told = orjson.loads(body)["data"]
        assert told["answer"] in {"unknown", "contradicts"} or told["observation"] is not None


@pytest.fixture(scope="session")
def lists(clients: Clients) -> dict[str, str]:
    """The first cursor of every list, by its path."""
    return dict(_cursors(clients("sqlite", SHIPPED)))


def _cursors(client: TestClient) -> Iterator[tuple[str, str]]:
    for operation in operations(client):
        if operation.is_list and not operation.example("path"):
            words = operation.query if operation.requires_words else {}
            cursor = client.get(operation.path, params=words | {"limit": 1}).json()["page"]["next_cursor"]
            if cursor:
                yield operation.path, cursor


def test_a_cursor_of_another_list_is_refused(client: TestClient, lists: dict[str, str]) -> None:
    found = {operation.path: operation for operation in operations(client)}
    assert len(lists) > 10
    for path in lists:
        words = found[path].query if found[path].requires_words else {}
        for other, cursor in lists.items():
            answer = client.get(path, params=words | {"cursor": cursor})
            assert answer.status_code == (200 if other == path else 422), f"{path} takes the cursor of {other}"


@FUZZ
@given(data=st.data())
def test_a_cursor_that_was_changed_is_refused_or_leads_to_a_page(
    client: TestClient, lists: dict[str, str], data: st.DataObject
) -> None:
    path = data.draw(st.sampled_from(sorted(lists)))
    held = bytearray(base64.urlsafe_b64decode(lists[path] + "=" * (-len(lists[path]) % 4)))
    for _ in range(data.draw(st.integers(1, 3))):
        place = data.draw(st.integers(0, len(held)))
        held[place : place + data.draw(st.integers(0, 2))] = data.draw(st.binary(max_size=3) | st.sampled_from(JSON))
    cursor = base64.urlsafe_b64encode(held).rstrip(b"=").decode()
    query = {"cursor": cursor or "x"} | ({"q": "gdp"} if path == "/search" else {})
    answer = client.get(path, params=query)
    assert answer.status_code in {200, 422}, answer.text
    if answer.status_code == 422:
        assert answer.json()["type"] in {"/problems/invalid-cursor", "/problems/invalid-value"}


JSON = [b"null", b"[", b"]", b"{}", b"1e999", b"-1", b"true", b'"', b",", b"\\u0000", b"\\ud800", b"9" * 400, b"NaN"]


@FEWER
@given(st.lists(st.tuples(st.sampled_from(["cursor", "sort", "fields", "q"]), texts.words), min_size=1, max_size=4))
def test_what_a_store_does_not_take_is_refused_before_it(haven: TestClient, pairs: list[tuple[str, str]]) -> None:
    """On both stores: what SQLite would take, PostgreSQL may not."""
    query = "&".join(f"{name}={spelled(word)}" for name, word in pairs)
    require_right(*asked(haven, "GET", f"/observations?{query}".encode(), []))

"""A real server on a real socket: what people type, what no browser would send, and how it ends."""

import json
import socket
from collections.abc import Iterator

import pytest

from tests.commands import Server, serving
from tests.seeds import SHIPPED
from tests.stores import Originals


@pytest.fixture(scope="module")
def server(originals: Originals) -> Iterator[Server]:
    with serving(database_url=originals.url("sqlite", SHIPPED, "serving")) as running:
        yield running


def spoken(server: Server, *parts: bytes) -> bytes:
    """What the server answers to these bytes, until it ends the connection."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for part in parts:
            connection.sendall(part)
        answer = b""
        while received := connection.recv(65536):
            answer += received
    return answer


def asked(server: Server, target: bytes, *headers: bytes, method: bytes = b"GET") -> tuple[int, dict[str, str], bytes]:
    lines = [method + b" " + target + b" HTTP/1.1", b"Host: localhost", b"Connection: close", *headers, b"", b""]
    return parsed(spoken(server, b"\r\n".join(lines)))


def parsed(answer: bytes) -> tuple[int, dict[str, str], bytes]:
    head, _, body = answer.partition(b"\r\n\r\n")
    status, *lines = head.decode("latin-1").split("\r\n")
    headers = {name.casefold(): value for name, _, value in (line.partition(": ") for line in lines)}
    return int(status.split()[1]), headers, body


def test_chinese_in_an_address_needs_no_encoding(server: Server) -> None:
    status, _, body = asked(server, "/search?q=汽车".encode())
    assert status == 200
    assert json.loads(body)["data"] == json.loads(asked(server, b"/search?q=%E6%B1%BD%E8%BD%A6")[2])["data"] != []
    status, _, body = asked(server, "/areas/广州".encode())
    assert (status, json.loads(body)["errors"][0]["suggestions"][0]) == (404, "440100")


def test_a_request_names_its_host(server: Server) -> None:
    """RFC 9112, 3.2; HTTP/1.0 knows no hosts."""
    for version, expected in ((b"1.1", 400), (b"1.0", 200)):
        for _ in range(2):
            answer = spoken(server, b"GET /areas HTTP/" + version + b"\r\nConnection: close\r\n\r\n")
            assert parsed(answer)[0] == expected


def test_bytes_that_are_no_utf_8_are_refused(server: Server) -> None:
    for target in (b"/search?q=\xff\xfe", b"/areas/\xff", "/search?q=汽车".encode("gbk")):
        status, headers, body = asked(server, target)
        assert (status, headers["content-type"]) == (400, "application/problem+json"), target
        assert json.loads(body)["type"] == "/problems/malformed-request"


@pytest.mark.parametrize(
    "garbage",
    [
        b"\x00\x01\x02\x03\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"HELLO\r\n\r\n",
        b"GET\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nBad Header\r\n\r\n",
        b"GET / HTTP/1.1\r\nContent-Length: many\r\n\r\n",
        b"GET /a b HTTP/1.1\r\nHost: a\r\n\r\n",
        "取 / HTTP/1.1\r\n\r\n".encode(),
    ],
)
def test_what_is_not_http_is_answered_as_every_failure_is(server: Server, garbage: bytes) -> None:
    status, headers, body = parsed(spoken(server, garbage))
    problem = json.loads(body)
    assert (status, headers["content-type"]) == (400, "application/problem+json")
    assert set(problem) == {"type", "title", "status", "detail", "instance", "request_id", "errors"}
    assert problem["request_id"] == headers["x-request-id"]
    assert headers["access-control-allow-origin"] == "*"
    assert int(headers["content-length"]) == len(body)


def test_the_server_goes_on_after_garbage(server: Server) -> None:
    spoken(server, b"\x00\r\n\r\n")
    assert asked(server, b"/livez")[0] == 200


def test_a_request_may_come_in_pieces(server: Server) -> None:
    answer = spoken(server, b"GET /liv", b"ez HTTP/1.1\r\nHo", b"st: a\r\nConnection: close\r\n", b"\r\n")
    assert parsed(answer)[0] == 200


def test_head_sends_no_body(server: Server) -> None:
    status, headers, body = asked(server, b"/indicators", method=b"HEAD")
    assert (status, body) == (200, b"")
    assert int(headers["content-length"]) == len(asked(server, b"/indicators")[2])


def test_not_modified_sends_no_body(server: Server) -> None:
    tag = asked(server, b"/indicators")[1]["etag"]
    status, headers, body = asked(server, b"/indicators", b"If-None-Match: " + tag.encode())
    assert (status, body, headers["etag"]) == (304, b"", tag)


def test_one_connection_serves_several_requests(server: Server) -> None:
    one = b"GET /livez HTTP/1.1\r\nHost: a\r\n\r\n"
    answer = spoken(server, one, one, b"GET /livez HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
    assert answer.count(b"HTTP/1.1 200 OK") == 3


def test_the_server_does_not_say_what_it_is_made_of(server: Server) -> None:
    headers = asked(server, b"/livez")[1]
    assert "server" not in headers
    assert "x-powered-by" not in headers


def test_a_forwarded_address_is_not_believed(server: Server) -> None:
    body = asked(server, b"/areas?limit=1", b"X-Forwarded-Host: evil.example", b"X-Forwarded-Prefix: /evil")[2]
    assert b"evil" not in body
    headers = (b"X-Forwarded-Proto: https", b"X-Forwarded-For: 203.0.113.7")
    body = asked(server, b"/indicators/gdp", *headers)[2]
    assert json.loads(body)["data"]["citation"]["permalink"].startswith("http://")


def test_every_reference_is_root_relative_whatever_the_host(server: Server) -> None:
    raw = spoken(server, b"GET /areas?limit=1 HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n")
    assert b"evil.example" not in raw

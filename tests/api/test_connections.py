"""Slow, silent and greedy clients, on real sockets: each is refused or dropped, and nobody else waits for it."""

import json
import time
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import repeat

import httpx
import pytest

from tests.commands import Server, serving
from tests.seeds import SHIPPED
from tests.sockets import PATIENCE, connected, dripped, one_answer, parsed, received
from tests.stores import Originals

HEAD, BODY, PLACES = 16_384, 1000, 4
START = b"GET /livez HTTP/1.1\r\nHost: a\r\n"
WHOLE = START + b"\r\n"
LAST = START + b"Connection: close\r\n\r\n"
# More than this no test sends, whatever the server takes.
PIECES = int(PATIENCE / 0.1)


@pytest.fixture(scope="module")
def server(originals: Originals) -> Iterator[Server]:
    """A server that has little time and takes little."""
    url = originals.url("sqlite", SHIPPED, "serving")
    with serving(
        "--no-seed",
        database_url=url,
        request_timeout=1,
        send_timeout=1,
        keep_alive=1,
        max_head_bytes=HEAD,
        max_body_bytes=BODY,
    ) as running:
        yield running


@pytest.fixture
def narrow(originals: Originals) -> Iterator[Server]:
    """A server with few places for connections, and time enough."""
    url = originals.url("sqlite", SHIPPED, "serving")
    with serving("--no-seed", database_url=url, max_connections=PLACES, request_timeout=600, keep_alive=600) as running:
        yield running


def asked(server: Server, *pieces: bytes) -> tuple[int, dict[str, str], bytes]:
    """What the server answers to these pieces until it ends the connection."""
    with connected(server.port) as connection:
        for piece in pieces:
            connection.sendall(piece)
        return parsed(received(connection))


def refused(server: Server, reason: str) -> float:
    """How often the server says it refused for a reason."""
    lines = httpx.get(f"{server.url}/metrics", trust_env=False).text.splitlines()
    counts = [line.split()[1] for line in lines if line.startswith(f'http_refused_total{{reason="{reason}"}}')]
    return float(counts[0]) if counts else 0


def assert_problem(answer: tuple[int, dict[str, str], bytes], status: int, slug: str) -> None:
    found, headers, body = answer
    problem = json.loads(body)
    assert (found, headers["content-type"]) == (status, "application/problem+json")
    assert (problem["type"], problem["status"]) == (f"/problems/{slug}", status)
    assert problem["request_id"] == headers["x-request-id"]
    assert headers["connection"] == "close"
    assert headers["access-control-allow-origin"] == "*"
    assert headers["x-content-type-options"] == "nosniff"
    assert int(headers["content-length"]) == len(body)


def test_who_connects_and_says_nothing_is_dropped(server: Server) -> None:
    with connected(server.port) as connection:
        assert received(connection) == b""


def test_who_sends_empty_lines_for_ever_is_dropped(server: Server) -> None:
    with connected(server.port) as connection:
        assert dripped(connection, repeat(b"\r\n", PIECES)) == b""


def test_who_sends_a_head_byte_by_byte_is_told_that_it_took_too_long(server: Server) -> None:
    with connected(server.port) as connection:
        connection.sendall(START)
        assert_problem(parsed(dripped(connection, repeat(b"a", PIECES))), 408, "request-timeout")


def test_a_second_request_has_no_more_time_than_the_first(server: Server) -> None:
    with connected(server.port) as connection:
        connection.sendall(WHOLE)
        assert one_answer(connection)[0] == 200
        assert_problem(parsed(dripped(connection, [START, *repeat(b"a", PIECES)])), 408, "request-timeout")


def test_who_sends_a_body_byte_by_byte_is_dropped_after_its_answer(server: Server) -> None:
    with connected(server.port) as connection:
        connection.sendall(b"POST /indicators HTTP/1.1\r\nHost: a\r\nContent-Length: 900\r\n\r\n")
        assert parsed(dripped(connection, repeat(b"a", PIECES)))[0] == 405


def test_a_connection_on_which_nothing_is_asked_is_closed(server: Server) -> None:
    for address in (b"/livez", b"/areas?limit=1", b"/areas?limit=1"):
        with connected(server.port) as connection:
            connection.sendall(b"GET " + address + b" HTTP/1.1\r\nHost: idle\r\n\r\n")
            assert parsed(received(connection))[0] == 200


@pytest.mark.parametrize("size", [HEAD, 4 * HEAD, 40 * HEAD])
def test_headers_that_are_too_large_are_refused(server: Server, size: int) -> None:
    header = b"X-Filler: " + b"a" * size
    assert_problem(asked(server, START + header + b"\r\n\r\n"), 431, "headers-too-large")
    assert_problem(
        asked(server, START, *repeat(b"X-Filler: aaaaaaaa\r\n", size // 20 + 1), b"\r\n"), 431, "headers-too-large"
    )


def test_a_header_without_an_end_is_refused_before_it_ends(server: Server) -> None:
    pieces = [START + b"X-Filler: ", *repeat(b"a" * 4096, PIECES)]
    with connected(server.port) as connection:
        assert_problem(parsed(dripped(connection, pieces, pause=0.02)), 431, "headers-too-large")


def test_headers_of_the_largest_size_are_read(server: Server) -> None:
    assert asked(server, START + b"Connection: close\r\nX-Filler: " + b"a" * (HEAD - 200) + b"\r\n\r\n")[0] == 200


@pytest.mark.parametrize("size", [HEAD, 40 * HEAD])
def test_an_address_that_is_too_long_is_refused(server: Server, size: int) -> None:
    line = b"GET /search?q=" + b"a" * size + b" HTTP/1.1\r\nHost: a\r\n\r\n"
    assert_problem(asked(server, line), 414, "uri-too-long")
    assert_problem(asked(server, line[:9000], line[9000:]), 414, "uri-too-long")


def test_a_body_that_is_too_large_is_refused_before_it_comes(server: Server) -> None:
    head = b"POST /indicators HTTP/1.1\r\nHost: a\r\nContent-Length: %d\r\n\r\n"
    assert_problem(asked(server, head % (BODY + 1)), 413, "content-too-large")
    assert asked(server, head % BODY + b"a" * BODY)[0] == 405


def test_a_body_without_a_length_is_cut_off(narrow: Server) -> None:
    with connected(narrow.port) as connection:
        connection.sendall(b"POST /indicators HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n")
        pieces = repeat(b"400\r\n" + b"a" * 1024 + b"\r\n", PIECES)
        assert parsed(dripped(connection, pieces, pause=0.02))[0] == 405


def test_a_refusal_does_not_cut_into_the_answer_before_it(server: Server) -> None:
    # It is made while it is sent, and nobody asked for it before.
    target = b"GET /observations.csv?bom=true HTTP/1.1\r\nHost: a\r\n\r\n"
    status, _, body = asked(server, target + START + b"X-Filler: " + b"a" * 2 * HEAD + b"\r\n\r\n")
    assert (status, body[-7:]) == (200, b"\r\n0\r\n\r\n")
    assert b"HTTP/1.1" not in body


def test_who_does_not_take_its_answer_is_dropped(server: Server) -> None:
    before = refused(server, "slow-reader")
    with connected(server.port, buffer=4096) as connection:
        for _ in range(40):
            connection.sendall(b"GET /observations?limit=1000 HTTP/1.1\r\nHost: a\r\n\r\n")
        for _ in range(PIECES):
            if refused(server, "slow-reader") > before:
                break
            time.sleep(0.1)
        else:
            raise TimeoutError("nobody was dropped")
    assert asked(server, LAST)[0] == 200


def test_one_more_than_the_connections_that_are_served_is_told_to_come_back(narrow: Server) -> None:
    with ExitStack() as stack:
        served = [stack.enter_context(connected(narrow.port)) for _ in range(PLACES)]
        for connection in served:
            connection.sendall(WHOLE)
            assert one_answer(connection)[0] == 200
        answer = asked(narrow, WHOLE)
        assert_problem(answer, 503, "server-busy")
        assert answer[1]["retry-after"] == "5"
        # Who had a place keeps it.
        served[0].sendall(LAST)
        assert parsed(received(served[0]))[0] == 200


def test_of_far_too_many_connections_the_newest_are_dropped(narrow: Server) -> None:
    with ExitStack() as stack:
        opened = [stack.enter_context(connected(narrow.port)) for _ in range(2 * PLACES)]
        for connection in opened[:PLACES]:
            connection.sendall(WHOLE)
            assert one_answer(connection)[0] == 200
        with connected(narrow.port) as one_more:
            assert received(one_more) == b""
    for _ in range(PIECES):
        if asked(narrow, LAST)[0] == 200:
            break
        time.sleep(0.1)
    assert asked(narrow, LAST)[0] == 200


def test_refusals_are_counted_by_reason(server: Server) -> None:
    for reason, request in (
        ("headers-too-large", START + b"X-Filler: " + b"a" * HEAD + b"\r\n\r\n"),
        ("malformed-request", b"\x00\r\n\r\n"),
    ):
        before = refused(server, reason)
        asked(server, request)
        assert refused(server, reason) == before + 1

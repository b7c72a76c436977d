"""Kept answers straight from the connection: the same bytes as by way of the application, and only where they are."""

import asyncio
import re
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any

import pytest
import uvicorn
from uvicorn.server import ServerState

from app.api.direct import KEPT, DirectProtocol
from app.main import create_app
from app.settings import Settings

HEAD = b"Host: here\r\nAccept-Encoding: identity\r\n"
LIST = b"/observations?indicator=gdp&freq=A"
_OF_THIS_MOMENT = re.compile(rb'(?<=x-request-id: )\S+|(?<=request_id":")\w+')


class Wire(asyncio.Transport):
    """What a protocol writes, and whether it ended the connection."""

    def __init__(self) -> None:
        super().__init__()
        self.sent = b""
        self.is_ended = False

    def write(self, data: Any) -> None:
        self.sent += data

    def writelines(self, list_of_data: Any) -> None:
        self.sent += b"".join(list_of_data)

    def is_closing(self) -> bool:
        return self.is_ended

    def close(self) -> None:
        self.is_ended = True

    def pause_reading(self) -> None: ...

    def resume_reading(self) -> None: ...


class Connection:
    """One connection to the application, and the bytes that came back on it."""

    def __init__(self, app: Any, state: dict[str, Any], **settings: Any) -> None:
        config = uvicorn.Config(app, access_log=False, proxy_headers=False, log_level="warning", **settings)
        self.wire = Wire()
        self.protocol = DirectProtocol(config, ServerState(), state)
        self.protocol.connection_made(self.wire)

    @property
    def is_direct(self) -> bool:
        """Whether the application was never asked."""
        return self.protocol.cycle is None

    async def ask(self, *requests: bytes) -> bytes:
        """What is answered to bytes that arrive together, once nothing more is to come."""
        self.wire.sent = b""
        self.protocol.data_received(b"".join(requests))
        # uvicorn has no event for it.
        while self.protocol.pipeline or not (self.is_direct or self.protocol.cycle.response_complete):  # noqa: ASYNC110
            await asyncio.sleep(0.005)
        return _OF_THIS_MOMENT.sub(b"", self.wire.sent)


def lines(answers: bytes) -> list[list[bytes]]:
    """Answers by their lines: a new one has its headers in another order than the same one when it was kept."""
    return [sorted(answer.split(b"\r\n")) for answer in answers.split(b"HTTP/1.1 ")]


Opened = Callable[..., Connection]


@asynccontextmanager
async def connections(store: str) -> AsyncIterator[Opened]:
    app = create_app(Settings(database_url=store))
    async with app.router.lifespan_context(app) as state:

        def opened(*, is_direct: bool = True, **settings: Any) -> Connection:
            return Connection(app, dict(state or {}) if is_direct else {}, **settings)

        await opened().ask(b"GET %s HTTP/1.1\r\n%s\r\n" % (LIST, HEAD))
        yield opened


def on_connections(store: str, test: Callable[[Opened], Coroutine[Any, Any, None]]) -> None:
    async def run() -> None:
        async with connections(store) as opened:
            await test(opened)

    asyncio.run(run())


@pytest.mark.parametrize(
    ("method", "headers"),
    [
        (b"GET", b""),
        (b"HEAD", b""),
        (b"GET", b"Origin: https://elsewhere.example\r\n"),
        (b"GET", b"If-None-Match: *\r\n"),
        (b"HEAD", b"If-None-Match: *\r\n"),
        (b"GET", b"If-Modified-Since: Tue, 01 Jan 2999 00:00:00 GMT\r\n"),
        (b"GET", b"X-Request-ID: 9b2f6a2c-0c1f-4f1e-9d55-0f2e2f5b7c11\r\n"),
    ],
)
def test_a_kept_answer_has_the_bytes_of_the_application(store: str, method: bytes, headers: bytes) -> None:
    async def test(opened: Opened) -> None:
        request = b"%s %s HTTP/1.1\r\n%s%s\r\n" % (method, LIST, HEAD, headers)
        direct, asked = opened(), opened(is_direct=False)
        assert await direct.ask(request) == await asked.ask(request)
        assert direct.is_direct
        assert not asked.is_direct

    on_connections(store, test)


def test_the_id_of_a_request_is_given_back(store: str) -> None:
    async def test(opened: Opened) -> None:
        mine = b"9b2f6a2c-0c1f-4f1e-9d55-0f2e2f5b7c11"
        connection = opened()
        for given in (mine, b"9b2f6a2c\x0b", b"mine", b""):
            await connection.ask(b"GET %s HTTP/1.1\r\n%sX-Request-ID: %s\r\n\r\n" % (LIST, HEAD, given))
            said = re.findall(rb"x-request-id: (\S*)\r\n", connection.wire.sent)
            assert (said == [mine]) == (given == mine)

    on_connections(store, test)


@pytest.mark.parametrize(
    "request_",
    [
        b"GET %s HTTP/1.0\r\n%s\r\n" % (LIST, HEAD),
        b"GET %s HTTP/1.1\r\n%sConnection: close\r\n\r\n" % (LIST, HEAD),
        b"GET %s HTTP/1.1\r\n%sContent-Length: 2\r\n\r\n{}" % (LIST, HEAD),
        b"GET %s HTTP/1.1\r\n%sHost: there\r\n\r\n" % (LIST, HEAD),
        b"GET http://here%s HTTP/1.1\r\n%s\r\n" % (LIST, HEAD),
        b"GET %s HTTP/1.1\r\nHost: there\r\nAccept-Encoding: identity\r\n\r\n" % LIST,
        b"GET %s HTTP/1.1\r\nHost: here\r\n\r\n" % LIST,
        b"POST %s HTTP/1.1\r\n%s\r\n" % (LIST, HEAD),
        b"OPTIONS %s HTTP/1.1\r\n%s\r\n" % (LIST, HEAD),
        b"GET %s&limit=1 HTTP/1.1\r\n%s\r\n" % (LIST, HEAD),
    ],
)
def test_all_else_is_for_the_application(store: str, request_: bytes) -> None:
    async def test(opened: Opened) -> None:
        direct, asked = opened(), opened(is_direct=False)
        assert lines(await direct.ask(request_)) == lines(await asked.ask(request_))
        assert not direct.is_direct
        assert direct.wire.is_ended == asked.wire.is_ended

    on_connections(store, test)


def test_answers_keep_the_order_of_their_requests(store: str) -> None:
    async def test(opened: Opened) -> None:
        kept = b"GET %s HTTP/1.1\r\n%s\r\n" % (LIST, HEAD)
        new = b"GET /livez HTTP/1.1\r\n%s\r\n" % HEAD
        for together in ([kept, new, kept], [new, kept, kept], [kept, kept, kept, new]):
            direct, asked = opened(), opened(is_direct=False)
            assert lines(await direct.ask(*together)) == lines(await asked.ask(*together))

    on_connections(store, test)


def test_an_idle_connection_is_ended_and_a_busy_one_is_not(store: str) -> None:
    async def test(opened: Opened) -> None:
        connection = opened(timeout_keep_alive=1)
        for _ in range(4):
            await connection.ask(b"GET %s HTTP/1.1\r\n%s\r\n" % (LIST, HEAD))
            await asyncio.sleep(0.4)
        assert not connection.wire.is_ended
        # A request that has begun is no idleness.
        connection.protocol.data_received(b"GET / HTTP/1.1\r\n")
        await asyncio.sleep(1.2)
        assert not connection.wire.is_ended
        connection.protocol.data_received(b"%s\r\n" % HEAD)
        await connection.ask(b"")
        while not connection.wire.is_ended:  # noqa: ASYNC110
            await asyncio.sleep(0.05)
        assert connection.protocol.server_state.total_requests == 5

    on_connections(store, test)


def test_without_a_cache_everything_is_for_the_application(store: str) -> None:
    async def run() -> None:
        app = create_app(Settings(database_url=store, cache_bytes=0))
        async with app.router.lifespan_context(app) as state:
            connection = Connection(app, {KEPT: dict(state or {})[KEPT]})
            for _ in range(2):
                assert b"200 OK" in await connection.ask(b"GET %s HTTP/1.1\r\n%s\r\n" % (LIST, HEAD))
            assert not connection.is_direct

    asyncio.run(run())

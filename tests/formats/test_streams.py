"""A file is streamed in little memory, fails before its first byte or not at all, and ends when the client leaves."""

import tracemalloc
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from app.api import spool
from app.api.spool import Spool
from app.api.streams import Streamed
from app.formats import delimited, lines
from app.formats.registry import FORMATS
from app.queries import pages
from tests.formats.tables import EDITION, ROWS, table
from tests.seeds import HAVEN
from tests.serving import client_of
from tests.stores import Originals, sqlite_url


def connections(client: TestClient) -> int:
    """How many connections of the store are in use."""
    assert isinstance(client.app, FastAPI)
    return int(client.app.state.store._serving.pool.checkedout())


def many(count: int) -> Iterator[tuple[Any, ...]]:
    return (ROWS[number % len(ROWS)] for number in range(count))


@pytest.mark.parametrize("name", [name for name, found in FORMATS.items() if found.is_streamed])
def test_ten_times_the_rows_take_no_more_memory(name: str) -> None:
    peaks = []
    for count in (5_000, 50_000):
        from dataclasses import replace

        written = FORMATS[name].write(replace(table(), rows=many(count)), EDITION)
        next(written)
        tracemalloc.start()
        for _ in written:
            pass
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < peaks[0] + 256 * 1024


def test_rows_come_from_the_store_a_few_at_a_time(haven: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "_AT_ONCE", 2)
    monkeypatch.setattr(delimited, "_BATCH", 2)
    monkeypatch.setattr(delimited, "CHUNK", 1)
    whole = haven.get("/observations.csv?values=all").text
    monkeypatch.undo()
    assert haven.get("/observations.csv?values=all").text == whole
    assert connections(haven) == 0


def test_a_failure_before_the_first_byte_is_a_problem(tmp_path: Any, haven: TestClient) -> None:
    damaged = tmp_path / "store.sqlite"
    damaged.write_bytes(b"This is no database. " * 500)
    with client_of(sqlite_url(damaged)) as client:
        for name in FORMATS:
            answer = client.get(f"/observations?format={name}")
            assert (answer.status_code, answer.json()["type"]) == (503, "/problems/store-unavailable")
            assert connections(client) == 0
    for name in FORMATS:
        answer = haven.get(f"/observations?format={name}&indicator=nothing")
        assert (answer.status_code, answer.json()["type"]) == (422, "/problems/unknown-code")
    assert connections(haven) == 0


def test_a_failure_while_a_file_is_written_is_a_problem_too(haven: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    from app.formats import workbook

    monkeypatch.setattr(workbook, "MOST_ROWS", 2)
    answer = haven.get("/areas.xlsx?q=haven&sort=-code")
    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")
    assert answer.json()["errors"][0]["parameter"] == "format"
    monkeypatch.undo()
    assert haven.get("/areas.xlsx?q=haven&sort=-code").status_code == 200
    assert connections(haven) == 0


def asked(client: TestClient, path: str, query: str, leaves_after: int) -> list[dict[str, Any]]:
    """What the application sends to a client that leaves after some messages."""
    sent: list[dict[str, Any]] = []

    async def ask() -> None:
        from anyio import Event

        gone = Event()

        async def receive() -> dict[str, Any]:
            if not gone.is_set():
                await gone.wait()
            return {"type": "http.disconnect"}

        async def send(message: Any) -> None:
            sent.append(message)
            if len(sent) == leaves_after:
                gone.set()

        scope = {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.3"},
            "http_version": "1.1",
            "method": "GET",
            "scheme": "http",
            "path": path,
            "raw_path": path.encode(),
            "root_path": "",
            "query_string": query.encode(),
            "headers": [(b"host", b"here")],
            "state": {},
            "client": ("127.0.0.1", 1),
            "server": ("here", 80),
        }
        await client.app(scope, receive, send)

    assert client.portal is not None
    client.portal.call(ask)
    return sent


@pytest.mark.parametrize("path", ["/observations.csv", "/observations.ndjson"])
def test_a_client_that_leaves_ends_the_reading(haven: TestClient, monkeypatch: pytest.MonkeyPatch, path: str) -> None:
    monkeypatch.setattr(delimited, "_BATCH", 1)
    monkeypatch.setattr(delimited, "CHUNK", 1)
    monkeypatch.setattr(lines, "_BATCH", 1)
    whole = asked(haven, path, "values=all", leaves_after=10_000)
    assert len(whole) > 10
    assert whole[-1].get("more_body") is False
    left = asked(haven, path, "values=all", leaves_after=4)
    assert len(left) < len(whole)
    assert connections(haven) == 0
    # The store is as ready as before.
    assert haven.get("/areas").status_code == 200


def test_who_asks_again_gets_the_file_that_was_sent(originals: Originals, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spool, "_WORTH_KEEPING", 0)
    with client_of(originals.url("sqlite", HAVEN), cache_bytes=0) as client:
        for path in ("/observations.csv", "/observations.ndjson"):
            first, again = (client.get(path, headers={"Accept-Encoding": "identity"}) for _ in range(2))
            assert "content-length" not in first.headers
            assert int(again.headers["content-length"]) == len(again.content)
            same = [{**answer.headers} | {"content-length": "", "x-request-id": ""} for answer in (first, again)]
            assert (same[0], first.content) == (same[1], again.content)
            assert client.get(path, headers={"Accept-Encoding": "gzip"}).content == first.content
            assert connections(client) == 0


def test_a_failure_in_the_middle_breaks_the_file_off() -> None:
    from anyio import run, sleep_forever

    closed: list[bool] = []
    sent: list[Any] = []

    def pieces() -> Iterator[bytes]:
        yield b"a"
        raise RuntimeError("the store is gone")

    async def receive() -> Any:
        await sleep_forever()

    async def send(message: Any) -> None:
        sent.append(message)

    async def ask() -> None:
        answer = Streamed(kept, pieces(), lambda: closed.append(True), {"ETag": "key"}, "text/csv")
        with pytest.raises(RuntimeError):
            await answer({}, receive, send)

    kept = Spool(1000)
    run(ask)
    assert (closed, kept.has("key")) == ([True], False)
    assert [message.get("more_body") for message in sent] == [None, True]

"""Short answers without a thread: the same as with one, and never for long."""

import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

import app.db
from app.db import NotBrief, Store
from tests.seeds import SHIPPED
from tests.serving import client_of
from tests.stores import Originals

SHORT = ("/observations?indicator=gdp&area=440100", "/areas?limit=5", "/observations?indicator=gpd", "/clusters")
LONG = (
    "/observations?q=汽车",
    "/observations?limit=1000",
    "/observations.csv",
    "/check?indicator=gdp&area=440100&time_period=2024&value=1",
)


@pytest.fixture
def client(originals: Originals) -> Iterator[TestClient]:
    with client_of(originals.url("sqlite", SHIPPED), cache_bytes=0) as client:
        yield client


def store_of(client: TestClient) -> Store:
    assert isinstance(client.app, FastAPI)
    store: Store = client.app.state.store
    return store


@pytest.fixture
def threads(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The threads that read the store while the test runs."""
    found: list[int] = []
    for reader in (store_of(client), store_of(client).brief):
        monkeypatch.setattr(reader, "reading", noted(reader, found))
    return found


def noted(reader: Any, found: list[int]) -> Any:
    reading = reader.reading

    def note() -> Any:
        found.append(threading.get_ident())
        return reading()

    return note


def loop_of(client: TestClient, threads: list[int]) -> int:
    """The thread of the event loop: the one that answers a page of a few rows."""
    client.get("/areas?limit=1")
    return threads.pop()


@pytest.mark.parametrize("address", SHORT)
def test_a_short_answer_needs_no_thread(client: TestClient, threads: list[int], address: str) -> None:
    loop = loop_of(client, threads)
    brief = client.get(address)
    assert threads == [loop]
    store_of(client).brief = None
    long = client.get(address)
    assert threads[-1] != loop
    moving = {"x-request-id"}
    assert brief.status_code == long.status_code
    assert {k: v for k, v in brief.headers.items() if k not in moving} == {
        k: v for k, v in long.headers.items() if k not in moving
    }
    if brief.is_success:
        assert brief.content == long.content


def test_what_is_short_is_short_however_often_it_is_asked(client: TestClient, threads: list[int]) -> None:
    """SQLite counts the steps of a statement on from one use to the next."""
    loop = loop_of(client, threads)
    for _ in range(300):
        client.get(SHORT[0])
    assert threads == [loop] * 300


@pytest.mark.parametrize("address", LONG)
def test_what_may_be_long_is_left_to_a_thread(client: TestClient, threads: list[int], address: str) -> None:
    loop = loop_of(client, threads)
    client.get(address)
    assert threads
    assert loop not in threads


def test_what_turns_out_to_be_long_is_read_again_in_a_thread(
    client: TestClient, threads: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = client.get(SHORT[0]).content
    monkeypatch.setattr(app.db, "_STEPS", 100)
    monkeypatch.setattr(app.db, "_MOST_LOOKS", 1)
    brief = store_of(client).brief
    assert brief is not None
    # The limit is of a connection, and set when that is made.
    brief.close()
    threads.clear()
    assert client.get(SHORT[0]).content == expected
    assert len(set(threads)) == 2


def test_nobody_is_waited_for(tmp_path: Path, originals: Originals) -> None:
    url = originals.copy("sqlite", SHIPPED, tmp_path)
    store = Store(url)
    assert store.brief is not None
    with sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None) as other:
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("PRAGMA journal_mode = DELETE")
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(NotBrief), store.brief.reading() as session:
            session.connection().exec_driver_sql("SELECT 1 FROM release").all()
        other.execute("ROLLBACK")
    other.close()
    store.close()

"""PostgreSQL stands still: its connections stay open and say nothing, and whoever asks is answered all the same."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import httpx
import pytest
from sqlalchemy import text

from app.db import Connections, PoolLimits, Store
from app.problems import UNREADABLE, StoreUnavailable
from tests.commands import Server, serving
from tests.failures.asked import ADDRESSES, reason, until
from tests.failures.outage import Outage
from tests.seeds import HAVEN
from tests.stores import filled

AWAY = "The store cannot be read"
CONNECT, STATEMENT, POOL = 2, 3, 4
# Seconds after which nobody waits any more: the statement with its grace, the try of a connection, and a new one.
LONGEST = STATEMENT + 5 + 2 * CONNECT + 5


@pytest.fixture(scope="module")
def server(outage: Outage) -> Iterator[Server]:
    url = filled(outage.postgres.new_database(), HAVEN)
    settings = {"pool_size": POOL, "pool_timeout": 2, "statement_timeout": STATEMENT, "connect_timeout": CONNECT}
    with serving("--no-seed", database_url=url, log_level="error", **settings) as server:
        yield server


@contextmanager
def frozen(outage: Outage) -> Iterator[None]:
    """Every process of the server stands still for as long as the context lasts."""
    postmaster = outage.server.get_postmaster_info().process
    processes = [postmaster, *postmaster.children(recursive=True)]
    try:
        for process in processes:
            process.suspend()
        yield
    finally:
        for process in reversed(processes):
            process.resume()


def test_a_server_that_stands_still_is_told_and_needs_no_restart(server: Server, outage: Outage) -> None:
    with httpx.Client(base_url=server.url, trust_env=False, timeout=LONGEST) as client:

        def answers(first: int) -> list[httpx.Response]:
            """Of as many as there are connections and more, each of which has to be made."""
            with ThreadPoolExecutor(2 * POOL) as pool:
                return [*pool.map(lambda n: client.get(f"/observations.csv?last_n={first + n}"), range(2 * POOL))]

        assert {answer.status_code for answer in answers(1)} == {200}
        kept = [client.get(address) for address in (*ADDRESSES, *ADDRESSES)]
        assert {answer.status_code for answer in kept} == {200}
        with frozen(outage):
            for answer in answers(100):
                assert reason(answer).startswith((AWAY, "All connections"))
            # By now nobody knows any more that what was kept is still the newest.
            for address in ("/readyz", *ADDRESSES):
                assert AWAY in reason(client.get(address))
            assert client.get("/livez").status_code == 200
        until(lambda: client.get("/readyz").status_code == 200)
        assert {answer.status_code for answer in answers(200)} == {200}
        for before in kept:
            assert client.get(before.url).content == before.content
    assert server.process.poll() is None


def test_a_statement_that_the_server_does_not_end_is_ended_here(outage: Outage) -> None:
    store = Store(outage.postgres.new_database(), limits=PoolLimits(connect=CONNECT, statement=1))

    def freeze_and_ask() -> None:
        with store.reading() as session:
            session.execute(text("SELECT 1"))
            with frozen(outage):
                session.execute(text("SELECT 2"))

    with pytest.raises(StoreUnavailable) as refused:
        freeze_and_ask()
    assert refused.value.detail == UNREADABLE
    with store.reading() as session:
        assert session.execute(text("SELECT 3")).scalar_one() == 3
    assert store.connections() == Connections(in_use=0, idle=1, limit=40)
    store.close()

"""PostgreSQL is stopped and started under load: the truth while it is away, and everything as before afterwards."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Event

import httpx
import pytest
from fastapi.testclient import TestClient
from sqlalchemy import make_url, text

from app.db import newest_revision
from app.release.publish import seed_store
from app.watch import PostgresqlWatch
from tests.commands import Server, serving
from tests.failures.asked import ADDRESSES, assert_away, assert_here, reason, until
from tests.failures.outage import Outage, standby_of
from tests.failures.whole import edition
from tests.seeds import HAVEN
from tests.serving import client_of
from tests.stores import connected, filled

CLIENTS = 8
AWAY = "The store cannot be read"


@pytest.fixture(scope="module")
def url(outage: Outage) -> str:
    """A store on a server that may be stopped; a switch off and on loses what was not brought to the disk."""
    return filled(outage.postgres.new_database(), HAVEN)


@pytest.fixture
def server(url: str) -> Iterator[Server]:
    with serving("--no-seed", database_url=url, pool_size=8, log_level="error") as server:
        yield server


def client_of_server(server: Server) -> httpx.Client:
    return httpx.Client(base_url=server.url, trust_env=False, timeout=30)


def loaded(server: Server, is_over: Event) -> list[tuple[int, str]]:
    """Ask without a pause; gives the status of every answer and, of a failure, its reason."""
    seen = []
    with client_of_server(server) as client:
        while not is_over.is_set():
            for address in ADDRESSES:
                # A file that is being sent when the store goes is cut short, and says so by its end that is missing.
                with suppress(httpx.RemoteProtocolError):
                    answer = client.get(address)
                    seen.append((answer.status_code, "" if answer.is_success else reason(answer)))
    return seen


@pytest.mark.parametrize("mode", ["fast", "immediate"])
def test_an_outage_under_load_is_told_and_needs_no_restart(server: Server, outage: Outage, mode: str) -> None:
    is_over = Event()
    with client_of_server(server) as client, ThreadPoolExecutor(CLIENTS) as pool:
        readers = [pool.submit(loaded, server, is_over) for _ in range(CLIENTS)]
        try:
            until(lambda: client.get("/readyz").status_code == 200)
            kept = [client.get(address) for address in ADDRESSES]
            outage.stop(mode)
            until(lambda: all(client.get(address).status_code == 503 for address in ("/readyz", *ADDRESSES)))
            for address in ("/readyz", *ADDRESSES) * 5:
                assert AWAY in reason(client.get(address))
            assert client.get("/livez").status_code == 200
            outage.start()
            until(lambda: client.get("/readyz").status_code == 200)
            until(lambda: all(client.get(address).status_code == 200 for address in ADDRESSES))
        finally:
            is_over.set()
            outage.start()
        seen = [answer for reader in readers for answer in reader.result()]
        for before in kept:
            assert client.get(before.url).content == before.content
    statuses = {status for status, _ in seen}
    assert statuses == {200, 503}
    assert all(AWAY in why for status, why in seen if status == 503)
    assert server.process.poll() is None


def test_connections_from_before_an_outage_that_nobody_noticed_are_tried_first(url: str, outage: Outage) -> None:
    with client_of(url, cache_bytes=0) as client:
        assert client.get("/indicators").status_code == 200
        outage.stop()
        outage.start()
        for address in ADDRESSES:
            assert client.get(address).status_code == 200


@pytest.mark.parametrize(("revision", "mended"), [("9999", "upgrade the program"), ("0001", "run `migrate`")])
def test_a_schema_that_changes_under_a_server_is_named(outage: Outage, revision: str, mended: str) -> None:
    store = filled(outage.postgres.new_database(), HAVEN)
    with client_of(store) as client, connected(store) as engine:
        release = assert_here(client)
        change = text("UPDATE alembic_version SET version_num = :revision")
        with engine.begin() as connection:
            connection.execute(change, {"revision": revision})
        until(lambda: client.get("/indicators").status_code == 503)
        for why in (f"The store has schema {revision}, ", mended):
            assert_away(client, why)
        assert watch_of(client).version() is None
        with engine.begin() as connection:
            connection.execute(change, {"revision": newest_revision()})
        until(lambda: watch_of(client).version() is not None)
        assert assert_here(client) == release


def watch_of(client: TestClient) -> PostgresqlWatch:
    """What tells the application of a client whether its store has changed."""
    watch = client.app.state.watch  # type: ignore[attr-defined]
    assert isinstance(watch, PostgresqlWatch)
    return watch


def test_a_replica_answers_and_follows_its_server(outage: Outage, tmp_path_factory: pytest.TempPathFactory) -> None:
    primary = filled(outage.postgres.new_database(), HAVEN)
    with standby_of(outage) as standby:
        host = standby.server.get_uri().partition("host=")[2]
        replica = make_url(primary).update_query_dict({"host": host}).render_as_string(hide_password=False)
        assert replica != primary
        with client_of("postgresql+psycopg://nobody@127.0.0.1:9/none", read_url=replica) as client:
            kept = [client.get("/areas/haven").json() for _ in range(2)]
            release = seed_store(primary, edition(tmp_path_factory.mktemp("seed"), 1)).release_id
            until(lambda: client.get("/areas/haven").json()["meta"]["release"] == release)
            answer = client.get("/areas/haven").json()
            assert (answer["data"]["name_en"], kept[0]) == ("Edition1x3", kept[1])
            assert watch_of(client).version() is not None
            standby.stop()
            until(lambda: client.get("/areas/haven").status_code == 503)
            assert AWAY in reason(client.get("/readyz"))
            standby.start()
            until(lambda: client.get("/areas/haven").status_code == 200)

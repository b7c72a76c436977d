"""What one process takes of PostgreSQL has limits, by settings, and whoever meets one is told which."""

from pathlib import Path

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import OperationalError

from app.db import PoolLimits, Store
from app.main import create_app
from app.problems import ALL_IN_USE, TOO_SLOW, UNREADABLE, StoreUnavailable
from app.release import schema
from app.settings import Settings
from tests.failures.asked import reason
from tests.serving import app_client
from tests.stores import Postgres


@pytest.fixture
def url(postgres: Postgres) -> str:
    return postgres.new_database()


def test_the_settings_reach_the_server(url: str) -> None:
    app = create_app(Settings(database_url=url, pool_size=3, statement_timeout=7))
    with app_client(app), app.state.store.reading() as session:
        for setting, expected in (("statement_timeout", "7s"), ("transaction_read_only", "on")):
            assert session.execute(text(f"SHOW {setting}")).scalar_one() == expected
        pool = app.state.store._serving.pool
        assert (pool.size(), pool._max_overflow, pool._timeout, pool._recycle) == (3, 0, 10, 1800)


def test_a_statement_that_takes_too_long_is_ended_by_the_server(url: str) -> None:
    store = Store(url, limits=PoolLimits(statement=1))
    with pytest.raises(StoreUnavailable) as refused, store.reading() as session:
        session.execute(text("SELECT pg_sleep(60)"))
    assert refused.value.detail == TOO_SLOW
    store.close()


def test_whoever_finds_all_connections_in_use_is_told_so(store: str) -> None:
    app = create_app(Settings(database_url=store, pool_size=1, pool_timeout=1, cache_bytes=0))
    with app_client(app) as client:
        with app.state.store.reading() as session:
            session.connection()
            assert reason(client.get("/readyz")) == ALL_IN_USE[1]
        assert client.get("/readyz").status_code == 200


def test_what_serves_cannot_write(store: str) -> None:
    serving = Store(store)
    with pytest.raises(StoreUnavailable) as refused, serving.reading() as session:
        session.execute(text("DELETE FROM release_change"))
    assert "read" in str(refused.value.__cause__)
    serving.close()


def test_a_migration_gives_up_rather_than_make_every_reader_wait(url: str) -> None:
    """A reader holds the table; were the migration to wait for it, all later readers would wait behind that."""
    schema.upgrade(url, "0005")
    serving = Store(url)
    with serving.reading() as reader:
        reader.execute(text("SELECT count(*) FROM release"))
        with pytest.raises(OperationalError, match="lock timeout") as refused:
            schema.upgrade(url, busy_timeout=1)
        assert "ALTER TABLE release" in str(refused.value)
    serving.close()
    assert schema.upgrade(url)


def test_a_migration_has_an_end_and_waits_less_for_a_table_than_for_its_turn(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits: list[str] = []

    def migrate(_step: str, connection: Connection, _to: str) -> None:
        waits.append(connection.execute(text("SHOW lock_timeout")).scalar_one())
        connection.execute(text("SELECT pg_sleep(60)"))

    monkeypatch.setattr(schema, "_FOR_A_STATEMENT", 1)
    monkeypatch.setattr(schema, "_migrate", migrate)
    with pytest.raises(OperationalError, match="statement timeout"):
        schema.upgrade(url, busy_timeout=60)
    assert waits == ["5s"]


def test_a_sqlite_file_that_nobody_wrote_is_not_made(tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path / 'none.sqlite'}")
    with pytest.raises(StoreUnavailable) as refused, store.reading() as session:
        session.connection()
    assert refused.value.detail == UNREADABLE
    store.close()

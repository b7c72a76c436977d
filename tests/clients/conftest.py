"""What the clients read: a real server on this machine, and what it says of one selection."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.commands import serving
from tests.seeds import SHIPPED
from tests.stores import Originals

FILTER = "indicator=gdp&area=440100"
Rows = list[dict[str, Any]]


@pytest.fixture(scope="session")
def server(originals: Originals) -> Iterator[str]:
    """The address of a server of the shipped seed."""
    with serving(database_url=originals.url("sqlite", SHIPPED), log_level="error") as running:
        yield running.url


@pytest.fixture(scope="session")
def rows(server: str) -> Rows:
    """The rows of the selection as JSON has them; each has a value."""
    found: Rows = httpx.get(f"{server}/observations?{FILTER}", trust_env=False).raise_for_status().json()["data"]
    assert len(found) > 10
    assert all(row["obs_value"] is not None for row in found)
    return found

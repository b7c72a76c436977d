"""What the failure tests share: processes that begin at once, and a PostgreSQL that may be stopped."""

from collections.abc import Iterator

import pytest

from tests.failures.outage import Outage, own_postgres
from tests.nursery import Nursery, nursery


@pytest.fixture(scope="session")
def forks() -> Iterator[Nursery]:
    """Commands that begin at once."""
    with nursery() as found:
        yield found


@pytest.fixture(scope="module")
def outage() -> Iterator[Outage]:
    """A PostgreSQL server of the module's own, to be stopped and started."""
    with own_postgres() as server:
        yield server

"""How many rows a list has is added up from counts, and is the number of its rows all the same."""

from itertools import product

import pytest
from fastapi.testclient import TestClient

from app.release.publish import Terms, seed_store
from tests.seeds import SeedCopy
from tests.serving import client_of
from tests.stores import releases_of

FILTERS = [
    "",
    "indicator=gdp",
    "indicator=gdp,visits",
    "freq=A",
    "cluster=shipping",
    "unit=tonne,percent",
    "source=bureau",
    "source=bureau,yearbook",
    "status=A",
    "status=A,E,P",
    "area=haven",
    "indicator=gdp&freq=A&source=bureau&status=A",
    "area=haven&source=bureau",
]
PERIODS = ["", "start_period=2023", "end_period=2023", "start_period=2023&end_period=2024-06", "as_of=2025-01-01"]
VALUES = ["values=preferred", "values=all"]
CHECKS = [
    "rule=same",
    "indicator=gdp",
    "verdict=unverified",
    "verdict=unverified,corroborated",
    "area=haven",
    "source=bureau",
]


def assert_total(client: TestClient, path: str, *queries: str) -> int:
    """The total beside one row is the number of all rows."""
    query = "&".join(filter(None, queries))
    one, all_ = (client.get(f"{path}?{query}&limit={limit}").json() for limit in (1, 1000))
    assert all_["page"]["next_cursor"] is None
    assert one["page"]["total"] == all_["page"]["total"] == len(all_["data"])
    return len(all_["data"])


def test_a_total_is_the_number_of_observations(haven: TestClient) -> None:
    counts = [assert_total(haven, "/observations", *words) for words in product(FILTERS, PERIODS, VALUES)]
    assert len(set(counts)) > 10


@pytest.mark.parametrize("words", ["", *CHECKS, "&".join(CHECKS[:3]), "indicator=gdp&as_of=2025-01-01"])
def test_a_total_is_the_number_of_checks(haven: TestClient, words: str) -> None:
    assert_total(haven, "/checks", words)


def test_totals_are_those_of_the_newest_release(store: str, haven_seed: SeedCopy) -> None:
    haven_seed.set("observations/output.csv", 3, "status", "P")
    before = len(releases_of(store))
    seed_store(store, haven_seed.directory, Terms(is_correction=True))
    assert len(releases_of(store)) == before + 1
    with client_of(store) as client:
        assert assert_total(client, "/observations", "status=P", "values=all") > 0
        assert_total(client, "/observations", "status=A", "values=all")
        assert_total(client, "/checks", "indicator=gdp")

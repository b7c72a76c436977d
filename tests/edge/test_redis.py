"""Requests counted in a real Redis: by all processes together, and by none while it is away."""

import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.commands import Server, free_port, serving
from tests.edge.conftest import TRIES, redis
from tests.seeds import HAVEN
from tests.stores import Originals

LIMIT = 5


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture
def replicas(originals: Originals, port: int) -> Iterator[list[Server]]:
    """Two servers that count in one Redis, which is not there yet."""
    settings: dict[str, Any] = {
        "database_url": originals.url("sqlite", HAVEN, "serving"),
        "rate_limit": f"{LIMIT}/minute",
        "rate_limit_store": f"redis://127.0.0.1:{port}/0",
    }
    with ExitStack() as stack:
        yield [stack.enter_context(serving("--no-seed", **settings)) for _ in range(2)]


def asked(http: httpx.Client, server: Server) -> httpx.Response:
    return http.get(f"{server.url}/areas")


def test_all_processes_count_together(http: httpx.Client, replicas: list[Server], port: int, tmp_path: Path) -> None:
    with redis(port, tmp_path):
        answers = [asked(http, replicas[number % 2]) for number in range(LIMIT + 2)]
    assert [answer.status_code for answer in answers] == [200] * LIMIT + [429] * 2
    left = [answer.headers["ratelimit"].split(";")[1] for answer in answers[:LIMIT]]
    assert left == [f"r={number}" for number in reversed(range(LIMIT))]
    assert 1 <= int(answers[-1].headers["retry-after"]) <= 60


def test_nobody_is_refused_while_redis_is_away_and_all_is_counted_when_it_is_back(
    http: httpx.Client, replicas: list[Server], port: int, tmp_path: Path
) -> None:
    server = replicas[0]
    away = [asked(http, server) for _ in range(LIMIT + 2)]
    assert {answer.status_code for answer in away} == {200}
    assert all("ratelimit" not in answer.headers for answer in away)
    with redis(port, tmp_path):
        for _ in range(TRIES):
            if "ratelimit" in asked(http, server).headers:
                break
            time.sleep(0.1)
        assert [asked(http, server).status_code for _ in range(LIMIT)][-1] == 429
    # It ends under load, and the next request is answered all the same.
    assert asked(http, server).status_code == 200
    server.interrupt()
    assert "requests are not limited" in server.printed
    assert "requests are limited again" in server.printed

"""64 clients while releases are published, a worker is killed, and PostgreSQL is stopped and started.

Twenty seconds of it, or LOAD_SECONDS (`make load`: two minutes).
"""

import asyncio
import os
import signal
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.commands import Server, serving
from tests.failures.load import ADDRESSES, NOT_FOUND, Expected, Seen, ask, request_of
from tests.failures.outage import Outage
from tests.failures.whole import edition
from tests.nursery import Nursery
from tests.seeds import HAVEN
from tests.serving import client_of
from tests.stores import filled

CLIENTS = 64
SECONDS = float(os.environ.get("LOAD_SECONDS", "20"))
PAUSE = 2.0
AWAY = "The store cannot be read: it is away, damaged or refuses; answers come back with it."


def workers_of(server: Server) -> set[int]:
    """The processes that answer: those of its children that multiprocessing spawned."""
    children = Path(f"/proc/{server.process.pid}/task/{server.process.pid}/children").read_text().split()
    return {int(pid) for pid in children if b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes()}


class Trouble:
    """What happens while the clients ask, and what each release must answer."""

    def __init__(self, server: Server, outage: Outage, forks: Nursery, url: str, seeds: list[Path]) -> None:
        self._server = server
        self._outage = outage
        self._forks = forks
        self._url = url
        self._seeds = seeds
        self.expected: Expected = {}
        self.outages = self.killed = 0

    def look(self) -> None:
        """Note what the newest release answers, asked without a server and without a cache."""
        with client_of(self._url, cache_bytes=0) as client:
            release = client.get("/readyz").json()["release"]
            # Citations name the host that was asked.
            host = {"Host": f"127.0.0.1:{self._server.port}"}
            asked = {address: request_of(address) for address in ADDRESSES}
            self.expected[release] = {
                address: client.get(path, headers=headers | host).content for address, (path, headers) in asked.items()
            }

    def publish(self) -> None:
        """The next release, by the command."""
        seed = self._seeds[len(self.expected) % len(self._seeds)]
        status, printed = self._forks.run("seed", seed, database_url=self._url, files_dir="/dev/null")
        assert status == 0, printed
        self.look()

    def kill_a_worker(self) -> None:
        """Kill one of the two, and wait until there are two again."""
        before = workers_of(self._server)
        victim = min(before)
        os.kill(victim, signal.SIGKILL)
        while len(workers_of(self._server) - {victim}) < len(before):
            time.sleep(0.1)
        self.killed += 1

    def restart_the_store(self) -> None:
        """As an operator does it, and as a crash does it, in turn."""
        self._outage.stop("immediate" if self.outages % 2 else "fast")
        time.sleep(PAUSE / 2)
        self._outage.start()
        self.outages += 1

    def go_on(self) -> None:
        """All of it, in turn, at least once."""
        end = time.monotonic() + SECONDS
        steps = [self.publish, self.restart_the_store, self.publish, self.kill_a_worker]
        while True:
            for step in steps:
                step()
                time.sleep(PAUSE / 2)
            if time.monotonic() > end:
                break


@pytest.fixture
def url(outage: Outage) -> str:
    return filled(outage.postgres.new_database(), HAVEN)


@pytest.fixture
def server(url: str) -> Iterator[Server]:
    settings: dict[str, Any] = {"database_url": url, "workers": 2, "pool_size": 20, "log_level": "error"}
    with serving("--no-seed", **settings) as server:
        yield server


def test_every_answer_is_right_whatever_happens(
    server: Server, outage: Outage, forks: Nursery, url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    trouble = Trouble(server, outage, forks, url, [edition(tmp_path, number) for number in (1, 2, 3)])
    trouble.look()
    seen = asyncio.run(under_load(server, trouble))
    seen.compare(trouble.expected)
    told = (
        f"{seen.statuses.total():,} answers in {SECONDS:.0f} s and more: {dict(seen.statuses)};"
        f" {len(trouble.expected)} releases, {trouble.killed} workers killed, {trouble.outages} restarts of the store;"
        f" broken off: {dict(seen.broken)}; wrong: {len(seen.wrong)}"
    )
    with capsys.disabled():
        sys.stdout.write(f"\n{told}\n")
    assert seen.wrong == []
    assert set(seen.statuses) <= {200, 404, 503}
    assert set(seen.reasons) == {AWAY}
    # Nobody is left without an answer but those whose worker died, or whose file lost its store on the way.
    assert set(seen.broken) <= {"RemoteProtocolError", "ReadError", "ConnectError"}
    assert seen.broken.total() <= CLIENTS * (trouble.killed + trouble.outages)
    assert len(seen.releases) > 1
    assert len(workers_of(server)) == 2
    newest = list(trouble.expected)[-1]
    assert httpx.get(f"{server.url}/readyz", trust_env=False).json()["release"] == newest
    for address, body in trouble.expected[newest].items():
        # Whichever worker answers, and whatever it answered before; a failure has an id of its own each time.
        path, headers = request_of(address)
        found = {httpx.get(f"{server.url}{path}", headers=headers, trust_env=False).content for _ in range(8)}
        assert found == {body} or address == NOT_FOUND


async def under_load(server: Server, trouble: Trouble) -> Seen:
    """Let the clients ask for as long as there is trouble."""
    is_over = asyncio.Event()
    asking = asyncio.create_task(ask(server.url, CLIENTS, is_over))
    with ThreadPoolExecutor(1) as pool:
        try:
            await asyncio.get_running_loop().run_in_executor(pool, trouble.go_on)
        finally:
            is_over.set()
    return await asking

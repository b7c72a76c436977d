"""How a server ends: what it began it finishes, in the time it has, and it says so before."""

import socket
import subprocess
import sys
import time
from contextlib import suppress
from typing import Any

import httpx
import pytest

from app.settings import ROOT
from tests.commands import Server, serving
from tests.seeds import HAVEN
from tests.sockets import connected, one_answer, parsed, received
from tests.stores import Originals, filled, sqlite_url

# Far more than the buffers between a server and a client that does not read.
OBSERVATIONS = 12_000
TRIES = 200
FILE = b"GET /observations.ndjson?values=all HTTP/1.1\r\nHost: a\r\n\r\n"


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of a store with a list that takes long to send."""
    directory = tmp_path_factory.mktemp("large")
    command = [sys.executable, "bench/generate.py", str(OBSERVATIONS), str(directory / "seed")]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return filled(sqlite_url(directory / "store.sqlite"), directory / "seed")


def refuses(server: Server) -> bool:
    """Whether nobody listens any more."""
    for _ in range(TRIES):
        try:
            with connected(server.port):
                time.sleep(0.05)
        except ConnectionRefusedError:
            return True
    return False


@pytest.mark.parametrize("workers", [1, 2])
def test_a_file_that_is_being_sent_is_sent_to_its_end(large: str, workers: int) -> None:
    with serving("--no-seed", database_url=large, workers=workers, send_timeout=600) as server:
        with connected(server.port, buffer=4096) as client:
            client.sendall(FILE)
            begun = client.recv(2000)
            server.process.terminate()
            assert refuses(server)
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1_000_000)
            status, headers, body = parsed(begun + received(client))
        server.process.communicate(timeout=20)
    assert (status, headers["transfer-encoding"]) == (200, "chunked")
    assert body.endswith(b"\r\n0\r\n\r\n")
    assert body.count(b"\n") > OBSERVATIONS


def test_who_does_not_take_it_is_cut_off_when_the_time_is_up(large: str) -> None:
    with (
        serving("--no-seed", database_url=large, shutdown_timeout=1, send_timeout=600) as server,
        connected(server.port, buffer=4096) as client,
    ):
        client.sendall(FILE)
        begun = client.recv(2000)
        server.process.terminate()
        server.process.communicate(timeout=20)
        assert not (begun + received(client)).endswith(b"\r\n0\r\n\r\n")


def test_readiness_ends_before_the_server_does(originals: Originals) -> None:
    url = originals.url("sqlite", HAVEN, "serving")
    with serving("--no-seed", database_url=url, shutdown_delay=3) as server:
        with httpx.Client(trust_env=False, base_url=server.url) as client:
            assert client.get("/readyz").status_code == 200
            server.process.terminate()
            for _ in range(TRIES):
                answer = client.get("/readyz")
                if answer.status_code == 503:
                    break
                time.sleep(0.02)
            (fault,) = answer.json()["errors"]
            assert (fault["parameter"], fault["value"], fault["reason"]) == (
                "process",
                "ending",
                "The process is about to end.",
            )
            assert answer.headers["retry-after"] == "5"
            assert client.get("/areas").status_code == 200
        assert refuses(server)
        server.process.communicate(timeout=20)


@pytest.mark.parametrize("workers", [1, 2])
def test_a_second_signal_ends_the_delay(originals: Originals, workers: int) -> None:
    url = originals.url("sqlite", HAVEN, "serving")
    settings: dict[str, Any] = {"database_url": url, "workers": workers, "shutdown_delay": 600}
    with serving("--no-seed", **settings) as server:
        server.process.terminate()
        for _ in range(TRIES):
            if httpx.get(f"{server.url}/readyz", trust_env=False).status_code == 503:
                break
            time.sleep(0.02)
        server.process.terminate()
        server.process.communicate(timeout=20)


def test_a_connection_on_which_nothing_is_asked_does_not_hold_up_the_end(originals: Originals) -> None:
    url = originals.url("sqlite", HAVEN, "serving")
    lasting: dict[str, Any] = {"shutdown_timeout": 600, "keep_alive": 600, "request_timeout": 600}
    with (
        serving("--no-seed", database_url=url, **lasting) as server,
        connected(server.port) as silent,
        connected(server.port) as idle,
    ):
        idle.sendall(b"GET /livez HTTP/1.1\r\nHost: a\r\n\r\n")
        assert one_answer(idle)[0] == 200
        server.process.terminate()
        server.process.communicate(timeout=20)
        with suppress(ConnectionResetError):
            assert silent.recv(1) == b""

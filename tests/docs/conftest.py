import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from app.settings import ROOT


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a real server of the shipped seed, started as `make serve` starts it."""
    directory = tmp_path_factory.mktemp("server")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = os.environ | {"PORT": str(port), "DATABASE_URL": f"sqlite:///{directory / 'store.sqlite'}"}
    command = [sys.executable, "-m", "app", "serve"]
    with (
        (directory / "log").open("w", encoding="utf-8") as log,
        subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT) as process,
    ):
        try:
            address = f"http://127.0.0.1:{port}"
            _wait_for(address, process)
            yield address
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(timeout=30)


def _wait_for(address: str, process: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        assert process.poll() is None, "the server ended by itself"
        try:
            if httpx.get(f"{address}/readyz", trust_env=False).is_success:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    raise AssertionError("the server did not become ready")


@pytest.fixture(scope="session")
def openapi(server: str) -> dict[str, Any]:
    """The OpenAPI document as served."""
    document: dict[str, Any] = (
        httpx.get(f"{server}/openapi.json", timeout=60, trust_env=False).raise_for_status().json()
    )
    return document

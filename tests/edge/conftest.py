"""What stands beside the API in a deployment, run for real: nginx and Redis of the system."""

import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from app.settings import ROOT
from tests.commands import free_port

CONFIGURATION = ROOT / "deploy" / "nginx.conf"
TRUSTED = ROOT / "deploy" / "trusted.conf"
# How long something may take to start or to come about, in tenths of a second.
TRIES = 200


def program(name: str) -> str:
    """A program of the system; these tests are not left out where it is missing."""
    found = shutil.which(name, path="/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin")
    if found is None:
        pytest.fail(f"{name} is needed: apt-get install nginx-light redis-server")
    return found


def await_port(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(TRIES):
        if process.poll() is not None:
            raise RuntimeError(f"ended with {process.returncode}")
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise TimeoutError(port)


@contextmanager
def running(command: list[str], port: int, log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A program that listens on a port for as long as it is needed; it may be stopped before."""
    with log.open("ab") as written:
        process = subprocess.Popen(command, stdout=written, stderr=written)
    try:
        await_port(port, process)
        yield process
    finally:
        if process.poll() is None:
            process.terminate()
        process.wait(timeout=20)


@contextmanager
def redis(port: int, directory: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A Redis that keeps nothing."""
    settings = ["--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", str(directory)]
    command = [program("redis-server"), "--port", str(port), *settings]
    with running(command, port, directory / "redis.log") as process:
        yield process


def configured(directory: Path, port: int, replicas: list[int], trusted: str = "") -> Path:
    """The committed configuration with the addresses of this test and who is trusted, and without other changes."""
    text = CONFIGURATION.read_text(encoding="utf-8")
    others = {
        "server api-1:8000": f"server 127.0.0.1:{replicas[0]}",
        "server api-2:8000": f"server 127.0.0.1:{replicas[1]}",
        "listen 8080": f"listen 127.0.0.1:{port}",
        "/tmp/nginx": f"{directory}/nginx",
        "/var/cache/nginx": f"{directory}/cache",
        "/dev/stderr": f"{directory}/error.log",
        "/dev/stdout": f"{directory}/access.log",
    }
    for committed, here in others.items():
        assert committed in text, committed
        text = text.replace(committed, here)
    path = directory / "nginx.conf"
    path.write_text(text, encoding="utf-8")
    (directory / TRUSTED.name).write_text(TRUSTED.read_text(encoding="utf-8") + trusted, encoding="utf-8")
    (directory / "cache").mkdir(exist_ok=True)
    # nginx gives up its rights for those of another user.
    for place in (directory, directory / "cache"):
        place.chmod(0o777)
    return path


@contextmanager
def nginx(directory: Path, replicas: list[int], trusted: str = "") -> Iterator[str]:
    """The address of nginx in front of two replicas."""
    port = free_port()
    path = configured(directory, port, replicas, trusted)
    command = [program("nginx"), "-p", str(directory), "-c", str(path), "-g", "daemon off;"]
    with running(command, port, directory / "nginx.log"):
        yield f"http://127.0.0.1:{port}"


@contextmanager
def reachable() -> Iterator[Path]:
    """A directory that another user may reach; those of pytest are closed to them by each run."""
    directory = Path(tempfile.mkdtemp(prefix="nginx-"))
    directory.chmod(0o755)
    try:
        yield directory
    finally:
        shutil.rmtree(directory)


@pytest.fixture(scope="module")
def place() -> Iterator[Path]:
    """A directory for a whole module."""
    with reachable() as directory:
        yield directory


@pytest.fixture
def own_place() -> Iterator[Path]:
    """A directory for one test."""
    with reachable() as directory:
        yield directory


@pytest.fixture
def http() -> Iterator[httpx.Client]:
    with httpx.Client(trust_env=False, timeout=20) as client:
        yield client

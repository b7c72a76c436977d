"""What asks: wrk for many at once, one connection for one after the other, curl for files."""

import json
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from bench.data import HOME
from bench.report import Sample, percentile
from bench.servers import ASKING, NotServed, NotThere, Server

CONNECTIONS = 32
# Each run is preceded by one that is not counted, this long for each counted second.
WARMING = 0.5
_SCRIPT = Path(__file__).with_name("wrk.lua")
_PATIENCE = 900


def together(server: Server, paths: Sequence[str], seconds: float, **headers: str) -> Sample:
    """Requests a second of 32 connections that are kept alive, after a warm-up; raises NotServed for failures."""
    _wrk(server, paths, max(1, round(seconds * WARMING)), headers)
    ran = _wrk(server, paths, max(1, round(seconds)), headers)
    return Sample(ran["requests"] / ran["seconds"], ran["p50_ms"], ran["p99_ms"])


def one_by_one(server: Server, paths: Sequence[str]) -> Sample:
    """Milliseconds of the median request, each path asked for once on one connection."""
    with _connected(server) as ask:
        took = [ask(path) for path in paths]
    middle = percentile(took, 0.5) * 1000
    return Sample(middle, middle, percentile(took, 0.99) * 1000)


def download(server: Server, path: str, target: Path | None = None) -> tuple[float, int]:
    """Seconds and bytes of one whole file, written nowhere unless there is a target; raises NotServed."""
    command = [
        *(
            "taskset",
            "--cpu-list",
            str(ASKING),
            "curl",
            "--silent",
            "--show-error",
            "--fail",
            "--max-time",
            str(_PATIENCE),
        ),
        *("--output", str(target or "/dev/null"), "--header", "Accept-Encoding: identity"),
        *("--write-out", "%{http_code} %{time_total} %{size_download}"),
        f"http://127.0.0.1:{server.port}{path}",
    ]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=_PATIENCE + 60, check=False)  # noqa: S603
    status, seconds, size = ended.stdout.split()
    if status == "404":
        raise NotThere(f"{server.name} has no {path}")
    if ended.returncode or status != "200":
        raise NotServed(f"{server.name} answers {status} to {path}: {ended.stderr.strip()}")
    return float(seconds), int(size)


def _wrk(server: Server, paths: Sequence[str], seconds: int, headers: dict[str, str]) -> dict[str, float]:
    HOME.joinpath("paths").write_text("".join(f"{path}\n" for path in paths), encoding="utf-8")
    given = [f"--header={name}: {value}" for name, value in ({"Accept-Encoding": "identity"} | headers).items()]
    command = [
        *("taskset", "--cpu-list", str(ASKING), "wrk", "--threads=1", f"--connections={CONNECTIONS}"),
        *(f"--duration={seconds}s", "--timeout=30s", f"--script={_SCRIPT}", *given),
        *(f"http://127.0.0.1:{server.port}/", "--", str(HOME / "paths")),
    ]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=seconds + 60, check=False)  # noqa: S603
    if ended.returncode:
        raise NotServed(f"wrk: {ended.stderr.strip()}")
    ran: dict[str, float] = json.loads(ended.stdout.splitlines()[-1])
    if ran["failed"] or not ran["requests"]:
        raise NotServed(f"{server.name} failed {ran['failed']:.0f} of {ran['requests']:.0f} requests")
    return ran


@contextmanager
def _connected(server: Server) -> Iterator[Callable[[str], float]]:
    """Asks on one connection and gives the seconds until the last byte; as little Python between as can be."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=_PATIENCE) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

        def ask(path: str) -> float:
            request = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept-Encoding: identity\r\n\r\n".encode()
            began = time.perf_counter()
            connection.sendall(request)
            received = connection.recv(65536)
            while (head := received.find(b"\r\n\r\n")) < 0:
                received += _more(server, connection)
            lines = received[:head].lower().split(b"\r\n")
            if not lines[0].startswith(b"http/1.1 200"):
                raise NotServed(f"{server.name} answers {lines[0].decode()} to {path}")
            length = next((int(line[15:]) for line in lines if line.startswith(b"content-length:")), None)
            if length is None:
                raise NotServed(f"{server.name} does not tell the length of {path}")
            missing = head + 4 + length - len(received)
            while missing > 0:
                missing -= len(_more(server, connection))
            return time.perf_counter() - began

        yield ask


def _more(server: Server, connection: socket.socket) -> bytes:
    received = connection.recv(65536)
    if not received:
        raise NotServed(f"{server.name} ended the connection")
    return received

"""The servers that are measured: each on a core of its own, on a free port, and ended when its turn is over."""

import json
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

from bench.data import CORES, HOME, ROOT

PEERS = HOME / "venv" / "bin"
SERVING, ASKING = CORES[0], CORES[-1]
BOTH = f"{SERVING},{ASKING}"
PATIENCE = 300
# What a server says by itself, and a replayed answer therefore does not repeat.
_OWN_HEADERS = {"date", "server", "content-length", "connection", "transfer-encoding"}


class NotServed(Exception):
    """A server does not start, or does not serve what is asked of it, and why."""


class NotThere(NotServed):
    """A server has nothing of that name."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer as it came over the wire."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes

    def header(self, name: str) -> str:
        """The value of a header, or nothing."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), "")


@dataclass(frozen=True, slots=True)
class Server:
    """A server that runs: where it listens, and its process."""

    name: str
    port: int
    pid: int

    def get(self, path: str, **headers: str) -> Answer:
        """Ask once, on a connection of its own, for bytes that are not compressed."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            connection.request("GET", path, headers={"Accept-Encoding": "identity"} | headers)
            answer = connection.getresponse()
            return Answer(answer.status, answer.getheaders(), answer.read())
        finally:
            connection.close()

    def json(self, path: str) -> Any:
        """The document at a path; raises NotServed for anything but 200."""
        answer = self.get(path)
        if answer.status != 200:
            raise NotServed(f"{self.name} answers {answer.status} to {path}: {answer.body[:300].decode()}")
        return json.loads(answer.body)

    def memory(self, what: str = "VmRSS") -> float:
        """MiB of memory now (VmRSS), or at most since `forget_peak` (VmHWM)."""
        for line in Path(f"/proc/{self.pid}/status").read_text(encoding="ascii").splitlines():
            if line.startswith(f"{what}:"):
                return int(line.split()[1]) / 1024
        raise NotServed(f"{self.name} has no {what}")

    def forget_peak(self) -> None:
        """Begin to watch for the most memory anew."""
        Path(f"/proc/{self.pid}/clear_refs").write_text("5", encoding="ascii")


@contextmanager
def running(
    name: str, command: Sequence[str], port: int, *, ready: str, env: dict[str, str] | None = None, cores: str = ""
) -> Iterator[Server]:
    """A server from its first answer until the end of the block; raises NotServed where there is none."""
    HOME.mkdir(parents=True, exist_ok=True)
    log = HOME / f"{port}.log"
    pinned = ["taskset", "--cpu-list", cores or str(SERVING), *command]
    with log.open("wb") as said:
        process = subprocess.Popen(  # noqa: S603  (our own commands)
            pinned, cwd=ROOT, env=os.environ | (env or {}), stdout=said, stderr=said, start_new_session=True
        )
    try:
        until = time.monotonic() + PATIENCE
        while not is_ready(port, ready):
            if process.poll() is not None or time.monotonic() > until:
                raise NotServed(f"{name} does not start: {log.read_text(errors='replace')[-1000:].strip()}")
            time.sleep(0.005)
        yield Server(name, port, process.pid)
    finally:
        # The session is the server's own: its workers end with it.
        _end(process)
        log.unlink()


def is_ready(port: int, path: str) -> bool:
    """Whether the port answers a request."""
    connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        connection.request("GET", path, headers={"Connection": "close"})
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def ours(url: str, *, is_cached: bool = True, is_spooled: bool = True, name: str = "this API", cores: str = "") -> Any:
    """This API on a store that is there, one worker; without its response cache, or finished files, where asked."""
    port = free_port()
    command = [sys.executable, "-m", "app", "serve", "--no-seed"]
    env = our_settings(url, port, is_cached=is_cached, is_spooled=is_spooled)
    return running(name, command, port, ready="/readyz", env=env, cores=cores)


def our_settings(url: str, port: int, *, is_cached: bool = True, is_spooled: bool = True) -> dict[str, str]:
    """The settings of this API: no line is logged for a request, as with the bare application and nginx."""
    settings = {"DATABASE_URL": url, "PORT": str(port), "LOG_LEVEL": "warning"}
    limits = {"CACHE_BYTES": is_cached, "SPOOL_BYTES": is_spooled}
    return settings | {name: "0" for name, is_there in limits.items() if not is_there}


def our_workers(url: str, count: int) -> Any:
    """This API with some workers, without its response cache, on any core."""
    port = free_port()
    command = [
        *(sys.executable, "-m", "uvicorn", "--factory", "app.main:create_app", "--log-level", "warning"),
        *("--workers", str(count), "--port", str(port)),
    ]
    env = our_settings(url, port, is_cached=False)
    name = "one worker" if count == 1 else f"{count} workers"
    return running(name, command, port, ready="/readyz", env=env, cores=BOTH)


def datasette(database: Path) -> Any:
    """Datasette on an immutable file, without the facets that it would suggest, and with time for any query."""
    port = free_port()
    command = [
        *(str(PEERS / "datasette"), "serve", "-i", str(database), "--port", str(port)),
        *("--setting", "suggest_facets", "off", "--setting", "max_csv_mb", "0"),
        *("--setting", "sql_time_limit_ms", "600000", "--setting", "max_returned_rows", "1000"),
    ]
    return running("Datasette", command, port, ready="/-/versions.json")


def bare(answer: Answer) -> Any:
    """A bare ASGI application on uvicorn that sends an answer again."""
    port = free_port()
    kept = HOME / "bare.body"
    kept.write_bytes(answer.body)
    kept.with_suffix(".headers").write_text(
        json.dumps([("content-length", str(len(answer.body))), *_repeated(answer)]), encoding="utf-8"
    )
    command = [
        *(sys.executable, "-m", "uvicorn", "bench.bare:app", "--port", str(port)),
        *("--log-level", "warning", "--no-access-log", "--no-server-header"),
    ]
    return running("bare ASGI", command, port, ready="/", env={"BARE_ANSWER": str(kept)})


def nginx(answer: Answer) -> Any:
    """Nginx, one worker, with an answer as a static file."""
    headers = [(name, value) for name, value in _repeated(answer) if name.lower() not in {"content-type", "etag"}]
    home = HOME / "nginx"
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True)
    (home / "file").write_bytes(answer.body)
    return _nginx(home, home / "file", answer.header("content-type"), headers)


def nginx_file(file: Path) -> Any:
    """Nginx, one worker, with a file that is there."""
    home = HOME / "nginx"
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True)
    return _nginx(home, file, "application/octet-stream", [])


def _nginx(home: Path, file: Path, media_type: str, headers: Sequence[tuple[str, str]]) -> Any:
    port = free_port()
    user = f"user {pwd.getpwuid(0).pw_name};" if os.geteuid() == 0 else ""
    written = "\n".join(f"add_header {name} {_quoted(value)};" for name, value in headers)
    temporary = "\n".join(
        f"{name}_temp_path {home / name};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    configuration = f"""
    {user}
    daemon off; worker_processes 1; pid {home / "pid"}; error_log stderr error;
    events {{ worker_connections 512; }}
    http {{
      {temporary}
      access_log off; sendfile on; tcp_nopush on; gzip off; server_tokens off;
      keepalive_timeout 600; keepalive_requests 1000000000; open_file_cache max=10;
      server {{
        listen 127.0.0.1:{port};
        location / {{ root {file.parent}; try_files /{file.name} =404; default_type '{media_type}'; types {{ }}
          {written} }}
      }}
    }}
    """
    (home / "nginx.conf").write_text(configuration, encoding="utf-8")
    command = [program("nginx"), "-p", str(home), "-e", "stderr", "-c", str(home / "nginx.conf")]
    return running("nginx", command, port, ready="/")


def program(name: str) -> str:
    """A program of the system, where a user who is not root may not look for it as well."""
    return shutil.which(name) or f"/usr/sbin/{name}"


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _repeated(answer: Answer) -> list[tuple[str, str]]:
    return [(name, value) for name, value in answer.headers if name.lower() not in _OWN_HEADERS]


def _quoted(value: str) -> str:
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a server, first kindly."""
    process.terminate()
    try:
        with suppress(subprocess.TimeoutExpired):
            process.wait(10)
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()

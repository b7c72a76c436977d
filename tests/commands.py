"""The commands, run as a user runs them: their output and their status."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import httpx
from typer.testing import CliRunner

from app.__main__ import commands
from app.settings import ROOT

Setting = str | int | Path
COMMAND = (sys.executable, "-m", "app")


def environment(settings: Mapping[str, Setting]) -> dict[str, str]:
    """The environment of a command: settings by name, and nothing else of ours."""
    return os.environ | {name.upper(): str(value) for name, value in settings.items()}


@dataclass(frozen=True, slots=True)
class Ended:
    """A command that has ended: its status, and what it printed."""

    status: int
    out: str
    err: str


def run(*arguments: str | Path, **settings: Setting) -> Ended:
    """A command within this process, which saves it a second; what it does not foresee fails the test."""
    given = {name.upper(): str(value) for name, value in settings.items()}
    result = CliRunner().invoke(commands, [*map(str, arguments)], env=given, catch_exceptions=False)
    return Ended(result.exit_code, result.stdout, result.stderr)


def run_apart(*arguments: str | Path, **settings: Setting) -> Ended:
    """A command in a process of its own."""
    ended = subprocess.run(
        [*COMMAND, *map(str, arguments)],
        cwd=ROOT,
        env=environment(settings),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return Ended(ended.returncode, ended.stdout, ended.stderr)


def started(*arguments: str | Path, settings: Mapping[str, Setting], output: IO[str]) -> subprocess.Popen[str]:
    """A command that goes on in a process of its own, and prints to a file: a pipe that nobody reads would stop it."""
    return subprocess.Popen(
        [*COMMAND, *map(str, arguments)],
        cwd=ROOT,
        env=environment(settings),
        stdout=output,
        stderr=subprocess.STDOUT,
        text=True,
    )


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


class Server:
    """A running server, its port, and after its end all that it printed."""

    def __init__(self, process: subprocess.Popen[str], port: int, output: IO[str]) -> None:
        self.process = process
        self.port = port
        self._output = output
        self.printed = ""

    def read(self) -> str:
        """What it printed so far."""
        self._output.seek(0)
        self.printed = self._output.read()
        return self.printed

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def await_ready(self) -> None:
        for _ in range(300):
            if self.process.poll() is not None:
                raise RuntimeError(self.read())
            try:
                httpx.get(f"{self.url}/livez", trust_env=False)
            except httpx.HTTPError:
                time.sleep(0.1)
            else:
                return
        raise TimeoutError(self.url)

    def interrupt(self) -> int:
        """End it as Ctrl-C does; gives its exit status."""
        self.process.send_signal(signal.SIGINT)
        self.process.wait(timeout=30)
        self.read()
        return self.process.returncode


@contextmanager
def serving(*arguments: str, **settings: Setting) -> Iterator[Server]:
    """A server of its own on a free port."""
    port = free_port()
    with tempfile.TemporaryFile("w+", encoding="utf-8") as output:
        process = started("serve", *arguments, settings=settings | {"port": port}, output=output)
        server = Server(process, port, output)
        try:
            server.await_ready()
            yield server
        finally:
            if process.poll() is None:
                server.interrupt()

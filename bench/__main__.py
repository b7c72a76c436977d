"""`python -m bench`: measure, and print the table."""

import argparse
import importlib.metadata
import os
import platform
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench.cases import CASES, QUICK, Differs, Plan
from bench.data import ROOT, NotBuilt
from bench.load import CONNECTIONS, WARMING
from bench.profile import draw
from bench.report import Measured, as_json, as_markdown, as_text
from bench.servers import ASKING, PEERS, SERVING, NotServed

_PACKAGES = ("fastapi", "starlette", "uvicorn", "uvloop", "httptools", "orjson", "pydantic", "sqlalchemy")


def main() -> None:
    """Measure what is asked for; fails where servers do not answer the same, never by a figure."""
    asked = _parser().parse_args()
    for program in ("wrk", "nginx", "curl", "taskset"):
        if shutil.which(program) is None:
            sys.exit(f"{program} is not installed (Debian: apt-get install wrk nginx-light curl util-linux)")
    # What asks stays on its own core; each server is pinned to the other.
    os.sched_setaffinity(0, {ASKING})
    plan = QUICK if asked.quick else Plan()
    given = {name: value for name in ("sizes", "repeats", "seconds") if (value := getattr(asked, name)) is not None}
    plan = replace(plan, **given)
    if asked.profile:
        draw(plan.files, asked.profile)
        return
    machine, cases = _machine(plan), []
    failures = []
    for name in asked.only or CASES:
        try:
            for case in _measured(name, plan):
                cases.append(case)
                if not asked.markdown:
                    print(as_text({}, [case]), flush=True)
        except (Differs, NotServed, NotBuilt) as failure:
            failures.append(f"{name}: {failure}")
            print(f"{name}: {failure}\n", file=sys.stderr, flush=True)
    if asked.json:
        asked.json.write_text(as_json(machine, cases) + "\n", encoding="utf-8")
    print(as_markdown(machine, cases) if asked.markdown else as_text(machine, []))
    if failures:
        sys.exit(f"{len(failures)} of {len(asked.only or CASES)} cases failed")
    print(f"{len(cases)} measured, every answer verified", file=sys.stderr)


def _measured(name: str, plan: Plan) -> Iterator[Measured]:
    found = CASES[name](plan)
    if isinstance(found, Measured):
        yield found
    else:
        yield from found


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench", description="Measure every goal of docs/performance.md.")
    parser.add_argument("--quick", action="store_true", help="small data and short runs: does it all answer alike?")
    parser.add_argument("--only", action="append", choices=CASES, metavar="NAME", help=f"one of {', '.join(CASES)}")
    parser.add_argument("--sizes", type=lambda text: tuple(map(int, text.split(","))), help="observations, for growth")
    parser.add_argument("--repeats", type=int, help="how often each run is repeated")
    parser.add_argument("--seconds", type=float, help="how long each run lasts")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write everything that was measured to a file")
    parser.add_argument("--profile", type=Path, metavar="DIR", help="measure nothing, draw where the time goes")
    parser.add_argument("--markdown", action="store_true", help="print Markdown, as in docs/performance.md")
    return parser


def _machine(plan: Plan) -> dict[str, Any]:
    """What was measured on, with what, and how."""
    cpu = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    model = next((line.partition(":")[2].strip() for line in cpu.splitlines() if line.startswith("model name")), "?")
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return {
        "day": datetime.now(UTC).date().isoformat(),
        "commit": _said("git", "describe", "--always", "--dirty"),
        "processor": f"{model}, {os.cpu_count()} cores, {memory:.0f} GiB",
        "kernel": f"{platform.system()} {platform.release()}",
        "Python": platform.python_version(),
        "SQLite": sqlite3.sqlite_version,
        "packages": ", ".join(f"{name} {importlib.metadata.version(name)}" for name in _PACKAGES),
        "peers": ", ".join(
            said.replace(", version", "").replace("version: nginx/", "")
            for said in (
                _said(str(PEERS / "datasette"), "--version"),
                _said(str(PEERS / "sqlite-utils"), "--version"),
                _said("nginx", "-v"),
                _said("wrk", "--version").partition(" [")[0],
            )
        ),
        "cores": f"servers on core {SERVING}, load on core {ASKING}",
        "runs": f"{plan.repeats} repeats, interleaved, of {plan.seconds:g} s",
        "warm-up": f"before each run, {WARMING:g} of its time, not counted",
        "connections": f"{CONNECTIONS}, kept alive, no compression",
    }


def _said(*command: str) -> str:
    """The first line that a command prints."""
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)  # noqa: S603
    return (ended.stdout or ended.stderr).partition("\n")[0]


if __name__ == "__main__":
    main()

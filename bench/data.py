"""The data sets: written by the seeded generator, published by the project's own pipeline, kept in var/bench."""

import hashlib
import json
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from bench.multiply import multiply

ROOT = Path(__file__).resolve().parent.parent
HOME = ROOT / "var" / "bench"
# Where there is more than one core, the first one answers and the last one asks; loading may use both.
CORES = sorted(os.sched_getaffinity(0))
# Nobody waits longer for one data set.
PATIENCE = 3600
# A keyed query asks for one series and these months: 38 rows, whatever the size.
MONTHS = ("2020-01", "2023-02")
ROWS = 38
_KEYED = "freq = 'M' AND period_start >= '2020-01-01' AND period_end <= '2023-02-28'"
_SERIES = 2000
# What is larger is a loaded store ten times over.
_MOST_LOADED, _TIMES = 2_000_000, 10

# What /observations serves, as one table: Datasette then neither joins nor computes. Rows lie in the order
# of the answers, and the index holds every filtered column.
_FLAT = """
CREATE TABLE observation AS
SELECT
    o.id AS observation_id, o.indicator_code AS indicator, o.area_code AS area, o.freq, o.time_period,
    o.period_start, o.period_end, o.value AS obs_value, o.value_text AS obs_value_text, o.qualifier,
    i.unit_code AS unit_measure, i.unit_mult, i.decimals, s.status AS obs_status, o.published_on,
    o.source_code AS source, o.evidence_id AS evidence, s.is_preferred, o.revision_code AS revision,
    s.supersedes, s.series_break, o.note_zh, o.note_en
FROM store.observation AS o
JOIN store.standing AS s ON s.observation_id = o.id AND s.known_until IS NULL AND s.is_preferred
JOIN store.indicator AS i ON i.code = o.indicator_code
ORDER BY o.indicator_code, o.area_code, o.period_start, o.period_end, o.id;
CREATE INDEX by_series ON observation (indicator, area, freq, period_start);
"""


class NotBuilt(Exception):
    """A data set cannot be made, and why."""


@dataclass(frozen=True)
class DataSet:
    """A city of about so many observations: its seed, its store, and its rows as one flat table."""

    size: int
    seed: Path
    store: Path

    @property
    def is_loaded(self) -> bool:
        """Whether it was published from its seed; what is larger has its rows from a smaller one."""
        return self.size <= _MOST_LOADED

    @property
    def url(self) -> str:
        """The address of the store."""
        return f"sqlite:///{self.store}"

    @property
    def flat(self) -> Path:
        """The flat table, for Datasette."""
        return self.store.with_name("flat.sqlite")

    @cached_property
    def facts(self) -> dict[str, Any]:
        """What was found when it was built: seconds of loading, rows, series."""
        facts: dict[str, Any] = json.loads(self.store.with_suffix(".json").read_text(encoding="utf-8"))
        return facts


def data_set(size: int) -> DataSet:
    """The data set of a size, built where it is not there; raises NotBuilt."""
    generator = _digest([Path(__file__).with_name("generate.py")])
    made_by = [ROOT / "app" / part for part in ("domain", "models", "release")] + [ROOT / "migrations"]
    code = _digest((path for part in made_by for path in part.rglob("*.py")), and_also=_FLAT + _KEYED)
    built = DataSet(size, HOME / f"seed-{size}-{generator}", HOME / f"store-{size}-{generator}-{code}" / "store.sqlite")
    if not built.is_loaded:
        if not built.store.with_suffix(".json").exists():
            _multiply(data_set(size // _TIMES), built)
        return built
    if not built.seed.exists():
        _generate(built)
    if not built.store.with_suffix(".json").exists():
        _publish(built)
    return built


def load(seed: Path, url: str) -> float:
    """Publish a seed into a store that is empty, or not there yet; the seconds it took."""
    began = time.perf_counter()
    # Without the files of the release, which sqlite-utils does not write either.
    nowhere = f"{os.devnull}/none"
    run(
        [sys.executable, "-m", "app", "seed", str(seed)],
        env={"DATABASE_URL": url, "FILES_DIR": nowhere},
    )
    return time.perf_counter() - began


def run(command: list[str], *, env: dict[str, str] | None = None) -> None:
    """Run a command to its end, on any core; raises NotBuilt with its last words where it fails."""
    anywhere = ["taskset", "--cpu-list", ",".join(map(str, CORES))]
    try:
        ended = subprocess.run(  # noqa: S603  (our own commands)
            [*anywhere, *command],
            cwd=ROOT,
            env=os.environ | (env or {}),
            capture_output=True,
            timeout=PATIENCE,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise NotBuilt(f"{' '.join(command[-4:])}: not done in {PATIENCE} s") from None
    if ended.returncode:
        raise NotBuilt(f"{' '.join(command[-4:])}: {ended.stderr.decode()[-1000:].strip()}")


@contextmanager
def opened(store: Path) -> Iterator[sqlite3.Connection]:
    """A database, closed at the end."""
    with closing(sqlite3.connect(store)) as database:
        yield database


def remove(store: Path) -> None:
    """Remove a store with what SQLite keeps beside it."""
    for path in (store, store.with_name(f"{store.name}-wal"), store.with_name(f"{store.name}-shm")):
        path.unlink(missing_ok=True)


def _generate(built: DataSet) -> None:
    print(f"generating {built.size:,} observations", file=sys.stderr)
    half_done = HOME / "part"
    for outdated in (*HOME.glob(f"seed-{built.size}-*"), half_done):
        shutil.rmtree(outdated, ignore_errors=True)
    run([sys.executable, str(Path(__file__).with_name("generate.py")), str(built.size), str(half_done)])
    half_done.rename(built.seed)


def _publish(built: DataSet) -> None:
    print(f"publishing {built.size:,} observations", file=sys.stderr)
    _make_room(built)
    seconds = load(built.seed, built.url)
    _note(built, seconds)


def _multiply(smaller: DataSet, built: DataSet) -> None:
    print(f"multiplying {smaller.size:,} observations", file=sys.stderr)
    _make_room(built)
    multiply(smaller.store, built.store, _TIMES)
    _note(built, None)


def _make_room(built: DataSet) -> None:
    for outdated in HOME.glob(f"store-{built.size}-*"):
        shutil.rmtree(outdated)
    built.store.parent.mkdir(parents=True)


def _note(built: DataSet, seconds: float | None) -> None:
    """Write the flat table, and what was found; the seconds of loading, where there was any."""
    with opened(built.flat) as flat:
        flat.execute("ATTACH ? AS store", (str(built.store),))
        flat.execute("PRAGMA store.wal_checkpoint(TRUNCATE)")
        flat.executescript(_FLAT)
        (rows,) = flat.execute("SELECT count(*) FROM observation").fetchone()
        series = flat.execute(
            f"SELECT indicator, area FROM observation WHERE {_KEYED} GROUP BY 1, 2 HAVING count(*) = ?",  # noqa: S608
            (ROWS,),
        ).fetchall()
        indicators = flat.execute("SELECT DISTINCT indicator FROM observation").fetchall()
    # From everywhere in the table, and no neighbours one after the other.
    series = random.Random(12218).sample(series, min(len(series), _SERIES))
    codes = [code for (code,) in indicators]
    facts = {"load_seconds": seconds, "rows": rows, "series": series, "indicators": codes}
    built.store.with_suffix(".json").write_text(json.dumps(facts, ensure_ascii=False), encoding="utf-8")


def _digest(paths: Iterable[Path], *, and_also: str = "") -> str:
    sha256 = hashlib.sha256(and_also.encode())
    for path in sorted(paths):
        sha256.update(path.read_bytes())
    return sha256.hexdigest()[:8]

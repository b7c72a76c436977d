"""A seeding that is killed at any instant leaves the old release whole."""

import random
import signal
import sqlite3
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from threading import Lock

from tests.commands import run, started
from tests.seeds import HAVEN, SeedCopy
from tests.serving import client_of
from tests.stores import filled, releases_of, sqlite_url

KILLS = 12
AT_ONCE = 3
# Seconds; the transaction itself takes a few hundredths.
WHILE_WRITING = 0.06
# One application at a time: FastAPI builds its routes at the first request, and filters warnings while it does,
# for the whole process.
LOOKING = Lock()


def edition(haven_seed: SeedCopy, number: int) -> None:
    """Give every table that may change another content."""
    for file in (
        "catalogue/area.csv",
        "catalogue/cluster.csv",
        "catalogue/indicator.csv",
        "catalogue/organisation.csv",
    ):
        for line in range(2, len(haven_seed.rows(file)) + 1):
            haven_seed.set(file, line, "name_en", f"Edition{number}x{line}")


def killed_seeding(url: str, seed: Path, chance: random.Random) -> None:
    """Start `python -m app seed` and kill it somewhere: half of the times while it writes."""
    process = started("seed", seed, settings={"database_url": url}, is_measured=False)
    assert process.stdout is not None
    if chance.random() < 0.5:
        for line in process.stdout:
            if line.startswith("seed: load"):
                break
        time.sleep(chance.uniform(0, WHILE_WRITING))
    else:
        time.sleep(chance.uniform(0.3, 1.5))
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=30)


def test_a_killed_seeding_leaves_one_whole_release_and_the_next_succeeds(tmp_path: Path) -> None:
    """Several stores at a time, because a process takes longest to start."""
    directories = [tmp_path / str(share) for share in range(AT_ONCE)]
    for directory in directories:
        directory.mkdir()
        filled(sqlite_url(directory / "store.sqlite"), HAVEN)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        seeds = list(pool.map(kills_survived, directories, range(AT_ONCE)))
    for seed, directory in zip(seeds, directories, strict=True):
        edition(seed, 99)
        url = sqlite_url(directory / "store.sqlite")
        ended = run("seed", seed.directory, database_url=url)
        assert (ended.status, ended.err) == (0, "")
        assert f"release: {releases_of(url)[-1]} published" in ended.out.splitlines()
        with client_of(url) as client:
            assert client.get("/areas/haven").json()["data"]["name_en"] == "Edition99x3"


def kills_survived(directory: Path, share: int) -> SeedCopy:
    """Kill seedings of the store in a directory, and look at it after each; gives the seed."""
    haven_seed = SeedCopy(HAVEN, directory / "haven")
    chance = random.Random(share)
    database = directory / "store.sqlite"
    url = sqlite_url(database)
    with LOOKING, client_of(url) as client:
        old = client.get("/areas/haven").json()["data"]["name_en"]
    for number in range(KILLS // AT_ONCE):
        edition(haven_seed, number)
        before = releases_of(url)
        killed_seeding(url, haven_seed.directory, chance)
        with closing(sqlite3.connect(database)) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        after = releases_of(url)
        assert after[: len(before)] == before
        new = f"Edition{number}x3"
        with LOOKING, client_of(url) as client:
            answer = client.get("/areas/haven").json()
            hits = client.get("/search", params={"q": new}).json()["page"]["total"]
            names = {row["name_en"] for row in client.get("/organisations").json()["data"]}
        assert answer["meta"]["release"] == after[-1]
        if after == before:
            assert answer["data"]["name_en"] == old
            assert hits == 0
            assert not any(name.startswith(f"Edition{number}x") for name in names)
        else:
            # It had finished before the signal came.
            assert answer["data"]["name_en"] == new
            assert names == {f"Edition{number}x{line}" for line in (2, 3, 4)}
            old = new
    return haven_seed

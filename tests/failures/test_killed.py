"""SIGKILL at any instant of a publishing leaves the old release whole, or the new one; nothing between."""

import random
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from tests.failures.whole import assert_sound, assert_whole_files, edition, state_of
from tests.nursery import Nursery, nursery
from tests.stores import Postgres, sqlite_url

# How often each is killed: more than 200 times in all.
PUBLISHING, FIRST, WITH_FILES, ON_POSTGRESQL = 160, 12, 20, 20
AT_ONCE = 2


@pytest.fixture(scope="module")
def editions(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    directory = tmp_path_factory.mktemp("editions")
    return edition(directory, 1), edition(directory, 2)


class Trial:
    """A store whose publishings are killed, and the two states that it may be found in."""

    def __init__(self, forks: Nursery, url: str, files: Path, editions: tuple[Path, Path]) -> None:
        self._forks = forks
        self._url = url
        self._files = files
        self._editions = editions
        self.found: Counter[str] = Counter()
        # The second first: the store is then of the first, and each duration that of an edition upon another.
        for seed in (editions[1], editions[0]):
            self.publish(seed)
        began = time.perf_counter()
        self.states = [self.publish(editions[1]), self.publish(editions[0])]
        self._duration = (time.perf_counter() - began) / 2

    def publish(self, seed: Path) -> str | None:
        """Publish to the end; gives the state."""
        status, printed = self._forks.run("seed", seed, database_url=self._url, files_dir=self._files)
        assert status == 0, printed
        return state_of(self._url)

    def kill(self, chance: random.Random, current: int) -> int:
        """Publish the other edition and kill that at any instant; gives the edition that stands then."""
        child = self._forks.start("seed", self._editions[1 - current], database_url=self._url, files_dir=self._files)
        time.sleep(chance.uniform(0, self._duration * 1.1))
        child.kill()
        child.ended()
        assert_sound(self._url)
        state = state_of(self._url)
        # `states` begins with that of the second edition.
        assert state in self.states
        now = 1 - self.states.index(state)
        self.found["old" if now == current else "new"] += 1
        return now


def no_files(directory: Path) -> Path:
    """A path where no files can be written: the release is published without."""
    path = directory / "no-directory"
    path.touch()
    return path


def test_a_killed_publishing_leaves_one_whole_release(tmp_path: Path, editions: tuple[Path, Path]) -> None:
    def share(number: int) -> Counter[str]:
        directory = tmp_path / str(number)
        directory.mkdir()
        with nursery() as forks:
            trial = Trial(forks, sqlite_url(directory / "store.sqlite"), no_files(directory), editions)
            chance, current = random.Random(number), 0
            for _ in range(PUBLISHING // AT_ONCE):
                current = trial.kill(chance, current)
            assert trial.publish(editions[1 - current]) == trial.states[current]
        return trial.found

    with ThreadPoolExecutor(AT_ONCE) as pool:
        found = sum(pool.map(share, range(AT_ONCE)), Counter())
    assert found.total() == PUBLISHING
    # Had every kill come before the commit or after it, this would show nothing.
    assert min(found["old"], found["new"]) > 0, found


def test_a_killed_first_seeding_leaves_an_empty_store_or_a_whole_release(
    forks: Nursery, tmp_path: Path, editions: tuple[Path, Path]
) -> None:
    chance, found, without = random.Random(12), Counter[str](), no_files(tmp_path)
    settings: list[dict[str, Any]] = [
        # With files, which are written after the commit: so the kill may come long before it and long after.
        {"database_url": sqlite_url(tmp_path / f"{number}.sqlite"), "files_dir": tmp_path / f"files-{number}"}
        for number in range(FIRST + 1)
    ]

    def seeded(number: int, **other: Path) -> str | None:
        status, printed = forks.run("seed", editions[0], **settings[number] | other)
        assert status == 0, printed
        return state_of(settings[number]["database_url"])

    began = time.perf_counter()
    whole = seeded(FIRST)
    duration = time.perf_counter() - began
    for number in range(FIRST):
        child = forks.start("seed", editions[0], **settings[number])
        time.sleep(chance.uniform(0, duration))
        child.kill()
        status, _ = child.ended()
        state = state_of(settings[number]["database_url"])
        assert state in {None, whole}
        # One that had ended before says nothing of a kill.
        found["ended" if status == 0 else "empty" if state is None else "whole"] += 1
        assert seeded(number, files_dir=without) == whole
        assert_sound(settings[number]["database_url"])
    assert min(found["empty"], found["whole"]) > 0, found


def test_killed_while_its_files_are_written_a_release_has_all_of_them_or_none(
    forks: Nursery, tmp_path: Path, editions: tuple[Path, Path]
) -> None:
    files = tmp_path / "files"
    trial = Trial(forks, sqlite_url(tmp_path / "store.sqlite"), files, editions)
    chance, current = random.Random(21), 0
    for _ in range(WITH_FILES):
        current = trial.kill(chance, current)
        assert_whole_files(files)
    before = assert_whole_files(files)
    trial.publish(editions[1 - current])
    assert assert_whole_files(files) == before + 1
    # Some were killed in the middle of it.
    assert [path for path in files.iterdir() if path.name.startswith(".")]


def test_postgresql_takes_back_what_a_killed_publishing_began(
    forks: Nursery, postgres: Postgres, tmp_path: Path, editions: tuple[Path, Path]
) -> None:
    trial = Trial(forks, postgres.new_database(), no_files(tmp_path), editions)
    chance, current = random.Random(24), 0
    for _ in range(ON_POSTGRESQL):
        current = trial.kill(chance, current)
    assert trial.publish(editions[1 - current]) == trial.states[current]
    assert min(trial.found["old"], trial.found["new"]) > 0, trial.found

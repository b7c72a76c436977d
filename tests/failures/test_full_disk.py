"""A disk that is full: a line and a status that say so, and everything as it was before."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from app.settings import ROOT
from tests.failures.whole import assert_sound, assert_whole_files, edition, state_of
from tests.nursery import Nursery
from tests.seeds import HAVEN
from tests.stores import sqlite_url


@pytest.fixture(scope="module")
def seeds(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    directory = tmp_path_factory.mktemp("editions")
    return edition(directory, 1), edition(directory, 2)


def one_line(printed: str, name: str) -> str:
    """The line that tells of the failure; a traceback would be more than one."""
    assert "Traceback" not in printed, printed
    (line,) = [line for line in printed.splitlines() if line.startswith(f"{name}: ")]
    return line


# From less than the write-ahead log needs for anything to less than all of it.
@pytest.mark.parametrize("room", [1_000, 20_000, 60_000, 120_000])
def test_a_store_without_room_keeps_the_old_release(
    forks: Nursery, tmp_path: Path, seeds: tuple[Path, Path], room: int
) -> None:
    url, files = sqlite_url(tmp_path / "store.sqlite"), tmp_path / "files"
    assert forks.run("seed", seeds[0], database_url=url, files_dir=files)[0] == 0
    old = state_of(url)
    status, printed = forks.run("seed", seeds[1], most_bytes=room, database_url=url, files_dir=files)
    assert status == 1
    assert one_line(printed, "DATABASE_URL").startswith("DATABASE_URL: the store answers: disk")
    assert_sound(url)
    assert state_of(url) == old
    assert forks.run("seed", seeds[1], database_url=url, files_dir=files)[0] == 0
    assert state_of(url) not in {None, old}
    assert assert_whole_files(files) == 2


def test_files_without_room_are_told_of_and_written_later(
    forks: Nursery, tmp_path: Path, seeds: tuple[Path, Path]
) -> None:
    """The release is published all the same: its rows had room."""
    url, files = sqlite_url(tmp_path / "store.sqlite"), tmp_path / "files"
    assert forks.run("seed", seeds[0], database_url=url, files_dir=files)[0] == 0
    status, printed = forks.run("seed", seeds[1], most_bytes=400_000, database_url=url, files_dir=files)
    assert status == 0
    assert one_line(printed, "FILES_DIR").endswith("the release is published without files")
    assert assert_whole_files(files) == 1
    refused, told = forks.run("snapshot", most_bytes=400_000, database_url=url, files_dir=files)
    assert (refused, one_line(told, "FILES_DIR").partition(": ")[0]) == (1, "FILES_DIR")
    assert assert_whole_files(files) == 1
    assert not [path for path in files.iterdir() if path.name.startswith(".")]
    assert forks.run("snapshot", database_url=url, files_dir=files)[0] == 0
    assert assert_whole_files(files) == 2


def test_a_temporary_directory_without_room_is_named(forks: Nursery, tmp_path: Path) -> None:
    """A seed that is too large for the memory of the staging goes to the disk before anything is written."""
    url, seed = sqlite_url(tmp_path / "store.sqlite"), tmp_path / "large"
    generate: list[str | Path] = [sys.executable, ROOT / "bench" / "generate.py", "150000", seed]
    subprocess.run(generate, check=True, capture_output=True)
    assert forks.run("seed", HAVEN, database_url=url, files_dir=tmp_path)[0] == 0
    old = state_of(url)
    status, printed = forks.run("seed", seed, most_bytes=1_000_000, database_url=url, files_dir=tmp_path)
    assert (status, state_of(url)) == (1, old)
    assert one_line(printed, "TMPDIR").endswith("nothing was changed")


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system that is really full, where the tests may make one."""
    place = tmp_path / "disk"
    place.mkdir()
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1500k", "tmpfs", place], capture_output=True, check=False
    )
    if made.returncode:
        pytest.skip("only root can mount a file system")
    try:
        yield place
    finally:
        subprocess.run(["umount", "--lazy", place], check=True)


def fill(filler: Path) -> None:
    """Write until the file system refuses."""
    with filler.open("wb", buffering=0) as file, suppress(OSError):
        while True:
            file.write(bytes(4096))


def test_a_full_file_system_keeps_the_old_release(
    forks: Nursery, small_disk: Path, tmp_path: Path, seeds: tuple[Path, Path]
) -> None:
    url, files = sqlite_url(small_disk / "store.sqlite"), tmp_path / "files"
    assert forks.run("seed", seeds[0], database_url=url, files_dir=files)[0] == 0
    old, filler = state_of(url), small_disk / "filler"
    fill(filler)
    # What is left holds the index of the write-ahead log, and hardly a change.
    with filler.open("r+b") as file:
        file.truncate(filler.stat().st_size - 65_536)
    status, printed = forks.run("seed", seeds[1], database_url=url, files_dir=files)
    assert status == 1
    assert one_line(printed, "DATABASE_URL") == "DATABASE_URL: the store answers: database or disk is full"
    assert state_of(url) == old
    filler.unlink()
    assert forks.run("seed", seeds[1], database_url=url, files_dir=files)[0] == 0
    assert state_of(url) not in {None, old}
    assert_sound(url)

"""Finished files: one writer for many who ask at once, a limit in bytes, and nothing left at the end."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from anyio import create_task_group, run, sleep, to_thread

from app.api import spool as spooling
from app.api.spool import Spool
from app.problems import NO_ROOM, StoreUnavailable


def test_of_many_who_miss_a_file_one_writes_it() -> None:
    written: list[int] = []
    closed: list[int] = []
    found: list[bytes] = []
    gate = threading.Event()

    def write() -> Iterator[bytes]:
        gate.wait(5)
        written.append(1)
        yield b"whole"

    async def ask(spool: Spool) -> None:
        async with spool.file("key", write, lambda: closed.append(1)) as path:
            found.append(await to_thread.run_sync(path.read_bytes))

    async def main() -> None:
        spool = Spool(100)
        async with create_task_group() as group:
            for _ in range(8):
                group.start_soon(ask, spool)
            await sleep(0.1)
            # Those who wait hold nothing of the store.
            assert len(closed) == 7
            gate.set()
        spool.close()

    run(main)
    assert (len(written), len(closed), found) == (1, 8, [b"whole"] * 8)


def test_what_the_writer_raises_all_raise_and_the_next_may_succeed() -> None:
    gate = threading.Event()
    raised: list[str] = []

    def fail() -> Iterator[bytes]:
        gate.wait(5)
        yield b"half"
        raise ValueError("no")

    async def ask(spool: Spool) -> None:
        try:
            async with spool.file("key", fail, lambda: None):
                pass
        except ValueError as error:
            raised.append(str(error))

    async def main() -> None:
        spool = Spool(100)
        async with create_task_group() as group:
            for _ in range(3):
                group.start_soon(ask, spool)
            await sleep(0.1)
            gate.set()
        async with spool.file("key", lambda: [b"good"], lambda: None) as path:
            assert await to_thread.run_sync(path.read_bytes) == b"good"
        assert len(await to_thread.run_sync(files_of, spool)) == 1
        spool.close()

    run(main)
    assert raised == ["no"] * 3


def files_of(spool: Spool) -> list[Path]:
    assert spool._directory is not None
    return list(spool._directory.iterdir())


@pytest.mark.parametrize("limit", [0, 10, 25])
def test_the_least_recently_used_file_goes_first_and_none_that_is_read(limit: int) -> None:
    async def main() -> None:
        spool = Spool(limit)
        for key in ("a", "b", "a", "c"):
            async with spool.file(key, lambda: [b"x" * 10], lambda: None) as path:
                assert await to_thread.run_sync(path.exists)
                if key == "c":
                    async with spool.file("d", lambda: [b"x" * 10], lambda: None):
                        assert await to_thread.run_sync(path.exists)
        kept = list(spool._files)
        assert kept == {0: [], 10: ["c"], 25: ["c", "d"]}[limit]
        assert len(await to_thread.run_sync(files_of, spool)) == len(kept)
        spool.close()
        assert spool._directory is not None
        assert not await to_thread.run_sync(spool._directory.exists)

    run(main)


def test_where_there_is_no_room_the_answer_says_so_and_the_next_may_succeed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A disk that is full, and a directory that is not there."""

    async def ask(spool: Spool) -> bytes:
        async with spool.file("key", lambda: [b"whole"], lambda: None) as path:
            return await to_thread.run_sync(path.read_bytes)

    spool = Spool(1000)
    (tmp_path / "full").symlink_to("/dev/full")
    for place in (tmp_path / "full", tmp_path / "nowhere" / "file"):
        with monkeypatch.context() as patched:
            patched.setattr(spool, "_place", lambda place=place: place)
            with pytest.raises(StoreUnavailable) as raised:
                run(ask, spool)
        assert raised.value.detail == NO_ROOM
        assert not place.is_symlink()
    assert caplog.text.count("a file cannot be written") == 2
    assert run(ask, spool) == b"whole"
    spool.close()


PIECES = [b"a" * 10, b"b" * 10, b"c" * 5]


@pytest.fixture
def keeps_all(monkeypatch: pytest.MonkeyPatch) -> None:
    """However short a file is, it is worth keeping."""
    monkeypatch.setattr(spooling, "_WORTH_KEEPING", 0)


def copied(spool: Spool, pieces: Iterator[bytes], taken: int = 100) -> list[bytes]:
    with spool.copying("key") as copy:
        return [piece for _, piece in zip(range(taken), copy.of(pieces), strict=False)]


async def kept(spool: Spool) -> bytes:
    """The file as who asks again gets it."""

    def write() -> Iterator[bytes]:
        raise AssertionError("it is there")

    async with spool.file("key", write, lambda: None) as path:
        return await to_thread.run_sync(path.read_bytes)


@pytest.mark.usefixtures("keeps_all")
def test_what_was_sent_whole_is_there_for_the_next() -> None:
    spool = Spool(25)
    assert copied(spool, iter(PIECES)) == PIECES
    assert run(kept, spool) == b"".join(PIECES)
    # It is there already: nothing is left of another copy.
    assert copied(spool, iter(PIECES)) == PIECES
    assert len(files_of(spool)) == 1
    spool.close()


@pytest.mark.usefixtures("keeps_all")
@pytest.mark.parametrize(("limit", "taken"), [(24, 100), (0, 100), (25, 2)])
def test_what_is_too_long_or_was_broken_off_leaves_nothing(limit: int, taken: int) -> None:
    spool = Spool(limit)
    assert copied(spool, iter(PIECES), taken) == PIECES[:taken]
    assert (spool.has("key"), [] if spool._directory is None else files_of(spool)) == (False, [])
    spool.close()


@pytest.mark.usefixtures("keeps_all")
def test_of_several_who_send_the_same_one_copies_it() -> None:
    spool = Spool(25)
    with spool.copying("key") as first, spool.copying("key") as second:
        assert [*first.of(iter(PIECES))] == [*second.of(iter(PIECES))] == PIECES
    assert len(files_of(spool)) == 1
    assert run(kept, spool) == b"".join(PIECES)
    spool.close()


@pytest.mark.usefixtures("keeps_all")
def test_a_full_disk_ends_the_copy_and_not_the_download(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "file").symlink_to("/dev/full")
    spool = Spool(25)
    with spool.copying("key") as copy:
        copy._place = lambda: tmp_path / "file"
        assert [*copy.of(iter(PIECES))] == PIECES
    assert (spool.has("key"), [*tmp_path.iterdir()]) == (False, [])
    assert "No space left on device" in caplog.text
    spool.close()


def test_what_is_short_is_not_worth_a_file() -> None:
    spool = Spool(1000)
    assert copied(spool, iter(PIECES)) == PIECES
    assert (spool.has("key"), spool._directory) == (False, None)

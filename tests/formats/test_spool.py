"""Finished files: one writer for many who ask at once, a limit in bytes, and nothing left at the end."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from anyio import create_task_group, run, sleep, to_thread

from app.api.spool import Spool


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

"""Finished files on disk, by their ETag: written once, served by ranges, the least recently used given up first."""

import shutil
import tempfile
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from anyio import CancelScope, CapacityLimiter, Event, to_thread

# Writing is work for a processor; more at once would only slow down every other answer.
_WRITERS = 2


@dataclass(slots=True)
class _File:
    path: Path
    size: int
    readers: int = 0


@dataclass(slots=True)
class _Writing:
    done: Event
    error: BaseException | None = None


class Spool:
    """A directory of this process with a limit in bytes; what is being read may exceed it until it is read."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        # Made with the first file: a process that writes none leaves nothing behind, however it ends.
        self._directory: Path | None = None
        self._files: OrderedDict[str, _File] = OrderedDict()
        self._writing: dict[str, _Writing] = {}
        self._limiter = CapacityLimiter(_WRITERS)
        self._count = 0

    @asynccontextmanager
    async def file(
        self, key: str, write: Callable[[], Iterable[bytes]], close: Callable[[], object]
    ) -> AsyncIterator[Path]:
        """The file of a key, written if it is not there, and kept while the context lasts.

        `close` is called as soon as nothing is to be written any more. Of several who miss the same
        file one writes it; what it raises all of them raise.
        """
        try:
            if key not in self._files and key not in self._writing:
                await self._write(key, write)
        finally:
            with CancelScope(shield=True):
                await to_thread.run_sync(close)
        if key in self._writing:
            writing = self._writing[key]
            await writing.done.wait()
            if writing.error is not None:
                raise writing.error
        found = self._files[key]
        found.readers += 1
        self._files.move_to_end(key)
        try:
            yield found.path
        finally:
            found.readers -= 1
            self._make_room()

    async def _write(self, key: str, write: Callable[[], Iterable[bytes]]) -> None:
        writing = self._writing[key] = _Writing(Event())
        self._count += 1
        if self._directory is None:
            self._directory = Path(tempfile.mkdtemp(prefix="files-"))
        path = self._directory / str(self._count)
        try:
            # A client that leaves does not take the file away from those who wait for it.
            with CancelScope(shield=True):
                size = await to_thread.run_sync(_written, path, write, limiter=self._limiter)
            self._files[key] = _File(path, size)
        except BaseException as error:
            writing.error = error
            path.unlink(missing_ok=True)
            raise
        finally:
            del self._writing[key]
            writing.done.set()

    def _make_room(self) -> None:
        """Give up files that nobody reads, the least recently used first, until the rest fits."""
        total = sum(file.size for file in self._files.values())
        for key, file in list(self._files.items()):
            if total <= self._limit:
                break
            if not file.readers:
                file.path.unlink(missing_ok=True)
                del self._files[key]
                total -= file.size

    def close(self) -> None:
        """Remove every file."""
        self._files.clear()
        if self._directory is not None:
            shutil.rmtree(self._directory, ignore_errors=True)


def _written(path: Path, write: Callable[[], Iterable[bytes]]) -> int:
    with path.open("wb") as file:
        file.writelines(write())
        return file.tell()

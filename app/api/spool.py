"""Finished files on disk, by their ETag: written once, served by ranges, the least recently used given up first."""

import logging
import shutil
import tempfile
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import BinaryIO

from anyio import CancelScope, CapacityLimiter, Event, to_thread

from app.problems import NO_ROOM, StoreUnavailable

# Writing is work for a processor; more at once would only slow down every other answer.
_WRITERS = 2
# What is shorter is made again as quickly as it would be read.
_WORTH_KEEPING = 1024 * 1024
_log = logging.getLogger("app")


@dataclass(slots=True)
class _File:
    path: Path
    size: int
    readers: int = 0


@dataclass(slots=True)
class _Writing:
    done: Event
    error: BaseException | None = None


class Copy:
    """A file that is written as its pieces are sent; no download fails because of it."""

    def __init__(self, place: Callable[[], Path], limit: int) -> None:
        self._place = place
        self._limit = limit
        self._file: BinaryIO | None = None
        self._waiting: list[bytes] = []
        self._is_over = False
        self.size = 0
        # Where all of it stands, once it does.
        self.path: Path | None = None

    def of(self, pieces: Iterable[bytes]) -> Iterator[bytes]:
        """The same pieces, each written after it was taken."""
        for piece in pieces:
            yield piece
            if not self._is_over:
                self._trying(self._take, piece)
        self._trying(self._end)

    def drop(self) -> None:
        """Write no more, and remove what was written."""
        self._is_over = True
        self._waiting.clear()
        if self._file is not None:
            Path(self._file.name).unlink(missing_ok=True)
            # What it still held goes as well.
            with suppress(OSError):
                self._file.close()
            self._file = None

    def _trying(self, step: Callable[..., None], *given: bytes) -> None:
        try:
            step(*given)
        except OSError as error:
            _log.warning("a file that is being sent is not kept: %s", error.strerror)
            self.drop()

    def _take(self, piece: bytes) -> None:
        self.size += len(piece)
        self._waiting.append(piece)
        if self.size > self._limit:
            self.drop()
        elif self.size > _WORTH_KEEPING:
            if self._file is None:
                self._file = self._place().open("wb")
            self._file.writelines(self._waiting)
            self._waiting.clear()

    def _end(self) -> None:
        if self._file is not None:
            self._file.flush()
            self.path = Path(self._file.name)
            self._file.close()


class Spool:
    """A directory of this process with a limit in bytes; what is being read may exceed it until it is read."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        # Made with the first file: a process that writes none leaves nothing behind, however it ends.
        self._directory: Path | None = None
        self._files: OrderedDict[str, _File] = OrderedDict()
        self._writing: dict[str, _Writing] = {}
        self._copied: set[str] = set()
        self._limiter = CapacityLimiter(_WRITERS)
        self._count = 0
        self._lock = Lock()

    def has(self, key: str) -> bool:
        """Whether the file of a key is there."""
        return key in self._files

    @contextmanager
    def copying(self, key: str) -> Iterator[Copy]:
        """A copy of what is being sent, which becomes the file of a key if it is whole in the end and there is none.

        Of several who send the same file the first one copies it.
        """
        is_first = key not in self._copied
        copy = Copy(self._place, self._limit if is_first else 0)
        self._copied.add(key)
        try:
            yield copy
        finally:
            if is_first:
                self._copied.remove(key)
            if copy.path is not None and key not in self._files:
                self._files[key] = _File(copy.path, copy.size)
                self._make_room()
            else:
                copy.drop()

    @asynccontextmanager
    async def file(
        self, key: str, write: Callable[[], Iterable[bytes]], close: Callable[[], object]
    ) -> AsyncIterator[Path]:
        """The file of a key, written if it is not there, and kept while the context lasts.

        `close` is called as soon as nothing is to be written any more. Of several who miss the same
        file one writes it; what it raises all of them raise: StoreUnavailable where there is no room.
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
        path: Path | None = None
        try:
            path = self._place()
            # A client that leaves does not take the file away from those who wait for it.
            with CancelScope(shield=True):
                size = await to_thread.run_sync(_written, path, write, limiter=self._limiter)
            self._files[key] = _File(path, size)
        except OSError as error:
            _log.exception("a file cannot be written")
            writing.error = StoreUnavailable(detail=NO_ROOM)
            raise writing.error from error
        except BaseException as error:
            writing.error = error
            raise
        finally:
            if writing.error is not None and path is not None:
                path.unlink(missing_ok=True)
            del self._writing[key]
            writing.done.set()

    def _place(self) -> Path:
        """Where a new file goes."""
        with self._lock:
            self._count += 1
            if self._directory is None:
                self._directory = Path(tempfile.mkdtemp(prefix="files-"))
            return self._directory / str(self._count)

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

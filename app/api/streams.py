"""Files on their way: piece by piece as the rows are read, or by ranges from the spool."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping

from anyio import CancelScope, create_task_group, to_thread
from fastapi import Response
from starlette.datastructures import Headers
from starlette.responses import FileResponse
from starlette.types import Receive, Scope, Send

from app.api.http import HEAD
from app.api.spool import Spool

_PART = r"\s*(?:\d{1,18}-\d{0,18}|-\d{1,18})\s*"
_RANGE = re.compile(rf"bytes={_PART}(?:,{_PART})*", re.IGNORECASE)


def is_range(header: str) -> bool:
    """Whether a Range header is one of bytes; any other is to be ignored (RFC 9110, 14.2)."""
    if not _RANGE.fullmatch(header):
        return False
    parts = (part.strip().split("-") for part in header.partition("=")[2].split(","))
    return all(not first or not last or int(first) <= int(last) for first, last in parts)


class Streamed(Response):
    """Pieces that are made while they are sent, and spooled; `close` is called at the end, or when the client leaves.

    Who asks for the same again gets the file.
    """

    def __init__(
        self,
        spool: Spool,
        pieces: Iterator[bytes],
        close: Callable[[], object],
        headers: Mapping[str, str],
        media_type: str,
    ) -> None:
        super().__init__(b"", 200, dict(headers), media_type)
        del self.headers["content-length"]
        self._spool = spool
        self._pieces = pieces
        self._close = close

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send what there is, each piece made in a thread of its own."""
        del scope
        failures: list[Exception] = []
        try:
            async with create_task_group() as group:

                async def watch() -> None:
                    while (await receive())["type"] != "http.disconnect":
                        pass
                    group.cancel_scope.cancel()

                group.start_soon(watch)
                try:
                    await self._send(send)
                except Exception as error:  # noqa: BLE001  # raised below: a task group would wrap it
                    failures.append(error)
                group.cancel_scope.cancel()
        finally:
            with CancelScope(shield=True):
                await to_thread.run_sync(self._close)
        if failures:
            raise failures[0]

    async def _send(self, send: Send) -> None:
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        with self._spool.copying(self.headers["etag"]) as copy:
            pieces = copy.of(self._pieces)
            while piece := await to_thread.run_sync(next, pieces, b""):
                await send({"type": "http.response.body", "body": piece, "more_body": True})
        await send({"type": "http.response.body", "body": b"", "more_body": False})


class WholeFile(FileResponse):
    """A file on disk in large pieces: each costs a thread's turn, and the event loop's."""

    chunk_size = 1024 * 1024

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the file, the parts of it that a Range of bytes asks for, or its head."""
        # Who asks for the head gets that of the file as it is, which is what ranges are of.
        asked = {**scope, "method": "HEAD"} if scope.get(HEAD) else {**scope}
        if not is_range(Headers(scope=scope).get("range", "")):
            asked["headers"] = [(name, value) for name, value in scope["headers"] if name != b"range"]
        await super().__call__(asked, receive, send)


class Spooled(Response):
    """A finished file, by ranges where they are asked for."""

    def __init__(
        self,
        spool: Spool,
        write: Callable[[], Iterable[bytes]],
        close: Callable[[], object],
        headers: Mapping[str, str],
        media_type: str,
    ) -> None:
        super().__init__(b"", 200, dict(headers), media_type)
        del self.headers["content-length"]
        self._spool = spool
        self._write = write
        self._close = close

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Write the file unless it is there, and send it or a part of it."""
        async with self._spool.file(self.headers["etag"], self._write, self._close) as path:
            file = WholeFile(path, headers=dict(self.headers), media_type=self.headers["content-type"])
            await file(scope, receive, send)

"""Kept answers straight from the connection: no task, no scope and no middleware for what is only to be sent."""

from asyncio import TimerHandle
from functools import lru_cache

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from app.api.cache import Answer
from app.api.kept import Kept, id_of, spelling_of

# In the state of the lifespan: the kept answers that a connection may send by itself.
KEPT = "kept"
_METHODS = frozenset({b"GET", b"HEAD"})
# What another than the plainest of requests has: all of that is for uvicorn to understand.
_NOT_PLAIN = frozenset({b"connection", b"content-length", b"expect", b"transfer-encoding", b"upgrade"})


class DirectProtocol(HttpToolsProtocol):
    """uvicorn's protocol, which asks the kept answers before it makes a request of what it has read.

    The application sends the same bytes for the same request: this is the short way to them, not another answer.
    """

    _is_answered = False
    # When the last answer was sent, by the loop's clock, while nothing more was received; and who looks at that.
    _idle_since: float | None = None
    _idle_timer: TimerHandle | None = None

    def connection_lost(self, exc: Exception | None) -> None:
        """Let the timer go with the connection."""
        if self._idle_timer is not None:
            self._idle_timer.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Read a request, or a part of one."""
        self._idle_since = None
        super().data_received(data)

    def on_headers_complete(self) -> None:
        """Answer at once, or let uvicorn ask the application."""
        self._is_answered = self._has_answered()
        if not self._is_answered:
            super().on_headers_complete()

    def on_message_complete(self) -> None:
        """End a request; one that was answered left nothing to end."""
        if not self._is_answered:
            super().on_message_complete()

    def _has_answered(self) -> bool:
        kept: Kept | None = self.app_state.get(KEPT)
        method = self.parser.get_method()
        asked = dict(self.headers)
        if (
            kept is None
            or method not in _METHODS
            or len(asked) != len(self.headers)
            or not _NOT_PLAIN.isdisjoint(asked)
            or self.parser.get_http_version() != "1.1"
            or self._is_busy()
        ):
            return False
        found = kept.find(spelling_of(self.url, self.scheme or "", asked), asked, is_head=method == b"HEAD")
        if found is None:
            return False
        self._send(found[1], id_of(asked))
        return True

    def _is_busy(self) -> bool:
        """Whether an answer is still on its way, or the connection at its end or limit."""
        return (
            (bool(self.cycle) and not self.cycle.response_complete)
            or self.flow.write_paused
            or self.transport.is_closing()
            or self.limit_concurrency is not None
        )

    def _send(self, answer: Answer, request_id: bytes) -> None:
        always = _lines(*self.server_state.default_headers)
        head = b"%s%s%sx-request-id: %s\r\n\r\n" % (STATUS_LINE[answer.status], always, answer.lines, request_id)
        self.transport.writelines((head, answer.body))
        self.server_state.total_requests += 1
        self._idle_since = self.loop.time()
        if self._idle_timer is None:
            self._idle_timer = self.loop.call_later(self.timeout_keep_alive, self._end_if_idle)

    def _end_if_idle(self) -> None:
        """End a connection on which nothing was asked for too long; one timer for many answers."""
        self._idle_timer = None
        if self._idle_since is None:
            return
        left = self._idle_since + self.timeout_keep_alive - self.loop.time()
        if left > 0:
            self._idle_timer = self.loop.call_later(left, self._end_if_idle)
        else:
            self.timeout_keep_alive_handler()


@lru_cache(maxsize=1)
def _lines(*headers: tuple[bytes, bytes]) -> bytes:
    """Headers as they stand on the wire."""
    return b"".join(b"%s: %s\r\n" % header for header in headers)

"""What one connection may take of time, bytes and places, so that slow and greedy clients hold up nobody else."""

from asyncio import AbstractEventLoop, TimerHandle, Transport
from typing import Any
from uuid import uuid4

from uvicorn.config import Config
from uvicorn.protocols.http.httptools_impl import STATUS_LINE
from uvicorn.server import ServerState

from app.api.direct import DirectProtocol
from app.api.edge import EDGE, Edge
from app.api.refusals import refusal
from app.api.strict import LONGEST_URI
from app.problems import ContentTooLarge, HeadersTooLarge, Problem, RequestTimeout, ServerBusy, UriTooLong

# How often a connection looks at its clocks, in seconds.
_TICK = 0.5
# How long a refused client may go on sending before it is cut off: cut off at once, it would not read the answer.
_LINGER = 2.0
# A client that takes less than this of what waits for it makes no progress.
_STEP = 16_384


class GuardedProtocol(DirectProtocol):
    """uvicorn's protocol, which by itself waits for ever for a request and takes heads and bodies of any size."""

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self.edge: Edge = app_state.get(EDGE) or Edge()
        self.url = b""
        # When what is being received began to be; None while nothing is.
        self._began: float | None = None
        # Bytes of the pieces that the head came in, and then of those of the body after the one that it began in;
        # those of the newest piece, and of the one that the head began in, which may hold requests before it.
        self._received = self._piece = self._first = 0
        self._has_begun = self._has_head = self._is_surplus = False
        # When a refused client is cut off.
        self._ends_at: float | None = None
        # How much waited to be sent when the client last took some, and when that was.
        self._waiting, self._taken_at = 0, 0.0
        self._clock: TimerHandle | None = None

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]  # uvicorn says which
        """Begin to watch the clock; of far too many connections the newest is dropped without a word."""
        super().connection_made(transport)
        self.edge.connections += 1
        self._began = self.loop.time()
        self._is_surplus = len(self.connections) > self.edge.limits.connections
        if len(self.connections) > 2 * self.edge.limits.connections:
            self._drop("no-place")
        else:
            self._clock = self.loop.call_later(_TICK, self._look)

    def connection_lost(self, exc: Exception | None) -> None:
        """Let the clock go with the connection."""
        self.edge.connections -= 1
        if self._clock is not None:
            self._clock.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Read a request, or a part of one, as far as it is allowed."""
        if self._ends_at is not None:
            return
        if self._began is None:
            self._began = self.loop.time()
            self._received = self._first = 0
            self._has_begun = self._has_head = False
        self._piece = len(data)
        self._received += self._piece
        super().data_received(data)
        if self._began is not None:
            self._weigh()

    def on_message_begin(self) -> None:
        """A request begins."""
        super().on_message_begin()
        self._began = self._began or self.loop.time()
        self._received = self._first = self._piece
        self._has_begun, self._has_head = True, False

    def on_body(self, body: bytes) -> None:
        """Give the application its body, unless the request was refused."""
        if self._ends_at is None:
            super().on_body(body)

    def on_message_complete(self) -> None:
        """A request is whole."""
        self._began = None
        if self._ends_at is None:
            super().on_message_complete()

    def refuse(self, problem: Problem) -> None:
        """Answer with a problem and end the connection, after the answer that is on its way, if there is one."""
        if self._ends_at is not None or self.transport.is_closing():
            return
        self._ends_at = self.loop.time() + _LINGER
        self.edge.refused[problem.slug] += 1
        if self._is_answering():
            self._ends_at += self.edge.limits.send
            self.cycle.keep_alive = False
            return
        request_id = uuid4().hex
        self.logger.info("refused: %s, request %s", problem.slug, request_id)
        headers, body = refusal(problem, request_id, root=self.edge.root)
        lines = [*self.server_state.default_headers, *headers, (b"connection", b"close")]
        head = b"".join(b"%s: %s\r\n" % line for line in lines)
        self.transport.write(STATUS_LINE[problem.status] + head + b"\r\n" + body)
        self.flow.resume_reading()
        self.transport.write_eof()

    def _has_answered(self) -> bool:
        """Whether a request whose head is whole has its answer already: a refusal, or one that was kept."""
        self._has_head = True
        pieces, self._received = self._received, 0
        if self._ends_at is None:
            if self._is_surplus:
                self.refuse(ServerBusy())
            elif pieces > self.edge.limits.head_bytes < self._head_bytes():
                self.refuse(self._too_large())
        if self._ends_at is not None or super()._has_answered():
            return True
        lengths = [value for name, value in self.headers if name == b"content-length"]
        if lengths and int(lengths[0]) > self.edge.limits.body_bytes:
            self.refuse(ContentTooLarge())
            return True
        return False

    def _head_bytes(self) -> int:
        return len(self.url) + sum(len(name) + len(value) + 4 for name, value in self.headers)

    def _weigh(self) -> None:
        """Refuse a request that is not whole yet and already too large."""
        limits = self.edge.limits
        if not self._has_head and self._received - self._first > limits.head_bytes:
            self.refuse(self._too_large())
        elif self._has_head and self._received > limits.body_bytes:
            if self._is_over():
                self._drop(ContentTooLarge.slug)
            else:
                self.refuse(ContentTooLarge())

    def _too_large(self) -> Problem:
        return UriTooLong() if len(self.url) > LONGEST_URI else HeadersTooLarge()

    def _look(self) -> None:
        """End a connection whose time is up."""
        now = self.loop.time()
        self._clock = self.loop.call_later(_TICK, self._look)
        if self._ends_at is not None and now > self._ends_at:
            self.transport.abort()
        elif self._is_stalled(now):
            self._drop("slow-reader")
        elif self._began is not None and now - self._began > self.edge.limits.request and not self._is_answering():
            if self._has_begun and not self._is_over():
                self.refuse(RequestTimeout())
            else:
                # Nothing was asked, or it was answered: there is nothing to say.
                self._drop(RequestTimeout.slug)

    def _is_stalled(self, now: float) -> bool:
        """Whether what waits to be sent has waited too long without the client taking some of it."""
        waiting = self.transport.get_write_buffer_size()
        if waiting == 0 or not self._waiting - _STEP < waiting <= self._waiting:
            self._waiting, self._taken_at = waiting, now
        return now - self._taken_at > self.edge.limits.send and waiting > 0

    def _drop(self, reason: str) -> None:
        self.edge.refused[reason] += 1
        self.transport.abort()

    def _is_answering(self) -> bool:
        """Whether an answer is being made or sent."""
        return bool(self.cycle) and not self.cycle.response_complete

    def _is_over(self) -> bool:
        """Whether the request that is being received has its answer already."""
        return self._has_head and bool(self.cycle) and self.cycle.response_complete

"""What every request meets first: the kept answers, the counters, and the place where its own answer may be kept."""

from collections.abc import Callable, Hashable
from itertools import count
from time import monotonic, perf_counter
from uuid import uuid4

from asgi_correlation_id.middleware import is_valid_uuid4
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.api.cache import Cache, Entry, Slot
from app.api.metrics import Metrics

# In a scope: the slot of the request.
SLOT = "app.slot"
# How long the store is taken to be what it was when last looked at, in seconds.
_TRUST = 0.001
_CONDITIONS = (b"if-none-match", b"if-modified-since", b"range")
_PREFIX, _NUMBERS = uuid4().hex[:16].encode(), count()


class Front:
    """Answers what was answered before from the same version of the store, and counts everything.

    `version` tells what the store has, or None where it cannot be read: then nothing is kept.
    """

    def __init__(self, app: ASGIApp, cache: Cache, metrics: Metrics, version: Callable[[], Hashable]) -> None:
        self.app = app
        self._cache = cache
        self._metrics = metrics
        self._version = version
        self._looked = -1.0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send a kept answer, or pass the request on."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        asked = dict(scope["headers"])
        spelling = (
            scope.get("raw_path"),
            scope["query_string"],
            asked.get(b"host"),
            asked.get(b"accept"),
            asked.get(b"accept-encoding"),
            scope["scheme"],
        )
        self._look()
        entry = self._cache.spelled(spelling) if scope["method"] in {"GET", "HEAD"} else None
        if entry is None or not await self._sent(entry, scope, asked, send):
            may_keep = scope["method"] == "GET" and b"range" not in asked
            await self._made(Slot(self._cache, spelling, may_keep=may_keep), scope, receive, send)

    def _look(self) -> None:
        """Look whether the store has changed, after a moment of trust."""
        now = monotonic()
        if now - self._looked > _TRUST:
            self._looked = now
            self._cache.renew(self._version() if self._cache.limit else None)

    async def _sent(self, entry: Entry, scope: Scope, asked: dict[bytes, bytes], send: Send) -> bool:
        """Send an entry, if its bytes can answer the request."""
        is_head = scope["method"] == "HEAD"
        if is_head and not entry.has_head:
            return False
        status, headers, body = 200, entry.headers, entry.body
        if any(name in asked for name in _CONDITIONS):
            found = entry.given(asked)
            if found is None:
                return False
            status, headers, body = found
        self._cache.hits += 1
        self._metrics.count_kept(entry.route, status)
        given_id = asked.get(b"x-request-id")
        if given_id is None or not is_valid_uuid4(given_id.decode("latin-1")):
            given_id = b"%s%016x" % (_PREFIX, next(_NUMBERS))
        await send(
            {
                "type": "http.response.start",
                "status": status,
                "headers": [*headers, (b"x-request-id", given_id)],
            }
        )
        await send({"type": "http.response.body", "body": b"" if is_head else body})
        return True

    async def _made(self, slot: Slot, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; a route may find its answer in the slot, and the slot keeps what it makes."""
        began = perf_counter()

        async def noted(message: Message) -> None:
            # What a route answers to a kept answer is only a sign: the entry itself is sent below.
            if slot.entry is None:
                slot.note(message)
                await send(message)

        try:
            await self.app({**scope, SLOT: slot}, receive, noted)
        finally:
            slot.close(self._version() if self._cache.limit else None)
            if slot.entry is None:
                self._metrics.observe(slot.route, slot.status, perf_counter() - began)
        if slot.entry is not None and not await self._sent(slot.entry, scope, dict(scope["headers"]), send):
            await self.app(scope, receive, send)

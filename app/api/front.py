"""What every request meets first: the kept answers, the counters, and the place where its own answer may be kept."""

from collections.abc import Callable, Hashable
from itertools import count
from time import monotonic, perf_counter
from uuid import uuid4

from asgi_correlation_id.middleware import is_valid_uuid4
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.api.cache import Answer, Cache, Entry, Slot
from app.api.metrics import Metrics

# In a scope: the slot of the request.
SLOT = "app.slot"
# How long the store is taken to be what it was when last looked at, in seconds.
_TRUST = 0.001
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
        is_head = scope["method"] == "HEAD"
        # Which of two headers of one name counts is not for the cache to say.
        is_plain = len(asked) == len(scope["headers"]) and scope["method"] in {"GET", "HEAD"}
        entry = self._cache.spelled(spelling) if is_plain else None
        answer = None if entry is None else entry.answer(asked, is_head=is_head)
        if entry is None or answer is None:
            slot = Slot(self._cache, spelling, asked, is_head=is_head, is_plain=is_plain)
            await self._made(slot, scope, receive, send)
        else:
            await self._sent(entry, answer, asked, send)

    def _look(self) -> None:
        """Look whether the store has changed, after a moment of trust."""
        now = monotonic()
        if now - self._looked > _TRUST:
            self._looked = now
            self._cache.renew(self._version() if self._cache.limit else None)

    async def _sent(self, entry: Entry, answer: Answer, asked: dict[bytes, bytes], send: Send) -> None:
        """Send what was kept, with the id of this request."""
        status, headers, body = answer
        self._cache.hits += 1
        self._metrics.count_kept(entry.route, status)
        request_id = asked.get(b"x-request-id")
        if request_id is None or not is_valid_uuid4(request_id.decode("latin-1")):
            request_id = b"%s%016x" % (_PREFIX, next(_NUMBERS))
        named = [*headers, (b"x-request-id", request_id)]
        await send({"type": "http.response.start", "status": status, "headers": named})
        await send({"type": "http.response.body", "body": body})

    async def _made(self, slot: Slot, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; a route may find its answer in the slot, and the slot keeps what it makes."""
        began = perf_counter()

        async def noted(message: Message) -> None:
            # What a route answers to a kept answer is only a sign: that itself is sent below.
            if slot.found is None:
                slot.note(message)
                await send(message)

        try:
            await self.app({**scope, SLOT: slot}, receive, noted)
        finally:
            slot.close(self._version() if self._cache.limit else None)
            if slot.found is None:
                self._metrics.observe(slot.route, slot.status, perf_counter() - began)
        if slot.found is not None:
            await self._sent(*slot.found, dict(scope["headers"]), send)

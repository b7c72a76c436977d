"""What every request meets first: the kept answers, the counters, and the place where its own answer may be kept."""

from time import perf_counter

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.api.cache import Answer, Slot
from app.api.http import for_every_origin
from app.api.inner import ANEW
from app.api.kept import Kept, id_of, spelling_of
from app.api.metrics import Metrics

# In a scope: the slot of the request.
SLOT = "app.slot"


class Front:
    """Answers what was answered before from the same version of the store, and counts everything."""

    def __init__(self, app: ASGIApp, kept: Kept, metrics: Metrics) -> None:
        self.app = app
        self._kept = kept
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send a kept answer, or pass the request on."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        asked = dict(scope["headers"])
        query = scope["query_string"]
        target = scope.get("raw_path") or b""
        spelling = spelling_of(b"%s?%s" % (target, query) if query else target, scope["scheme"], asked)
        is_head = scope["method"] == "HEAD"
        # Which of two headers of one name counts is not for the cache to say.
        is_plain = len(asked) == len(scope["headers"]) and scope["method"] in {"GET", "HEAD"} and ANEW not in scope
        if is_plain and (found := self._kept.find(spelling, asked, is_head=is_head)):
            await _send(found[1], asked, send)
        else:
            slot = Slot(self._kept.cache, spelling, asked, is_head=is_head, is_plain=is_plain)
            await self._make(slot, scope, receive, send)

    async def _make(self, slot: Slot, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; a route may find its answer in the slot, and the slot keeps what it makes."""
        began = perf_counter()

        async def noted(message: Message) -> None:
            # What a route answers to a kept answer is only a sign: that itself is sent below.
            if slot.found is None:
                if message["type"] == "http.response.start":
                    message = {**message, "headers": for_every_origin(message["headers"])}
                slot.note(message)
                await send(message)

        try:
            await self.app({**scope, SLOT: slot}, receive, noted)
        finally:
            slot.close(self._kept.version())
            if slot.found is None:
                self._metrics.observe(slot.route, slot.status, perf_counter() - began)
        if slot.found is not None:
            self._kept.count(*slot.found)
            await _send(slot.found[1], dict(scope["headers"]), send)


async def _send(answer: Answer, asked: dict[bytes, bytes], send: Send) -> None:
    """Send what was kept, with the id of this request."""
    named = [*answer.headers, (b"x-request-id", id_of(asked))]
    await send({"type": "http.response.start", "status": answer.status, "headers": named})
    await send({"type": "http.response.body", "body": answer.body})

"""One log record for each request: what was asked, what was answered, and how long it took."""

import logging
from contextvars import ContextVar
from time import perf_counter
from typing import Any

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.api.inner import INNER
from app.api.metrics import Metrics

_log = logging.getLogger("app.access")
_LINE: ContextVar[dict[str, Any]] = ContextVar("line")


class NotedMetrics(Metrics):
    """The counters of a process whose requests are logged: what they are told is noted for the record, too."""

    def observe(self, route: str, status: int, seconds: float) -> None:
        """Count an answer that was made."""
        super().observe(route, status, seconds)
        self._note(route, is_kept=False)

    def count_kept(self, route: str, status: int) -> None:
        """Count an answer that was kept."""
        super().count_kept(route, status)
        self._note(route, is_kept=True)

    def _note(self, route: str, *, is_kept: bool) -> None:
        # The pages ask the application within a request: what that notes last is about the request itself.
        if (line := _LINE.get(None)) is not None:
            line["route"], line["cache"] = route or None, "hit" if is_kept else "miss"


class AccessLog:
    """Writes a record for each request of a client, when its answer has been sent or given up."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and write what became of it."""
        if scope["type"] != "http" or INNER in scope:
            await self.app(scope, receive, send)
            return
        began = perf_counter()
        line: dict[str, Any] = {"status": None, "bytes": 0, "route": None, "cache": None, "request_id": None}
        token = _LINE.set(line)

        async def watched(message: Message) -> None:
            if message["type"] == "http.response.start":
                line["status"] = message["status"]
                line["request_id"] = Headers(raw=message["headers"]).get("x-request-id")
            else:
                line["bytes"] += len(message.get("body", b""))
            await send(message)

        try:
            await self.app(scope, receive, watched)
        finally:
            _LINE.reset(token)
            _write(scope, line, perf_counter() - began)


def _write(scope: Scope, line: dict[str, Any], seconds: float) -> None:
    # As it was written: decoded, a path could hold the end of a line.
    target = (scope.get("raw_path") or scope["path"].encode()).decode("latin-1")
    query = scope["query_string"].decode("latin-1")
    record = {
        "client": scope["client"][0] if scope.get("client") else None,
        "method": scope["method"],
        "path": f"{target}?{query}" if query else target,
        "duration_ms": round(seconds * 1000, 3),
        **line,
    }
    _log.info(
        "%(client)s %(method)s %(path)s %(status)s %(bytes)sB %(duration_ms)sms route=%(route)s cache=%(cache)s"
        " request=%(request_id)s",
        record,
        extra=record,
    )

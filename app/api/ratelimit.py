"""How many requests one client may make: the headers of draft-ietf-httpapi-ratelimit-headers, and 429."""

import logging
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address
from math import ceil
from time import monotonic, time
from typing import Protocol
from uuid import uuid4

from asgi_correlation_id.middleware import is_valid_uuid4
from limits import RateLimitItem, parse
from limits.aio.strategies import FixedWindowRateLimiter as SharedWindow
from limits.errors import StorageError
from limits.storage import storage_from_string
from limits.strategies import FixedWindowRateLimiter
from limits.util import WindowStats
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.api.edge import Edge
from app.api.inner import INNER
from app.api.negotiation import preferred
from app.api.refusals import refusal
from app.problems import TooManyRequests

# Discovery and health, which everybody may ask for at any time, and what pages are made of.
EXEMPT = frozenset({"/", "/livez", "/readyz", "/metrics", "/openapi.json", "/docs", "/reference", "/llms.txt"})
_EXEMPT_BELOW = ("/static/", "/problems/")
# An IPv6 client has at least a /64 to choose its addresses from (RFC 6177).
_PREFIX = 64
_POLICY = "default"
# How long a shared counter has to answer, and how long it is not asked after it did not, in seconds.
_PATIENCE, _PAUSE = 0.25, 5.0
_log = logging.getLogger("app")


@dataclass(frozen=True, slots=True)
class Standing:
    """What a client has left of its requests after this one, and in how many seconds it has all of them again."""

    is_allowed: bool
    left: int
    seconds: int

    @classmethod
    def of(cls, stats: WindowStats, *, is_allowed: bool) -> "Standing":
        """That of a window."""
        return cls(is_allowed, max(0, stats.remaining), max(1, ceil(stats.reset_time - time())))


class Counters(Protocol):
    """Counts the requests of clients."""

    async def hit(self, client: str) -> Standing | None:
        """Count a request; None where that cannot be told."""


class OwnCounters:
    """Counts in the memory of this process."""

    def __init__(self, limit: RateLimitItem) -> None:
        self._limit = limit
        self._window = FixedWindowRateLimiter(storage_from_string("memory://"))

    async def hit(self, client: str) -> Standing | None:
        """Count a request; it takes some microseconds and waits for nobody."""
        is_allowed = self._window.hit(self._limit, client)
        return Standing.of(self._window.get_window_stats(self._limit, client), is_allowed=is_allowed)


class SharedCounters:
    """Counts in Redis, for all processes; where Redis is away, everybody is let through."""

    def __init__(self, limit: RateLimitItem, url: str) -> None:
        self._limit = limit
        storage = storage_from_string(
            f"async+{url}",
            implementation="redispy",
            wrap_exceptions=True,
            socket_timeout=_PATIENCE,
            socket_connect_timeout=_PATIENCE,
        )
        self._window = SharedWindow(storage)
        self._asked_again_at = 0.0

    async def hit(self, client: str) -> Standing | None:
        """Count a request; None while Redis is away."""
        if monotonic() < self._asked_again_at:
            return None
        try:
            is_allowed = await self._window.hit(self._limit, client)
            standing = Standing.of(await self._window.get_window_stats(self._limit, client), is_allowed=is_allowed)
        except StorageError as error:
            reason = type(error.storage_error).__name__
            _log.error("requests are not limited: the store of their counts does not answer (%s)", reason)
            self._asked_again_at = monotonic() + _PAUSE
            return None
        if self._asked_again_at:
            _log.warning("requests are limited again")
            self._asked_again_at = 0.0
        return standing


class RateLimit:
    """Counts the requests of each client, tells it how many it has left, and refuses what is too much.

    Stands outside of the kept answers, which count like any other.
    """

    def __init__(self, app: ASGIApp, limit: str, store: str, edge: Edge) -> None:
        self.app = app
        item = parse(limit)
        self._counters: Counters = OwnCounters(item) if store == "memory://" else SharedCounters(item, store)
        self._edge = edge
        self._policy = (b"ratelimit-policy", b'"%s";q=%d;w=%d' % (_POLICY.encode(), item.amount, item.get_expiry()))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on with its standing, or refuse it."""
        if scope["type"] != "http" or INNER in scope or self._is_exempt(scope):
            await self.app(scope, receive, send)
            return
        standing = await self._counters.hit(client_of(scope))
        if standing is None:
            await self.app(scope, receive, send)
            return
        left = b'"%s";r=%d;t=%d' % (_POLICY.encode(), standing.left, standing.seconds)
        told = [self._policy, (b"ratelimit", left)]
        if not standing.is_allowed:
            await self._refuse(scope, send, standing, told)
            return

        async def telling(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": [*message["headers"], *told]}
            await send(message)

        await self.app(scope, receive, telling)

    def _is_exempt(self, scope: Scope) -> bool:
        path = scope["path"].removeprefix(self._edge.root) or "/"
        return path in EXEMPT or path.startswith(_EXEMPT_BELOW)

    async def _refuse(self, scope: Scope, send: Send, standing: Standing, told: list[tuple[bytes, bytes]]) -> None:
        asked = Headers(scope=scope)
        given = asked.get("x-request-id", "")
        problem = TooManyRequests(seconds=standing.seconds)
        self._edge.refused[problem.slug] += 1
        headers, body = refusal(
            problem,
            given if is_valid_uuid4(given) else uuid4().hex,
            root=self._edge.root,
            instance=scope["path"],
            lang=preferred(asked.get("accept-language", ""), ["en", "zh"]) or "en",
        )
        await send({"type": "http.response.start", "status": problem.status, "headers": [*headers, *told]})
        await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})


def client_of(scope: Scope) -> str:
    """Who is counted as one client: an IPv4 address, a /64 of IPv6, or all that come by a socket of the system."""
    host = scope["client"][0] if scope.get("client") else "local"
    try:
        address = ip_address(host)
    except ValueError:
        return str(host)[:64]
    if not isinstance(address, IPv6Address):
        return host
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return f"{IPv6Address(int(address) >> _PREFIX << _PREFIX)}/{_PREFIX}"

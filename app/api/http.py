"""What HTTP asks of every answer alike, as plain ASGI."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from email.utils import parsedate_to_datetime

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.api.errors import ALLOWED, SUFFIX

_GZIP = b"\x1f\x8b\x08\x00"
# What a browser of another origin may read.
EXPOSED = (
    "ETag",
    "Link",
    "Retry-After",
    "RateLimit",
    "RateLimit-Policy",
    "Content-Disposition",
    "Accept-Ranges",
    "Content-Range",
    "X-Request-ID",
    "Deprecation",
    "Sunset",
)
ALLOWS_ALL = (
    (b"access-control-allow-origin", b"*"),
    (b"access-control-expose-headers", ", ".join(EXPOSED).encode()),
)
# What a 304 repeats of the answer it stands for (RFC 9110, 15.4.5), and what browsers ask of it.
KEPT = (
    "cache-control",
    "content-location",
    "date",
    "deprecation",
    "etag",
    "expires",
    "last-modified",
    "link",
    "sunset",
    "vary",
    *(name.decode() for name, _ in ALLOWS_ALL),
)


def for_every_origin(headers: Iterable[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """Headers with those by which a browser lets any page read an answer, whoever asked first."""
    given = list(headers)
    names = {name for name, _ in given}
    return given + [header for header in ALLOWS_ALL if header[0] not in names]


# In a scope: that the body will not be sent.
HEAD = "app.head"


class Suffixes:
    """Takes the suffix off the path of a list: `/observations.csv` is `/observations`, as CSV.

    What has a route of its own (`others`) keeps it: `/releases.atom` is no format of a list.
    """

    def __init__(self, app: ASGIApp, lists: Sequence[str], others: Collection[str] = ()) -> None:
        self.app = app
        self._others = frozenset(others)
        patterns = "|".join(re.sub(r"\\{\w+\\}", "[^/.]+", re.escape(path)) for path in lists)
        self._lists = re.compile(rf"(?P<bare>{patterns})\.(?P<suffix>[^/]*)")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on with the suffix beside the path; the ids of single resources keep their dots."""
        if scope["type"] == "http":
            root = scope.get("root_path", "")
            path = scope["path"].removeprefix(root)
            if path not in self._others and (match := self._lists.fullmatch(path)):
                scope = {**scope, "path": root + match["bare"], SUFFIX: match["suffix"]}
        await self.app(scope, receive, send)


class OnePath:
    """Treats `/indicators/` as `/indicators`, with a proxy's prefix or without: an answer, not a redirect."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on without a trailing slash."""
        if scope["type"] == "http":
            root = scope.get("root_path", "")
            bare = scope["path"].rstrip("/")
            # A proxy may have cut its prefix off; the routes and the static files are found with it.
            if not f"{bare}/".startswith(f"{root}/"):
                bare = root + bare
            scope = {**scope, "path": f"{bare}/" if bare == root else bare}
        await self.app(scope, receive, send)


class Methods:
    """Answers HEAD wherever GET is answered, and OPTIONS without asking the routes."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Turn HEAD into a GET whose body is not sent."""
        if scope["type"] == "http" and scope["method"] == "OPTIONS":
            await send({"type": "http.response.start", "status": 204, "headers": [(b"allow", ALLOWED.encode())]})
            await send({"type": "http.response.body"})
            return
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self.app(scope, receive, send)
            return

        async def bodiless(message: Message) -> None:
            if message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        # Whoever answers with a file tells its length without making the client wait for it.
        await self.app({**scope, "method": "GET", HEAD: True}, receive, bodiless)


class Validators:
    """Gives each content coding its own strong ETag, and answers 304 to who already has it.

    Stands outside of the compression, whose coding is part of the representation.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; replace a 200 by 304 where the client's copy is current."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        is_current = is_gzip = False

        async def validated(message: Message) -> None:
            nonlocal is_current, is_gzip
            if message["type"] == "http.response.start":
                headers = MutableHeaders(raw=message["headers"])
                is_gzip = headers.get("content-encoding") == "gzip"
                if "etag" in headers and "content-encoding" in headers:
                    headers["etag"] = f'{headers["etag"][:-1]}-{headers["content-encoding"]}"'
                if message["status"] == 200 and (is_current := is_unchanged(Headers(scope=scope), headers)):
                    kept = [(name, value) for name, value in headers.raw if name.decode() in KEPT]
                    message = {**message, "status": 304, "headers": kept}
            elif is_current:
                if message.get("more_body", False):
                    return
                message = {**message, "body": b""}
            elif is_gzip and message.get("body", b"").startswith(_GZIP):
                # A gzip header tells the time, and would make two answers of one ETag differ.
                is_gzip = False
                message = {**message, "body": _GZIP + bytes(4) + message["body"][8:]}
            await send(message)

        await self.app(scope, receive, validated)


def is_unchanged(request: Headers, response: Mapping[str, str]) -> bool:
    """Whether the client's validators name this representation (RFC 9110, 13.2.2)."""
    if "if-none-match" in request and "etag" in response:
        wanted = [tag.strip().removeprefix("W/") for tag in request["if-none-match"].split(",")]
        return response["etag"] in wanted or "*" in wanted
    if "if-modified-since" in request and "last-modified" in response:
        try:
            since = parsedate_to_datetime(request["if-modified-since"])
            return parsedate_to_datetime(response["last-modified"]) <= since
        except (ValueError, TypeError):
            return False
    return False


_RANGE = re.compile(rb"bytes=(\d{0,18})-(\d{0,18})")


def one_range(header: bytes, length: int) -> range | None:
    """The bytes that a range names, clamped (RFC 9110, 14.1.2); None for anything but one that can be satisfied."""
    match = _RANGE.fullmatch(header.strip())
    if match is None or not length:
        return None
    first, last = match.groups()
    if not first:
        return range(max(0, length - int(last)), length) if last and int(last) else None
    span = range(int(first), min(int(last) + 1 if last else length, length))
    return span or None

"""What every answer tells a browser to do and not to do with it."""

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

RawHeaders = list[tuple[bytes, bytes]]
# All of it is public, so every site may show it; what it is stands in its type and is not guessed.
_OF_ALL = (
    (b"x-content-type-options", b"nosniff"),
    (b"cross-origin-resource-policy", b"cross-origin"),
)
# Opened by themselves, data run and load nothing, and nobody frames them.
OF_DATA = (
    *_OF_ALL,
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    (b"referrer-policy", b"no-referrer"),
)
# Nothing here asks for any of these, nor may what a page might be made to load.
_PERMISSIONS = b"camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()"
OF_PAGES = (
    *_OF_ALL,
    (b"referrer-policy", b"strict-origin-when-cross-origin"),
    (b"permissions-policy", _PERMISSIONS),
)
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self';"
    " font-src 'self'; frame-src 'self'; frame-ancestors {framers}; base-uri 'none'; form-action 'self'"
)


def page_policy(framers: str = "'none'") -> str:
    """The content security policy of a page; `framers` may show it in a frame."""
    return _POLICY.format(framers=framers)


def picture_policy() -> str:
    """The content security policy of a picture, which everybody may show."""
    return "default-src 'none'; frame-ancestors *"


class SecurityHeaders:
    """Gives every answer its security headers; one that has such a header already keeps its own.

    A 304 repeats none of them: the client has them with what it kept. `hsts` is a `max-age` in seconds, or 0.
    """

    def __init__(self, app: ASGIApp, hsts: int = 0) -> None:
        self.app = app
        self._hsts = [(b"strict-transport-security", b"max-age=%d" % hsts)] if hsts else []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and add to its answer what it lacks."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        # Over plain HTTP anybody on the way could have written it (RFC 6797, 7.2).
        hsts = self._hsts if scope["scheme"] == "https" else []

        async def secured(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] != 304:
                message = {**message, "headers": [*message["headers"], *hsts, *lacking(message["headers"])]}
            await send(message)

        await self.app(scope, receive, secured)


def lacking(headers: RawHeaders) -> RawHeaders:
    """The security headers that an answer does not have yet."""
    given = Headers(raw=headers)
    is_page = given.get("content-type", "").startswith("text/html")
    return [(name, value) for name, value in (OF_PAGES if is_page else OF_DATA) if name.decode() not in given]

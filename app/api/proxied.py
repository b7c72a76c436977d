"""Who a client is that comes through proxies: what those say that are trusted, and nobody else."""

from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware


class Proxied:
    """Takes the client's address and the scheme from the headers of trusted proxies.

    Each proxy adds the address that it saw at the end, so that the last one that is no trusted proxy is the client:
    what a client itself wrote stands before it.
    """

    def __init__(self, app: ASGIApp, proxies: str) -> None:
        self.app = app
        trusted = [part.strip() for part in proxies.split(",") if part.strip()]
        # uvicorn has types of its own for ASGI, here and below.
        self._believing = ProxyHeadersMiddleware(app, trusted)  # type: ignore[arg-type]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on as that of its client."""
        await self._believing({**scope} if scope["type"] == "http" else scope, receive, send)  # type: ignore[arg-type]

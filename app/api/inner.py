"""Requests that the application makes of itself: they come from no client, and are neither limited nor logged."""

from starlette.types import ASGIApp, Receive, Scope, Send

# In a scope: that the application asks itself. No request of a client can say so.
INNER = "app.inner"
# In a scope: that the answer is to be made anew, whether one was kept or not.
ANEW = "app.anew"


def within(app: ASGIApp, *, is_anew: bool = False) -> ASGIApp:
    """The application as it asks itself."""

    async def asked(scope: Scope, receive: Receive, send: Send) -> None:
        await app({**scope, INNER: True} | ({ANEW: True} if is_anew else {}), receive, send)

    return asked

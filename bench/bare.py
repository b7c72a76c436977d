"""The least that can answer on uvicorn: an ASGI application that sends the same bytes and headers each time."""

import json
import os
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

_ANSWER = Path(os.environ["BARE_ANSWER"])
_BODY = {"type": "http.response.body", "body": _ANSWER.read_bytes()}
_START = {
    "type": "http.response.start",
    "status": 200,
    "headers": [
        (name.encode(), value.encode())
        for name, value in json.loads(_ANSWER.with_suffix(".headers").read_text(encoding="utf-8"))
    ],
}


async def app(scope: dict[str, Any], receive: object, send: Callable[[dict[str, Any]], Awaitable[None]]) -> None:
    """Send the answer, whatever was asked."""
    del receive
    if scope["type"] == "http":
        await send(_START)
        await send(_BODY)

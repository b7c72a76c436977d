"""What routes need, as types."""

from typing import Annotated

from fastapi import Depends, Request

from app.db import Store


async def _store(request: Request) -> Store:
    """The store; asynchronous because a synchronous dependency costs a hop to the thread pool."""
    store: Store = request.app.state.store
    return store


StoreDep = Annotated[Store, Depends(_store)]

"""Clients of the real application on a real store."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from fastapi.testclient import TestClient

from app.main import create_app
from app.settings import Settings

Clients = Callable[[str, Path], TestClient]


@contextmanager
def app_client(app: FastAPI) -> Iterator[TestClient]:
    """A client that asks for no compression unless told to."""
    with TestClient(app, headers={"Accept-Encoding": "identity"}) as client:
        yield client


@contextmanager
def client_of(url: str, **settings: Any) -> Iterator[TestClient]:
    """A client of the application on the store at `url`."""
    with app_client(create_app(Settings(database_url=url, **settings))) as client:
        yield client

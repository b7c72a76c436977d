"""How a command fails: one line for each thing that is wrong, and exit status 1."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn
from urllib.parse import urlsplit

import typer
from pydantic import ValidationError
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from app.cli.logs import URLS, configured_secrets, hide_secrets, without
from app.problems import Problem
from app.release.schema import SchemaError
from app.settings import Settings

_UNREAD = (
    "no address that can be read: its port is a number; '@', ':' and '/' in a password are written %40, %3A and %2F"
)


def fail(*lines: object) -> NoReturn:
    """Print the lines to standard error and end with status 1."""
    warn(*lines)
    raise typer.Exit(1)


def warn(*lines: object) -> None:
    """Print the lines to standard error, without secrets."""
    secrets = configured_secrets()
    for line in lines:
        typer.echo(without(secrets, str(line)), err=True)


def settings() -> Settings:
    """The settings of the environment, or one line for each that is wrong."""
    hide_secrets()
    try:
        found = Settings()
    except ValidationError as error:
        # The value is not repeated: it may hold a password.
        fail(*(f"{str(fault['loc'][0]).upper()}: {fault['msg']}" for fault in error.errors()))
    if unread := [name.upper() for name in URLS if not _is_address(getattr(found, name))]:
        fail(*(f"{name}: {_UNREAD}" for name in unread))
    return found


def _is_address(url: str) -> bool:
    """Whether the driver of a store will read an address, and find a number where it needs a port."""
    try:
        if url.startswith("redis"):
            return urlsplit(url).port != 0
        if url.startswith("postgresql"):
            parsed = make_url(url)
            parsed.get_dialect()().create_connect_args(parsed)
    except (ValueError, ArgumentError):
        return False
    return True


@contextmanager
def store_errors() -> Iterator[None]:
    """Say in one line that the database refused, without its address or statements."""
    try:
        yield
    except SQLAlchemyError as error:
        reason = str(getattr(error, "orig", None) or error).strip().split("\n")[0]
        fail(f"DATABASE_URL: the store answers: {reason}")
    except sqlite3.Error as error:
        # Not the store, which SQLAlchemy speaks for: the rows of the seed on their way.
        fail(f"TMPDIR: the temporary directory answers: {error}; nothing was changed")
    except SchemaError as error:
        fail(f"schema: {error}")
    except Problem as problem:
        fail(f"{problem.title[1]}: {problem.detail[1]}")

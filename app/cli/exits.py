"""How a command fails: one line for each thing that is wrong, and exit status 1."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

import typer
from pydantic import ValidationError
from sqlalchemy.exc import SQLAlchemyError

from app.problems import Problem
from app.release.schema import SchemaError
from app.settings import Settings


def fail(*lines: object) -> NoReturn:
    """Print the lines to standard error and end with status 1."""
    for line in lines:
        typer.echo(line, err=True)
    raise typer.Exit(1)


def settings() -> Settings:
    """The settings of the environment, or one line for each that is wrong."""
    try:
        return Settings()
    except ValidationError as error:
        # The value is not repeated: it may hold a password.
        fail(*(f"{str(fault['loc'][0]).upper()}: {fault['msg']}" for fault in error.errors()))


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

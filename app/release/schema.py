"""The schema of a store: Alembic's revisions, run in one transaction."""

from sqlalchemy import Connection, inspect, text

from app.db import make_engine, newest_revision
from app.settings import ROOT

# Seconds. While a migration waits for a table, every reader of it waits behind the migration: better to fail.
_FOR_A_TABLE = 5
_FOR_A_STATEMENT = 1800


class SchemaError(Exception):
    """Why a store cannot be brought to a revision."""


def upgrade(url: str, revision: str = "head", *, busy_timeout: int = 30) -> bool:
    """Bring a store up to a revision, the whole way or not at all; gives whether there was anything to do.

    Of several who try at once one migrates, and the others wait and find it done. Raises SchemaError.
    """
    return _run("upgrade", url, revision, busy_timeout)


def downgrade(url: str, revision: str = "base", *, busy_timeout: int = 30) -> None:
    """Bring a store down to a revision: the whole way or not at all; raises SchemaError."""
    _run("downgrade", url, revision, busy_timeout)


def _run(step: str, url: str, revision: str, busy_timeout: int) -> bool:
    engine = make_engine(url, busy_timeout=busy_timeout)
    try:
        with engine.begin() as connection:
            is_needed = revision != "head" or not _is_at_head(connection)
            if is_needed:
                if engine.dialect.name == "postgresql":
                    connection.execute(text(f"SET LOCAL lock_timeout = '{min(busy_timeout, _FOR_A_TABLE)}s'"))
                    connection.execute(text(f"SET LOCAL statement_timeout = '{_FOR_A_STATEMENT}s'"))
                _migrate(step, connection, revision)
            return is_needed
    finally:
        engine.dispose()


def _is_at_head(connection: Connection) -> bool:
    """Whether the store is at the newest revision."""
    if not inspect(connection).has_table("alembic_version"):
        return False
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalars().all() == [newest_revision()]


def _migrate(step: str, connection: Connection, revision: str) -> None:
    # Heavy, and of no use to a server whose store is up to date.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415
    from alembic.util import CommandError  # noqa: PLC0415

    config = Config(ROOT / "alembic.ini")
    config.attributes["connection"] = connection
    try:
        getattr(command, step)(config, revision)
    except CommandError as error:
        raise SchemaError(str(error)) from error

"""The schema of a store: Alembic's revisions, run in one transaction."""

from sqlalchemy import Connection, inspect, text

from app.db import make_engine, newest_revision
from app.settings import ROOT


class SchemaError(Exception):
    """Why a store cannot be brought to a revision."""


def upgrade(url: str, revision: str = "head", *, busy_timeout: int = 30) -> None:
    """Bring a store up to a revision: the whole way or not at all; raises SchemaError."""
    _run("upgrade", url, revision, busy_timeout)


def downgrade(url: str, revision: str = "base", *, busy_timeout: int = 30) -> None:
    """Bring a store down to a revision: the whole way or not at all; raises SchemaError."""
    _run("downgrade", url, revision, busy_timeout)


def _run(step: str, url: str, revision: str, busy_timeout: int) -> None:
    engine = make_engine(url, busy_timeout=busy_timeout)
    try:
        with engine.begin() as connection:
            if revision != "head" or not _is_at_head(connection):
                _migrate(step, connection, revision)
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

"""Runs the migrations in one transaction, on the connection or the URL it is given."""

from typing import Any, Literal

from alembic import context
from sqlalchemy import Connection, String
from sqlmodel import SQLModel

import app.models  # noqa: F401  (registers the tables)
from app.db import make_engine
from app.settings import Settings


def is_ours(_object: Any, name: str | None, *_: Any) -> bool:
    """The full-text index and indexes on expressions are the store's own: no model describes them."""
    return not (name is not None and name.startswith(("search_index", "ix_observation_by_value")))


def render(type_: str, rendered: Any, _context: Any) -> str | Literal[False]:
    """Text is written as `TEXT`, which a migration defines at its top."""
    return "TEXT" if type_ == "type" and isinstance(rendered, String) else False


def migrate(connection: Connection) -> None:
    """Bring the schema to the revision that the command asks for."""
    context.configure(
        connection=connection,
        target_metadata=SQLModel.metadata,
        include_object=is_ours,
        render_item=render,
        compare_type=True,
        transactional_ddl=True,
    )
    with context.begin_transaction():
        context.run_migrations()


def run() -> None:
    """Use the caller's connection where there is one, and otherwise open the configured store."""
    given: Connection | None = context.config.attributes.get("connection")
    if given is not None:
        migrate(given)
        return
    settings = Settings()
    engine = make_engine(settings.database_url, busy_timeout=settings.busy_timeout)
    with engine.begin() as connection:
        migrate(connection)
    engine.dispose()


run()

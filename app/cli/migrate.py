"""`migrate`: bring the schema of the store up to date."""

from typing import Annotated

import typer

from app.cli.exits import settings, store_errors
from app.release import schema


def migrate(
    down_to: Annotated[str | None, typer.Option(help="Go down to this revision instead (`base`: no tables).")] = None,
) -> None:
    """Bring the schema of the store up to date."""
    configured = settings()
    with store_errors():
        if down_to is None:
            is_done = schema.upgrade(configured.database_url, busy_timeout=configured.busy_timeout)
            typer.echo("schema: head" if is_done else "schema: head, nothing to do")
        else:
            schema.downgrade(configured.database_url, down_to, busy_timeout=configured.busy_timeout)
            typer.echo(f"schema: {down_to}")

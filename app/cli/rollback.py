"""`rollback`: make an earlier release the newest again."""

from typing import Annotated

import typer

from app.cli.exits import fail, settings, store_errors
from app.cli.keep import keep_files
from app.cli.seed import refusal, show
from app.cli.watching import watched
from app.release import schema
from app.release.publish import SeedRefused
from app.release.rollback import NotKept, roll_back


def rollback(
    release: Annotated[str | None, typer.Argument(help="The release; if none is named, the one before.")] = None,
) -> None:
    """Publish the rows of an earlier release again, from its files: readers see them within a second."""
    configured = settings()
    with store_errors():
        schema.upgrade(configured.database_url, busy_timeout=configured.busy_timeout)
        try:
            with watched() as progress:
                outcome = roll_back(
                    configured.database_url,
                    configured.files_dir,
                    release,
                    busy_timeout=configured.busy_timeout,
                    progress=progress,
                )
        except NotKept as error:
            fail(f"rollback: {error}")
        except SeedRefused as refused:
            refusal(refused)
    show(outcome)
    keep_files(configured)

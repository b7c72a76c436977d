"""`snapshot`: write the files of the release that is served, where they are missing."""

import typer

from app.cli.exits import fail, settings, store_errors
from app.release.snapshot import ensure


def snapshot() -> None:
    """Write the files of the release that readers see to FILES_DIR, unless they are there."""
    configured = settings()
    with store_errors():
        try:
            release = ensure(configured.database_url, configured.files_dir, busy_timeout=configured.busy_timeout)
        except OSError as error:
            fail(f"FILES_DIR: {error.strerror}: {error.filename}")
    typer.echo(f"files: {configured.files_dir / release}")

"""What follows every publishing: the files of the release are written, and those of old ones removed."""

import typer

from app.cli.exits import warn
from app.problems import StoreUnavailable
from app.release.prune import prune
from app.release.snapshot import ensure
from app.settings import Settings


def keep_files(configured: Settings) -> None:
    """Write the files of the release, and prune; it is published with them or without."""
    try:
        ensure(
            configured.database_url,
            configured.files_dir,
            busy_timeout=configured.busy_timeout,
            say=lambda step: typer.echo(f"files: {step}"),
        )
        pruned(configured)
    except OSError as error:
        warn(f"FILES_DIR: {error.strerror}: {error.filename}; the release is published without files")
    except StoreUnavailable as problem:
        warn(f"FILES_DIR: {problem.detail[1]} The release is published without files")


def pruned(configured: Settings) -> None:
    """Remove the files of old releases, and name them; raises OSError, StoreUnavailable."""
    for release in prune(
        configured.database_url,
        configured.files_dir,
        configured.keep_releases,
        busy_timeout=configured.busy_timeout,
    ):
        typer.echo(f"files: {release} removed; the newest {configured.keep_releases} are kept")

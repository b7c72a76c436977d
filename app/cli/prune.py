"""`prune`: remove the files of old releases."""

from app.cli.exits import fail, settings, store_errors
from app.cli.keep import pruned


def prune() -> None:
    """Remove the files of all releases but the newest, KEEP_RELEASES of them."""
    configured = settings()
    with store_errors():
        try:
            pruned(configured)
        except OSError as error:
            fail(f"FILES_DIR: {error.strerror}: {error.filename}")

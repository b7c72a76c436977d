"""The schema of a store: Alembic's revisions, run in one transaction."""

from collections.abc import Callable

from alembic import command
from alembic.config import Config

from app.db import make_engine
from app.settings import ROOT


def upgrade(url: str, revision: str = "head", *, busy_timeout: int = 30) -> None:
    """Bring a store up to a revision: the whole way or not at all."""
    _run(command.upgrade, url, revision, busy_timeout)


def downgrade(url: str, revision: str = "base", *, busy_timeout: int = 30) -> None:
    """Bring a store down to a revision: the whole way or not at all."""
    _run(command.downgrade, url, revision, busy_timeout)


def _run(step: Callable[[Config, str], None], url: str, revision: str, busy_timeout: int) -> None:
    config, engine = Config(ROOT / "alembic.ini"), make_engine(url, busy_timeout=busy_timeout)
    try:
        with engine.begin() as connection:
            config.attributes["connection"] = connection
            step(config, revision)
    finally:
        engine.dispose()

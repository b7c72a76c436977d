"""Ten processes that start at once on a store without tables migrate once and publish once."""

from collections import Counter
from pathlib import Path

from sqlalchemy import text

from app.db import newest_revision
from tests.nursery import Nursery
from tests.seeds import HAVEN
from tests.stores import connected, releases_of

PROCESSES = 10


def test_ten_processes_at_once_migrate_once(forks: Nursery, empty_store: str) -> None:
    children = [forks.start("migrate", database_url=empty_store) for _ in range(PROCESSES)]
    ended = Counter(child.ended() for child in children)
    assert ended == {(0, "schema: head\n"): 1, (0, "schema: head, nothing to do\n"): PROCESSES - 1}
    with connected(empty_store) as engine, engine.connect() as connection:
        assert connection.execute(text("SELECT version_num FROM alembic_version")).all() == [(newest_revision(),)]


def test_ten_processes_at_once_publish_once(forks: Nursery, empty_store: str, tmp_path: Path) -> None:
    children = [
        forks.start("seed", HAVEN, database_url=empty_store, files_dir=tmp_path / "files") for _ in range(PROCESSES)
    ]
    ended = [child.ended() for child in children]
    assert [status for status, _ in ended] == [0] * PROCESSES, ended
    (release,) = releases_of(empty_store)
    assert sum(f"release: {release} published" in printed for _, printed in ended) == 1
    assert [path.name for path in (tmp_path / "files").iterdir()] == [release]

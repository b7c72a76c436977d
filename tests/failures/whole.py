"""Whether a store holds one release and nothing else: two editions of a city, told apart by their rows."""

import hashlib
import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import make_url, select, text
from sqlalchemy.exc import DBAPIError
from sqlmodel import SQLModel, col

from app.models import Release
from app.release.shelf import SUMS
from tests.seeds import HAVEN, SeedCopy
from tests.stores import connected

HISTORY = {"release", "release_count", "release_change"}
EDITED = ("catalogue/area.csv", "catalogue/cluster.csv", "catalogue/indicator.csv", "catalogue/organisation.csv")


def edition(directory: Path, number: int) -> Path:
    """The seed of a made-up city whose every changeable table has another content."""
    seed = SeedCopy(HAVEN, directory / f"edition-{number}")
    for file in EDITED:
        for line in range(2, len(seed.rows(file)) + 1):
            seed.set(file, line, "name_en", f"Edition{number}x{line}")
    return seed.directory


def state_of(url: str) -> str | None:
    """A digest of all that a store serves, the search index among it; None where there is no release."""
    if url.startswith("sqlite") and not Path(str(make_url(url).database)).exists():
        return None
    sha256 = hashlib.sha256()
    with connected(url) as engine, engine.connect() as connection:
        try:
            release = connection.execute(select(col(Release.digest)).order_by(col(Release.number).desc())).first()
        except DBAPIError:
            # The tables come whole or not at all, before the first release.
            return None
        for table in SQLModel.metadata.sorted_tables:
            if table.name not in HISTORY:
                rows = connection.execute(select(table).order_by(*table.primary_key.columns)).all()
                assert release is not None or not rows, table.name
                sha256.update(repr((table.name, rows)).encode())
        index = connection.execute(text("SELECT noun, code, names, words FROM search_index ORDER BY noun, code")).all()
        sha256.update(repr((release, index)).encode())
    return None if release is None else sha256.hexdigest()


def assert_sound(url: str) -> None:
    """The database itself says that it is whole."""
    if url.startswith("sqlite"):
        with closing(sqlite3.connect(str(make_url(url).database))) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            assert connection.execute("PRAGMA foreign_key_check").fetchall() == []


def assert_whole_files(directory: Path) -> int:
    """Each release that has files has all of them, as their checksums say; gives how many have."""
    found = [path for path in directory.iterdir() if not path.name.startswith(".")] if directory.exists() else []
    for release in found:
        sums = [line.split("  ") for line in (release / SUMS).read_text().splitlines()]
        assert {name for _, name in sums} | {SUMS} == {path.name for path in release.iterdir()}
        for digest, name in sums:
            assert hashlib.sha256((release / name).read_bytes()).hexdigest() == digest, name
    return len(found)

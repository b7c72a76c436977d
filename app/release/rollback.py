"""The rows of an earlier release from its own files, read and published again."""

import hashlib
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import Table, select
from sqlmodel import Session, SQLModel, col

from app.db import Store
from app.models import Release
from app.queries.pages import streamed
from app.release import schema
from app.release.progress import SILENT, Progress
from app.release.publish import Outcome, Terms, publish_seed
from app.release.read import Seed
from app.release.shelf import Shelf
from app.release.snapshot import DATABASE
from app.release.staging import StagedRows
from app.release.tables import SEED_TABLES, SeedRow


class NotKept(Exception):
    """Why a release cannot be read from its files."""


def roll_back(
    url: str, directory: Path, release: str | None = None, *, busy_timeout: int = 30, progress: Progress = SILENT
) -> Outcome:
    """Publish the rows of an earlier release again, as a release of its own; raises NotKept, SeedRefused.

    Without a name it is the newest before the one that readers see (before the one whose rows they see,
    where that was rolled back to). The rows come back, judged by this program.
    """
    restored = release or _before(url, busy_timeout)
    progress.step(f"read {directory / restored}")
    seed = read_kept(directory, restored)
    return publish_seed(
        url, seed, Terms(is_correction=True, restores=restored), busy_timeout=busy_timeout, progress=progress
    )


def _before(url: str, busy_timeout: int) -> str:
    columns = select(col(Release.id), col(Release.number), col(Release.digest), col(Release.restores))
    store = Store(url, busy_timeout=busy_timeout)
    try:
        with store.reading() as session:
            releases = session.execute(columns.order_by(col(Release.number).desc())).all()
    finally:
        store.close()
    if not releases:
        raise NotKept("the store has no release")
    current = releases[0]
    numbers = {release.id: release.number for release in releases}
    place = numbers.get(current.restores, current.number)
    for release in releases:
        if release.number < place and release.digest != current.digest:
            return str(release.id)
    raise NotKept(f"the store has no release before {current.restores or current.id}")


def read_kept(directory: Path, release: str) -> Seed:
    """Every row of a release as a seed; raises NotKept where its database is not there or not what it was."""
    file = Shelf(directory).files(release).get(DATABASE)
    if file is None:
        raise NotKept(f"no {DATABASE} of {release} in {directory}")
    with tempfile.TemporaryDirectory() as beside:
        # A copy: its schema may be an older one, and is brought up to date.
        copy = Path(beside) / DATABASE
        shutil.copyfile(file.path, copy)
        with copy.open("rb") as written:
            if hashlib.file_digest(written, "sha256").hexdigest() != file.sha256:
                raise NotKept(f"{file.path} is not what was published: its sha256 is another")
        url = f"sqlite:///{copy}"
        schema.upgrade(url)
        store = Store(url)
        try:
            with store.reading() as session:
                return _seed(session, DATABASE)
        finally:
            store.close()


def _seed(session: Session, file: str) -> Seed:
    seed = Seed()
    for seed_table in SEED_TABLES:
        found = _rows(session, SQLModel.metadata.tables[seed_table.name], file)
        if seed_table.is_large:
            seed.rows[seed_table.name] = StagedRows(seed.staging, seed_table.name)
        else:
            seed.rows[seed_table.name] = found = list(found)  # type: ignore[assignment]
        seed.staging.put(seed_table, found, lambda fault: seed.doubts.note([fault]))
    return seed


def _rows(session: Session, table: Table, file: str) -> Iterator[SeedRow]:
    names = [column.name for column in table.columns]
    for row in streamed(session, select(table).order_by(*table.primary_key.columns)):
        yield SeedRow(dict(zip(names, row, strict=True)), file, 0)

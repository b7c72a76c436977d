"""A published release as files: every list, the numbers as Parquet, the whole database, descriptor and checksums."""

import errno
import hashlib
import json
import os
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, col

from app.db import Store
from app.formats.columnar import Parquet
from app.formats.delimited import Csv
from app.formats.registry import FORMATS
from app.models import Release
from app.queries.releases import Stamp, current, edition_of
from app.queries.whole import WHOLE
from app.release.duplicate import duplicate
from app.release.package import DERIVATION, Written, columnar_resource, database_resource, package, table_resource
from app.release.shelf import DESCRIPTOR, SUMS, Shelf

DATABASE = "indicators.sqlite"
# The one list that is worth a columnar file.
_COLUMNAR = "observations"
# Seconds after which what another process began to write was left behind by it.
_LEFT_BEHIND = 86_400


def ensure(url: str, directory: Path, *, busy_timeout: int = 30, say: Callable[[str], object] = lambda _: None) -> str:
    """Write the files of the release that readers see, unless they are there; gives its id.

    They are written to a directory beside and renamed: whole or not at all. Of two who write the same
    release at once, the second finds it there and throws its own away. Raises OSError where the
    directory cannot be written to, StoreUnavailable where the store cannot be read.
    """
    store = Store(url, busy_timeout=busy_timeout)
    try:
        with store.reading() as session:
            stamp = current(session)
            derivation = session.execute(
                select(col(Release.derivation)).where(col(Release.id) == stamp.release)
            ).scalar_one()
            if _stands(directory, stamp.release, derivation):
                return stamp.release
            say(f"write {directory / stamp.release}")
            directory.mkdir(parents=True, exist_ok=True)
            _sweep(directory)
            beside = Path(tempfile.mkdtemp(prefix=f".{stamp.release}.", dir=directory))
            try:
                _write(session, stamp, derivation, beside)
                _place(beside, directory / stamp.release, lambda: _stands(directory, stamp.release, derivation))
            finally:
                shutil.rmtree(beside, ignore_errors=True)
    finally:
        store.close()
    return stamp.release


def _stands(directory: Path, release: str, derivation: str) -> bool:
    """Whether the release has its files, and not those of the same rows as another store judged them."""
    found = Shelf(directory).descriptor(release)
    return found is not None and found.get(DERIVATION) == derivation


def _write(session: Session, stamp: Stamp, derivation: str, directory: Path) -> None:
    resources: list[dict[str, Any]] = []
    edition = edition_of(stamp, f"files/{stamp.release}")
    for name, whole in WHOLE.items():
        pieces = FORMATS[Csv.name].write(whole.read(session), edition)
        resources.append(table_resource(_written(directory / f"{name}.csv", pieces), name, whole.columns, WHOLE))
    numbers = WHOLE[_COLUMNAR]
    pieces = FORMATS[Parquet.name].write(numbers.read(session), edition)
    file = _written(directory / f"{_COLUMNAR}.parquet", pieces)
    resources.append(columnar_resource(file, _COLUMNAR, numbers.columns))
    _duplicated(session, directory / DATABASE)
    resources.append(database_resource(_synced(directory / DATABASE)))
    descriptor = json.dumps(package(stamp, derivation, resources), ensure_ascii=False, indent=2) + "\n"
    last = _written(directory / DESCRIPTOR, [descriptor.encode()])
    digests = {resource["path"]: resource["hash"].removeprefix("sha256:") for resource in resources}
    lines = [f"{digest}  {name}\n" for name, digest in sorted({**digests, last.name: last.sha256}.items())]
    _written(directory / SUMS, ["".join(lines).encode()])
    published_at = stamp.published_at.timestamp()
    for path in directory.iterdir():
        # Whoever serves them tells when they were published; nobody writes to them again.
        os.utime(path, (published_at, published_at))
        path.chmod(0o444)
    directory.chmod(0o755)
    _sync(directory)


def _written(path: Path, pieces: Iterable[bytes]) -> Written:
    """Write a file to the disk."""
    sha256 = hashlib.sha256()
    with path.open("wb") as file:
        for piece in pieces:
            sha256.update(piece)
            file.write(piece)
        file.flush()
        os.fsync(file.fileno())
        return Written(path.name, file.tell(), sha256.hexdigest())


def _duplicated(session: Session, path: Path) -> None:
    """Write the database; a disk that refuses is no store that cannot be read."""
    try:
        duplicate(session, path)
    except (DBAPIError, sqlite3.Error) as error:
        reason = getattr(error, "orig", None) or error
        if not isinstance(reason, sqlite3.Error):
            raise
        raise OSError(errno.EIO, str(reason), str(path)) from error


def _synced(path: Path) -> Written:
    """Bring a file to the disk that is written already."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        os.fsync(file.fileno())
        return Written(path.name, file.tell(), digest)


def _place(beside: Path, target: Path, stands: Callable[[], bool]) -> None:
    """Give the finished directory its name; files of another store under that name make room."""
    try:
        beside.rename(target)
    except OSError:
        if stands():
            return
        old = Path(tempfile.mkdtemp(prefix=f".{target.name}.", dir=target.parent))
        target.rename(old / "old")
        beside.rename(target)
        shutil.rmtree(old, ignore_errors=True)
    _sync(target.parent)


def _sync(directory: Path) -> None:
    """Bring the names in a directory to the disk, where the system can."""
    with suppress(PermissionError):
        handle = os.open(directory, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _sweep(directory: Path) -> None:
    """Remove what was begun long ago and never finished."""
    for path in directory.glob(".*.*"):
        with suppress(OSError):
            if path.is_dir() and path.stat().st_mtime < time.time() - _LEFT_BEHIND:
                shutil.rmtree(path)

"""Which releases keep their files: the newest."""

import shutil
import tempfile
from pathlib import Path

from sqlalchemy import select
from sqlmodel import col

from app.db import Store
from app.models import Release
from app.release.shelf import Shelf


def prune(url: str, directory: Path, keep: int, *, busy_timeout: int = 30) -> list[str]:
    """Remove the files of all but the newest `keep` releases that have any; gives those that lost theirs.

    What the store does not know is left alone: another store may have published it. A directory loses
    its name first, so that a release has all of its files or none. Raises OSError, StoreUnavailable.
    """
    store = Store(url, busy_timeout=busy_timeout)
    try:
        with store.reading() as session:
            known = session.execute(select(col(Release.id)).order_by(col(Release.number).desc())).scalars().all()
    finally:
        store.close()
    there_are = set(Shelf(directory).releases())
    old = [release for release in known if release in there_are][keep:]
    for release in old:
        hidden = Path(tempfile.mkdtemp(prefix=f".{release}.", dir=directory))
        (directory / release).rename(hidden / release)
        shutil.rmtree(hidden)
    return old

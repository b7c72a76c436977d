"""Turn a checked seed into the release that readers see, in one transaction."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from sqlalchemy import func, insert, select
from sqlmodel import Session, col

from app.db import publishing
from app.models import Release, ReleaseChange, ReleaseCount
from app.release import checks, derive, figures, index, series, standings, tallies
from app.release.bulk import analyze
from app.release.check import check
from app.release.derive import replace_derived
from app.release.faults import Faults, SeedFault
from app.release.index import index_for_search
from app.release.load import Changes, compare, load
from app.release.plain import batches
from app.release.progress import SILENT, Progress
from app.release.read import Seed, read
from app.release.series import replace_series
from app.release.tallies import replace_tallies

_BATCH = 2000


class SeedRefused(Exception):
    """The seed has faults, named and counted in `faults`; nothing was written."""

    def __init__(self, faults: Faults) -> None:
        super().__init__(f"{faults.total} faults")
        self.faults = faults


@dataclass(frozen=True, slots=True)
class Outcome:
    """The release that readers see after a run, and what the run changed (nothing: no new release)."""

    release_id: str
    changes: list[Changes]
    is_published: bool
    # A seed that was rolled back: it is published only where somebody asks for it.
    is_held: bool = False


@dataclass(frozen=True, slots=True)
class Terms:
    """What a run may do.

    Observations are only ever added: a run that would change or remove one is refused unless it
    `is_correction` (of our own transcription; a source's revision is a new row). One that
    `keeps_rollback` does not publish again what was rolled back; one that `restores` is a rollback.
    """

    is_dry_run: bool = False
    is_correction: bool = False
    keeps_rollback: bool = False
    restores: str | None = None


AS_USUAL = Terms()


def seed_store(
    url: str, directory: Path, terms: Terms = AS_USUAL, *, busy_timeout: int = 30, progress: Progress = SILENT
) -> Outcome:
    """Read, check, load and publish a seed; raises SeedRefused with every fault."""
    progress.step(f"read {directory}")
    return publish_seed(url, read(directory, progress), terms, busy_timeout=busy_timeout, progress=progress)


def publish_seed(
    url: str, seed: Seed, terms: Terms = AS_USUAL, *, busy_timeout: int = 30, progress: Progress = SILENT
) -> Outcome:
    """Check, load and publish what was read; raises SeedRefused with every fault."""
    progress.step(f"check {sum(map(len, seed.rows.values()))} rows")
    if faults := check(seed):
        raise SeedRefused(faults)
    with publishing(url, busy_timeout=busy_timeout) as session:
        current = session.execute(_NEWEST).first()
        if terms.keeps_rollback and current and current.restores and _is_rolled_back(session, seed, current.digest):
            return Outcome(current.id, [], is_published=False, is_held=True)
        changes = compare(session, seed)
        if not terms.is_correction and (faults := _rewritten(changes)):
            raise SeedRefused(faults)
        is_current = current is not None and current.derivation == derivation()
        if terms.is_dry_run or (is_current and not any(changes)):
            return Outcome(current.id if current else "none", changes, is_published=False)
        progress.step("load")
        load(session, changes, progress)
        index_for_search(session, seed)
        progress.step("hold the figures against each other")
        replace_derived(session, seed, progress)
        replace_series(session)
        replace_tallies(session)
        progress.step("publish")
        release_id = _publish(session, seed, changes, current.number if current else 0, terms.restores)
        analyze(session)
    return Outcome(release_id, changes, is_published=True)


_NEWEST = select(
    col(Release.id), col(Release.number), col(Release.derivation), col(Release.restores), col(Release.digest)
).order_by(col(Release.number).desc())


def _is_rolled_back(session: Session, seed: Seed, current: str) -> bool:
    """Whether the seed was published before, and is not what readers see: after a rollback, what was left."""
    digest = seed.digest()
    published = select(func.count()).where(col(Release.digest) == digest)
    return digest != current and session.execute(published).scalar_one() > 0


@cache
def derivation() -> str:
    """A digest of the code by which standings, series, tallies, checks and the search index are worked out.

    Where it differs from that of the newest release, the same rows are published anew.
    """
    sha256 = hashlib.sha256()
    for path in sorted(Path(__file__).parents[1].joinpath("domain").glob("*.py")):
        sha256.update(path.read_bytes())
    for module in (figures, standings, series, tallies, checks, derive, index):
        sha256.update(Path(str(module.__file__)).read_bytes())
    return sha256.hexdigest()


def _rewritten(changes: list[Changes]) -> Faults:
    """A fault for each row that an append-only table would lose or see changed."""
    faults = Faults()
    for change in (c for c in changes if c.table.is_append_only and not c.is_first):
        faults.note(_changed(change))
        faults.note(_removed(change))
    return faults


def _changed(change: Changes) -> Iterator[SeedFault]:
    expected = "the row as published (a revision is a new row; our own mistake: --correct)"
    for file, line, key in change.rewritten():
        yield SeedFault(file, line, "-", expected, key)


def _removed(change: Changes) -> Iterator[SeedFault]:
    expected = "every published row (our own mistake: --correct)"
    for what, key in change.named() if change.removed else ():
        if what == "removed":
            yield SeedFault(change.table.path, 0, "-", expected, f"{key} is gone")


def _publish(session: Session, seed: Seed, changes: list[Changes], before: int, restores: str | None) -> str:
    digest, number = seed.digest(), before + 1
    name = f"{seed.version}-{digest[:8]}"
    namesakes = select(func.count()).where(col(Release.digest) == digest, col(Release.version) == seed.version)
    if again := session.execute(namesakes).scalar_one():
        name = f"{name}-{again + 1}"
    published_at = datetime.now(UTC).replace(microsecond=0)
    session.add(
        Release(
            id=name,
            number=number,
            version=seed.version,
            digest=digest,
            derivation=derivation(),
            published_at=published_at,
            restores=restores,
        )
    )
    for change in changes:
        session.add(
            ReleaseCount(
                release_number=number,
                table_name=change.table.name,
                rows=change.rows,
                added=change.added,
                changed=change.changed,
                removed=change.removed,
            )
        )
    session.flush()
    # The first release adds everything: its counts say so.
    named = (
        {"release_number": number, "table_name": change.table.name, "key": key, "change": what}
        for change in (changes if before else ())
        for what, key in change.named()
    )
    for batch in batches(named, _BATCH):
        session.execute(insert(ReleaseChange), batch)
    return name

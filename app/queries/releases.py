"""Published states of the data."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Select, select
from sqlmodel import Session, col

from app.domain.nearest import nearest
from app.formats.table import Edition, Table
from app.models import Dataset, Release, ReleaseChange, ReleaseCount
from app.problems import NO_RELEASE, NO_SUCH_CODE, Fault, NotFound, StoreUnavailable
from app.queries.memory import remember, store_of
from app.queries.pages import Listing, Page, Row, Selection, Words
from app.queries.readiness import misfit
from app.queries.tables import Listed, whole_of


@dataclass(frozen=True, slots=True)
class Stamp:
    """The release that an answer is from, and the data set it is a release of."""

    release: str
    published_at: datetime
    dataset: Row


def current(session: Session) -> Stamp:
    """The release that readers see; raises StoreUnavailable where there is none, or none that this program reads."""
    connection = session.connection()
    # As the driver has it: it is asked before every answer, and need only be compared.
    newest = connection.exec_driver_sql(_NEWEST).first()
    if newest is None:
        raise StoreUnavailable(detail=NO_RELEASE)
    store = store_of(session)
    known = _STAMPS.get(store)
    if known is None or known[0] != tuple(newest):
        if why := misfit(newest.revision):
            raise StoreUnavailable(detail=why)
        known = _STAMPS[store] = tuple(newest), _stamp(connection)
    remember(session, known[1].release)
    return known[1]


def _stamp(connection: Connection) -> Stamp:
    newest = select(col(Release.id), col(Release.published_at)).order_by(col(Release.number).desc()).limit(1)
    release = connection.execute(newest).one()
    dataset = dict(connection.execute(select(*Dataset.__table__.columns)).mappings().one())  # type: ignore[attr-defined]
    return Stamp(release.id, in_utc(release.published_at), dataset)


_NEWEST = (
    "SELECT number, id, published_at, (SELECT version_num FROM alembic_version) AS revision"
    " FROM release ORDER BY number DESC LIMIT 1"
)
# What each store's newest release was when last asked; a release never changes.
_STAMPS: WeakKeyDictionary[Any, tuple[tuple[Any, ...], Stamp]] = WeakKeyDictionary()


def citation_of(stamp: Stamp) -> str:
    """How to cite the data set as a release has it, in a line."""
    dataset = stamp.dataset
    return (
        f"{dataset['publisher_en']} ({stamp.published_at:%Y}). "
        f"{dataset['name_en']} {dataset['name_zh']}. Release {stamp.release}."
    )


def edition_of(stamp: Stamp, address: str, *, lang: str | None = None, bom: bool = False) -> Edition:
    """What a file of the release says of itself."""
    dataset = stamp.dataset
    return Edition(
        code=dataset["code"],
        title=(dataset["name_zh"], dataset["name_en"]),
        publisher=(dataset["publisher_zh"], dataset["publisher_en"]),
        release=stamp.release,
        published_at=stamp.published_at,
        license_name=dataset["license_name"],
        license_url=dataset["license_url"],
        citation=citation_of(stamp),
        address=address,
        lang=lang,
        bom=bom,
    )


def in_utc(moment: datetime) -> datetime:
    """The moment with its zone, which SQLite does not keep."""
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


_COLUMNS: dict[str, Any] = {
    "id": col(Release.id),
    "number": col(Release.number),
    "version": col(Release.version),
    "digest": col(Release.digest),
    "published_at": col(Release.published_at),
}
LISTING = Listing(
    columns=_COLUMNS,
    sortable={"number": ("number",), "id": ("id",)},
    default_sort="-number",
    key=("number",),
)


def _rows() -> Select[*tuple[Any, ...]]:
    return select(*(column.label(name) for name, column in _COLUMNS.items()))


def _find(session: Session, words: Words) -> Page:
    return LISTING.find(session, Selection(_rows()), words)


def _whole(session: Session, words: Words) -> Table:
    return whole_of(session, "releases", LISTING, Selection(_rows()), words)


RELEASES = Listed(_find, _whole)


def get_release(session: Session, release_id: str) -> Row:
    """One release with its row counts and what it changed; raises NotFound."""
    release = session.execute(_rows().where(col(Release.id) == release_id)).mappings().first()
    if release is None:
        known = session.execute(select(col(Release.id))).scalars().all()
        raise NotFound(Fault("release_id", release_id[:100], NO_SUCH_CODE, nearest(release_id, known)))
    changes: Select[*tuple[Any, ...]] = select(
        col(ReleaseChange.table_name).label("table"), col(ReleaseChange.key), col(ReleaseChange.change)
    ).where(col(ReleaseChange.release_number) == release["number"])
    return {
        **release,
        "tables": _counts(session, [release["number"]])[release["number"]],
        "changes": [dict(row) for row in session.execute(changes.order_by("table", "key")).mappings()],
    }


def find_history(session: Session, most: int) -> list[Row]:
    """The newest releases, each with its row counts."""
    newest = session.execute(_rows().order_by(col(Release.number).desc()).limit(most)).mappings().all()
    counts = _counts(session, [release["number"] for release in newest])
    return [{**release, "tables": counts[release["number"]]} for release in newest]


def _counts(session: Session, numbers: Sequence[int]) -> dict[int, list[Row]]:
    """The row counts of releases, by their numbers."""
    counts: Select[*tuple[Any, ...]] = select(
        col(ReleaseCount.release_number),
        col(ReleaseCount.table_name).label("table"),
        col(ReleaseCount.rows),
        col(ReleaseCount.added),
        col(ReleaseCount.changed),
        col(ReleaseCount.removed),
    ).where(col(ReleaseCount.release_number).in_(numbers))
    found: dict[int, list[Row]] = {number: [] for number in numbers}
    for row in session.execute(counts.order_by("table")).mappings():
        found[row["release_number"]].append({name: row[name] for name in row if name != "release_number"})
    return found

"""Whether a store can be served from, and what is wrong where it cannot."""

from dataclasses import dataclass

from sqlalchemy import Select, column, select, table
from sqlmodel import Session, col

from app.db import newest_revision
from app.models import Release
from app.problems import NO_RELEASE

_REVISION: Select[str] = select(column("version_num")).select_from(table("alembic_version"))
_RELEASE = select(col(Release.id)).order_by(col(Release.number).desc()).limit(1)


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that has to hold: what was found, and in a sentence why that will not do (zh, en), or nothing."""

    name: str
    found: str | None
    reason: tuple[str, str] | None = None


def checks_of(session: Session) -> list[Check]:
    """The schema of the store, and its release where the schema is the right one."""
    has_tables = session.connection().dialect.has_table(session.connection(), "alembic_version")
    revision = session.connection().execute(_REVISION).scalar() if has_tables else None
    schema = Check("schema", revision, misfit(revision))
    if schema.reason:
        return [schema]
    release = session.connection().execute(_RELEASE).scalar()
    return [schema, Check("release", release, None if release else NO_RELEASE)]


def misfit(revision: str | None) -> tuple[str, str] | None:
    """Why this program cannot serve a store of that revision, and what to do (zh, en); nothing where it can."""
    ours = newest_revision()
    if revision == ours:
        return None
    if revision is None:
        return "数据库还没有表；请运行 migrate。", "The store has no tables yet: run `migrate`."
    mended = ("请升级程序", "upgrade the program") if revision > ours else ("请运行 migrate", "run `migrate`")
    return (
        f"数据库的结构是修订 {revision}，本程序需要 {ours}；{mended[0]}。",
        f"The store has schema {revision}, this program needs {ours}: {mended[1]}.",
    )

"""Lists as a whole: the table of all rows that a file is written from."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import Boolean, Date, DateTime, Float, Integer, select
from sqlmodel import Session, col

from app.domain.vocabulary import CODES, COLUMNS, LISTS
from app.formats.table import Column, Cube, Document, Kind, Table
from app.models import Source
from app.queries.pages import Listing, Page, Row, Selection, Words

_KINDS: dict[Any, Kind] = {
    Boolean: Kind.BOOLEAN,
    Date: Kind.DATE,
    DateTime: Kind.MOMENT,
    Float: Kind.NUMBER,
    Integer: Kind.INTEGER,
}


@dataclass(frozen=True, slots=True)
class Listed:
    """A list as routes offer it: a page of it, all of it as a table, and remarks on what was selected."""

    find: Callable[[Session, Words], Page]
    whole: Callable[[Session, Words], Table]
    notes: Callable[[Session, Words], list[Row]] | None = None


def column_named(name: str, kind: Kind = Kind.TEXT) -> Column:
    """A column by its wire name; text that is drawn from a list of codes is a code."""
    return Column(name, Kind.CODE if kind is Kind.TEXT and name in CODES else kind, COLUMNS[name])


def columns_of(listing: Listing, fields: Sequence[str] = ()) -> tuple[Column, ...]:
    """The chosen columns of a listing, each of the kind that its SQL type says."""
    found = []
    for name in listing.chosen(fields):
        sql_type = cast("Any", listing.columns[name]).type
        kinds = (kind for known, kind in _KINDS.items() if isinstance(sql_type, known))
        found.append(column_named(name, next(kinds, Kind.TEXT)))
    return tuple(found)


def whole_of(
    session: Session, name: str, listing: Listing, rows: Selection, words: Words, cube: Cube | None = None
) -> Table:
    """All of `rows` as a table, with the sources that they name."""

    def sources() -> Sequence[Document]:
        found = rows.bound().subquery()
        return documents(session, select(found.c.source)) if "source" in listing.columns else ()

    columns = columns_of(listing, words.fields)
    # Neither is read before it is asked for, and only one is.
    typed = listing.rows_of(session, rows, words)
    are_moments = any(each.kind is Kind.MOMENT for each in columns)
    printed = None if are_moments else listing.rows_of(session, rows, words, are_printed=True)
    return Table(name, LISTS[name], columns, typed, sources, cube, printed)


def table_named(name: str, columns: tuple[Column, ...], rows: Iterable[Sequence[Any]]) -> Table:
    """A table of rows that are in memory anyway."""
    return Table(name, LISTS[name], columns, rows)


def documents(session: Session, codes: Any) -> Sequence[Document]:
    """The documents of some codes, in their order."""
    found = session.execute(select(Source).where(col(Source.code).in_(codes)).order_by(col(Source.code)))
    return [
        Document(
            code=source.code,
            title=(source.name_zh, source.name_en),
            publisher=(source.publisher_zh, source.publisher_en),
            url=source.url,
            published_on=source.published_on,
            reliability=source.reliability,
        )
        for source in found.scalars()
    ]

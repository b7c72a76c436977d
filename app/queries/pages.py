"""Pages by keyset: sorted by any sortable columns, continued by an opaque cursor."""

import base64
import binascii
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

import orjson
from sqlalchemy import (
    BindParameter,
    Boolean,
    ColumnElement,
    Date,
    Select,
    SQLColumnExpression,
    and_,
    bindparam,
    case,
    false,
    func,
    literal_column,
    null,
    or_,
    select,
    tuple_,
    type_coerce,
)
from sqlalchemy.types import NullType
from sqlmodel import Session

from app.domain.nearest import nearest
from app.problems import Fault, InvalidCursor, InvalidValue
from app.queries.memory import counted_once

Row = dict[str, Any]
# Rows on the way from the store to a file.
_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Words:
    """What every list understands; `filters` are the noun's own and already known to be right."""

    limit: int = 100
    cursor: str | None = None
    sort: str | None = None
    fields: tuple[str, ...] = ()
    q: str | None = None
    filters: Mapping[str, Any] = field(default_factory=dict)

    def selection(self) -> bytes:
        """Everything that selects rows."""
        filters = {name: value for name, value in self.filters.items() if name != "include"}
        return orjson.dumps([self.q, filters], option=orjson.OPT_SORT_KEYS, default=str)

    def fingerprint(self) -> str:
        """What a cursor belongs to: the order and everything that selects rows."""
        return hashlib.sha256(orjson.dumps(self.sort) + self.selection()).hexdigest()[:8]


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows of a list with their columns, how many there are in all, and where the next ones begin."""

    rows: list[Row]
    total: int
    next_cursor: str | None
    included: dict[str, dict[str, Row]] = field(default_factory=dict)
    names: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Selection:
    """Rows that named parameters choose, and the values of these.

    A statement for the same parameters is built once (`is_reused`) and prepared by the store.
    `count` tells how many rows there are, where that costs less than counting them.
    """

    rows: Select[Any]
    values: Mapping[str, Any] = field(default_factory=dict)
    is_reused: bool = False
    count: Select[Any] | None = None

    def bound(self) -> Select[Any]:
        """The rows with the values in them."""
        return self.rows.params(**self.values) if self.values else self.rows


@dataclass(frozen=True, slots=True, eq=False)
class Listing:
    """A list that can be sorted and paged: its columns by wire name, and the orders it offers.

    `sortable` gives the columns behind each sort word, `finer` by what rows are told apart that are
    equal in the last one; the `key` makes every order total. What is `kept` is in every row,
    whatever fields are asked for.
    """

    columns: Mapping[str, SQLColumnExpression[Any]]
    sortable: Mapping[str, tuple[str, ...]]
    default_sort: str
    key: tuple[str, ...]
    nullable: frozenset[str] = frozenset()
    kept: tuple[str, ...] = ()
    finer: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def order(self, sort: str | None) -> Sequence[tuple[str, bool]]:
        """The columns to sort by, each with whether it descends; raises InvalidValue for unknown ones."""
        return _terms(self, sort or self.default_sort)

    def _terms(self, sort: str) -> tuple[tuple[str, bool], ...]:
        terms: dict[str, bool] = {}
        named: set[str] = set()
        for word in sort.split(","):
            name = word.strip().removeprefix("-")
            if name not in self.sortable:
                words = ", ".join(self.sortable)
                reason = (f"可按 {words} 排序，前加 - 为倒序", f"sorts by {words}; a leading - reverses")
                raise InvalidValue(Fault("sort", name, reason, nearest(name, self.sortable)))
            if name in named:
                reason = ("同一字段排序两次", "is sorted by twice")
                raise InvalidValue(Fault("sort", name, reason))
            named.add(name)
            for column in self.sortable[name]:
                terms.setdefault(column, word.strip().startswith("-"))
        # What follows goes the way of the last word: then one index, read forwards or backwards, has the order.
        last = next(reversed(terms.values()))
        for column in (*self.finer.get(name, ()), *self.key):
            terms.setdefault(column, last)
        return tuple(terms.items())

    def chosen(self, fields: Sequence[str]) -> list[str]:
        """The columns asked for, in the list's own order; raises InvalidValue for unknown ones."""
        unknown = [name for name in fields if name not in self.columns]
        if unknown:
            faults = [
                Fault(
                    "fields", name, ("这个列表没有这个字段", "no such field of this list"), nearest(name, self.columns)
                )
                for name in unknown
            ]
            raise InvalidValue(*faults)
        return [name for name in self.columns if not fields or name in {*fields, *self.kept}]

    def find(self, session: Session, selection: Selection, words: Words) -> Page:
        """One page of a selection whose columns are those of the listing."""
        order, chosen = self.order(words.sort), self.chosen(words.fields)
        after = self._position(words, order) if words.cursor is not None else []
        plan = _reused_plan if selection.is_reused else _plan
        count, page = plan(self, selection.rows, tuple(order), tuple(value is None for value in after))
        places = {f"after_{place}": value for place, value in enumerate(after)}
        # The connection itself: a session would look for objects in every row.
        connection = session.connection()
        counting = count if selection.count is None else selection.count

        def counted() -> int:
            return int(connection.execute(counting, selection.values).scalar_one())

        fetched = connection.execute(page, {**selection.values, **places, "at_most": words.limit + 1}).all()
        rows = [dict(zip(self.columns, row, strict=True)) for row in fetched[: words.limit]]
        is_last = len(fetched) <= words.limit
        # What is all on the first page is counted already.
        is_whole = is_last and words.cursor is None
        total = len(rows) if is_whole else counted_once(session, (self, words.selection()), counted)
        next_cursor = None if is_last else _packed(words, [rows[-1][name] for name, _ in order])
        if len(chosen) < len(self.columns):
            rows = [{name: row[name] for name in chosen} for row in rows]
        return Page(rows, total, next_cursor, names=chosen)

    def rows_of(
        self, session: Session, selection: Selection, words: Words, *, are_printed: bool = False
    ) -> Iterator[Sequence[Any]]:
        """Every row of a selection in its order, read from the store as it is taken; its cells as CSV prints them."""
        order, chosen = self.order(words.sort), self.chosen(words.fields)
        found = selection.bound().subquery()
        ordered = self.ordered(order, dict(found.c.items()))
        shown = (printed(found.c[name]) if are_printed else found.c[name] for name in chosen)
        whole = select(*shown)
        return streamed(session, whole.order_by(*(column.desc() if down else column.asc() for column, down in ordered)))

    def ordered(
        self, order: Sequence[tuple[str, bool]], columns: Mapping[str, ColumnElement[Any]]
    ) -> list[tuple[ColumnElement[Any], bool]]:
        """The sort terms as SQL; a missing value comes last in either direction."""
        terms: list[tuple[ColumnElement[Any], bool]] = []
        for name, down in order:
            if name in self.nullable:
                terms.append((case((columns[name].is_(None), literal_column("1")), else_=literal_column("0")), False))
            terms.append((columns[name], down))
        return terms

    def _position(self, words: Words, order: Sequence[tuple[str, bool]]) -> list[Any]:
        """The sort values behind a cursor, one for each SQL term; raises InvalidCursor."""
        values = _unpacked(words, len(order))
        position: list[Any] = []
        for (name, _), value in zip(order, values, strict=True):
            if name in self.nullable:
                position.append(int(value is None))
            try:
                position.append(_read(self.columns[name], value, may_be_null=name in self.nullable))
            except (ValueError, TypeError):
                raise _not_a_cursor(words) from None
        return position


_terms = lru_cache(maxsize=1024)(Listing._terms)  # noqa: SLF001  (a method of this module)


def _plan(
    listing: Listing, rows: Select[Any], order: Sequence[tuple[str, bool]], after: Sequence[bool]
) -> tuple[Select[Any], Select[Any]]:
    """How many rows there are, and a page of them; `after` tells which values of a cursor are missing."""
    found = rows.subquery()
    ordered = listing.ordered(order, dict(found.c.items()))
    page = select(*(found.c[name] for name in listing.columns))
    if after:
        page = page.where(_follows(ordered, after))
    page = page.order_by(*(column.desc() if down else column.asc() for column, down in ordered))
    return select(func.count()).select_from(found), page.limit(bindparam("at_most"))


_reused_plan = lru_cache(maxsize=1024)(_plan)


def streamed(session: Session, rows: Select[Any]) -> Iterator[Sequence[Any]]:
    """The rows as tuples, a few at a time on the way from the store."""
    # The connection itself: a session would look for objects in every row.
    with session.connection().execute(rows, execution_options={"yield_per": _AT_ONCE}) as result:
        for some in result.partitions():
            yield from some


def printed(column: ColumnElement[Any]) -> ColumnElement[Any]:
    """The column as the store itself can print it: no day or truth value is made only to be written again."""
    if isinstance(column.type, Boolean):
        return case((column.is_(None), null()), (column, "true"), else_="false")
    # SQLite keeps days as text; what another driver makes of them prints alike.
    return type_coerce(column, NullType()) if isinstance(column.type, Date) else column


def cursor_at(words: Words, place: int) -> str:
    """The cursor of a list that is ranked in memory: how many rows came before."""
    return _packed(words, [place])


def place_of(words: Words) -> int:
    """How many rows came before the page; raises InvalidCursor."""
    if words.cursor is None:
        return 0
    (place,) = _unpacked(words, 1)
    if type(place) is not int or place < 0:
        raise _not_a_cursor(words)
    return place


def _packed(words: Words, values: list[Any]) -> str:
    return base64.urlsafe_b64encode(orjson.dumps([words.fingerprint(), *values])).rstrip(b"=").decode()


def _unpacked(words: Words, count: int) -> list[Any]:
    """What a cursor holds, if it is one of this query."""
    text = words.cursor or ""
    try:
        packed = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        held = orjson.loads(packed)
    except (ValueError, binascii.Error):
        raise _not_a_cursor(words) from None
    if not isinstance(held, list) or held[:1] != [words.fingerprint()] or len(held) != count + 1:
        raise _not_a_cursor(words)
    return held[1:]


def _not_a_cursor(words: Words) -> InvalidCursor:
    return InvalidCursor(
        Fault("cursor", (words.cursor or "")[:100], ("不是这个查询的游标", "is not a cursor of this query"))
    )


def _read(column: Any, value: Any, *, may_be_null: bool) -> Any:
    """A value of the column's own type; raises ValueError or TypeError for any other."""
    if value is None and may_be_null:
        return None
    kind = column.type.python_type
    if kind is date:
        return date.fromisoformat(value)
    if kind is float and type(value) in {int, float}:
        return float(value)
    if type(value) is not kind or (kind is int and abs(value) >= 2**31) or (kind is str and "\0" in value):
        raise ValueError(value)
    return value


def _follows(terms: list[tuple[ColumnElement[Any], bool]], after: Sequence[bool]) -> ColumnElement[bool]:
    """The rows after a position: greater in one term and equal in all before it.

    Where all terms go one way they are compared as one, and an index leads straight to the place.
    """
    if not any(after) and len({down for _, down in terms}) == 1:
        here = tuple_(*(column for column, _ in terms))
        there = tuple_(*(bindparam(f"after_{n}", type_=column.type) for n, (column, _) in enumerate(terms)))
        return here < there if terms[0][1] else here > there
    ways: list[ColumnElement[bool]] = []
    equal: list[ColumnElement[bool]] = []
    for place, ((column, down), is_missing) in enumerate(zip(terms, after, strict=True)):
        value: BindParameter[Any] = bindparam(f"after_{place}", type_=column.type)
        beyond = false() if is_missing else column < value if down else column > value
        ways.append(and_(*equal, beyond))
        equal.append(column.is_(None) if is_missing else column == value)
    return or_(*ways)

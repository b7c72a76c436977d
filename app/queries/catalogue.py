"""Nouns with a code: found by filters and words, got by their code."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any, TypeVarTuple

from sqlalchemy import BindParameter, ColumnElement, ScalarSelect, Select, SQLColumnExpression, bindparam, select
from sqlmodel import Session, SQLModel, col

from app.domain.vocabulary import plural
from app.formats.table import Table
from app.models import Evidence, Mention
from app.queries.codes import Wanted, missing, require_codes
from app.queries.pages import Listing, Page, Row, Selection, Words
from app.queries.search import codes_matching
from app.queries.tables import Listed, whole_of
from app.queries.vintages import cited_by

Cells = TypeVarTuple("Cells")
# Filters by name, each with whether it has a single code.
Kinds = tuple[tuple[str, bool], ...]


@dataclass(frozen=True, slots=True)
class Filter:
    """A column that a parameter narrows, the noun whose codes it takes, and whether it reaches below them.

    Without a noun the codes are a list that the parameter itself has checked.
    """

    column: SQLColumnExpression[Any]
    model: type[SQLModel] | None = None
    reaches_below: bool = False

    def selects(self, codes: BindParameter[Any]) -> ColumnElement[bool]:
        """The condition of being one of the codes, or below one."""
        return self.column.in_(below(self.model, codes)) if self.reaches_below else among(self.column, codes)


def given_of(session: Session, filters: Mapping[str, Filter], asked: Mapping[str, Any]) -> dict[str, Any]:
    """The codes that were asked for, by filter, and a code by itself where it is the only one.

    Raises UnknownCode for all unknown ones at once.
    """
    given = {name: codes for name in filters if (codes := asked.get(name))}
    wanted: list[Wanted] = [(model, name, codes) for name, codes in given.items() if (model := filters[name].model)]
    require_codes(session, wanted)
    return {name: codes[0] if len(codes) == 1 else codes for name, codes in given.items()}


def kinds_of(given: Mapping[str, Any]) -> Kinds:
    """The filters that are given, and which of them have a single code: what a statement is built for."""
    return tuple((name, isinstance(codes, str)) for name, codes in given.items())


def taken(name: str, *, is_single: bool) -> BindParameter[Any]:
    """The parameter of a filter: one that takes several codes is written anew for as many as come."""
    return bindparam(name, expanding=not is_single)


def among(column: SQLColumnExpression[Any], codes: BindParameter[Any] | Sequence[str]) -> ColumnElement[bool]:
    """The condition of being one of the codes, or those of a parameter."""
    return column == codes if isinstance(codes, BindParameter) and not codes.expanding else column.in_(codes)


def narrowed(rows: Select[*Cells], filters: Mapping[str, Filter], kinds: Kinds) -> Select[*Cells]:
    """The rows that the given filters select, each by a parameter of its own name."""
    return rows.where(*(filters[name].selects(taken(name, is_single=is_single)) for name, is_single in kinds))


@dataclass(frozen=True, slots=True, eq=False)
class Catalogue:
    """A noun: its rows, its listing, and its filters by parameter name."""

    noun: str
    model: Any
    listing: Listing
    filters: Mapping[str, Filter] = field(default_factory=dict)
    joined: Callable[[Select[Any]], Select[Any]] = lambda rows: rows
    key: str = "code"

    def rows(self) -> Select[Any]:
        """Every row, with the columns of the listing."""
        columns: Iterator[Any] = (column.label(name) for name, column in self.listing.columns.items())
        return self.joined(select(*columns).select_from(self.model))

    def find(self, session: Session, words: Words) -> Page:
        """A page of what the words select; raises UnknownCode, InvalidValue or InvalidCursor."""
        return self.listing.find(session, self._selected(session, words), words)

    def whole(self, session: Session, words: Words) -> Table:
        """All that the words select; raises UnknownCode or InvalidValue."""
        return whole_of(session, plural(self.noun), self.listing, self._selected(session, words), words)

    @property
    def listed(self) -> Listed:
        """The noun as its route offers it."""
        return Listed(self.find, self.whole)

    def _selected(self, session: Session, words: Words) -> Selection:
        given = given_of(session, self.filters, words.filters)
        rows = _narrowed(self, kinds_of(given))
        if words.q:
            key = getattr(self.model, self.key)
            rows = rows.where(key.in_(codes_matching(session, self.noun, words.q)))
        return Selection(rows, given, is_reused=not words.q)

    def get(self, session: Session, code: str) -> Row:
        """One row by its code; raises NotFound with the nearest codes."""
        key = getattr(self.model, self.key)
        row = session.execute(self.rows().where(key == code)).mappings().first()
        if row is None:
            raise missing(session, self.model, f"{self.noun}_{self.key}", code)
        return dict(row)


@lru_cache(maxsize=1024)
def _narrowed(catalogue: Catalogue, kinds: Kinds) -> Select[Any]:
    return narrowed(catalogue.rows(), catalogue.filters, kinds)


def below(model: Any, codes: BindParameter[Any] | Sequence[str]) -> Select[Any]:
    """The codes and those of everything below them, in a noun that is a tree."""
    top = select(col(model.code)).where(among(col(model.code), codes)).cte(recursive=True)
    tree = top.union(select(col(model.code)).join(top, col(model.parent_code) == top.c.code))
    return select(tree.c.code)


def source_of(evidence_id: Any) -> ScalarSelect[Any]:
    """The source behind a row's evidence."""
    evidence = select(col(Evidence.source_code)).where(col(Evidence.id) == col(evidence_id))
    return evidence.correlate_except(Evidence).scalar_subquery()


def mentions_of(session: Session, noun: str, codes: Any, as_of: date | None = None) -> list[Row]:
    """The further evidence for rows of a noun that was public on a day."""
    mentions: Select[*tuple[Any, ...]] = (
        select(
            col(Mention.code),
            col(Evidence.id).label("evidence"),
            col(Evidence.source_code).label("source"),
            col(Evidence.quote),
        )
        .join(Evidence, col(Evidence.id) == col(Mention.evidence_id))
        .where(col(Mention.noun) == noun, col(Mention.code).in_(codes), cited_by(Evidence.id, as_of))
        .order_by(col(Mention.code), col(Evidence.id))
    )
    return [dict(row) for row in session.execute(mentions).mappings()]

"""Observations as a whole: a table whose key are its dimensions."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from app.domain.codes import CODE_NAMES, Freq
from app.domain.vocabulary import LISTS
from app.formats.table import Column, Cube, Document, Kind, Labels, Table
from app.models import Area, Indicator, Source, Unit
from app.queries.later import notes_on_later
from app.queries.observations import LISTING, find_observations, selection_of
from app.queries.pages import Page, Words
from app.queries.tables import Listed, column_named, columns_of, documents, whole_of
from app.queries.transforms import ADDED, computed, find_transformed, require_no_whole

_NAME = "observations"
_DIMENSIONS = ("indicator", "area", "freq", "time_period")
_NAMED: dict[str, Any] = {"indicator": Indicator, "area": Area, "source": Source, "unit_measure": Unit}


def _cube(session: Session, words: Words) -> Cube:
    """The dimensions of the rows; rivals differ in nothing but their source."""

    def labels() -> Labels:
        freqs = {str(code): names for code, names in CODE_NAMES[Freq].items()}
        return {"freq": freqs} | {name: _names(session, model) for name, model in _NAMED.items()}

    told_apart = ("source",) if words.filters["values"] == "all" else ()
    return Cube((*_DIMENSIONS, *told_apart), labels)


def _names(session: Session, model: Any) -> dict[str, tuple[str, str]]:
    found = session.execute(select(col(model.code), col(model.name_zh), col(model.name_en)))
    return {code: (zh, en) for code, zh, en in found}


def _whole(session: Session, words: Words) -> Table:
    require_no_whole(words)
    return whole_of(session, _NAME, LISTING, selection_of(session, words), words, _cube(session, words))


def _whole_transformed(session: Session, words: Words) -> Table:
    """All computed rows, with what they were worked out from."""
    columns = (*columns_of(LISTING, words.fields), *_added())
    rows = computed(session, words)

    def sources() -> Sequence[Document]:
        return documents(session, {row["source"] for row in rows})

    cells = ([row[each.name] for each in columns] for row in rows)
    return Table(_NAME, LISTS[_NAME], columns, cells, sources, _cube(session, words))


def _added() -> tuple[Column, ...]:
    return tuple(column_named(name, Kind.LIST if name == "inputs" else Kind.TEXT) for name in ADDED)


def _find(session: Session, words: Words) -> Page:
    require_no_whole(words)
    return find_observations(session, words)


OBSERVATIONS = Listed(_find, _whole, notes_on_later)
TRANSFORMED = Listed(find_transformed, _whole_transformed, notes_on_later)

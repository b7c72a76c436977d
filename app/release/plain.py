"""Rows as plain tuples that every driver takes as they are: days as ISO 8601 text, columns in the table's order."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from itertools import islice
from operator import itemgetter
from typing import Any, TypeVar

from sqlalchemy import Boolean, Date, Table

Plain = Sequence[Any]
T = TypeVar("T")


def columns_of(table: Table) -> list[str]:
    """The names of the columns, in order."""
    return [column.name for column in table.columns]


def flattened(table: Table) -> Callable[[Sequence[Any]], Plain]:
    """A function that writes the days of one row as text."""
    days = [index for index, column in enumerate(table.columns) if isinstance(column.type, Date)]

    def flatten(row: Sequence[Any]) -> Plain:
        plain = list(row)
        for index in days:
            if plain[index] is not None:
                plain[index] = plain[index].isoformat()
        return plain

    return flatten


def plain_rows(table: Table) -> Callable[[Mapping[str, Any]], Plain]:
    """A function that takes one row by column and gives it plain."""
    pick, flatten = itemgetter(*columns_of(table)), flattened(table)
    return lambda values: flatten(pick(values))


def typed_rows(table: Table) -> Callable[[Plain], dict[str, Any]]:
    """The way back: a function that gives a plain row by column, with days as days."""
    names = columns_of(table)
    kinds: tuple[tuple[type, Callable[[Any], object]], ...] = ((Date, _day), (Boolean, bool))
    readers = [(column.name, read) for column in table.columns for kind, read in kinds if isinstance(column.type, kind)]

    def typed(plain: Plain) -> dict[str, Any]:
        values = dict(zip(names, plain, strict=False))
        for name, read in readers:
            if values[name] is not None:
                values[name] = read(values[name])
        return values

    return typed


def batches(items: Iterable[T], size: int) -> Iterable[list[T]]:
    """The items in lists of that many, the last one shorter."""
    rest = iter(items)
    return ([first, *islice(rest, size - 1)] for first in rest)


@lru_cache(maxsize=4096)
def _day(text: str) -> date:
    return date.fromisoformat(text)

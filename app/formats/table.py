"""What every format writes: columns with titles in both languages, and rows in their order."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    """What the cells of a column are."""

    TEXT = "text"
    CODE = "code"
    NUMBER = "number"
    INTEGER = "integer"
    BOOLEAN = "boolean"
    DATE = "date"
    MOMENT = "moment"
    LIST = "list"


@dataclass(frozen=True, slots=True)
class Column:
    """A column by its wire name; a code is text that names something and is never a number."""

    name: str
    kind: Kind
    title_zh: str
    title_en: str


@dataclass(frozen=True, slots=True)
class Table:
    """A whole list: its columns, and its rows one after the other, read once."""

    name: str
    title_zh: str
    title_en: str
    columns: tuple[Column, ...]
    rows: Iterable[Sequence[Any]]

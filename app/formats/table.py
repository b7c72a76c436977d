"""What every format writes: columns with titles in both languages, and rows in their order."""

from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, ClassVar, Protocol

from app.domain.vocabulary import Pair


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
    title: Pair


@dataclass(frozen=True, slots=True)
class Document:
    """A source of the rows: where, by whom and when it was published, and how far it can be relied on."""

    code: str
    title: Pair
    publisher: Pair
    url: str | None
    published_on: date
    reliability: str


# What each code of a dimension is called.
Labels = Mapping[str, Mapping[str, Pair]]


@dataclass(frozen=True, slots=True)
class Cube:
    """Which columns together are the key of a row, and what their codes are called."""

    dimensions: tuple[str, ...]
    labels: Callable[[], Labels]


@dataclass(frozen=True, slots=True)
class Table:
    """A whole list: its columns, and its rows one after the other, read once.

    `printed` are the same rows as CSV prints them, where the store can do that by itself. `sources`
    and the labels of the `cube` are looked up only by formats that show them.
    """

    name: str
    title: Pair
    columns: tuple[Column, ...]
    rows: Iterable[Sequence[Any]]
    sources: Callable[[], Sequence[Document]] = tuple
    cube: Cube | None = None
    printed: Iterable[Sequence[Any]] | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """The columns by their wire names."""
        return tuple(column.name for column in self.columns)


@dataclass(frozen=True, slots=True)
class Edition:
    """What a file says of itself: its data set, release, terms and address; and the wishes of who asked for it."""

    code: str
    title: Pair
    publisher: Pair
    release: str
    published_at: datetime
    license_name: str
    license_url: str
    citation: str
    address: str
    lang: str | None = None
    bom: bool = False


# Closing it ends what it was reading.
Pieces = Generator[bytes, None, None]


class Format(Protocol):
    """A way to write a table.

    A streamed one needs no more memory for more rows. An inline one is shown, not saved. One that
    speaks has words in the language that was asked for.
    """

    name: ClassVar[str]
    media_type: ClassVar[str]
    suffix: ClassVar[str]
    needs_cube: ClassVar[bool]
    is_streamed: ClassVar[bool]
    is_inline: ClassVar[bool]
    speaks: ClassVar[bool]

    def write(self, table: Table, edition: Edition) -> Pieces:
        """The bytes of the file, piece by piece."""

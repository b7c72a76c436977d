"""XLSX: a sheet of data and a sheet of notes and sources, for people who read in a spreadsheet."""

import tempfile
from collections.abc import Callable, Sequence
from itertools import chain, islice
from typing import Any, ClassVar

from app.domain.vocabulary import COLUMNS, Pair, spoken
from app.formats.delimited import CHUNK, joined, moment
from app.formats.table import Column, Edition, Kind, Pieces, Table
from app.problems import Fault, InvalidValue

# What the file format holds at most: rows of a sheet, its header included, and characters of a cell.
MOST_ROWS = 1_048_576
MOST_CHARACTERS = 32_767
_SAMPLE = 200
_NARROWEST, _WIDEST = 8, 48
# The heading of each part of the second sheet.
_ABOUT: Pair = ("说明", "Notes and sources")
_SOURCES: Pair = ("来源", "Sources")
_FIELDS: Pair = ("字段", "Columns")


class Xlsx:
    """Office Open XML, as spreadsheets have it."""

    name: ClassVar = "xlsx"
    media_type: ClassVar = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    suffix: ClassVar = "xlsx"
    needs_cube: ClassVar = False
    is_streamed: ClassVar = False
    is_inline: ClassVar = False
    speaks: ClassVar = True

    def write(self, table: Table, edition: Edition) -> Pieces:
        """The finished file; raises InvalidValue where a sheet could not hold every row."""
        # Loaded by the first spreadsheet: a server that writes none has no need of it.
        from xlsxwriter import Workbook  # noqa: PLC0415

        with tempfile.TemporaryFile() as file:
            # In constant memory a row is on disk as soon as the next begins.
            options = {
                "constant_memory": True,
                "remove_timezone": True,
                "default_date_format": "yyyy-mm-dd",
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
            }
            # Left by a failure, too, it removes the rows that it has on disk.
            with Workbook(file, options) as book:
                book.set_properties(_properties(table, edition))
                _write_data(book, table, edition)
                _write_notes(book, table, edition)
            file.seek(0)
            while chunk := file.read(CHUNK):
                yield chunk


def _properties(table: Table, edition: Edition) -> dict[str, Any]:
    return {
        "title": spoken(table.title, edition.lang),
        "author": spoken(edition.publisher, edition.lang),
        "comments": edition.citation,
        # The file of a release is the same to the byte, whenever it is written.
        "created": edition.published_at.replace(tzinfo=None),
    }


def _write_data(book: Any, table: Table, edition: Edition) -> None:
    sheet = book.add_worksheet(_named(spoken(table.title, edition.lang)))
    sheet.freeze_panes(1, 0)
    rows = iter(table.rows)
    sample = list(islice(rows, _SAMPLE))
    titles = [spoken(column.title, edition.lang) for column in table.columns]
    for place, title in enumerate(titles):
        as_text = _AS_TEXT.get(table.columns[place].kind, str)
        texts = (as_text(row[place]) for row in sample if row[place] is not None)
        width = max(map(_width, chain([title], texts)))
        sheet.set_column(place, place, min(max(width + 2, _NARROWEST), _WIDEST))
    bold = book.add_format({"bold": True, "bottom": 1})
    for place, title in enumerate(titles):
        sheet.write_string(0, place, title, bold)
    writers = [_writer(book, sheet, place, column, table) for place, column in enumerate(table.columns)]
    last = 0
    for last, row in enumerate(chain(sample, rows), 1):
        if last >= MOST_ROWS:
            raise _too_large(f"超过 {MOST_ROWS - 1} 行", f"has more than {MOST_ROWS - 1} rows")
        for write, value in zip(writers, row, strict=True):
            if value is not None:
                write(last, value, row)
    sheet.autofilter(0, 0, last, len(titles) - 1)


_AS_TEXT: dict[Kind, Callable[[Any], Any]] = {Kind.LIST: joined, Kind.MOMENT: moment}


def _writer(
    book: Any, sheet: Any, place: int, column: Column, table: Table
) -> Callable[[int, Any, Sequence[Any]], object]:
    """What writes a cell of a column: text always as text, whatever it looks like."""
    if column.kind is Kind.NUMBER:
        shown = [book.add_format({"num_format": "#,##0" + ("." + "0" * n if n else "")}) for n in range(7)]
        general = book.add_format({"num_format": "General"})
        if column.name == "obs_value" and "decimals" in table.names:
            decimals = table.names.index("decimals")
            return lambda at, value, row: sheet.write_number(at, place, value, shown[min(row[decimals], 6)])
        return lambda at, value, _: sheet.write_number(at, place, value, general)
    if column.kind is Kind.INTEGER:
        whole = book.add_format({"num_format": "0"})
        return lambda at, value, _: sheet.write_number(at, place, value, whole)
    if column.kind is Kind.BOOLEAN:
        return lambda at, value, _: sheet.write_boolean(at, place, value)
    if column.kind is Kind.DATE:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        return lambda at, value, _: sheet.write_datetime(at, place, value, day)
    as_text = _AS_TEXT.get(column.kind, str)
    text = book.add_format({"num_format": "@"})

    def write_text(at: int, value: Any, _: Sequence[Any]) -> None:
        shown = as_text(value)
        if len(shown) > MOST_CHARACTERS:
            raise _too_large(
                f"有超过 {MOST_CHARACTERS} 个字符的单元格", f"has a cell of over {MOST_CHARACTERS} characters"
            )
        sheet.write_string(at, place, shown, text)

    return write_text


def _write_notes(book: Any, table: Table, edition: Edition) -> None:
    """Where the rows come from, on what terms, and what the columns are called on the wire."""
    sheet = book.add_worksheet(_named(spoken(_ABOUT, edition.lang)))
    bold = book.add_format({"bold": True})
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 5, 36)
    about: list[tuple[Pair, str]] = [
        (("数据集", "Data set"), spoken(edition.title, edition.lang)),
        (("表", "Table"), spoken(table.title, edition.lang)),
        (("版本", "Release"), edition.release),
        (("发布时刻", "Published at"), moment(edition.published_at) or ""),
        (("许可", "Licence"), f"{edition.license_name} {edition.license_url}"),
        (("引用", "Citation"), edition.citation),
        (("地址", "Address"), edition.address),
    ]
    lines: list[tuple[Sequence[str], Any]] = [((spoken(title, edition.lang), text), None) for title, text in about]
    lines += [((), None), ((spoken(_FIELDS, edition.lang),), bold)]
    lines += [((column.name, *column.title), None) for column in table.columns]
    lines += [((), None), ((spoken(_SOURCES, edition.lang),), bold)]
    heads = [COLUMNS["code"], ("标题", "Title"), ("发布者", "Publisher"), *map(COLUMNS.__getitem__, _SHOWN)]
    lines.append(([spoken(head, edition.lang) for head in heads], bold))
    for found in table.sources():
        title, publisher = spoken(found.title, edition.lang), spoken(found.publisher, edition.lang)
        lines.append(
            ((found.code, title, publisher, found.url or "", f"{found.published_on}", found.reliability), None)
        )
    for at, (texts, style) in enumerate(lines):
        for place, text in enumerate(texts):
            sheet.write_string(at, place, text[:MOST_CHARACTERS], style)


_SHOWN = ("url", "published_on", "reliability")


def _named(title: str) -> str:
    """A name that a sheet may have: at most 31 characters, some of them never."""
    return "".join(character for character in title if character not in "[]:*?/\\'")[:31]


def _width(text: str) -> int:
    """How many columns of a terminal the text takes: a Han character is as wide as two letters."""
    return sum(1 if character < "\u2e80" else 2 for character in text)


def _too_large(zh: str, en: str) -> InvalidValue:
    return InvalidValue(
        Fault("format", Xlsx.name, (f"{zh}，工作表放不下，请用 csv", f"{en}, more than a sheet holds; use csv"))
    )

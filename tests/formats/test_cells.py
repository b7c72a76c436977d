"""What comes out of a CSV file is what went in, and no cell of a spreadsheet is a formula by accident."""

import csv
import io
from dataclasses import replace
from itertools import repeat

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.formats import workbook
from app.formats.delimited import CHUNK, FORMULA, lines
from app.formats.registry import FORMATS
from app.problems import InvalidValue
from tests.formats.tables import EDITION, ROWS, table, texts

# A store holds no zero character, and UTF-8 no lone surrogate.
TEXT = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=30)
# What a spreadsheet's XML cannot hold is escaped in a way that only spreadsheets undo.
PRINTED = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="￾￿"), max_size=30)
DANGEROUS = st.one_of(PRINTED, st.builds(str.__add__, st.sampled_from(["=", "+", "-", "@", "＝", "＠"]), PRINTED))


def read(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline="")))


@given(st.lists(st.lists(TEXT, min_size=3, max_size=3), max_size=20))
def test_cells_come_back_as_they_were(rows: list[list[str]]) -> None:
    header = ["a", "b", "c"]
    text = b"".join(lines(header, rows)).decode("utf-8")
    assert read(text) == [header, *rows]
    assert text.endswith("\r\n")


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_comes_back_to_the_last_bit(number: float) -> None:
    (_, (cell,)) = read(b"".join(lines(["n"], [(number,)])).decode())
    assert float(cell) == number


@given(st.lists(st.builds(str.__add__, st.sampled_from(["", *FORMULA]), TEXT), min_size=1, max_size=5))
def test_for_a_spreadsheet_no_text_begins_like_a_formula(cells: list[str]) -> None:
    text = b"".join(FORMATS["csv"].write(texts(*cells), replace(EDITION, bom=True))).decode("utf-8-sig")
    for (shown,), cell in zip(read(text)[1:], cells, strict=True):
        assert not shown.startswith(FORMULA)
        assert shown == (f"'{cell}" if cell.startswith(FORMULA) else cell)


@given(st.lists(TEXT, min_size=1, max_size=5))
def test_for_a_program_text_is_left_alone(cells: list[str]) -> None:
    text = b"".join(FORMATS["csv"].write(texts(*cells), EDITION)).decode()
    assert [row[0] if row else "" for row in read(text)[1:]] == cells


def test_a_negative_number_is_left_alone_for_spreadsheets_too() -> None:
    text = b"".join(FORMATS["csv"].write(table(), replace(EDITION, bom=True))).decode("utf-8-sig")
    header, first, *_ = read(text)
    assert first[header.index("obs_value")] == "-12.5"


@given(st.lists(DANGEROUS, min_size=1, max_size=5))
def test_every_text_of_a_workbook_is_text(cells: list[str]) -> None:
    book = openpyxl.load_workbook(io.BytesIO(b"".join(FORMATS["xlsx"].write(texts(*cells), EDITION))))
    for (found,), cell in zip(book.worksheets[0].iter_rows(min_row=2), cells, strict=True):
        assert found.data_type in {"s", "inlineStr", "n"}
        assert (found.value or "") == cell
        assert cell == "" or found.data_type != "n"


def test_a_workbook_has_types_formats_and_a_header_that_stays() -> None:
    book = openpyxl.load_workbook(io.BytesIO(b"".join(FORMATS["xlsx"].write(table(), EDITION))))
    data, notes = book.worksheets
    header = [cell.value for cell in data[1]]
    assert header[1:3] == ["指标 Indicator", "地区 Area"]
    assert data.freeze_panes == "A2"
    by_title = dict(zip(header, data[2], strict=True))
    assert by_title["地区 Area"].value == "01"
    assert (by_title["数值 Value"].value, by_title["数值 Value"].number_format) == (-12.5, "#,##0.00")
    assert by_title["时期起始日 Period start"].value.isoformat() == "2023-01-01T00:00:00"
    said = [cell.value for row in notes.iter_rows() for cell in row]
    for text in (EDITION.release, EDITION.citation, EDITION.address, "公报 Gazette", "official", "2025-02-01"):
        assert text in said


@pytest.mark.parametrize("count", [3, 4])
def test_a_sheet_holds_every_row_or_is_refused(monkeypatch: pytest.MonkeyPatch, count: int) -> None:
    monkeypatch.setattr(workbook, "MOST_ROWS", 4)
    pieces = FORMATS["xlsx"].write(table(ROWS * 2 if count == 4 else ROWS), EDITION)
    if count == 3:
        assert b"".join(pieces)
    else:
        with pytest.raises(InvalidValue):
            next(pieces)


def test_a_cell_holds_all_of_its_text_or_is_refused() -> None:
    assert b"".join(FORMATS["xlsx"].write(texts("a" * 32_767), EDITION))
    with pytest.raises(InvalidValue):
        next(FORMATS["xlsx"].write(texts("a" * 32_768), EDITION))


def test_two_values_of_one_key_are_no_cube() -> None:
    with pytest.raises(InvalidValue):
        next(FORMATS["json-stat"].write(table([ROWS[0], ROWS[0]]), EDITION))


def test_pieces_are_of_one_size_whatever_the_number_of_rows() -> None:
    for count in (10_000, 40_000):
        sizes = [len(piece) for piece in lines(["a", "b"], repeat(("x" * 40, 12.5), count))]
        assert len(sizes) > 5
        assert max(sizes) < 2 * CHUNK

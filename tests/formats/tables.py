"""A small table with every kind of cell, and what its file says of itself."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from app.domain.vocabulary import COLUMNS, LISTS
from app.formats.table import Column, Cube, Document, Edition, Kind, Table

EDITION = Edition(
    code="haven",
    title=("海湾指标", "Haven Indicators"),
    publisher=("测试项目", "The test project"),
    release="2025.1-abcdef01",
    published_at=datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC),
    license_name="CC0-1.0",
    license_url="https://creativecommons.org/publicdomain/zero/1.0/",
    citation="The test project (2026). Haven Indicators 海湾指标. Release 2025.1-abcdef01.",
    address="http://haven.example/observations.csv",
)
KINDS = {
    "observation_id": Kind.TEXT,
    "indicator": Kind.CODE,
    "area": Kind.CODE,
    "freq": Kind.CODE,
    "time_period": Kind.CODE,
    "period_start": Kind.DATE,
    "period_end": Kind.DATE,
    "obs_value": Kind.NUMBER,
    "obs_value_text": Kind.TEXT,
    "qualifier": Kind.CODE,
    "unit_measure": Kind.CODE,
    "unit_mult": Kind.INTEGER,
    "decimals": Kind.INTEGER,
    "obs_status": Kind.CODE,
    "is_preferred": Kind.BOOLEAN,
    "published_at": Kind.MOMENT,
    "inputs": Kind.LIST,
    "note_zh": Kind.TEXT,
}
NOON = datetime(2025, 2, 3, 12, 0, 0)  # noqa: DTZ001  # as SQLite gives it
YEAR_23, YEAR_24 = (date(2023, 1, 1), date(2023, 12, 31)), (date(2024, 1, 1), date(2024, 12, 31))
ROWS: list[tuple[Any, ...]] = [
    (
        *("A.gdp.01:2023:gazette", "gdp", "01", "A", "2023", *YEAR_23, -12.5, "约-12.5亿元", "about"),
        *("CNY", 8, 2, "A", True, NOON, ["a", "b"], "=1+1"),
    ),
    (
        *("A.gdp.01:2024:gazette", "gdp", "01", "A", "2024", *YEAR_24, 3.0, "3", "exact"),
        *("CNY", 8, 2, "P", False, NOON.replace(tzinfo=UTC), [], 'said "so", 海\r\nand on'),
    ),
    (
        *("A.jobs.02:2024:gazette", "jobs", "02", "A", "2024", *YEAR_24, None, "-", None),
        *("persons", 0, 0, "M", True, None, None, None),
    ),
]
DOCUMENTS = (
    Document(
        code="gazette",
        title=("公报", "Gazette"),
        publisher=("统计局", "Bureau"),
        url="https://haven.example/gazette",
        published_on=date(2025, 2, 1),
        reliability="official",
    ),
)
LABELS = {
    "indicator": {"gdp": ("地区生产总值", "GDP"), "jobs": ("就业", "Jobs")},
    "area": {"01": ("海湾", "Haven"), "02": ("海湾", "Haven")},
    "freq": {"A": ("年度", "Annual")},
    "unit_measure": {"CNY": ("人民币元", "Yuan")},
}


def table(rows: Sequence[tuple[Any, ...]] = ROWS) -> Table:
    """The table, its rows not read yet."""
    columns = tuple(Column(name, kind, COLUMNS[name]) for name, kind in KINDS.items())
    cube = Cube(("indicator", "area", "freq", "time_period"), lambda: LABELS)
    return Table("observations", LISTS["observations"], columns, iter(rows), lambda: DOCUMENTS, cube)


def texts(*cells: str) -> Table:
    """A table of one column of text."""
    return replace(
        table(), columns=(Column("note_zh", Kind.TEXT, COLUMNS["note_zh"]),), rows=[(cell,) for cell in cells]
    )

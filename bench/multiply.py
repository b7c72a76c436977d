"""A store of many times the rows, without the hours that loading them would take: each area under other codes, too."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

# The areas that the generator made, and not their copies.
_AREA = "GLOB 'a-[0-9][0-9][0-9]'"
_ITS_AREA = f"area_code {_AREA}"


def _marked(identifier: str) -> str:
    """An id that has its area in it, as `A.gdp.a-001:2024:bulletin`, of the area's copy."""
    return f"replace({identifier}, '.' || area_code || ':', '.' || area_code || :mark || ':')"


# Where the copies of each table's rows come from, and what their columns have instead.
_COPIES: dict[str, tuple[str, dict[str, str]]] = {
    "area": (f"area WHERE code {_AREA}", {"code": "code || :mark", "name_en": "name_en || :mark"}),
    "observation": (
        f"observation WHERE {_ITS_AREA}",
        {"id": _marked("id"), "area_code": "area_code || :mark"},
    ),
    "standing": (
        f"standing AS i JOIN observation AS o ON id = observation_id WHERE {_ITS_AREA}",
        {"observation_id": _marked("observation_id"), "supersedes": _marked("supersedes")},
    ),
    "series": (
        f"series WHERE {_ITS_AREA}",
        {"area_code": "area_code || :mark", "latest_id": _marked("latest_id")},
    ),
    "check_result": (
        f"check_result WHERE {_ITS_AREA}",
        {"id": _marked("id"), "area_code": "area_code || :mark"},
    ),
    "check_input": (
        f"check_input AS i JOIN check_result AS r ON id = check_id AND r.known_from = i.known_from WHERE {_ITS_AREA}",
        {"check_id": _marked("check_id"), "observation_id": _marked("observation_id")},
    ),
    "search_index": (f"search_index WHERE noun = 'area' AND code {_AREA}", {"code": "code || :mark"}),
}

# What has no areas, and is counted anew.
_COUNTED = """
DELETE FROM tally;
INSERT INTO tally
SELECT indicator_code, freq, period_start, period_end, source_code, standing.status, count(*), sum(is_preferred)
FROM observation JOIN standing ON observation_id = id WHERE known_until IS NULL GROUP BY 1, 2, 3, 4, 5, 6;
DELETE FROM check_tally;
INSERT INTO check_tally
SELECT rule_code, indicator_code, verdict, count(*) FROM check_result WHERE known_until IS NULL GROUP BY 1, 2, 3;
"""


def multiply(source: Path, target: Path, times: int) -> None:
    """Write a store that has the areas of another one, with all that is told of them, so many times."""
    with closing(sqlite3.connect(source)) as store:
        store.execute("VACUUM INTO ?", (str(target),))
    with closing(sqlite3.connect(target, isolation_level=None)) as store:
        for pragma in ("journal_mode = OFF", "synchronous = OFF", "cache_size = -4000000"):
            store.execute(f"PRAGMA {pragma}")
        # Before any is copied: a table may be read for the rows of another one.
        statements = [*_statements(store)]
        indexes = store.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
        ).fetchall()
        for name, _ in indexes:
            store.execute(f"DROP INDEX {name}")
        store.execute("BEGIN")
        for mark in range(2, times + 1):
            for statement in statements:
                store.execute(statement, {"mark": f"-{mark}"})
        store.execute("COMMIT")
        store.executescript(_COUNTED)
        for _, index in indexes:
            store.execute(index)
        store.execute("PRAGMA journal_mode = WAL")


def _statements(store: sqlite3.Connection) -> Iterator[str]:
    for table, (rows, changed) in _COPIES.items():
        columns = [column for _, column, *_ in store.execute(f"PRAGMA table_info({table})")]
        # Where two tables meet, the copied one is `i`.
        prefix = "i." if " AS i " in rows else ""
        copied = ", ".join(changed.get(column, f"{prefix}{column}") for column in columns)
        yield f"INSERT INTO {table} ({', '.join(columns)}) SELECT {copied} FROM {rows}"  # noqa: S608  (our own words)

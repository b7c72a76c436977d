"""The database itself refuses what may not be: one row for each constraint, on each kind of store."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from sqlalchemy import CheckConstraint, Engine, delete, insert, select, update
from sqlalchemy.exc import DatabaseError, IntegrityError
from sqlmodel import SQLModel

from app.db import Store
from app.problems import StoreUnavailable
from tests.seeds import HAVEN
from tests.stores import Originals, connected, rows_of

Row = dict[str, Any]

GOOD: dict[str, Row] = {
    "observation": {"id": "A.gdp.haven:2024:yearbook"},
    "evidence": {"id": "ga-1"},
    "claim": {"code": "ships-size"},
    "source": {"code": "gazette"},
    "release_change": {},
}

# The constraint, and what makes a good row break it.
BROKEN: dict[str, Row] = {
    "ck_observation_freq_is_known": {"freq": "W"},
    "ck_observation_qualifier_is_known": {"qualifier": "maybe"},
    "ck_observation_status_is_known": {"status": "X"},
    "ck_observation_missing_is_marked": {"value": None},
    "ck_observation_period_runs_forward": {"period_start": date(2025, 1, 1)},
    "ck_claim_has_one_subject": {"area_code": "haven"},
    "ck_claim_value_has_a_unit": {"unit_code": None},
    "ck_claim_qualifier_is_known": {"qualifier": "maybe"},
    "ck_source_reliability_is_known": {"reliability": "hearsay"},
    "ck_evidence_offsets_fit_the_quote": {"end_offset": 99},
    "ck_evidence_quote_is_a_phrase": {"quote": "字" * 31, "start_offset": None, "end_offset": None},
    "ck_release_change_change_is_known": {"change": "improved"},
}


@pytest.fixture(scope="module")
def url(originals: Originals, engine_name: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A store on which every attempt to write fails, so that one will do for all tests of the module."""
    return originals.copy(engine_name, HAVEN, tmp_path_factory.mktemp("constraints"))


@pytest.fixture(scope="module")
def engine(url: str) -> Iterator[Engine]:
    with connected(url) as engine:
        yield engine


def good_row(engine: Engine, table: str) -> Row:
    if table == "release_change":
        return {"release_number": 1, "table_name": "area", "key": "haven", "change": "changed"}
    model = SQLModel.metadata.tables[table]
    (key, code), *_ = GOOD[table].items()
    with engine.connect() as connection:
        return dict(connection.execute(select(model).where(model.c[key] == code)).mappings().one())


def test_every_check_of_the_models_has_a_row_that_breaks_it() -> None:
    named = {
        str(constraint.name)
        for table in SQLModel.metadata.tables.values()
        for constraint in table.constraints
        if isinstance(constraint, CheckConstraint)
    }
    assert set(BROKEN) == named


@pytest.mark.parametrize("name", BROKEN)
def test_a_row_that_breaks_a_check_is_refused_by_its_name(engine: Engine, name: str) -> None:
    table = SQLModel.metadata.tables[next(t for t in GOOD if name.startswith(f"ck_{t}_"))]
    row = good_row(engine, table.name) | {[*table.primary_key.columns][-1].name: "another"}
    with engine.connect() as connection, connection.begin() as transaction:
        connection.execute(insert(table), row)
        transaction.rollback()
    with pytest.raises(IntegrityError, match=name), engine.begin() as connection:
        connection.execute(insert(table), row | BROKEN[name])


@pytest.mark.parametrize(
    ("quote", "start", "end"),
    [("", None, None), ("字", -1, 0), ("字", 0, 2), ("字", 5, None), ("字", None, 5)],
)
def test_offsets_come_in_pairs_that_fit_the_words(
    engine: Engine, quote: str, start: int | None, end: int | None
) -> None:
    row = good_row(engine, "evidence") | {"id": "another", "quote": quote, "start_offset": start, "end_offset": end}
    with pytest.raises(IntegrityError, match="ck_evidence"), engine.begin() as connection:
        connection.execute(insert(SQLModel.metadata.tables["evidence"]), row)


def test_an_observation_is_never_rewritten(engine: Engine, url: str) -> None:
    observation = SQLModel.metadata.tables["observation"]
    before = rows_of(url, select(observation).order_by(observation.c.id))
    refusal = pytest.raises(DatabaseError, match="observations are added, never changed")
    with refusal, engine.begin() as connection:
        connection.execute(update(observation).values(value=1.0))
    assert rows_of(url, select(observation).order_by(observation.c.id)) == before


REFERENCES = sorted(
    (table.name, key.parent.name) for table in SQLModel.metadata.tables.values() for key in table.foreign_keys
)


@pytest.mark.parametrize(("table", "column"), REFERENCES)
def test_a_reference_to_nothing_is_refused_when_the_transaction_ends(engine: Engine, table: str, column: str) -> None:
    model = SQLModel.metadata.tables[table]
    nothing: Any = 999 if column == "release_number" else "nothing"
    with engine.begin() as connection:
        # The first row will do: one that has the reference, where it may be null.
        row = dict(connection.execute(select(model).order_by(model.c[column].is_(None))).mappings().first() or {})
    row = row or good_row(engine, table)
    if "code" in row or "id" in row:
        row |= {"id" if "id" in row else "code": "another"}
    if "position" in row:
        row |= {"position": 99}
    with pytest.raises(IntegrityError, match=r"(?i)foreign key"), engine.begin() as connection:
        connection.execute(insert(model), row | {column: nothing})
    with engine.connect() as connection:
        assert connection.execute(select(model.c[column]).where(model.c[column] == nothing)).all() == []


@pytest.mark.parametrize("table", ["observation", "area", "release"])
def test_a_key_exists_once(engine: Engine, table: str) -> None:
    model = SQLModel.metadata.tables[table]
    with engine.connect() as connection:
        row = connection.execute(select(model)).mappings().first()
    assert row is not None
    with pytest.raises(IntegrityError, match=r"(?i)unique"), engine.begin() as connection:
        connection.execute(insert(model), dict(row))


def test_two_indicators_never_share_a_position(engine: Engine) -> None:
    indicator = SQLModel.metadata.tables["indicator"]
    with pytest.raises(IntegrityError, match="position"), engine.begin() as connection:
        connection.execute(update(indicator).values(position=1))


@pytest.mark.parametrize("name", ["name_zh", "name_en", "definition_zh", "unit_code"])
def test_what_must_be_known_is_never_null(engine: Engine, name: str) -> None:
    indicator = SQLModel.metadata.tables["indicator"]
    with pytest.raises(IntegrityError, match=r"(?i)null"), engine.begin() as connection:
        connection.execute(update(indicator).values({name: None}))


def test_a_session_that_reads_cannot_write(url: str) -> None:
    served = Store(url)
    try:
        with pytest.raises(StoreUnavailable), served.reading() as session:
            session.execute(delete(SQLModel.metadata.tables["claim"]))
    finally:
        served.close()

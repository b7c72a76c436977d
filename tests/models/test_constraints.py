"""The database itself refuses what may not be: one row for each constraint, on each kind of store."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from sqlalchemy import CheckConstraint, Engine, delete, insert, select, text, update
from sqlalchemy.exc import DatabaseError, IntegrityError
from sqlmodel import SQLModel

from app.db import Store
from app.problems import StoreUnavailable
from tests.seeds import HAVEN
from tests.stores import Originals, connected, rows_of

Row = dict[str, Any]

# Good rows: one that the store has, by its key; or a whole one, where the made-up city may have none.
GOOD: dict[str, Row] = {
    "observation": {"id": "A.gdp.haven:2024:yearbook"},
    "evidence": {"id": "ga-1"},
    "claim": {"code": "ships-size"},
    "source": {"code": "gazette"},
    "rule": {"code": "same"},
    "check_result": {"id": "same:gdp.haven:2023"},
}
WRITTEN: dict[str, Row] = {
    "release_change": {"release_number": 1, "table_name": "area", "key": "haven", "change": "changed"},
    "mention": {"noun": "project", "code": "new-port", "evidence_id": "ga-6"},
    "project_investment": {
        "project_code": "new-port",
        "position": 1,
        "value": 12,
        "value_text": "约12亿元",
        "unit_code": "CNY",
        "unit_mult": 8,
        "qualifier": "about",
        "evidence_id": "ga-5",
    },
    "series_break": {
        "code": "gdp-2024",
        "name_zh": "普查修订",
        "name_en": "Census revision",
        "indicator_code": "gdp",
        "area_code": "haven",
        "time_period": "2024",
        "period_start": date(2024, 1, 1),
        "kind_code": "census",
        "note_zh": "两段不能相减。",
        "note_en": "The two cannot be subtracted.",
        "evidence_id": "ye-1",
    },
    "standing": {
        "observation_id": "A.gdp.haven:2024:yearbook",
        "known_from": date(1999, 1, 1),
        "known_until": date(1999, 1, 2),
        "is_preferred": True,
        "status": "A",
    },
    "gap": {
        "indicator_code": "gdp",
        "area_code": "haven-north",
        "start_period": "2023",
        "end_period": "2023",
        "reason_code": "not_published",
        "note_zh": "各区不发布。",
        "note_en": "Not published by district.",
    },
}

# What the key of a row becomes, so that the row is another one: by column, and none of them is a reference.
OTHER_KEY: Row = {"id": "another", "code": "another", "key": "another", "position": 99, "start_period": "2199"}

# The constraint, and what makes a good row break it.
BROKEN: dict[str, Row] = {
    "ck_observation_freq_is_known": {"freq": "W"},
    "ck_observation_qualifier_is_known": {"qualifier": "maybe"},
    "ck_observation_status_is_known": {"status": "X"},
    "ck_observation_missing_is_marked": {"value": None, "qualifier": None},
    "ck_observation_value_has_a_qualifier": {"qualifier": None},
    "ck_observation_period_runs_forward": {"period_start": date(2025, 1, 1)},
    "ck_claim_has_one_subject": {"area_code": "haven"},
    "ck_claim_value_has_a_unit": {"unit_code": None},
    "ck_claim_qualifier_is_known": {"qualifier": "maybe"},
    "ck_source_reliability_is_known": {"reliability": "hearsay"},
    "ck_evidence_offsets_fit_the_quote": {"end_offset": 99},
    "ck_evidence_quote_is_a_phrase": {"quote": "字" * 31, "start_offset": None, "end_offset": None},
    "ck_mention_noun_is_known": {"noun": "indicator"},
    "ck_project_investment_qualifier_is_known": {"qualifier": "maybe"},
    "ck_rule_kind_is_known": {"kind": "hunch"},
    "ck_check_result_verdict_is_known": {"verdict": "plausible"},
    "ck_check_result_is_known_for_a_while": {"known_from": date(2025, 1, 1), "known_until": date(2025, 1, 1)},
    "ck_standing_status_is_known": {"status": "X"},
    "ck_standing_is_known_for_a_while": {"known_until": date(1999, 1, 1)},
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
    if table in WRITTEN:
        return WRITTEN[table]
    model = SQLModel.metadata.tables[table]
    (key, code), *_ = GOOD[table].items()
    with engine.connect() as connection:
        return dict(connection.execute(select(model).where(model.c[key] == code)).mappings().one())


def another(row: Row) -> Row:
    # Who stands among the headline figures stands there alone.
    return row | {column: value for column, value in (OTHER_KEY | {"headline": None}).items() if column in row}


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
    table = SQLModel.metadata.tables[next(t for t in (*GOOD, *WRITTEN) if name.startswith(f"ck_{t}_"))]
    row = another(good_row(engine, table.name))
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


@pytest.mark.parametrize("table", WRITTEN)
def test_a_good_row_is_taken(engine: Engine, table: str) -> None:
    """Or nobody could tell for what its like is refused: the references are those of a row that keeps them all."""
    with engine.connect() as connection, connection.begin() as transaction:
        connection.execute(insert(SQLModel.metadata.tables[table]), another(WRITTEN[table]))
        if engine.dialect.name == "postgresql":
            connection.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))
        else:
            assert connection.execute(text("PRAGMA foreign_key_check")).all() == []
        transaction.rollback()


@pytest.mark.parametrize(("table", "column"), REFERENCES)
def test_a_reference_to_nothing_is_refused_when_the_transaction_ends(engine: Engine, table: str, column: str) -> None:
    model = SQLModel.metadata.tables[table]
    nothing: Any = 999 if column == "release_number" else "nothing"
    with engine.begin() as connection:
        # The first row will do: one that has the reference, where it may be null.
        row = dict(connection.execute(select(model).order_by(model.c[column].is_(None))).mappings().first() or {})
    row = another(row or good_row(engine, table))
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

import re

import pytest
from sqlalchemy import CheckConstraint
from sqlmodel import SQLModel

import app.models  # noqa: F401  (registers the tables)
from app.domain.codes import CODE_NAMES, ObsStatus, Qualifier
from app.domain.hedges import HEDGE_WORDS
from tests.docs.markdown import Table, differences, names, sections, table_of, text_of

TEXT = text_of("docs/data-model.md")
TABLES = {name: body for heading, body in sections(TEXT, 3).items() for name in names(heading)}
MODELS = SQLModel.metadata.tables


def codes_of(table: Table) -> dict[str, tuple[str, str]]:
    """The names of each code, in both languages."""
    told = zip(table.column(table.header[0]), table.column("含义"), table.column("meaning"), strict=True)
    return {names(code)[0]: (zh, en) for code, zh, en in told}


def test_the_documented_tables_are_those_there_are() -> None:
    assert differences(TABLES, MODELS) == {}


@pytest.mark.parametrize("table", MODELS)
def test_the_documented_columns_of_a_table_are_those_there_are(table: str) -> None:
    told = "".join(table_of(TABLES[table], "column").column("column"))
    columns = [
        f"{'**' if column.primary_key else ''}{column.name}{'?' if column.nullable else ''}"
        for column in MODELS[table].columns
    ]
    found = [f"{bold}{name}{mark}" for bold, name, mark in re.findall(r"(\*\*)?`(\w+)`(?:\*\*)?(\?)?", told)]
    assert differences(found, columns) == {}


@pytest.mark.parametrize("table", MODELS)
def test_every_check_of_a_table_is_named(table: str) -> None:
    checks = [str(rule.name) for rule in MODELS[table].constraints if isinstance(rule, CheckConstraint)]
    unnamed = [name for name in checks if f"`{name.removeprefix(f'ck_{table}_')}`" not in TABLES[table]]
    assert unnamed == []


def test_the_hedge_words_are_those_of_the_rule() -> None:
    table = table_of(sections(TEXT, 2)["Hedge words"], "qualifier")
    told = {names(row[0])[0]: tuple(row[1].split()) for row in table.rows}
    assert told == {qualifier: HEDGE_WORDS.get(qualifier, ()) for qualifier in Qualifier}


def test_the_qualifiers_and_statuses_have_their_names() -> None:
    assert codes_of(table_of(TEXT, "qualifier")) == CODE_NAMES[Qualifier]
    assert codes_of(table_of(TEXT, "obs_status")) == CODE_NAMES[ObsStatus]

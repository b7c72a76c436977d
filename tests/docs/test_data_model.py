import re

import pytest
from sqlalchemy import CheckConstraint
from sqlmodel import SQLModel

import app.models  # noqa: F401  (registers the tables)
from app.domain.codes import CODE_NAMES, ObsStatus, Qualifier, Verdict
from app.domain.hedges import HEDGE_WORDS, hedge_of
from app.domain.interval import Interval
from app.domain.printed import Printed
from app.domain.rules import RuleKind
from tests.docs.markdown import Table, differences, names, sections, table_of, text_of

TEXT = text_of("docs/data-model.md")
TABLES = {name: body for heading, body in sections(TEXT, 3).items() for name in names(heading)}
MODELS = SQLModel.metadata.tables
INTERVALS = sections(TEXT, 2)["Intervals"]


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
    told = {names(row[0])[0]: tuple(names(row[1])) for row in table.rows}
    assert told == {qualifier: HEDGE_WORDS.get(qualifier, ()) for qualifier in Qualifier}


def read(printed: str, *, power: int, is_discrete: bool = False) -> str:
    """What a printed figure may mean, as the code reads it."""
    figure = Printed.parse(printed)
    interval = Interval.of(figure, hedge_of(printed), is_count=is_discrete and figure.step == 1)
    return str(interval.scaled(-power))


def test_every_hedge_word_has_its_interval() -> None:
    table = table_of(INTERVALS, "word")
    told = [(names(row[1])[0], names(row[0])[0]) for row in table.rows]
    there_are = [(str(qualifier), word) for qualifier, words in HEDGE_WORDS.items() for word in words]
    assert sorted(told) == sorted(there_are)


@pytest.mark.parametrize("row", table_of(INTERVALS, "word").rows, ids=lambda row: str(row[2]))
def test_a_hedge_word_means_the_interval_of_its_example(row: tuple[str, ...]) -> None:
    word, qualifier, printed, interval = row
    assert names(word)[0] in printed
    assert (f"`{hedge_of(printed)}`", read(printed, power=8)) == (qualifier, interval)


@pytest.mark.parametrize("row", table_of(INTERVALS, "printed").rows, ids=lambda row: str(row[0]))
def test_a_printed_figure_means_the_interval_that_is_told(row: tuple[str, ...]) -> None:
    printed, unit, interval = row
    power, kind = unit.removeprefix("10^").split(", ")
    assert kind in {"discrete", "continuous"}
    assert read(printed, power=int(power), is_discrete=kind == "discrete") == interval


def test_the_rule_kinds_are_those_there_are() -> None:
    table = table_of(sections(TEXT, 2)["Rules"], "kind")
    assert differences([names(kind)[0] for kind in table.column("kind")], RuleKind) == {}


def test_qualifiers_statuses_and_verdicts_have_their_names() -> None:
    assert codes_of(table_of(TEXT, "qualifier")) == CODE_NAMES[Qualifier]
    assert codes_of(table_of(TEXT, "obs_status")) == CODE_NAMES[ObsStatus]
    assert codes_of(table_of(TEXT, "verdict")) == CODE_NAMES[Verdict]

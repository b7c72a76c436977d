"""How observations stand among their rivals, against a plain statement of the rule for each day by itself."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import combinations, pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import col, select

from app.domain.codes import WITHOUT_VALUE, ObsStatus, Reliability
from app.domain.interval import INFINITY, Interval
from app.domain.preference import Telling, preference
from app.domain.verdicts import Statement
from app.models import Standing
from app.release.figures import Figure, Figures
from app.release.publish import seed_store
from app.release.read import read
from app.release.standings import standings
from tests.seeds import HAVEN
from tests.stores import Originals, filled, rows_of, sqlite_url
from tests.towns import Teller, Told, Town

Row = dict[str, Any]
State = dict[str, Any]
FIRST, LAST = date(2025, 1, 1), date(2025, 1, 6)
DAYS = [FIRST + timedelta(days=n) for n in range(-1, (LAST - FIRST).days + 2)]
# Two that agree, a bound that agrees with both of them and with what contradicts them.
MEANT = [
    Interval(Decimal(10), Decimal(11)),
    Interval(Decimal(11), Decimal(12)),
    Interval(Decimal(10), INFINITY, is_low_open=True),
    Interval(Decimal(20), Decimal(21)),
]


@st.composite
def figures(draw: st.DrawFn) -> Figure:
    """What one source tells, of any status: without a value, a target, an outcome."""
    status = draw(st.sampled_from(ObsStatus))
    telling = Telling(
        observation_id=draw(st.text("Aa0-:", min_size=1, max_size=3)),
        has_value=status not in WITHOUT_VALUE,
        status=str(status),
        is_revised=draw(st.booleans()),
        step=draw(st.sampled_from([None, 0.01, 1.0, 1000.0])),
        reliability=str(draw(st.sampled_from(Reliability))),
        is_copy_day=draw(st.booleans()),
        published_on=draw(st.dates(FIRST, LAST)),
    )
    origin = draw(st.sampled_from("ab"))
    is_outcome = telling.has_value and status is not ObsStatus.FORECAST
    statement = Statement(draw(st.sampled_from(MEANT)), origin) if is_outcome else None
    revision = "final" if telling.is_revised else None
    values = {"id": telling.observation_id, "published_on": telling.published_on, "revision_code": revision}
    return Figure(values, telling, origin, statement, draw(st.sampled_from([None, "census"])))


groups = st.lists(figures(), min_size=1, max_size=6, unique_by=lambda figure: figure.id)


def plainly(told: list[Figure], day: date) -> dict[str, State]:
    """How each public figure stands on a day, from nothing but that day."""
    public = [figure for figure in told if figure.published_on <= day]
    stated = [figure for figure in public if figure.statement is not None]
    unrevised = [
        figure
        for figure in stated
        if not any(
            later.telling.is_revised and later.origin == figure.origin and later.published_on > figure.published_on
            for later in stated
        )
    ]
    is_agreed = all(one.interval.meets(other.interval) for one, other in combinations(unrevised, 2))
    is_corroborated = is_agreed and len({figure.origin for figure in unrevised}) > 1

    def rank(figure: Figure) -> Any:
        return preference(figure.telling, is_agreed=is_agreed)

    states = {}
    for figure in public:
        telling = figure.telling
        is_doubtful = telling.reliability == "other" and telling.status in {"A", "P", "E"} and not is_corroborated
        earlier = [f for f in public if f.origin == figure.origin and f.published_on < figure.published_on]
        newest = max((f.published_on for f in earlier), default=None)
        states[figure.id] = {
            "is_preferred": all(rank(figure) <= rank(other) for other in public),
            "status": "U" if is_doubtful else telling.status,
            "supersedes": min(f.id for f in earlier if f.published_on == newest)
            if telling.is_revised and earlier
            else None,
            "series_break": figure.basis,
        }
    return states


def on(day: date, rows: list[Row]) -> dict[str, State]:
    """What the spans say of a day."""
    found: dict[str, State] = {}
    for row in rows:
        if row["known_from"] <= day and (row["known_until"] is None or day < row["known_until"]):
            assert row["observation_id"] not in found
            found[row["observation_id"]] = state_of(row)
    return found


def state_of(row: Row) -> State:
    return {name: value for name, value in row.items() if name not in {"observation_id", "known_from", "known_until"}}


@given(groups)
def test_on_each_day_everything_stands_as_that_day_alone_has_it(told: list[Figure]) -> None:
    rows = list(standings(told))
    for day in DAYS:
        found = on(day, rows)
        assert found == plainly(told, day)
        assert sum(state["is_preferred"] for state in found.values()) == bool(found)


@given(groups)
def test_spans_begin_with_publication_follow_one_another_and_end_where_something_changed(told: list[Figure]) -> None:
    rows = list(standings(told))
    assert {row["observation_id"] for row in rows} == {figure.id for figure in told}
    for figure in told:
        spans = sorted((row for row in rows if row["observation_id"] == figure.id), key=lambda row: row["known_from"])
        assert spans[0]["known_from"] == figure.published_on
        assert [span["known_until"] for span in spans[:-1]] == [span["known_from"] for span in spans[1:]]
        assert spans[-1]["known_until"] is None
        assert all(state_of(before) != state_of(after) for before, after in pairwise(spans))


@given(groups)
def test_the_order_in_which_figures_are_told_does_not_matter(told: list[Figure]) -> None:
    assert sorted(map(str, standings(told))) == sorted(map(str, standings(told[::-1])))


TELLERS = (
    Teller("prelim", "2025-01-20", "bureau"),
    Teller("paper", "2025-02-05", "paper", "major-media"),
    Teller("blog", "2025-06-01", "blog", "other"),
    Teller("yearbook", "2025-10-01", "bureau"),
)


def told_as(directory: Path, *told: Told) -> list[tuple[str, str, str | None, bool, str, str | None]]:
    """The spans of one figure: who tells it, from when, until when, whether preferred, status, and what it revises."""
    ((figure, *others),) = Figures(read(Town(TELLERS, told).write(directory))).told.values()

    def source(observation_id: str | None) -> str | None:
        return observation_id and observation_id.rpartition(":")[2]

    return sorted(
        (
            str(source(row["observation_id"])),
            str(row["known_from"]),
            row["known_until"] and str(row["known_until"]),
            row["is_preferred"],
            row["status"],
            source(row["supersedes"]),
        )
        for row in standings([figure, *others])
    )


def test_who_stands_alone_in_doubt_is_borne_out_and_then_left_behind(tmp_path: Path) -> None:
    assert told_as(
        tmp_path,
        Told("gdp", "2024", "1450亿元", "blog"),
        Told("gdp", "2024", "超1400亿元", "prelim"),
        Told("gdp", "2024", "1600.0亿元", "yearbook", revision="final"),
    ) == [
        ("blog", "2025-06-01", "2025-10-01", True, "A", None),
        ("blog", "2025-10-01", None, False, "U", None),
        ("prelim", "2025-01-20", "2025-06-01", True, "A", None),
        ("prelim", "2025-06-01", None, False, "A", None),
        ("yearbook", "2025-10-01", None, True, "A", "prelim"),
    ]


@pytest.mark.parametrize("status", ["F", "M"])
def test_a_revised_target_or_a_missing_value_revises_no_outcome(tmp_path: Path, status: str) -> None:
    """Two bodies go on contradicting each other, so that the finer figure is no better for it."""
    spans = told_as(
        tmp_path,
        Told("gdp", "2024", "1450亿元", "prelim"),
        Told("gdp", "2024", "1600.00亿元", "paper"),
        Told("gdp", "2024", "1700亿元" if status == "F" else "无数据", "yearbook", status=status, revision="final"),
    )
    assert [span[0] for span in spans if span[2] is None and span[3]] == ["prelim"]


COLUMNS = tuple(Standing.model_fields)


def stored(url: str) -> list[str]:
    return sorted(str(row) for row in rows_of(url, select(*(col(getattr(Standing, name)) for name in COLUMNS))))


def worked_out(directory: Path) -> list[str]:
    told = Figures(read(directory)).told.values()
    return sorted(str(tuple(row[name] for name in COLUMNS)) for group in told for row in standings(group))


def test_the_store_has_how_everything_stands(originals: Originals, engine_name: str) -> None:
    found = stored(originals.url(engine_name, HAVEN))
    assert found == worked_out(HAVEN)
    assert len(found) > 26


def test_a_new_release_has_its_own_standings_and_none_of_the_old(tmp_path: Path) -> None:
    told = [Told("gdp", "2024", "1450亿元", "prelim"), Told("gdp", "2024", "1600亿元", "paper")]
    town = Town(TELLERS, told[:1]).write(tmp_path / "town")
    url = filled(sqlite_url(tmp_path / "store.sqlite"), town)
    assert stored(url) == worked_out(town)
    Town(TELLERS, told).write(town)
    assert seed_store(url, town).is_published
    assert stored(url) == worked_out(town)
    assert len(stored(url)) == 2

"""On which base a figure is, and what stands on a day."""

from datetime import date
from pathlib import Path

import pytest

from app.domain.codes import Verdict
from app.release.figures import Figure, Figures, verdict_over
from app.release.read import read
from tests.towns import Teller, Told, Town

PAPER = Teller("paper", "2025-02-05", "paper", "major-media")
BULLETIN = Teller("bulletin", "2025-03-01", "bureau")
YEARBOOK = Teller("yearbook", "2025-10-01", "bureau")
TELLERS = (PAPER, BULLETIN, YEARBOOK)
# Written with the later one first: the days count, not the order of the rows.
BREAKS = (
    {"code": "second", "indicator_code": "gdp", "area_code": "town", "time_period": "2023"},
    {"code": "first", "indicator_code": "gdp", "area_code": "town", "time_period": "2020"},
)


def figures_of(directory: Path, *told: Told) -> Figures:
    return Figures(read(Town(TELLERS, told, breaks=BREAKS).write(directory)))


def only(figures: Figures) -> Figure:
    ((figure,),) = figures.told.values()
    return figure


@pytest.mark.parametrize(
    ("period", "revision", "basis"),
    [
        ("2019", "", None),
        ("2019-Q4", "", None),
        ("2020", "", "first"),
        ("2020-06", "", "first"),
        ("2022-12-31", "", "first"),
        ("2023", "", "second"),
        ("2024-01-01/P3M", "", "second"),
        # A census brings a figure to the base of the next break, and no further.
        ("2019", "census", "first"),
        ("2021", "census", "second"),
        ("2024", "census", "second"),
        ("2019", "final", None),
        ("2021", "final", "first"),
    ],
)
def test_a_figure_is_on_the_base_of_the_break_before_it_or_of_the_one_it_was_revised_for(
    tmp_path: Path, period: str, revision: str, basis: str | None
) -> None:
    told = Told("gdp", period, "1亿元", "bulletin", revision=revision)
    assert only(figures_of(tmp_path, told)).basis == basis


@pytest.mark.parametrize("elsewhere", [{"area": "north"}, {"indicator": "farms"}])
def test_a_break_is_one_of_its_own_series(tmp_path: Path, elsewhere: dict[str, str]) -> None:
    told = Told(**{"indicator": "gdp", "period": "2024", "text": "1亿元", "source": "bulletin"} | elsewhere)
    assert only(figures_of(tmp_path, told)).basis is None


PLACE = ("gdp", "town", "2024")


def test_what_states_no_outcome_has_no_interval(tmp_path: Path) -> None:
    target = only(figures_of(tmp_path, Told("gdp", "2024", "1亿元", "bulletin", status="F")))
    assert target.statement is None
    with pytest.raises(ValueError, match="states no outcome"):
        str(target.interval)


def test_what_stands_on_a_day_is_what_is_public_and_not_revised(tmp_path: Path) -> None:
    figures = figures_of(
        tmp_path,
        Told("gdp", "2024", "1450.00亿元", "paper", origin="bureau"),
        Told("gdp", "2024", "1450亿元", "bulletin"),
        Told("gdp", "2024", "1464.10亿元", "yearbook", revision="final"),
    )

    def standing(day: date) -> list[str]:
        return [figure.id.rpartition(":")[2] for figure in figures.current(PLACE, day)]

    assert standing(date(2025, 2, 4)) == []
    assert standing(date(2025, 2, 5)) == ["paper"]
    # The more finely printed of two that agree comes first.
    assert standing(date(2025, 3, 1)) == ["paper", "bulletin"]
    assert standing(date(2025, 10, 1)) == ["yearbook"]
    assert verdict_over(figures.current(PLACE, date(2025, 3, 1))) is Verdict.UNVERIFIED

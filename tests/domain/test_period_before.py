from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.period import TimePeriod

years = st.integers(2, 9999)
PARTS = ["", "-S1", "-S2", "-Q1", "-Q2", "-Q3", "-Q4", "-01", "-02", "-12"]


@pytest.mark.parametrize(
    ("text", "previous", "year_ago"),
    [
        ("2024", "2023", "2023"),
        ("2024-S1", "2023-S2", "2023-S1"),
        ("2024-S2", "2024-S1", "2023-S2"),
        ("2024-Q1", "2023-Q4", "2023-Q1"),
        ("2024-Q3", "2024-Q2", "2023-Q3"),
        ("2024-01", "2023-12", "2023-01"),
        ("2024-10", "2024-09", "2023-10"),
    ],
)
def test_what_was_before(text: str, previous: str, year_ago: str) -> None:
    period = TimePeriod.parse(text)
    assert (period.previous().text, period.year_ago().text) == (previous, year_ago)


@pytest.mark.parametrize(
    ("text", "year_ago"),
    [("2024-01-01/P9M", "2023-01-01/P9M"), ("2024-03-01/P2M", "2023-03-01/P2M"), ("2024-12-31", "2023-12-31")],
)
def test_a_range_or_a_day_has_only_a_year_before(text: str, year_ago: str) -> None:
    period = TimePeriod.parse(text)
    assert period.year_ago().text == year_ago
    with pytest.raises(ValueError, match="no predecessor of its own length"):
        period.previous()


def test_the_first_year_has_none_before_it_nor_has_the_day_that_leap_years_add() -> None:
    for text in ("0001", "0001-Q1", "0001-01"):
        for before in (TimePeriod.parse(text).previous, TimePeriod.parse(text).year_ago):
            with pytest.raises(ValueError, match="not a time period"):
                before()
    with pytest.raises(ValueError, match="not a day"):
        TimePeriod.parse("2024-02-29").year_ago()


@given(years, st.sampled_from(PARTS))
def test_what_was_before_ends_the_day_before_and_a_year_ago_is_as_many_steps_back(year: int, part: str) -> None:
    period = TimePeriod.parse(f"{year:04}{part}")
    assert period.previous().end + timedelta(days=1) == period.start
    assert period.previous().freq is period.freq
    stepped = period
    for _ in range({"A": 1, "S": 2, "Q": 4, "M": 12}[period.freq]):
        stepped = stepped.previous()
    assert stepped == period.year_ago()
    assert stepped.start.year == year - 1


@pytest.mark.parametrize(
    ("text", "months", "is_range"),
    [
        ("2024-01-01/P9M", 9, True),
        ("2024-01-01/P12M", 12, True),
        ("2024-01-01/P1M", 1, True),
        ("2024-03-01/P2M", None, True),
        ("2024", None, False),
        ("2024-01", None, False),
        ("2024-01-01", None, False),
    ],
)
def test_january_to_date_counts_its_months(text: str, months: int | None, is_range: bool) -> None:  # noqa: FBT001
    period = TimePeriod.parse(text)
    assert (period.months, period.is_range) == (months, is_range)

from calendar import monthrange
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.codes import Freq
from app.domain.period import FORMS, TimePeriod, day_known_public

years = st.integers(1, 9999)
months = st.integers(1, 12)


@pytest.mark.parametrize(
    ("text", "freq", "start", "end"),
    [
        ("2024", "A", "2024-01-01", "2024-12-31"),
        ("2024-S1", "S", "2024-01-01", "2024-06-30"),
        ("2024-S2", "S", "2024-07-01", "2024-12-31"),
        ("2024-Q1", "Q", "2024-01-01", "2024-03-31"),
        ("2024-Q4", "Q", "2024-10-01", "2024-12-31"),
        ("2024-02", "M", "2024-02-01", "2024-02-29"),
        ("2023-02", "M", "2023-02-01", "2023-02-28"),
        ("2024-02-29", "D", "2024-02-29", "2024-02-29"),
        ("2024-01-01/P9M", "M", "2024-01-01", "2024-09-30"),
        ("2024-01-01/P12M", "M", "2024-01-01", "2024-12-31"),
        ("2024-03-01/P2M", "M", "2024-03-01", "2024-04-30"),
    ],
)
def test_each_form_means_its_days(text: str, freq: str, start: str, end: str) -> None:
    period = TimePeriod.parse(text)
    assert (period.text, period.freq) == (text, Freq(freq))
    assert (period.start, period.end) == (date.fromisoformat(start), date.fromisoformat(end))


@given(years)
def test_halves_quarters_and_months_each_make_up_the_year(year: int) -> None:
    for parts in (
        [f"{year:04}-S{n}" for n in (1, 2)],
        [f"{year:04}-Q{n}" for n in (1, 2, 3, 4)],
        [f"{year:04}-{n:02}" for n in range(1, 13)],
    ):
        periods = [TimePeriod.parse(text) for text in parts]
        whole = TimePeriod.parse(f"{year:04}")
        assert (periods[0].start, periods[-1].end) == (whole.start, whole.end)
        for before, after in pairwise(periods):
            assert before.end + timedelta(days=1) == after.start


@given(years, months, months)
def test_a_time_range_spans_its_months_within_one_year(year: int, first: int, count: int) -> None:
    text = f"{year:04}-{first:02}-01/P{count}M"
    last = first + count - 1
    if last > 12:
        with pytest.raises(ValueError, match="leaves the year"):
            TimePeriod.parse(text)
    else:
        period = TimePeriod.parse(text)
        assert period.start == date(year, first, 1)
        assert period.end == date(year, last, monthrange(year, last)[1])


@given(st.dates())
def test_a_day_is_itself(day: date) -> None:
    period = TimePeriod.parse(day.isoformat())
    assert (period.start, period.end, period.freq) == (day, day, Freq.DAILY)


def test_a_single_month_and_january_to_date_are_never_the_same() -> None:
    month, to_date = TimePeriod.parse("2024-01"), TimePeriod.parse("2024-01-01/P1M")
    assert (month.start, month.end) == (to_date.start, to_date.end)
    assert month != to_date


@pytest.mark.parametrize(
    "junk",
    [
        "",
        " ",
        "24",
        "20245",
        "0000",
        "0000-01",
        "2024-",
        "2024-00",
        "2024-13",
        "2024-Q0",
        "2024-Q5",
        "2024-q1",
        "2024-S3",
        "2024-s1",
        "2024-M01",
        "2024-1",
        "2024-02-30",
        "2023-02-29",
        "2024-02-00",
        "2024-1-1",
        "2024-01-02/P3M",
        "2024-01-01/P0M",
        "2024-01-01/P13M",
        "2024-01-01/P09M",
        "2024-01-01/P1Y",
        "2024/P1M",
        "2024-12-01/P2M",
        " 2024",
        "2024 ",
        "2024\n",
        "２０２４",
        "2024−01",
        "2024-٠1",
        "-2024",
        "+2024",
        "2024.0",
        "2024\x00",
        "2024-W01",
        "2024-01-01T00:00:00",
    ],
)
def test_junk_is_not_a_period(junk: str) -> None:
    with pytest.raises(ValueError, match=r"period|calendar|year|month"):
        TimePeriod.parse(junk)


@given(st.text(max_size=20))
def test_any_text_is_a_period_that_runs_forward_or_is_refused(text: str) -> None:
    try:
        period = TimePeriod.parse(text)
    except ValueError as refusal:
        # A refusal is shown to people: on one line, whatever was given.
        message = str(refusal)
    else:
        message = "fine"
        assert period.start <= period.end
        assert period.text == text
        assert text.isascii()
    assert message.isprintable()


def test_a_refusal_names_every_form() -> None:
    with pytest.raises(ValueError, match="use 2024, 2024-S1") as refusal:
        TimePeriod.parse("soon")
    assert FORMS in str(refusal.value)


@pytest.mark.parametrize(
    ("published", "day"), [("2025-02-06", "2025-02-06"), ("2025-02", "2025-02-28"), ("2025", "2025-12-31")]
)
def test_what_is_dated_loosely_was_certainly_public_on_its_last_day(published: str, day: str) -> None:
    assert day_known_public(published) == date.fromisoformat(day)

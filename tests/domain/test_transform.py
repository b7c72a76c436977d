from collections.abc import Mapping
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.period import TimePeriod
from app.domain.transform import IN_PERCENT, Point, Series, Transform, Unsound, transformed

EACH = [Transform.CHANGE, Transform.PCT_CHANGE, Transform.PCT_CHANGE_YEAR_AGO]


def series(values: Mapping[str, float], **bases: str) -> Series:
    """Values by period; each has one input, `#` and its period; of two bases the second begins with a period."""
    periods = {text: TimePeriod.parse(text) for text in values}
    points = [Point(period, values[text], (f"#{text}",), on_base(period, bases)) for text, period in periods.items()]
    points.sort(key=lambda point: (point.period.start, point.period.end))
    return Series(tuple(points))


def on_base(period: TimePeriod, bases: Mapping[str, str]) -> str | None:
    """The last base that begins at a period or before it."""
    begun = [name for name, text in bases.items() if TimePeriod.parse(text).start <= period.start]
    return begun[-1] if begun else None


def worked_out(kind: Transform, of: Series, whole: Series | None = None) -> dict[str, float]:
    """The results by period, rounded."""
    return {point.period.text: round(point.value, 6) for point in transformed(kind, of, whole)}


FOUR = {"2020": 1, "2021": 2, "2022": 3, "2023": 4}
YEARS = series({"2020": 100, "2021": 110, "2022": 99, "2023": 198})


@pytest.mark.parametrize(
    ("kind", "results"),
    [
        ("change", {"2021": 10, "2022": -11, "2023": 99}),
        ("pct_change", {"2021": 10, "2022": -10, "2023": 100}),
        ("pct_change_year_ago", {"2021": 10, "2022": -10, "2023": 100}),
        ("index", {"2020": 100, "2021": 110, "2022": 99, "2023": 198}),
        ("cagr", {"2023": 25.570724}),
    ],
)
def test_years_are_worked_out(kind: str, results: dict[str, float]) -> None:
    assert worked_out(Transform(kind), YEARS) == results


@pytest.mark.parametrize(
    ("of", "results"),
    [
        ({"2023-Q4": 8, "2024-Q1": 10, "2024-Q2": 15}, {"2024-Q1": 2, "2024-Q2": 5}),
        ({"2023-12": 8, "2024-01": 10}, {"2024-01": 2}),
        ({"2023-S1": 8, "2023-S2": 10, "2024-S1": 9}, {"2023-S2": 2, "2024-S1": -1}),
    ],
)
def test_a_change_is_from_the_period_just_before(of: dict[str, float], results: dict[str, float]) -> None:
    assert worked_out(Transform.CHANGE, series(of)) == results


@pytest.mark.parametrize("shape", ["{}", "{}-S1", "{}-Q3", "{}-11", "{}-01-01/P9M", "{}-12-31"])
def test_a_year_ago_is_the_same_part_of_the_year_before(shape: str) -> None:
    of = series({shape.format(2023): 80, shape.format(2024): 100})
    assert worked_out(Transform.PCT_CHANGE_YEAR_AGO, of) == {shape.format(2024): 25}


def test_a_year_ago_waits_for_a_whole_year() -> None:
    of = series({"2023-Q3": 10, "2023-Q4": 20, "2024-Q1": 30, "2024-Q2": 40, "2024-Q3": 15})
    assert worked_out(Transform.PCT_CHANGE_YEAR_AGO, of) == {"2024-Q3": 50}


def test_a_share_is_of_the_same_period() -> None:
    whole = series({"2019": 1, "2020": 400, "2021": 440, "2022": 990, "2023": 198})
    assert worked_out(Transform.SHARE_OF, YEARS, whole) == {"2020": 25, "2021": 25, "2022": 10, "2023": 100}


def test_every_result_has_the_inputs_it_comes_from() -> None:
    inputs = {
        kind: [point.inputs for point in transformed(kind, series({"2020": 1, "2021": 2}), YEARS)]
        for kind in set(Transform) - {Transform.YTD_TO_SINGLE}
    }
    pair = [("#2020", "#2021")]
    assert inputs[Transform.CHANGE] == inputs[Transform.PCT_CHANGE] == inputs[Transform.CAGR] == pair
    assert inputs[Transform.PCT_CHANGE_YEAR_AGO] == pair
    assert inputs[Transform.INDEX] == [("#2020",), *pair]
    assert inputs[Transform.SHARE_OF] == [("#2020", "#2020"), ("#2021", "#2021")]


@pytest.mark.parametrize("kind", Transform)
def test_nothing_comes_of_nothing(kind: Transform) -> None:
    assert transformed(kind, Series(())) == []


@pytest.mark.parametrize("kind", EACH)
def test_one_period_has_nothing_before_it(kind: Transform) -> None:
    assert transformed(kind, series({"2020": 1})) == []


@pytest.mark.parametrize("kind", EACH)
def test_a_gap_is_refused(kind: Transform) -> None:
    with pytest.raises(Unsound, match="no value for 2021"):
        transformed(kind, series({"2020": 1, "2022": 3}))


def test_a_share_of_a_missing_whole_is_refused() -> None:
    with pytest.raises(Unsound, match="no value for 2021"):
        transformed(Transform.SHARE_OF, YEARS, series({"2020": 400, "2022": 990}))


@pytest.mark.parametrize("kind", [*EACH, Transform.INDEX, Transform.CAGR])
def test_a_break_is_not_crossed(kind: Transform) -> None:
    with pytest.raises(Unsound, match=r"202[01] and 202[23] are on different bases .*\(census\)"):
        transformed(kind, series(FOUR, census="2022"))


@pytest.mark.parametrize("kind", [*EACH, Transform.INDEX, Transform.CAGR])
@pytest.mark.parametrize("first", ["2019", "2020", "2024"])
def test_a_break_before_or_after_a_series_stands_in_nobodys_way(kind: Transform, first: str) -> None:
    assert transformed(kind, series(FOUR, census=first)) == transformed(kind, series(FOUR))


@pytest.mark.parametrize("kind", [*EACH, Transform.INDEX, Transform.CAGR])
def test_a_value_that_was_brought_to_the_base_of_a_break_compares_with_those_after_it(kind: Transform) -> None:
    broken = series(FOUR, census="2022")
    revised = Series(tuple(replace(point, basis="census") for point in broken.points))
    assert transformed(kind, revised) == transformed(kind, series(FOUR))


@pytest.mark.parametrize("kind", EACH)
def test_only_the_pair_that_a_result_comes_from_must_be_on_one_base(kind: Transform) -> None:
    broken = series(FOUR, census="2022")
    late = replace(broken, since=TimePeriod.parse("2023").start)
    assert [point.inputs for point in transformed(kind, late)] == [("#2022", "#2023")]


def test_two_named_bases_are_both_named_in_the_refusal() -> None:
    with pytest.raises(Unsound, match=r"2021 and 2022 .*\(census, scope\)"):
        transformed(Transform.CHANGE, series({"2021": 1, "2022": 2}, census="2020", scope="2022"))


@pytest.mark.parametrize(
    "of", [{"2024-01-01/P6M": 40.0, "2024": 100.0}, {"2024-01-01/P1M": 1.0, "2024-01-01/P2M": 3.0}]
)
def test_january_to_date_does_not_come_apart_across_bases(of: dict[str, float]) -> None:
    whole = series(of)
    earlier, later = whole.points
    rebased = Series((earlier, replace(later, basis="census")))
    with pytest.raises(Unsound, match="are on different bases"):
        transformed(Transform.YTD_TO_SINGLE, rebased)
    both = Series((replace(earlier, basis="census"), replace(later, basis="census")))
    assert transformed(Transform.YTD_TO_SINGLE, both) == transformed(Transform.YTD_TO_SINGLE, whole)


def test_a_share_is_within_one_period_and_crosses_no_break() -> None:
    of = series({"2020": 1, "2021": 2}, census="2021")
    assert worked_out(Transform.SHARE_OF, of, series({"2020": 10, "2021": 10})) == {"2020": 10, "2021": 20}


@pytest.mark.parametrize("kind", sorted(IN_PERCENT - {Transform.SHARE_OF}))
@pytest.mark.parametrize("base", [0, -5])
def test_a_base_that_is_not_above_zero_is_refused(kind: Transform, base: float) -> None:
    with pytest.raises(Unsound, match="the value for 2020 is not above zero"):
        transformed(kind, series({"2020": base, "2021": 2}))


@pytest.mark.parametrize("base", [0, -5])
def test_a_whole_that_is_not_above_zero_is_refused_and_a_change_from_it_is_not(base: float) -> None:
    with pytest.raises(Unsound, match="the value for 2020 is not above zero"):
        transformed(Transform.SHARE_OF, series({"2020": 1}), series({"2020": base}))
    assert worked_out(Transform.CHANGE, series({"2020": base, "2021": 2})) == {"2021": 2 - base}


def test_what_falls_below_zero_has_a_rate_all_the_same() -> None:
    assert worked_out(Transform.PCT_CHANGE, series({"2020": 10, "2021": -5})) == {"2021": -150}
    assert worked_out(Transform.INDEX, series({"2020": 10, "2021": -5})) == {"2020": 100, "2021": -50}


@pytest.mark.parametrize("kind", [Transform.CHANGE, Transform.PCT_CHANGE])
@pytest.mark.parametrize("text", ["2024-01-01/P9M", "2024-03-01/P2M", "2024-09-30"])
def test_several_months_together_or_a_day_have_no_period_just_before(kind: Transform, text: str) -> None:
    with pytest.raises(Unsound, match="no predecessor") as refusal:
        transformed(kind, series({text: 1}))
    assert text in refusal.value.reason[0]


def test_compound_growth_needs_a_year_and_a_last_value_above_zero() -> None:
    with pytest.raises(Unsound, match="less than a year apart"):
        transformed(Transform.CAGR, series({"2020": 1}))
    for values in ({"2020": 1, "2021": -1}, {"2020": 1, "2021": 0}):
        with pytest.raises(Unsound, match="the value for 2021 is not above zero"):
            transformed(Transform.CAGR, series(values))


@pytest.mark.parametrize("kind", sorted(set(Transform) - {Transform.YTD_TO_SINGLE}))
def test_every_refusal_speaks_both_languages(kind: Transform) -> None:
    with pytest.raises(Unsound) as refusal:
        transformed(kind, series({"2020": 0, "2022": -1}, census="2021"), series({"2021": 5}))
    zh, en = refusal.value.reason
    assert zh != en
    assert en.isascii()


@pytest.mark.parametrize(
    ("to_date", "single"),
    [
        (
            {"2024-01-01/P3M": 10, "2024-01-01/P6M": 25, "2024-01-01/P9M": 45, "2024": 70},
            {"2024-Q1": 10, "2024-Q2": 15, "2024-Q3": 20, "2024-Q4": 25},
        ),
        (
            {"2024-01-01/P1M": 1, "2024-01-01/P2M": 3, "2024-01-01/P3M": 6},
            {"2024-01": 1, "2024-02": 2, "2024-03": 3},
        ),
        ({"2024-01-01/P6M": 40, "2024": 100}, {"2024-S1": 40, "2024-S2": 60}),
        ({"2024-01-01/P6M": 40, "2024-01-01/P12M": 100}, {"2024-S1": 40, "2024-S2": 60}),
        ({"2024-01-01/P3M": 10, "2024-01-01/P6M": 25, "2024": 70}, {"2024-Q1": 10, "2024-Q2": 15, "2024-S2": 45}),
        (
            {"2023-01-01/P11M": 11, "2023": 12, "2024-01-01/P3M": 5, "2024-01-01/P4M": 8},
            None,
        ),
        ({"2023-01-01/P6M": 5, "2024-01-01/P6M": 9}, {"2023-S1": 5, "2024-S1": 9}),
    ],
)
def test_january_to_date_comes_apart(to_date: dict[str, float], single: dict[str, float] | None) -> None:
    if single is None:
        with pytest.raises(Unsound, match="months 1 to 11 of 2023 are no month, quarter or half"):
            transformed(Transform.YTD_TO_SINGLE, series(to_date))
    else:
        assert worked_out(Transform.YTD_TO_SINGLE, series(to_date)) == single


@pytest.mark.parametrize(
    ("to_date", "span"),
    [
        ({"2024-01-01/P3M": 10, "2024-01-01/P9M": 45}, "months 4 to 9 of 2024"),
        ({"2024-01-01/P3M": 10, "2024": 45}, "months 4 to 12 of 2024"),
        ({"2024-01-01/P5M": 10}, "months 1 to 5 of 2024"),
        ({"2024": 10}, "months 1 to 12 of 2024"),
    ],
)
def test_a_missing_january_to_date_is_refused(to_date: dict[str, float], span: str) -> None:
    with pytest.raises(Unsound, match=span):
        transformed(Transform.YTD_TO_SINGLE, series(to_date))


def test_what_comes_apart_has_both_inputs() -> None:
    points = transformed(Transform.YTD_TO_SINGLE, series({"2024-01-01/P6M": 40, "2024": 100}))
    assert [point.inputs for point in points] == [("#2024-01-01/P6M",), ("#2024-01-01/P6M", "#2024")]


# ---- what must hold for any values

amounts = st.floats(1, 10**6)
histories = st.tuples(st.integers(1950, 2020), st.lists(amounts, min_size=2, max_size=30)).map(
    lambda drawn: series({str(drawn[0] + place): value for place, value in enumerate(drawn[1])})
)


@given(histories)
def test_an_index_times_its_base_is_the_series_again(of: Series) -> None:
    base = of.points[0].value
    found = transformed(Transform.INDEX, of)
    assert found[0].value == 100
    assert [point.value / 100 * base for point in found] == pytest.approx([point.value for point in of.points])


@given(histories)
def test_a_change_and_its_percentage_agree(of: Series) -> None:
    changes, rates = transformed(Transform.CHANGE, of), transformed(Transform.PCT_CHANGE, of)
    assert [point.period for point in changes] == [point.period for point in rates]
    for before, change, rate in zip(of.points, changes, rates, strict=False):
        assert rate.value * before.value / 100 == pytest.approx(change.value, abs=1e-6)


@given(histories)
def test_changes_add_up_and_rates_compound_to_the_last_value(of: Series) -> None:
    first, last = of.points[0].value, of.points[-1].value
    assert first + sum(point.value for point in transformed(Transform.CHANGE, of)) == pytest.approx(last, rel=1e-6)
    grown = first
    for point in transformed(Transform.PCT_CHANGE, of):
        grown *= 1 + point.value / 100
    assert grown == pytest.approx(last)


@given(histories)
def test_compound_growth_compounds_back(of: Series) -> None:
    (growth,) = transformed(Transform.CAGR, of)
    years = len(of.points) - 1
    assert of.points[0].value * (1 + growth.value / 100) ** years == pytest.approx(of.points[-1].value)


@given(histories)
def test_for_years_the_period_before_is_the_year_ago(of: Series) -> None:
    assert transformed(Transform.PCT_CHANGE, of) == transformed(Transform.PCT_CHANGE_YEAR_AGO, of)


@given(st.lists(amounts, min_size=12, max_size=12), st.sampled_from([1, 3, 6]))
def test_single_periods_add_up_to_january_to_date(months: list[float], length: int) -> None:
    to_date = {f"2024-01-01/P{end}M": sum(months[:end]) for end in range(length, 12, length)} | {"2024": sum(months)}
    singles = worked_out(Transform.YTD_TO_SINGLE, series(to_date))
    names = {
        1: [f"2024-{n:02}" for n in range(1, 13)],
        3: [f"2024-Q{n}" for n in range(1, 5)],
        6: ["2024-S1", "2024-S2"],
    }
    assert list(singles) == names[length]
    expected = [sum(months[start : start + length]) for start in range(0, 12, length)]
    assert list(singles.values()) == pytest.approx(expected, abs=1e-4)


def test_compound_growth_of_quarters_counts_the_time_between_them() -> None:
    (growth,) = transformed(Transform.CAGR, series({"2020-Q1": 100, "2024-Q4": 200}))
    assert growth.value == pytest.approx(100 * (2 ** (1 / 4.75) - 1))

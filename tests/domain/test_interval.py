from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from functools import reduce
from itertools import combinations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from app.domain.codes import Qualifier
from app.domain.interval import INFINITY, Interval
from app.domain.printed import Printed
from tests.domain.numbers import (
    ZERO,
    decimals,
    figures,
    holds,
    intervals,
    numbers,
    positive,
    qualifiers,
    read,
    with_a_point,
)

powers = st.integers(-12, 12)
CENT = Decimal("0.01")


@given(intervals(), intervals())
def test_meeting_is_mutual(one: Interval, other: Interval) -> None:
    assert one.meets(other) == other.meets(one)


@given(intervals())
def test_an_interval_meets_itself(interval: Interval) -> None:
    assert interval.meets(interval)


@given(with_a_point(), intervals())
def test_what_has_a_point_in_common_meets(one: tuple[Interval, Decimal], other: Interval) -> None:
    interval, point = one
    assert holds(interval, point)
    if holds(other, point):
        assert interval.meets(other)


@given(intervals(), st.data())
def test_what_meets_has_a_point_in_common(one: Interval, data: st.DataObject) -> None:
    other, point = data.draw(with_a_point())
    assume(not one.meets(other))
    assert not holds(one, point)


@given(intervals(), powers)
def test_scaling_there_and_back_changes_nothing(interval: Interval, power: int) -> None:
    assert interval.scaled(power).scaled(-power) == interval


@given(intervals(), intervals(), powers)
def test_the_unit_does_not_change_what_meets(one: Interval, other: Interval, power: int) -> None:
    assert one.scaled(power).meets(other.scaled(power)) == one.meets(other)


@given(decimals(-1000, 1000, 4), st.integers(0, 4))
def test_an_exact_figure_is_what_rounds_to_it(number: Decimal, places: int) -> None:
    step = Decimal(1).scaleb(-places)
    rounded = number.quantize(step, ROUND_HALF_UP)
    assert holds(Interval.of(Printed(rounded, step), Qualifier.EXACT), number)


@given(figures(), decimals(-3, 3, 3))
def test_an_exact_figure_is_nothing_else(printed: Printed, away: Decimal) -> None:
    exact = Interval.of(printed, Qualifier.EXACT)
    near = printed.value + away * printed.step
    # Its ends belong to both neighbours: how a source rounds its halves is not known.
    assert holds(exact, near) == (abs(away) <= Decimal("0.5"))
    assert (exact.high - exact.low, exact.low + exact.high) == (printed.step, 2 * printed.value)


@given(decimals(-(10**6), 10**6, 4), st.integers(0, 4), st.integers(-4, 4))
def test_what_is_rounded_further_still_meets(number: Decimal, places: int, fewer: int) -> None:
    fine, coarse = Decimal(1).scaleb(-places), Decimal(1).scaleb(max(-places, -fewer))
    first = Printed(number.quantize(fine, ROUND_HALF_UP), fine)
    second = Printed(first.value.quantize(coarse, ROUND_HALF_UP), coarse)
    assert Interval.of(first, Qualifier.EXACT).meets(Interval.of(second, Qualifier.EXACT))


@given(st.integers(-1000, 1000))
def test_a_count_is_itself(count: int) -> None:
    number = Decimal(count)
    interval = Interval.of(Printed(number, Decimal(1)), Qualifier.EXACT, is_count=True)
    assert (interval.low, interval.high) == (number, number)


@given(st.lists(intervals(), min_size=1, max_size=6), st.data())
def test_a_hull_has_every_member_and_no_more_than_it_must(members: list[Interval], data: st.DataObject) -> None:
    hull = Interval.hull(members)
    _, point = data.draw(with_a_point(st.sampled_from(members)))
    assert holds(hull, point)
    assert {hull.low, hull.high} <= {end for member in members for end in (member.low, member.high)}
    assert hull == reduce(lambda one, other: Interval.hull([one, other]), members)


def test_a_hull_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="empty"):
        Interval.hull([])


@st.composite
def around_a_point(draw: st.DrawFn) -> list[Interval]:
    """Intervals that all have one point, which is often an end of several."""
    point = draw(numbers)
    away = st.sampled_from([ZERO, ZERO, CENT, Decimal(5), INFINITY])
    found = []
    for _ in range(draw(st.integers(1, 6))):
        low, high = draw(away), draw(away)
        is_open = st.booleans()
        found.append(Interval(point - low, point + high, bool(low) and draw(is_open), bool(high) and draw(is_open)))
    return found


@given(around_a_point() | st.lists(intervals(), min_size=1, max_size=6), st.data())
def test_what_is_common_is_what_lies_in_every_member(members: list[Interval], data: st.DataObject) -> None:
    all_meet = all(one.meets(other) for one, other in combinations(members, 2))
    if not all_meet:
        with pytest.raises(ValueError, match="empty"):
            Interval.common(members)
        return
    common = Interval.common(members)
    _, point = data.draw(with_a_point(st.sampled_from([common, *members])))
    assert holds(common, point) == all(holds(member, point) for member in members)
    assert common == Interval.common(members[::-1]) == reduce(lambda a, b: Interval.common([a, b]), members)


@given(around_a_point())
def test_intervals_that_share_a_point_have_it_in_common(members: list[Interval]) -> None:
    assert all(one.meets(other) for one, other in combinations(members, 2))
    common, hull = Interval.common(members), Interval.hull(members)
    assert (common.low, common.high) == (max(i.low for i in members), min(i.high for i in members))
    assert hull.low <= common.low <= common.high <= hull.high


@pytest.mark.parametrize(
    ("one", "other", "common"),
    [
        (Interval(Decimal(1), Decimal(2)), Interval(Decimal(2), Decimal(3)), "[2, 2]"),
        (Interval(Decimal(1), INFINITY, is_low_open=True), Interval(Decimal(0), Decimal(5)), "(1, 5]"),
        (Interval(Decimal(1), Decimal(5)), Interval(Decimal(1), Decimal(5), True, True), "(1, 5)"),
        (Interval(Decimal(1), Decimal(2), is_high_open=True), Interval(Decimal(2), Decimal(3)), None),
        (Interval(Decimal(1), Decimal(2)), Interval(Decimal(3), Decimal(4)), None),
    ],
)
def test_what_two_intervals_have_in_common(one: Interval, other: Interval, common: str | None) -> None:
    if common is None:
        with pytest.raises(ValueError, match="empty"):
            Interval.common([one, other])
    else:
        assert str(Interval.common([one, other])) == str(Interval.common([other, one])) == common


@given(with_a_point(), with_a_point())
def test_a_sum_has_the_sum_of_any_two_points(one: tuple[Interval, Decimal], other: tuple[Interval, Decimal]) -> None:
    (a, x), (b, y) = one, other
    assert holds(a + b, x + y)


@given(with_a_point(), with_a_point())
def test_a_product_has_the_product_of_any_two_points(
    one: tuple[Interval, Decimal], other: tuple[Interval, Decimal]
) -> None:
    (a, x), (b, y) = one, other
    assert holds(a * b, x * y)


@given(with_a_point(), with_a_point())
def test_a_quotient_has_the_quotient_of_any_two_points(
    one: tuple[Interval, Decimal], other: tuple[Interval, Decimal]
) -> None:
    (a, x), (b, y) = one, other
    if holds(b, ZERO):
        with pytest.raises(ValueError, match="may be zero"):
            a / b
        return
    assume(b.low > 0 or b.high < 0)
    quotient, found = a / b, x / y
    # The ends are worked out to 34 digits and `found` to 28.
    slack = max(abs(found), CENT).scaleb(-25)
    assert holds(quotient, found) or holds(quotient, found + slack) or holds(quotient, found - slack)
    if x == 0:
        assert holds(quotient, ZERO)


@given(intervals(), intervals())
def test_arithmetic_gives_an_interval_or_a_value_error(one: Interval, other: Interval) -> None:
    for operation in OPERATIONS:
        try:
            found = operation(one, other)
        except ValueError:
            continue
        assert found.low <= found.high


OPERATIONS: tuple[Callable[[Interval, Interval], Interval], ...] = (
    lambda a, b: a + b,
    lambda a, b: a * b,
    lambda a, b: a / b,
)


@given(figures(), positive)
def test_over_leaves_out_the_figure_and_all_below(printed: Printed, more: Decimal) -> None:
    over = Interval.of(printed, Qualifier.OVER)
    assert not holds(over, printed.value)
    assert not holds(over, printed.value - more)
    assert holds(over, printed.value + printed.step / 1000)
    assert (over.high == INFINITY) is not printed.is_within_grain


@given(figures(), positive)
def test_nearly_leaves_out_the_figure_and_all_above(printed: Printed, more: Decimal) -> None:
    nearly = Interval.of(printed, Qualifier.NEARLY)
    assert not holds(nearly, printed.value)
    assert not holds(nearly, printed.value + more)
    assert holds(nearly, printed.value - printed.step / 1000)


@given(figures())
def test_about_has_the_figure_in_its_middle(printed: Printed) -> None:
    about = Interval.of(printed, Qualifier.ABOUT)
    assert about.low + about.high == 2 * printed.value
    assert holds(about, printed.value)
    exact = Interval.of(printed, Qualifier.EXACT)
    assert about.low < exact.low < exact.high < about.high
    assert about.low == Interval.of(printed, Qualifier.NEARLY).low


@given(figures(), positive)
def test_up_to_has_the_figure_and_all_below(printed: Printed, less: Decimal) -> None:
    most = Interval.of(printed, Qualifier.UP_TO)
    assert holds(most, printed.value)
    assert holds(most, printed.value - less)
    assert not holds(most, printed.value + less)


@given(figures(), qualifiers, powers)
def test_a_hedge_means_the_same_in_any_unit(printed: Printed, qualifier: Qualifier, power: int) -> None:
    elsewhere = Printed(
        printed.value.scaleb(power), printed.step.scaleb(power), is_within_grain=printed.is_within_grain
    )
    assert Interval.of(elsewhere, qualifier) == Interval.of(printed, qualifier).scaled(power)


@pytest.mark.parametrize(
    ("text", "qualifier", "unit_mult", "meaning"),
    [
        ("31032.50亿元", "exact", 8, "[31032.495, 31032.505]"),
        ("31032.5亿元", "exact", 8, "[31032.45, 31032.55]"),
        ("3.1万亿元", "exact", 8, "[30500, 31500]"),
        ("超3.1万亿元", "over", 8, "(31000, ∞)"),
        ("约25亿元", "about", 8, "[24, 26]"),
        ("近六成", "nearly", 0, "[50, 60)"),
        ("近3亿吨", "nearly", 8, "[2, 3)"),
        ("不超过5%", "up_to", 0, "(-∞, 5]"),
        ("6800多家", "over", 0, "(6800, 6900)"),
        ("1000余家", "over", 0, "(1000, 2000)"),
        ("千亿级", "exact", 8, "[1000, 10000)"),
        ("百亿级", "exact", 8, "[100, 1000)"),
        ("-3.0%", "exact", 0, "[-3.05, -2.95]"),
        ("50万辆", "exact", 4, "[49.5, 50.5]"),
    ],
)
def test_a_figure_means_its_interval(text: str, qualifier: str, unit_mult: int, meaning: str) -> None:
    assert str(read(text, qualifier, unit_mult)) == meaning


@pytest.mark.parametrize(
    ("text", "meaning"),
    [("第8位", "[8, 8]"), ("12家", "[12, 12]"), ("1.2万家", "[11500, 12500]"), ("第二", "[2, 2]")],
)
def test_a_whole_number_of_what_is_discrete_is_meant_exactly(text: str, meaning: str) -> None:
    assert str(read(text, is_discrete=True)) == meaning


@given(
    st.text(max_size=20) | st.text("0123456789.,-万亿千百十成超近约多余级% 一二三两〇降", max_size=12),
    qualifiers,
    st.booleans(),
)
def test_any_text_means_an_interval_that_is_not_empty_or_is_refused(
    text: str,
    qualifier: Qualifier,
    is_discrete: bool,  # noqa: FBT001
) -> None:
    try:
        interval = read(text, qualifier, 4, is_discrete=is_discrete)
    except ValueError:
        return
    assert interval.low <= interval.high
    assert interval.meets(interval)


@pytest.mark.parametrize(
    ("low", "high", "is_low_open", "is_high_open"),
    [("2", "1", False, False), ("1", "1", True, False), ("1", "1", False, True), ("1", "1", True, True)],
)
def test_an_empty_interval_is_refused(low: str, high: str, is_low_open: bool, is_high_open: bool) -> None:  # noqa: FBT001
    with pytest.raises(ValueError, match="not empty"):
        Interval(Decimal(low), Decimal(high), is_low_open, is_high_open)


def test_an_end_that_belongs_to_neither_keeps_neighbours_apart() -> None:
    below, above = Interval(ZERO, Decimal(1), is_high_open=True), Interval(Decimal(1), INFINITY, is_high_open=True)
    assert not below.meets(above)
    assert Interval(ZERO, Decimal(1)).meets(above)


@pytest.mark.parametrize(
    ("text", "qualifier", "meaning"),
    [("下降超3%", "over", "(-∞, -3)"), ("下降近3%", "nearly", "(-3, -2]"), ("降幅不超过3%", "up_to", "[-3, ∞)")],
)
def test_a_hedge_on_a_fall_is_about_its_size(text: str, qualifier: str, meaning: str) -> None:
    assert str(read(text, qualifier)) == meaning


def test_a_rounded_count_is_not_meant_exactly_in_any_unit() -> None:
    assert str(read("2万家", unit_mult=4, is_discrete=True)) == "[1.5, 2.5]"


def test_a_count_is_meant_exactly_in_any_unit() -> None:
    assert str(read("12345家", unit_mult=4, is_discrete=True)) == "[1.2345, 1.2345]"

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.codes import Qualifier, Verdict
from app.domain.interval import Interval
from app.domain.printed import Printed
from app.domain.rules import Input, Result, RuleKind, computed
from app.domain.verdicts import of_arithmetic
from tests.domain.numbers import decimals, holds, read

PARTS = st.lists(decimals(0, 10**6), min_size=1, max_size=12)


def given_as(text: str, qualifier: str = "exact", unit_mult: int = 8) -> Input:
    """A figure as a term of the arithmetic."""
    return Input(Printed.parse(text).value.scaleb(-unit_mult), read(text, qualifier, unit_mult))


def verdict(stated: str, result: Result) -> Verdict:
    return of_arithmetic(read(stated), result.interval)


def test_half_a_million_of_the_nations_new_energy_vehicles_are_not_15_percent() -> None:
    result = computed(RuleKind.SHARE, [given_as("50万辆", unit_mult=4), given_as("1288.8万辆", unit_mult=4)])
    assert round(result.value, 2) == Decimal("3.88")
    assert result.arithmetic == "100 × 50 / 1288.8 = 3.880"
    assert holds(result.interval, Decimal("3.9"))
    assert verdict("15%", result) is Verdict.CONTRADICTED
    assert verdict("3.9%", result) is Verdict.CONSISTENT


@pytest.mark.parametrize("hedge", ["over", "about", "nearly", "up_to"])
def test_no_hedge_on_the_part_but_over_saves_the_share(hedge: str) -> None:
    result = computed(RuleKind.SHARE, [given_as("50万辆", hedge, 4), given_as("1288.8万辆", unit_mult=4)])
    assert verdict("15%", result) is (Verdict.CONSISTENT if hedge == "over" else Verdict.CONTRADICTED)


@given(PARTS, st.sampled_from([RuleKind.SUM_OF_AREAS, RuleKind.SUM_OF_INDICATORS]))
def test_a_sum_of_exact_figures_comes_out_exact(parts: list[Decimal], kind: RuleKind) -> None:
    total = sum(parts, Decimal(0))
    result = computed(kind, [given_as(f"{part}亿元") for part in parts])
    assert result.value == total
    assert holds(result.interval, total)
    assert verdict_of_total(total, result) is Verdict.CONSISTENT
    assert result.interval.high - result.interval.low == Decimal("0.01") * len(parts)


@given(PARTS, decimals(-100, 100))
def test_a_sum_is_contradicted_only_beyond_what_rounding_explains(parts: list[Decimal], error: Decimal) -> None:
    result = computed(RuleKind.SUM_OF_AREAS, [given_as(f"{part}亿元") for part in parts])
    stated = sum(parts, Decimal(0)) + error
    explained = Decimal("0.005") * (len(parts) + 1)
    assert (verdict_of_total(stated, result) is Verdict.CONSISTENT) == (abs(error) <= explained)


def verdict_of_total(total: Decimal, result: Result) -> Verdict:
    return of_arithmetic(Interval.of(Printed(total, Decimal("0.01")), Qualifier.EXACT), result.interval)


def test_a_sum_is_written_out() -> None:
    parts = [given_as(text) for text in ("317.78亿元", "7775.71亿元", "20262.36亿元")]
    result = computed(RuleKind.SUM_OF_INDICATORS, parts)
    assert result.arithmetic == "317.78 + 7775.71 + 20262.36 = 28355.85"


@pytest.mark.parametrize(
    ("now", "before", "stated", "verdict_of_it"),
    [
        ("110.0亿元", "100.0亿元", "10.0%", "consistent"),
        ("110.0亿元", "100.0亿元", "10.1%", "consistent"),
        ("110.0亿元", "100.0亿元", "10.4%", "contradicted"),
        ("97.0亿元", "100.0亿元", "下降3.0%", "consistent"),
        ("97.0亿元", "100.0亿元", "增长3.0%", "contradicted"),
        ("31032.50亿元", "30355.73亿元", "2.2%", "consistent"),
        ("31032.50亿元", "30355.73亿元", "2.1%", "contradicted"),
    ],
)
def test_a_growth_rate_is_held_against_the_levels(now: str, before: str, stated: str, verdict_of_it: str) -> None:
    result = computed(RuleKind.GROWTH, [given_as(now), given_as(before)])
    assert verdict(stated, result) == verdict_of_it


@given(decimals(1, 10**5), decimals(1, 10**5))
def test_a_growth_rate_lies_in_its_interval_and_takes_one_level_to_the_other(now: Decimal, before: Decimal) -> None:
    result = computed(RuleKind.GROWTH, [given_as(f"{now}亿元"), given_as(f"{before}亿元")])
    assert holds(result.interval, result.value)
    assert abs(before * (1 + result.value / 100) - now) < Decimal("1e-15")


def test_a_growth_rate_is_written_out() -> None:
    result = computed(RuleKind.GROWTH, [given_as("110.0亿元"), given_as("100.0亿元")])
    assert result.arithmetic == "100 × (110 / 100 − 1) = 10.0"


@pytest.mark.parametrize("kind", [RuleKind.SHARE, RuleKind.GROWTH])
@pytest.mark.parametrize("whole", ["0亿元", "0.0亿元"])
def test_nothing_is_held_against_a_divisor_that_may_be_zero(kind: RuleKind, whole: str) -> None:
    with pytest.raises(ValueError, match="may be zero"):
        computed(kind, [given_as("5亿元"), given_as(whole)])


def test_what_is_equal_is_the_other_figure() -> None:
    result = computed(RuleKind.EQUAL, [given_as("12.5亿元")])
    assert (str(result.interval), result.value, result.arithmetic) == ("[12.45, 12.55]", Decimal("12.5"), "12.5")


@pytest.mark.parametrize("kind", [kind for kind in RuleKind if kind is not RuleKind.SAME])
def test_every_kind_of_rule_that_computes_says_how(kind: RuleKind) -> None:
    inputs = [given_as("5亿元"), given_as("10亿元")]
    result = computed(kind, inputs[:1] if kind is RuleKind.EQUAL else inputs)
    assert holds(result.interval, result.value)
    assert result.arithmetic

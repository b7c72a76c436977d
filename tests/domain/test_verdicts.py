from decimal import Decimal
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.codes import Verdict
from app.domain.interval import INFINITY, Interval
from app.domain.verdicts import Statement, of_arithmetic, of_statements
from tests.domain.numbers import decimals, intervals, read

# A few places only, so that some meet and some do not.
near = intervals(decimals(0, 3, 0))
origins = st.sampled_from("abc")
statements = st.lists(st.builds(Statement, near, origins), min_size=1, max_size=5)


@given(statements.flatmap(lambda told: st.tuples(st.just(told), st.permutations(told))))
def test_the_order_of_statements_does_not_matter(told: tuple[list[Statement], list[Statement]]) -> None:
    one, other = told
    assert of_statements(one) == of_statements(other)


@given(st.lists(near, min_size=1, max_size=5))
def test_one_origin_never_corroborates(said: list[Interval]) -> None:
    verdict = of_statements([Statement(interval, "bureau") for interval in said])
    assert verdict in {Verdict.UNVERIFIED, Verdict.CONTRADICTED}


@given(statements)
def test_any_pair_that_cannot_both_be_true_contradicts_and_nothing_else_does(told: list[Statement]) -> None:
    is_disjoint = any(not a.interval.meets(b.interval) for a, b in combinations(told, 2))
    assert (of_statements(told) is Verdict.CONTRADICTED) == is_disjoint


@given(statements)
def test_two_origins_that_agree_corroborate(told: list[Statement]) -> None:
    verdict = of_statements(told)
    if verdict is not Verdict.CONTRADICTED:
        is_independent = len({statement.origin for statement in told}) > 1
        assert verdict is (Verdict.CORROBORATED if is_independent else Verdict.UNVERIFIED)


@given(statements, st.data())
def test_a_reprint_changes_nothing(told: list[Statement], data: st.DataObject) -> None:
    original = data.draw(st.sampled_from(told))
    # A reprint says the same or something vaguer.
    vaguer = Interval.hull([original.interval, data.draw(near)])
    for reprinted in (original.interval, vaguer):
        assert of_statements([*told, Statement(reprinted, original.origin)]) == of_statements(told)


@given(statements, st.builds(Statement, near, origins))
def test_more_statements_never_mend_a_contradiction(told: list[Statement], more: Statement) -> None:
    if of_statements(told) is Verdict.CONTRADICTED:
        assert of_statements([*told, more]) is Verdict.CONTRADICTED


@pytest.mark.parametrize(
    ("said", "verdict"),
    [
        ([("31032.50亿元", "exact", "bureau")], "unverified"),
        ([("31032.50亿元", "exact", "bureau"), ("31032.50亿元", "exact", "bureau")], "unverified"),
        ([("31032.50亿元", "exact", "bureau"), ("超3.1万亿元", "over", "paper")], "corroborated"),
        ([("31032.50亿元", "exact", "bureau"), ("3.1万亿元", "exact", "paper")], "corroborated"),
        ([("31032.50亿元", "exact", "bureau"), ("近3.1万亿元", "nearly", "paper")], "contradicted"),
        ([("31032.50亿元", "exact", "bureau"), ("30355.73亿元", "exact", "bureau")], "contradicted"),
    ],
)
def test_what_sources_say_comes_to_a_verdict(said: list[tuple[str, str, str]], verdict: str) -> None:
    assert of_statements([Statement(read(text, hedge, 8), origin) for text, hedge, origin in said]) == verdict


@given(near, near)
def test_arithmetic_is_consistent_exactly_where_both_can_be_true(stated: Interval, computed: Interval) -> None:
    verdict = of_arithmetic(stated, computed)
    assert verdict is (Verdict.CONSISTENT if stated.meets(computed) else Verdict.CONTRADICTED)
    assert verdict is of_arithmetic(computed, stated)


def test_whatever_the_arithmetic_comes_to_can_be_over_nothing() -> None:
    anything = Interval(-INFINITY, INFINITY, is_low_open=True, is_high_open=True)
    assert of_arithmetic(anything, Interval(Decimal(5), Decimal(5))) is Verdict.CONSISTENT

"""Checks by arithmetic: what the parts of a figure come to, as an interval."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import reduce
from operator import add

from app.domain.interval import Interval

_MINUS_ONE = Interval(Decimal(-1), Decimal(-1))
_HUNDRED = Interval(Decimal(100), Decimal(100))


class RuleKind(StrEnum):
    """How a stated figure follows from others.

    `same` holds it against what others state of the same indicator, `equal` against an
    indicator that counts the same thing in the same year.
    """

    SAME = "same"
    SHARE = "share"
    GROWTH = "growth"
    SUM_OF_AREAS = "sum_of_areas"
    SUM_OF_INDICATORS = "sum_of_indicators"
    EQUAL = "equal"


@dataclass(frozen=True, slots=True)
class Input:
    """A figure that goes into the arithmetic: its value as printed, and what that may mean."""

    value: Decimal
    interval: Interval


@dataclass(frozen=True, slots=True)
class Result:
    """What the inputs come to: as an interval, as a value, and written out."""

    interval: Interval
    value: Decimal
    arithmetic: str


def computed(kind: RuleKind, inputs: Sequence[Input]) -> Result:
    """The figure that the inputs come to, in percent for a share or a growth rate.

    share: (part, whole); growth: (level, level a year before); sums: the parts; equal: the other.
    Raises ValueError where a divisor may be zero.
    """
    interval = _INTERVALS[kind]([part.interval for part in inputs])
    values = [part.value for part in inputs]
    if kind is RuleKind.SHARE:
        value = 100 * values[0] / values[1]
        return Result(interval, value, f"100 × {_plain(values[0])} / {_plain(values[1])} = {_short(value)}")
    if kind is RuleKind.GROWTH:
        value = 100 * (values[0] / values[1] - 1)
        return Result(interval, value, f"100 × ({_plain(values[0])} / {_plain(values[1])} − 1) = {_short(value)}")
    if kind is RuleKind.EQUAL:
        return Result(interval, values[0], _plain(values[0]))
    value = sum(values, Decimal(0))
    return Result(interval, value, f"{' + '.join(map(_plain, values))} = {_plain(value)}")


def _share(inputs: list[Interval]) -> Interval:
    return _HUNDRED * (inputs[0] / inputs[1])


def _growth(inputs: list[Interval]) -> Interval:
    return _HUNDRED * (inputs[0] / inputs[1] + _MINUS_ONE)


def _sum(inputs: list[Interval]) -> Interval:
    return reduce(add, inputs)


_INTERVALS: dict[RuleKind, Callable[[list[Interval]], Interval]] = {
    RuleKind.SHARE: _share,
    RuleKind.GROWTH: _growth,
    RuleKind.SUM_OF_AREAS: _sum,
    RuleKind.SUM_OF_INDICATORS: _sum,
    RuleKind.EQUAL: _sum,
}


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"


def _short(value: Decimal) -> str:
    return f"{value:.4g}" if abs(value) < 10000 else f"{value:.0f}"

"""What a printed figure may mean: an interval, by one written rule for each hedge."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from decimal import Context, Decimal
from itertools import product

from app.domain.codes import Qualifier
from app.domain.printed import Printed

INFINITY = Decimal("Infinity")
# 0 x infinity is answered, not raised: see `_combined`.
_ARITHMETIC = Context(prec=34, traps=[])


@dataclass(frozen=True, slots=True)
class Interval:
    """All values between two ends, never empty; an end that is open is itself left out."""

    low: Decimal
    high: Decimal
    is_low_open: bool = False
    is_high_open: bool = False

    def __post_init__(self) -> None:
        if not (self.low < self.high or (self.low == self.high and not (self.is_low_open or self.is_high_open))):
            raise ValueError("an interval is not empty")

    def __str__(self) -> str:
        left, right = "(" if self.is_low_open else "[", ")" if self.is_high_open else "]"
        return f"{left}{_shown(self.low)}, {_shown(self.high)}{right}"

    @classmethod
    def of(cls, printed: Printed, qualifier: Qualifier, *, is_count: bool = False) -> "Interval":
        """What a figure may mean, in single units.

        exact: half a step of the last printed digit to either side; a count or a rank is itself.
        The hedges reach one `_grain` from the figure: over above it without end (多 and 余 within
        the grain), nearly below it, about to both sides, up_to below it without end.
        """
        if printed.value <= 0 and printed.is_class:
            raise ValueError("there is no class of sizes below zero")
        if printed.value < 0:
            # A fall of over 3 % is below -3 %: the hedge speaks of how far it fell.
            rise = _of_rise(replace(printed, value=-printed.value), qualifier, is_count=is_count)
            return Interval(-rise.high, -rise.low, rise.is_high_open, rise.is_low_open)
        return _of_rise(printed, qualifier, is_count=is_count)

    @classmethod
    def read(cls, text: str, qualifier: str, *, value: float, unit_mult: int, is_discrete: bool) -> "Interval":
        """What a printed text may mean, in units of 10^unit_mult; raises ValueError where `value` is not in it.

        A whole number of what is discrete is exactly itself.
        """
        printed = Printed.of_value(text, value, unit_mult)
        is_count = is_discrete and printed.step.scaleb(unit_mult) == 1
        return cls.of(printed, Qualifier(qualifier), is_count=is_count)

    @classmethod
    def hull(cls, intervals: Iterable["Interval"]) -> "Interval":
        """The smallest interval that has them all."""
        found = list(intervals)
        low, high = min(i.low for i in found), max(i.high for i in found)
        return cls(
            low,
            high,
            all(i.is_low_open for i in found if i.low == low),
            all(i.is_high_open for i in found if i.high == high),
        )

    @classmethod
    def common(cls, intervals: Iterable["Interval"]) -> "Interval":
        """What lies in all of them; raises ValueError where nothing does."""
        found = list(intervals)
        low, high = max(i.low for i in found), min(i.high for i in found)
        return cls(
            low,
            high,
            any(i.is_low_open for i in found if i.low == low),
            any(i.is_high_open for i in found if i.high == high),
        )

    def meets(self, other: "Interval") -> bool:
        """Whether one value could be both; symmetric."""
        return not (_is_below(self, other) or _is_below(other, self))

    def scaled(self, power: int) -> "Interval":
        """The same in a unit 10^power times as small."""
        return Interval(self.low.scaleb(power), self.high.scaleb(power), self.is_low_open, self.is_high_open)

    def __add__(self, other: "Interval") -> "Interval":
        return Interval(
            self.low + other.low,
            self.high + other.high,
            self.is_low_open or other.is_low_open,
            self.is_high_open or other.is_high_open,
        )

    def __mul__(self, other: "Interval") -> "Interval":
        return self._combined(other, _ARITHMETIC.multiply)

    def __truediv__(self, other: "Interval") -> "Interval":
        """Raises ValueError where the divisor may be zero."""
        if other.low <= 0 <= other.high:
            raise ValueError("the divisor may be zero")
        return self._combined(other, _ARITHMETIC.divide)

    def _combined(self, other: "Interval", operation: Callable[[Decimal, Decimal], Decimal]) -> "Interval":
        """The hull of the operation on all pairs of ends; an end is open where every way to it is."""
        ends = []
        for (a, is_a_open), (b, is_b_open) in product(_ends(self), _ends(other)):
            value = operation(a, b)
            # A zero that belongs to one interval gives 0 with whatever the other holds.
            is_open = (is_a_open or is_b_open) and not (a == 0 and not is_a_open) and not (b == 0 and not is_b_open)
            # 0 x infinity and infinity / infinity: what lies between comes as near to 0 as it likes.
            ends.append((Decimal(0) if value.is_nan() else value, is_open))
        low, high = min(value for value, _ in ends), max(value for value, _ in ends)
        return Interval(
            low,
            high,
            low != high and all(is_open for value, is_open in ends if value == low),
            low != high and all(is_open for value, is_open in ends if value == high),
        )


def _of_rise(printed: Printed, qualifier: Qualifier, *, is_count: bool) -> Interval:
    value = printed.value
    if printed.is_class:
        return Interval(value, value * 10, is_high_open=True)
    if qualifier is Qualifier.EXACT:
        half = Decimal(0) if is_count else printed.step / 2
        return Interval(value - half, value + half)
    if qualifier is Qualifier.UP_TO:
        return Interval(-INFINITY, value, is_low_open=True)
    grain = _grain(printed)
    if qualifier is Qualifier.OVER:
        return Interval(value, value + grain if printed.is_within_grain else INFINITY, True, True)
    if qualifier is Qualifier.NEARLY:
        return Interval(value - grain, value, is_high_open=True)
    return Interval(value - grain, value + grain)


def _is_below(one: Interval, other: Interval) -> bool:
    return one.high < other.low or (one.high == other.low and (one.is_high_open or other.is_low_open))


def _ends(interval: Interval) -> tuple[tuple[Decimal, bool], tuple[Decimal, bool]]:
    return (interval.low, interval.is_low_open), (interval.high, interval.is_high_open)


def _grain(printed: Printed) -> Decimal:
    """How far a hedge reaches: one step of the second significant digit, or of the last printed one if coarser.

    多 and 余 reach one step of the last digit that is not zero: 30余 is below 40.
    """
    if printed.value == 0:
        return printed.step
    if printed.is_within_grain:
        return Decimal(1).scaleb(int(printed.value.normalize().as_tuple().exponent))
    return max(printed.step, Decimal(1).scaleb(printed.value.adjusted() - 1))


def _shown(end: Decimal) -> str:
    if end.is_infinite():
        return "∞" if end > 0 else "-∞"
    return f"{end:.6f}".rstrip("0").rstrip(".")

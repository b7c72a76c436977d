"""What the tests of intervals, verdicts and rules draw from."""

from decimal import Decimal

from hypothesis import strategies as st

from app.domain.codes import Qualifier
from app.domain.interval import INFINITY, Interval
from app.domain.printed import Printed

ZERO = Decimal(0)


def decimals(low: int, high: int, places: int = 2) -> st.SearchStrategy[Decimal]:
    return st.decimals(low, high, places=places, allow_nan=False, allow_infinity=False)


numbers = decimals(-1000, 1000) | st.just(ZERO)
positive = decimals(1, 100_000).filter(bool)


@st.composite
def intervals(draw: st.DrawFn, within: st.SearchStrategy[Decimal] = numbers) -> Interval:
    """Any interval: a point, open or closed, with ends that may be infinite."""
    low, high = sorted((draw(within), draw(within)))
    if draw(st.integers(0, 4)) == 0:
        low = -INFINITY
    if draw(st.integers(0, 4)) == 0:
        high = INFINITY
    is_low_open = low.is_infinite() or (low < high and draw(st.booleans()))
    is_high_open = high.is_infinite() or (low < high and draw(st.booleans()))
    return Interval(low, high, is_low_open, is_high_open)


_ANY = intervals()


@st.composite
def with_a_point(draw: st.DrawFn, drawn: st.SearchStrategy[Interval] = _ANY) -> tuple[Interval, Decimal]:
    """An interval and one of its points, often an end or zero."""
    interval = draw(drawn)
    candidates = [
        point for point in (interval.low, interval.high, ZERO) if point.is_finite() and holds(interval, point)
    ]
    low = interval.low if interval.low.is_finite() else min(interval.high, ZERO) - 1000
    high = interval.high if interval.high.is_finite() else max(interval.low, ZERO) + 1000
    inner = low + (high - low) * draw(st.decimals("0.01", "0.99", places=2))
    return interval, draw(st.sampled_from([inner, *candidates]))


@st.composite
def figures(draw: st.DrawFn) -> Printed:
    """A printed number above zero, in single units or with a multiplier, hedged or not."""
    places, power = draw(st.integers(0, 3)), draw(st.sampled_from([0, 1, 3, 4, 8, 12]))
    number = draw(decimals(0, 100_000, places).filter(bool))
    step = Decimal(1).scaleb(-places)
    return Printed(number.scaleb(power), step.scaleb(power), is_within_grain=draw(st.booleans()), has_word=power > 0)


qualifiers = st.sampled_from(Qualifier)


def read(text: str, qualifier: str = "exact", unit_mult: int = 0, *, is_discrete: bool = False) -> Interval:
    """What a text may mean, in units of 10^unit_mult."""
    value = Printed.parse(text).scaled(-unit_mult).value
    return Interval.read(text, qualifier, value=float(value), unit_mult=unit_mult, is_discrete=is_discrete)


def holds(interval: Interval, point: Decimal) -> bool:
    """Whether the point is in the interval."""
    return interval.meets(Interval(point, point))

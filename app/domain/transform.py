"""Series worked out from other series; what cannot be worked out soundly is refused."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.domain.period import TimePeriod


class Transform(StrEnum):
    """What can be worked out from the values of a series."""

    CHANGE = "change"
    PCT_CHANGE = "pct_change"
    PCT_CHANGE_YEAR_AGO = "pct_change_year_ago"
    INDEX = "index"
    SHARE_OF = "share_of"
    CAGR = "cagr"
    YTD_TO_SINGLE = "ytd_to_single"


# What is a percentage or an index number, and no longer in the unit of the series.
IN_PERCENT = frozenset(Transform) - {Transform.CHANGE, Transform.YTD_TO_SINGLE}


class Unsound(ValueError):
    """Why a value cannot be worked out, in Chinese and in English."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.reason = (zh, en)


@dataclass(frozen=True, slots=True)
class Point:
    """One value of a series, with the ids of the observations it comes from, and the break whose base it is on."""

    period: TimePeriod
    value: float
    inputs: tuple[str, ...]
    basis: str | None = None


@dataclass(frozen=True, slots=True)
class Series:
    """Points in order of time; nothing is worked out from points of two bases.

    Results are for periods that begin at `since` or later; what is before serves to compare with.
    """

    points: tuple[Point, ...]
    since: date = date.min

    def asked(self) -> Iterator[Point]:
        """The points that results are for."""
        return (point for point in self.points if point.period.start >= self.since)

    def at(self, period: TimePeriod) -> Point:
        """The point of a period; raises Unsound where there is none."""
        for point in self.points:
            if point.period == period:
                return point
        raise Unsound(f"缺少 {period.text} 的数值", f"there is no value for {period.text}")

    def require_one_base(self, earlier: Point, later: Point) -> None:
        """Raise Unsound where two points are on different bases."""
        if earlier.basis != later.basis:
            one, other = earlier.period.text, later.period.text
            breaks = ", ".join(basis for basis in (earlier.basis, later.basis) if basis)
            raise Unsound(
                f"{one} 与 {other} 口径不同，不可比（{breaks}）",
                f"{one} and {other} are on different bases and cannot be compared ({breaks})",
            )

    def from_each(
        self, before: Callable[[TimePeriod], TimePeriod], result: Callable[[Point, Point], float]
    ) -> Iterator[Point]:
        """A result for each point that has something before it in the series; raises Unsound for a gap."""
        for point in self.asked():
            try:
                wanted = before(point.period)
            except ValueError as error:
                raise Unsound(f"{point.period.text} 是累计值或单日，没有上一期", str(error)) from None
            if wanted.start < self.points[0].period.start:
                continue
            earlier = self.at(wanted)
            self.require_one_base(earlier, point)
            yield Point(point.period, result(earlier, point), (*earlier.inputs, *point.inputs))


def transformed(kind: Transform, series: Series, whole: Series | None = None) -> list[Point]:
    """The series worked out from one in order of time (`whole`: what a share is a share of).

    The first periods have no result where there is nothing before them; a gap within the
    series, a change of base, or nothing above zero to divide by raises Unsound.
    """
    if not series.points:
        return []
    if kind is Transform.SHARE_OF:
        return _shares(series, whole or series)
    return list(_KINDS[kind](series))


def _ratio(value: float, base: Point) -> float:
    if base.value <= 0:
        raise Unsound(f"{base.period.text} 的数值不大于零", f"the value for {base.period.text} is not above zero")
    return value / base.value


def _growth(earlier: Point, later: Point) -> float:
    return 100 * (_ratio(later.value, earlier) - 1)


def _change(series: Series) -> Iterator[Point]:
    return series.from_each(TimePeriod.previous, lambda earlier, later: later.value - earlier.value)


def _pct_change(series: Series) -> Iterator[Point]:
    return series.from_each(TimePeriod.previous, _growth)


def _year_ago(series: Series) -> Iterator[Point]:
    return series.from_each(TimePeriod.year_ago, _growth)


def _index(series: Series) -> Iterator[Point]:
    """The first value as 100."""
    base = series.points[0]
    for point in series.points:
        series.require_one_base(base, point)
        yield Point(point.period, 100 * _ratio(point.value, base), tuple(dict.fromkeys(base.inputs + point.inputs)))


def _cagr(series: Series) -> Iterator[Point]:
    """Compound annual growth from the first value to the last, in percent a year."""
    first, last = series.points[0], series.points[-1]
    months = 12 * (last.period.end.year - first.period.end.year) + last.period.end.month - first.period.end.month
    years = months / 12
    if years < 1:
        raise Unsound("首尾两期须相隔至少一年", "the first and the last period are less than a year apart")
    series.require_one_base(first, last)
    ratio = _ratio(last.value, first)
    if ratio <= 0:
        raise Unsound(f"{last.period.text} 的数值不大于零", f"the value for {last.period.text} is not above zero")
    yield Point(last.period, 100 * (ratio ** (1 / years) - 1), (*first.inputs, *last.inputs))


def _shares(part: Series, whole: Series) -> list[Point]:
    shares = []
    for point in part.asked():
        base = whole.at(point.period)
        shares.append(Point(point.period, 100 * _ratio(point.value, base), (*point.inputs, *base.inputs)))
    return shares


def _single(series: Series) -> Iterator[Point]:
    """Single months or quarters from January-to-date values and, for the last of a year, the year's own."""
    counted = {(p.period.start.year, p.period.months or 12): p for p in series.points if _is_cumulative(p.period)}
    for (year, months), point in sorted(counted.items()):
        if year < series.since.year:
            continue
        shorter = [m for y, m in counted if y == year and m < months]
        start = max(shorter, default=0)
        single = _named(year, start, months)
        if start == 0:
            yield Point(single, point.value, point.inputs)
        else:
            earlier = counted[year, start]
            series.require_one_base(earlier, point)
            yield Point(single, point.value - earlier.value, (*earlier.inputs, *point.inputs))


def _is_cumulative(period: TimePeriod) -> bool:
    return period.months is not None or len(period.text) == 4


def _named(year: int, after: int, until: int) -> TimePeriod:
    """The months after one and until another as a month, a quarter or a half; raises Unsound for other spans."""
    length = until - after
    names = {1: f"{year:04}-{until:02}", 3: f"{year:04}-Q{until // 3}", 6: f"{year:04}-S{until // 6}"}
    if length not in names or until % length:
        raise Unsound(
            f"{year} 年第 {after + 1} 至 {until} 月不是单月、单季或半年，缺少中间的累计值",
            f"months {after + 1} to {until} of {year} are no month, quarter or half: a value between is missing",
        )
    return TimePeriod.parse(names[length])


_KINDS: dict[Transform, Callable[[Series], Iterator[Point]]] = {
    Transform.CHANGE: _change,
    Transform.PCT_CHANGE: _pct_change,
    Transform.PCT_CHANGE_YEAR_AGO: _year_ago,
    Transform.INDEX: _index,
    Transform.CAGR: _cagr,
    Transform.YTD_TO_SINGLE: _single,
}

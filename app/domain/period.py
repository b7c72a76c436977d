"""SDMX time periods: parsed once, valid ever after."""

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Self

from app.domain.codes import Freq

FORMS = "2024, 2024-S1, 2024-Q3, 2024-09, 2024-09-30 or 2024-01-01/P9M"

_SHAPE = re.compile(
    r"(?P<year>[0-9]{4})"
    r"(?:-S(?P<half>[12])"
    r"|-Q(?P<quarter>[1-4])"
    r"|-(?P<month>0[1-9]|1[0-2])"
    r"(?:-(?P<day>[0-9]{2})(?:/P(?P<months>[1-9]|1[0-2])M)?)?"
    r")?"
)


@dataclass(frozen=True, slots=True)
class TimePeriod:
    """A span of whole days, with the text and the frequency that SDMX gives it."""

    text: str
    freq: Freq
    start: date
    end: date

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read one of `FORMS`; raises ValueError for anything else."""
        match = _SHAPE.fullmatch(text)
        if match is None or match["year"] == "0000":
            raise ValueError(f"{text!r} is not a time period: use {FORMS}")
        year = int(match["year"])
        for part, read in _PARTS.items():
            if match[part]:
                freq, start, end = read(year, match)
                return cls(text, freq, start, end)
        return cls(text, Freq.ANNUAL, date(year, 1, 1), date(year, 12, 31))

    @property
    def months(self) -> int | None:
        """How many months it runs from the first of January, where it is a January-to-date range."""
        is_range = "/P" in self.text and self.start.month == 1
        return self.end.month if is_range else None

    @property
    def is_range(self) -> bool:
        """Whether several months are counted together."""
        return "/P" in self.text

    def year_ago(self) -> Self:
        """The same part of the year before; raises ValueError where there is none."""
        return type(self).parse(f"{self.start.year - 1:04}{self.text[4:]}")

    def previous(self) -> Self:
        """The period just before, of the same length; raises ValueError for a range of months or a day."""
        year = self.start.year
        if self.freq is Freq.ANNUAL:
            return type(self).parse(f"{year - 1:04}")
        if self.freq is Freq.DAILY or self.is_range:
            raise ValueError(f"{self.text} has no predecessor of its own length")
        count = {Freq.HALF_YEARLY: 2, Freq.QUARTERLY: 4, Freq.MONTHLY: 12}[self.freq]
        number = (self.start.month - 1) * count // 12
        year, number = (year, number) if number else (year - 1, count)
        mark = {Freq.HALF_YEARLY: "S", Freq.QUARTERLY: "Q"}.get(self.freq)
        return type(self).parse(f"{year:04}-{mark}{number}" if mark else f"{year:04}-{number:02}")


def _months(year: int, first: int, count: int) -> tuple[date, date]:
    """The first and the last day of `count` months from month `first`, within one year."""
    last = first + count - 1
    if last > 12:
        raise ValueError(f"a time range of {count} months from {year}-{first:02} leaves the year")
    return date(year, first, 1), date(year, last, monthrange(year, last)[1])


def _time_range(year: int, match: re.Match[str]) -> tuple[Freq, date, date]:
    if match["day"] != "01":
        raise ValueError(f"{match[0]!r} does not begin on the first day of a month")
    return Freq.MONTHLY, *_months(year, int(match["month"]), int(match["months"]))


def _day(year: int, match: re.Match[str]) -> tuple[Freq, date, date]:
    try:
        day = date(year, int(match["month"]), int(match["day"]))
    except ValueError:
        raise ValueError(f"{match[0]!r} is not a day of the calendar") from None
    return Freq.DAILY, day, day


_PARTS: dict[str, Callable[[int, re.Match[str]], tuple[Freq, date, date]]] = {
    "months": _time_range,
    "day": _day,
    "month": lambda year, m: (Freq.MONTHLY, *_months(year, int(m["month"]), 1)),
    "quarter": lambda year, m: (Freq.QUARTERLY, *_months(year, 3 * int(m["quarter"]) - 2, 3)),
    "half": lambda year, m: (Freq.HALF_YEARLY, *_months(year, 6 * int(m["half"]) - 5, 6)),
}


def day_known_public(published: str) -> date:
    """The first day on which something published in `published` was certainly public."""
    return TimePeriod.parse(published).end

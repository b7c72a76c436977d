"""The figures of a seed as its checks and standings see them: by indicator, area and period."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from decimal import Decimal
from functools import lru_cache
from itertools import groupby
from typing import NamedTuple

from sqlalchemy import bindparam, select
from sqlmodel import SQLModel

from app.domain.codes import ObsStatus, Verdict
from app.domain.interval import Interval
from app.domain.preference import Telling, preference
from app.domain.verdicts import Statement, of_statements
from app.release.plain import typed_rows
from app.release.read import Seed
from app.release.staging import Staging
from app.release.tables import Values

Place = tuple[str, str, str]
_PLACE = ("indicator_code", "area_code", "time_period")
# Places that rules look at again and again: the total of all districts, the level of the year before.
_AT_HAND = 2048


class Figure(NamedTuple):
    """What one source tells of a place; a statement only where it gives an outcome."""

    values: Values
    telling: Telling
    origin: str
    statement: Statement | None
    basis: str | None

    @property
    def id(self) -> str:
        """The observation's id."""
        return str(self.values["id"])

    @property
    def published_on(self) -> date:
        """The first day on which it was certainly public."""
        day: date = self.values["published_on"]
        return day

    @property
    def interval(self) -> Interval:
        """What it may mean, in its indicator's unit; only a statement has one."""
        if self.statement is None:
            raise ValueError(f"{self.id} states no outcome")
        return self.statement.interval

    @property
    def decimal(self) -> Decimal:
        """Its value as printed, in its indicator's unit."""
        return Decimal(str(self.values["value"]))


class Told:
    """What is told of each place, read from the staged rows as it is asked for."""

    def __init__(self, staging: Staging, figure: Callable[[Values], Figure]) -> None:
        self._figure = figure
        self._typed = typed = typed_rows(SQLModel.metadata.tables["observation"])
        place = [staging.tables["observation"].c[name] for name in _PLACE]
        rows = select(*staging.columns("observation"))
        self._everywhere = staging.finder(rows.order_by(*place))
        here = staging.finder(rows.where(*(column == bindparam(column.name) for column in place)))
        staging.index("observation", *_PLACE)

        # Knows nothing of `self`: what is read, and the file it is read from, go when nobody looks any more.
        @lru_cache(maxsize=_AT_HAND)
        def at(place: Place) -> list[Figure]:
            return [figure(typed(row)) for row in here(place)]

        self.at = at

    def items(self) -> Iterator[tuple[Place, list[Figure]]]:
        """Every place with what is told of it, one after another."""
        for place, group in groupby(map(self._typed, self._everywhere(())), place_of):
            yield place, [self._figure(values) for values in group]

    def values(self) -> Iterator[list[Figure]]:
        """What is told of every place, one after another."""
        return (told for _, told in self.items())


class _Reader:
    """Reads observations as figures, by what the catalogue says of their sources, indicators and breaks."""

    def __init__(self, seed: Seed) -> None:
        self._sources = {row.values["code"]: row.values for row in seed.rows["source"]}
        self._indicators = {row.values["code"]: row.values for row in seed.rows["indicator"]}
        self._discrete = {row.values["code"] for row in seed.rows["unit"] if row.values["is_discrete"]}
        self._new_bases = {row.values["code"] for row in seed.rows["revision_kind"] if row.values["is_new_base"]}
        self._breaks: dict[tuple[str, str], list[tuple[date, str]]] = defaultdict(list)
        for row in seed.rows["series_break"]:
            series = (row.values["indicator_code"], row.values["area_code"])
            self._breaks[series].append((row.values["period_start"], row.values["code"]))

    def figure(self, values: Values) -> Figure:
        """What one observation tells."""
        source = self._sources[values["source_code"]]
        origin = values["origin"] or source["origin"]
        has_value = values["value"] is not None
        telling = Telling(
            observation_id=values["id"],
            has_value=has_value,
            status=values["status"],
            # A revision that is on the base of later periods does not stand in for its own period's.
            is_revised=values["revision_code"] is not None and self._basis(values) == self._own_basis(values),
            step=values["step"],
            reliability=source["reliability"],
            is_copy_day=source["is_copy_day"],
            published_on=values["published_on"],
        )
        is_outcome = has_value and values["status"] != ObsStatus.FORECAST
        statement = Statement(self._interval(values), origin) if is_outcome else None
        return Figure(values, telling, origin, statement, self._basis(values))

    def _interval(self, values: Values) -> Interval:
        indicator = self._indicators[values["indicator_code"]]
        return Interval.read(
            values["value_text"],
            values["qualifier"],
            value=values["value"],
            unit_mult=indicator["unit_mult"],
            is_discrete=indicator["unit_code"] in self._discrete,
        )

    def _basis(self, values: Values) -> str | None:
        """The break whose base a figure is on: that of its period, or the next where a revision brought it there."""
        breaks = sorted(self._breaks.get((values["indicator_code"], values["area_code"]), ()))
        after = [code for day, code in breaks if day > values["period_start"]]
        return after[0] if after and values["revision_code"] in self._new_bases else self._own_basis(values)

    def _own_basis(self, values: Values) -> str | None:
        """The newest break at or before the period."""
        breaks = sorted(self._breaks.get((values["indicator_code"], values["area_code"]), ()))
        before = [code for day, code in breaks if day <= values["period_start"]]
        return before[-1] if before else None


class Figures:
    """Everything that is told, by place."""

    def __init__(self, seed: Seed) -> None:
        self.told = Told(seed.staging, _Reader(seed).figure)

    def stated(self, place: Place) -> list[Figure]:
        """Every statement of an outcome there."""
        return stated_of(self.told.at(place))

    def current(self, place: Place, day: date) -> list[Figure]:
        """The statements that stand on a day, the preferred first."""
        return standing_on(day, self.stated(place))


def place_of(values: Values) -> Place:
    """Where an observation belongs."""
    return values["indicator_code"], values["area_code"], values["time_period"]


def stated_of(told: list[Figure]) -> list[Figure]:
    """Those of several tellings that state an outcome."""
    return [figure for figure in told if figure.statement is not None]


def standing_on(day: date, stated: list[Figure]) -> list[Figure]:
    """Which of several statements stand on a day, the preferred first."""
    public = [figure for figure in stated if figure.published_on <= day]
    if len(public) < 2:
        return public
    standing = unrevised(public)
    is_agreed = verdict_over(standing) is not Verdict.CONTRADICTED
    return sorted(standing, key=lambda figure: preference(figure.telling, is_agreed=is_agreed))


def unrevised(figures: Iterable[Figure]) -> list[Figure]:
    """The figures that their own origin has not revised since."""
    public = list(figures)
    revisions = sorted((figure for figure in public if figure.values["revision_code"]), key=lambda f: f.published_on)
    revised = {figure.origin: figure.published_on for figure in revisions}
    return [figure for figure in public if figure.published_on >= revised.get(figure.origin, date.min)]


def verdict_over(figures: Iterable[Figure]) -> Verdict:
    """The verdict over what the figures state."""
    return of_statements([figure.statement for figure in figures if figure.statement is not None])

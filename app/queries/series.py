"""Series at a glance: how far each is known, its latest value, its last years, and its rivals."""

from datetime import date
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, case, func, select
from sqlmodel import Session, col

from app.domain.codes import Freq, ObsStatus
from app.models import Area, Dataset, Indicator, Observation, Series, Standing
from app.queries.pages import Row
from app.queries.vintages import known_on

# As many points as a small chart shows.
_RECENT = 16
_POINT = ("time_period", "obs_value", "qualifier", "obs_status", "series_break", "observation_id")


def outcomes(as_of: date | None) -> Select[Any]:
    """The preferred values that are outcomes, not targets, as of a day."""
    columns: tuple[Any, ...] = (
        col(Observation.indicator_code).label("indicator"),
        col(Observation.area_code).label("area"),
        col(Observation.freq),
        col(Observation.time_period),
        col(Observation.period_start),
        col(Observation.period_end),
        col(Observation.id).label("observation_id"),
        col(Observation.value).label("obs_value"),
        col(Observation.value_text).label("obs_value_text"),
        col(Observation.qualifier),
        col(Standing.status).label("obs_status"),
        col(Standing.series_break),
    )
    return (
        select(*columns)
        .join(Standing, col(Standing.observation_id) == col(Observation.id))
        .where(
            known_on(Standing, as_of),
            col(Standing.is_preferred),
            col(Observation.value).is_not(None),
            col(Observation.status) != ObsStatus.FORECAST,
        )
    )


def latest(as_of: date | None = None) -> Subquery:
    """For each indicator its newest outcome: of the data set's own area where there is one."""
    chosen = outcomes(as_of)
    if as_of is None:
        # The newest of each series is known; only they are compared.
        chosen = chosen.join(Series, col(Series.latest_id) == col(Observation.id))
    found = chosen.subquery()
    place = func.row_number().over(
        partition_by=found.c.indicator,
        order_by=(found.c.area != _home(), found.c.period_end.desc(), found.c.period_start, found.c.area),
    )
    placed = select(found, place.label("place")).subquery()
    return select(placed).where(placed.c.place == 1).subquery()


def series_of(session: Session, chosen: ColumnElement[bool], as_of: date | None = None) -> list[Row]:
    """The series whose observations are chosen, those of the data set's own area first."""
    columns: tuple[Any, ...] = (
        col(Observation.indicator_code).label("indicator"),
        col(Indicator.name_zh).label("indicator_name_zh"),
        col(Indicator.name_en).label("indicator_name_en"),
        col(Observation.area_code).label("area"),
        col(Area.name_zh).label("area_name_zh"),
        col(Area.name_en).label("area_name_en"),
        col(Indicator.unit_code).label("unit_measure"),
        col(Indicator.unit_mult),
        col(Indicator.decimals),
        func.min(col(Observation.period_start)).label("coverage_start"),
        func.max(col(Observation.period_end)).label("coverage_end"),
        func.count().label("observation_count"),
        # Of all tellings of a figure one is preferred.
        func.sum(case((col(Standing.is_preferred), 0), else_=1)).label("rival_count"),
    )
    rows = (
        select(*columns)
        .join(Standing, col(Standing.observation_id) == col(Observation.id))
        .join(Indicator, col(Indicator.code) == col(Observation.indicator_code))
        .join(Area, col(Area.code) == col(Observation.area_code))
        .where(chosen, known_on(Standing, as_of))
        .group_by(*Indicator.__table__.columns, *Area.__table__.columns, *_KEY)  # type: ignore[attr-defined]
        .order_by(col(Observation.area_code) != _home(), col(Indicator.position), col(Observation.area_code))
    )
    points = _points(session, chosen, as_of)
    return [
        dict(row) | points.get((row["indicator"], row["area"]), _NOTHING) for row in session.execute(rows).mappings()
    ]


_KEY = (col(Observation.indicator_code), col(Observation.area_code))
_LATEST = ("observation_id", "time_period", "obs_value", "obs_value_text", "qualifier", "obs_status")
_NOTHING: Row = {"latest": None, "recent": []}


def _points(session: Session, chosen: ColumnElement[bool], as_of: date | None) -> dict[tuple[str, str], Row]:
    """The latest outcome of each series, and its last annual ones, oldest first."""
    found = outcomes(as_of).where(chosen).subquery()
    is_annual = found.c.freq == Freq.ANNUAL
    series = (found.c.indicator, found.c.area)
    newest_first = (found.c.period_end.desc(), found.c.period_start)
    placed = select(
        found,
        func.row_number().over(partition_by=series, order_by=newest_first).label("place"),
        func.row_number().over(partition_by=(*series, is_annual), order_by=newest_first).label("place_of_kind"),
        is_annual.label("is_annual"),
    ).subquery()
    kept = select(placed).where((placed.c.place == 1) | (placed.c.is_annual & (placed.c.place_of_kind <= _RECENT)))
    rows = session.execute(
        kept.order_by(placed.c.indicator, placed.c.area, placed.c.period_start, placed.c.period_end)
    ).mappings()
    points: dict[tuple[str, str], Row] = {}
    for key, group in groupby(rows, key=lambda row: (row["indicator"], row["area"])):
        members = list(group)
        newest = next(row for row in members if row["place"] == 1)
        points[key] = {
            "latest": {name: newest[name] for name in _LATEST},
            "recent": [{name: row[name] for name in _POINT} for row in members if row["is_annual"]],
        }
    return points


def _home() -> Any:
    return select(col(Dataset.area_code)).scalar_subquery()

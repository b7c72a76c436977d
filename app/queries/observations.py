"""The numbers, each with how it stands among its rivals."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Date, Select, SQLColumnExpression, bindparam, func, select
from sqlmodel import Session, col

from app.domain.interval import Interval
from app.domain.nearest import nearest
from app.domain.period import TimePeriod
from app.models import Area, Cluster, Evidence, Indicator, Observation, Series, Source, Standing, Tally, Unit
from app.problems import NO_SUCH_CODE, Fault, NotFound
from app.queries.catalogue import Filter, Kinds, given_of, kinds_of, taken
from app.queries.joins import OrderedJoin
from app.queries.pages import Listing, Page, Row, Selection, Words
from app.queries.search import codes_matching
from app.queries.vintages import known_on

_COLUMNS: dict[str, Any] = {
    "observation_id": col(Observation.id),
    "indicator": col(Observation.indicator_code),
    "area": col(Observation.area_code),
    "freq": col(Observation.freq),
    "time_period": col(Observation.time_period),
    "period_start": col(Observation.period_start),
    "period_end": col(Observation.period_end),
    "obs_value": col(Observation.value),
    "obs_value_text": col(Observation.value_text),
    "qualifier": col(Observation.qualifier),
    "unit_measure": col(Indicator.unit_code),
    "unit_mult": col(Indicator.unit_mult),
    "decimals": col(Indicator.decimals),
    "obs_status": col(Standing.status),
    "published_on": col(Observation.published_on),
    "source": col(Observation.source_code),
    "evidence": col(Observation.evidence_id),
    "is_preferred": col(Standing.is_preferred),
    "revision": col(Observation.revision_code),
    "supersedes": col(Standing.supersedes),
    "series_break": col(Standing.series_break),
    "note_zh": col(Observation.note_zh),
    "note_en": col(Observation.note_en),
}
_IN_ORDER = ("indicator", "area", "period_start", "period_end")
LISTING = Listing(
    columns=_COLUMNS,
    sortable={
        "indicator": ("indicator",),
        "area": ("area",),
        "freq": ("freq",),
        "time_period": ("period_start", "period_end"),
        "obs_value": ("obs_value",),
        "published_on": ("published_on",),
        "source": ("source",),
        "observation_id": ("observation_id",),
    },
    default_sort="indicator,area,time_period",
    key=("observation_id",),
    nullable=frozenset({"obs_value"}),
    kept=("series_break",),
    finer={
        "indicator": ("area", "period_start", "period_end"),
        "area": ("indicator", "period_start", "period_end"),
        "freq": _IN_ORDER,
        "source": _IN_ORDER,
    },
)


# From the observations in the order of an index to what belongs to each: the store need not sort.
_STANDING = OrderedJoin(
    Observation.__table__,  # type: ignore[attr-defined]
    Standing.__table__,  # type: ignore[attr-defined]
    col(Standing.observation_id) == col(Observation.id),
)
_JOINED = OrderedJoin(
    _STANDING,
    Indicator.__table__,  # type: ignore[attr-defined]
    col(Indicator.code) == col(Observation.indicator_code),
)


def _rows(as_of: date | BindParameter[Any] | None = None) -> Select[Any]:
    """Every observation that was public on a day, with its standing among its rivals on that day."""
    columns = (column.label(name) for name, column in _COLUMNS.items())
    return select(*columns).select_from(_JOINED).where(known_on(Standing, as_of))


def find_observations(session: Session, words: Words) -> Page:
    """A page of observations; raises UnknownCode, InvalidValue or InvalidCursor."""
    asked = words.filters
    keys = tuple(INCLUDED[noun][0] for noun in asked["include"])
    shown = replace(words, fields=(*words.fields, *keys)) if words.fields else words
    page = LISTING.find(session, selection_of(session, words), shown)
    embedded = {noun: included(session, noun, page.rows) for noun in asked["include"]}
    return replace(page, included=embedded)


def selection_of(session: Session, words: Words) -> Selection:
    """The observations that the words select; raises UnknownCode or InvalidValue."""
    asked = words.filters
    given = given_of(session, FILTERS, asked)
    bounds = {name: asked[name] for name in _BOUNDS if asked[name] is not None}
    rows, count = _selected(kinds_of(given), tuple(bounds), asked["values"])
    if words.q:
        rows = rows.where(
            col(Observation.indicator_code).in_(codes_matching(session, "indicator", words.q))
            | col(Observation.area_code).in_(codes_matching(session, "area", words.q))
        )
    for number, newest_first in ((asked["last_n"], True), (asked["first_n"], False)):
        if number is not None:
            rows = _edge_of_series(rows, number, newest_first=newest_first)
    is_reused = not words.q and asked["last_n"] is None and asked["first_n"] is None
    return Selection(rows, given | bounds, is_reused=is_reused, count=count if is_reused else None)


_INDICATOR = col(Observation.indicator_code)


@dataclass(frozen=True, slots=True)
class OfIndicator(Filter):
    """A column of the indicator, by which what is `of` an indicator is narrowed."""

    of: SQLColumnExpression[Any] = _INDICATOR

    def selects(self, codes: BindParameter[Any]) -> ColumnElement[bool]:
        """The condition of being of an indicator that the codes select."""
        return self.of.in_(select(col(Indicator.code)).where(Filter.selects(self, codes)))


FILTERS = {
    "indicator": Filter(col(Observation.indicator_code), Indicator),
    "area": Filter(col(Observation.area_code), Area),
    "cluster": OfIndicator(col(Indicator.cluster_code), Cluster, reaches_below=True),
    "unit": OfIndicator(col(Indicator.unit_code), Unit),
    "source": Filter(col(Observation.source_code), Source),
    "freq": Filter(col(Observation.freq)),
    "status": Filter(col(Standing.status)),
}
_BOUNDS = ("as_of", "start_period", "end_period")
# What is counted already, and by what: whole series, and the values of all areas.
_COUNTED: dict[type[Series | Tally], dict[str, SQLColumnExpression[Any]]] = {
    Series: {
        **dict.fromkeys(("indicator", "cluster", "unit"), col(Series.indicator_code)),
        "area": col(Series.area_code),
        "freq": col(Series.freq),
    },
    Tally: {
        **dict.fromkeys(("indicator", "cluster", "unit"), col(Tally.indicator_code)),
        "freq": col(Tally.freq),
        "source": col(Tally.source_code),
        "status": col(Tally.status),
        "start_period": col(Tally.period_start),
        "end_period": col(Tally.period_end),
    },
}


@lru_cache(maxsize=1024)
def _selected(kinds: Kinds, bounds: tuple[str, ...], values: str) -> tuple[Select[Any], Select[Any]]:
    """The observations that filters of these kinds and these bounds select, and how many they are."""
    chosen: list[Any] = [FILTERS[name].selects(taken(name, is_single=is_single)) for name, is_single in kinds]
    chosen += _within(bounds, col(Observation.period_start), col(Observation.period_end))
    if values == "preferred":
        chosen.append(col(Standing.is_preferred))
    day = bindparam("as_of", type_=Date) if "as_of" in bounds else None
    for counts, columns in _COUNTED.items():
        if {*dict(kinds), *bounds} <= columns.keys():
            return _rows(day).where(*chosen), _added_up(counts, kinds, bounds, values)
    count = select(func.count()).select_from(_STANDING).where(known_on(Standing, day), *chosen)
    return _rows(day).where(*chosen), count


def _within(bounds: Collection[str], start: Any, end: Any) -> list[ColumnElement[bool]]:
    """The conditions of the bounds that are given."""
    conditions = {"start_period": start >= bindparam("start_period"), "end_period": end <= bindparam("end_period")}
    return [condition for name, condition in conditions.items() if name in bounds]


def _added_up(counts: type[Series | Tally], kinds: Kinds, bounds: Collection[str], values: str) -> Select[Any]:
    """How many observations there are, by what was counted when the release was published."""
    columns = _COUNTED[counts]
    counted = counts.preferred_count if values == "preferred" else counts.observation_count
    chosen = [_counted_by(name, columns[name]).selects(taken(name, is_single=one)) for name, one in kinds]
    within = _within(bounds, columns.get("start_period"), columns.get("end_period")) if bounds else []
    return select(func.coalesce(func.sum(col(counted)), 0)).where(*chosen, *within)


def _counted_by(name: str, column: SQLColumnExpression[Any]) -> Filter:
    """A filter of observations as one of their counts."""
    found = FILTERS[name]
    return replace(found, of=column) if isinstance(found, OfIndicator) else replace(found, column=column)


def _edge_of_series(rows: Select[Any], count: int, *, newest_first: bool) -> Select[Any]:
    """The rows of the first or last `count` periods of each series; January-to-date values are one of their own."""
    inner = rows.subquery()
    periods = (inner.c.period_start, inner.c.period_end)
    place = func.dense_rank().over(
        partition_by=(inner.c.indicator, inner.c.area, inner.c.freq, inner.c.time_period.contains("/")),
        order_by=[period.desc() for period in periods] if newest_first else periods,
    )
    placed = select(inner, place.label("place")).subquery()
    columns = [column for column in placed.c if column.name != "place"]
    return select(*columns).where(placed.c.place <= count)


def of_period(session: Session, indicator: str, area: str, period: str, as_of: date | None) -> list[Row]:
    """Every telling of one figure that was public on a day, the preferred first."""
    return _told(session, indicator, area, as_of, col(Observation.time_period) == period)


def of_span(session: Session, indicator: str, area: str, period: TimePeriod, as_of: date | None) -> list[Row]:
    """The same for the days of a period, however it is written: a half-year is its months to date."""
    starts, ends = col(Observation.period_start) == period.start, col(Observation.period_end) == period.end
    return _told(session, indicator, area, as_of, starts, ends)


def _told(session: Session, indicator: str, area: str, as_of: date | None, *chosen: ColumnElement[bool]) -> list[Row]:
    same = _rows(as_of).where(col(Observation.indicator_code) == indicator, col(Observation.area_code) == area, *chosen)
    ranked = same.subquery()
    ordered = select(ranked).order_by(
        ranked.c.is_preferred.desc(), ranked.c.published_on.desc(), ranked.c.observation_id
    )
    return [dict(row) for row in session.execute(ordered).mappings()]


def preferred_at(session: Session, places: Collection[tuple[str, str, str]], as_of: date | None) -> list[Row]:
    """The preferred values at some places (indicator, area, period), where there is a value."""
    if not places:
        return []
    indicators, areas, periods = (set(codes) for codes in zip(*places, strict=True))
    rows = _rows(as_of).where(
        col(Standing.is_preferred),
        col(Observation.value).is_not(None),
        col(Observation.indicator_code).in_(indicators),
        col(Observation.area_code).in_(areas),
        col(Observation.time_period).in_(periods),
    )
    found = [dict(row) for row in session.execute(rows).mappings()]
    return [row for row in found if (row["indicator"], row["area"], row["time_period"]) in places]


def origins_of(session: Session, observation_ids: Collection[str]) -> dict[str, str]:
    """The body that counted, by observation."""
    rows = (
        select(col(Observation.id), func.coalesce(col(Observation.origin), col(Source.origin)))
        .join(Source, col(Source.code) == col(Observation.source_code))
        .where(col(Observation.id).in_(observation_ids))
    )
    return {row[0]: row[1] for row in session.execute(rows)}


def get_observation(session: Session, observation_id: str) -> Row:
    """One number with everything behind it; raises NotFound with the ids of the same period or series."""
    own = session.get(Observation, observation_id)
    if own is None:
        raise NotFound(_nearby(session, observation_id))
    told = of_period(session, own.indicator_code, own.area_code, own.time_period, None)
    row = next(row for row in told if row["observation_id"] == observation_id)
    by_vintage = sorted(told, key=lambda r: (r["published_on"], r["observation_id"]))
    return row | {
        "interval": _interval(session, row),
        "included": {noun: included(session, noun, [row])[row[key]] for noun, (key, *_) in INCLUDED.items()},
        "rivals": [r for r in by_vintage if r["observation_id"] != observation_id],
        "vintages": [
            {name: r[name] for name in ("observation_id", "published_on", "obs_value", "obs_value_text", "source")}
            for r in by_vintage
        ],
    }


# What `include` can embed: the key of a row that names it, its table, and what is shown of it.
INCLUDED: dict[str, tuple[str, Any, tuple[str, ...]]] = {
    "indicator": (
        "indicator",
        Indicator,
        ("code", "name_zh", "name_en", "definition_zh", "definition_en", "methodology_zh", "methodology_en"),
    ),
    "area": ("area", Area, ("code", "name_zh", "name_en", "level_code", "parent_code")),
    "source": (
        "source",
        Source,
        (
            *("code", "name_zh", "name_en", "publisher_zh", "publisher_en"),
            *("origin", "url", "published", "reliability"),
        ),
    ),
    "evidence": (
        "evidence",
        Evidence,
        ("id", "source_code", "quote", "section", "start_offset", "end_offset"),
    ),
    "unit": ("unit_measure", Unit, ("code", "name_zh", "name_en", "symbol_zh", "symbol_en")),
}


def included(session: Session, noun: str, rows: list[Row]) -> dict[str, Row]:
    """What the rows name of one noun, by code."""
    key, model, columns = INCLUDED[noun]
    codes = {row[key] for row in rows if key in row}
    names = [column.removesuffix("_code") for column in columns]
    found = session.execute(
        select(*(getattr(model, column).label(name) for column, name in zip(columns, names, strict=True)))
        .where(getattr(model, columns[0]).in_(codes))
        .order_by(getattr(model, columns[0]))
    )
    return {row[names[0]]: dict(row) for row in found.mappings()}


def _interval(session: Session, row: Row) -> str | None:
    if row["obs_value"] is None:
        return None
    unit = session.get_one(Unit, row["unit_measure"])
    interval = Interval.read(
        row["obs_value_text"],
        row["qualifier"],
        value=row["obs_value"],
        unit_mult=row["unit_mult"],
        is_discrete=unit.is_discrete,
    )
    return str(interval)


def _nearby(session: Session, wrong: str) -> Fault:
    """A fault that suggests ids of the indicator that the wrong id seems to mean."""
    indicator = wrong.split(".")[1] if wrong.count(".") > 1 else ""
    ids = select(col(Observation.id)).where(col(Observation.indicator_code) == indicator).limit(1000)
    suggestions = nearest(wrong, session.execute(ids).scalars())
    return Fault("observation_id", wrong[:100], NO_SUCH_CODE, suggestions)

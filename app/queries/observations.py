"""The numbers, the preferred of several rivals first: the rule is that of `domain.preference`."""

from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, case, func, literal, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.domain.codes import NOT_OUTCOMES, RELIABILITY_ORDER, Freq, ObsStatus, Reliability, Verdict
from app.domain.interval import Interval
from app.domain.nearest import nearest
from app.domain.preference import UNKNOWN_STEP
from app.domain.rules import RuleKind
from app.models import (
    Area,
    CheckResult,
    Cluster,
    Dataset,
    Evidence,
    Indicator,
    Observation,
    Rule,
    SeriesBreak,
    Source,
    Unit,
)
from app.problems import NO_SUCH_CODE, Fault, NotFound
from app.queries.catalogue import Filter, narrowed
from app.queries.checks import as_known_on
from app.queries.pages import Listing, Page, Row, Words
from app.queries.search import codes_matching

# A source of low reliability lends its rows this status, until an independent source agrees.
_DOUBTED = (ObsStatus.NORMAL, ObsStatus.PROVISIONAL, ObsStatus.ESTIMATED)

_Earlier, _EarlierSource = aliased(Observation), aliased(Source)
# The vintage before a revision: of the same figure and the same origin.
_SUPERSEDED = (
    select(col(_Earlier.id))
    .join(_EarlierSource, col(_EarlierSource.code) == col(_Earlier.source_code))
    .where(
        col(Observation.revision_code).is_not(None),
        col(_Earlier.indicator_code) == col(Observation.indicator_code),
        col(_Earlier.area_code) == col(Observation.area_code),
        col(_Earlier.time_period) == col(Observation.time_period),
        col(_Earlier.published_on) < col(Observation.published_on),
        func.coalesce(col(_Earlier.origin), col(_EarlierSource.origin))
        == func.coalesce(col(Observation.origin), col(Source.origin)),
    )
    .order_by(col(_Earlier.published_on).desc(), col(_Earlier.id))
    .limit(1)
    .correlate(Observation, Source)
    .scalar_subquery()
)
# The newest break of the series at or before the period: rows of different bases do not compare.
_BASIS = (
    select(col(SeriesBreak.code))
    .where(
        col(SeriesBreak.indicator_code) == col(Observation.indicator_code),
        col(SeriesBreak.area_code) == col(Observation.area_code),
        col(SeriesBreak.period_start) <= col(Observation.period_start),
    )
    .order_by(col(SeriesBreak.period_start).desc())
    .limit(1)
    .correlate(Observation)
    .scalar_subquery()
)

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
    "obs_status": col(Observation.status),
    "published_on": col(Observation.published_on),
    "source": col(Observation.source_code),
    "evidence": col(Observation.evidence_id),
}
# What stands after `is_preferred`: columns are only ever appended.
_LATER_COLUMNS: dict[str, Any] = {
    "revision": col(Observation.revision_code),
    "supersedes": _SUPERSEDED,
    "series_break": _BASIS,
    "note_zh": col(Observation.note_zh),
    "note_en": col(Observation.note_en),
}
LISTING = Listing(
    columns=_COLUMNS | {"is_preferred": literal(True)} | _LATER_COLUMNS,
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
)


def _is(verdict: Verdict, as_of: date | None) -> ColumnElement[bool]:
    """Whether that is the verdict over what all sources say of the figure, as of a day."""
    return (
        select(col(CheckResult.id))
        .join(Rule, col(Rule.code) == col(CheckResult.rule_code))
        .where(
            col(Rule.kind) == RuleKind.SAME,
            col(CheckResult.verdict) == verdict,
            col(CheckResult.indicator_code) == col(Observation.indicator_code),
            col(CheckResult.area_code) == col(Observation.area_code),
            col(CheckResult.time_period) == col(Observation.time_period),
            as_known_on(as_of),
        )
        .correlate(Observation)
        .exists()
    )


def _rows(as_of: date | None = None) -> Select[Any]:
    """Every observation with the columns of a row, its status and its preference as of a day.

    Whatever narrows the rows may only choose whole groups of rivals, or they are not ranked among all.
    """
    is_doubted = (
        (col(Source.reliability) == Reliability.OTHER)
        & col(Observation.status).in_(_DOUBTED)
        & ~_is(Verdict.CORROBORATED, as_of)
    )
    status = case((is_doubted, literal(str(ObsStatus.LOW_RELIABILITY))), else_=col(Observation.status))
    columns = _COLUMNS | _LATER_COLUMNS | {"obs_status": status}
    # The same order as `domain.preference`.
    place = func.row_number().over(
        partition_by=(col(Observation.indicator_code), col(Observation.area_code), col(Observation.time_period)),
        order_by=(
            col(Observation.value).is_(None),
            col(Observation.status).in_(NOT_OUTCOMES),
            col(Observation.revision_code).is_(None),
            case((col(Observation.revision_code).is_not(None), col(Observation.published_on))).desc(),
            case((_is(Verdict.CONTRADICTED, as_of), 0.0), else_=func.coalesce(col(Observation.step), UNKNOWN_STEP)),
            case({str(r): rank for rank, r in enumerate(RELIABILITY_ORDER)}, value=col(Source.reliability)),
            col(Source.is_copy_day),
            col(Observation.published_on).desc(),
            col(Observation.id),
        ),
    )
    rows: Select[Any] = (
        select(*(column.label(name) for name, column in columns.items()), (place == 1).label("is_preferred"))
        .join(Indicator, col(Indicator.code) == col(Observation.indicator_code))
        .join(Source, col(Source.code) == col(Observation.source_code))
    )
    return rows if as_of is None else rows.where(col(Observation.published_on) <= as_of)


def find_observations(session: Session, words: Words) -> Page:
    """A page of observations; raises UnknownCode, InvalidValue or InvalidCursor."""
    asked = words.filters
    keys = tuple(INCLUDED[noun][0] for noun in asked["include"])
    shown = replace(words, fields=(*words.fields, *keys)) if words.fields else words
    page = LISTING.find(session, selected(session, words), shown)
    embedded = {noun: included(session, noun, page.rows) for noun in asked["include"]}
    return replace(page, included=embedded)


def selected(session: Session, words: Words) -> Select[Any]:
    """The observations that the words select; raises UnknownCode or InvalidValue."""
    asked = words.filters
    ranked = _narrowed(session, words).subquery()
    rows = select(ranked)
    if asked["values"] == "preferred":
        rows = rows.where(ranked.c.is_preferred)
    if asked["source"]:
        rows = rows.where(ranked.c.source.in_(asked["source"]))
    if asked["status"]:
        rows = rows.where(ranked.c.obs_status.in_(asked["status"]))
    for count, newest_first in ((asked["last_n"], True), (asked["first_n"], False)):
        if count is not None:
            rows = _edge_of_series(rows, count, newest_first=newest_first)
    return rows


FILTERS = {
    "indicator": Filter(col(Observation.indicator_code), Indicator),
    "area": Filter(col(Observation.area_code), Area),
    "cluster": Filter(col(Indicator.cluster_code), Cluster, reaches_below=True),
    "unit": Filter(col(Indicator.unit_code), Unit),
}


def _narrowed(session: Session, words: Words) -> Select[Any]:
    """The groups of rivals that the dimensions, the time and the words select."""
    asked = words.filters
    # Which source tells a figure is for later: its rivals rank with it.
    rows = narrowed(session, _rows(asked["as_of"]), FILTERS, asked, [(Source, "source", asked["source"])])
    if asked["freq"]:
        rows = rows.where(col(Observation.freq).in_(asked["freq"]))
    if asked["start_period"] is not None:
        rows = rows.where(col(Observation.period_start) >= asked["start_period"])
    if asked["end_period"] is not None:
        rows = rows.where(col(Observation.period_end) <= asked["end_period"])
    if words.q:
        rows = rows.where(
            col(Observation.indicator_code).in_(codes_matching(session, "indicator", words.q))
            | col(Observation.area_code).in_(codes_matching(session, "area", words.q))
        )
    return rows


def _edge_of_series(rows: Select[Any], count: int, *, newest_first: bool) -> Select[Any]:
    """The rows of the first or last `count` periods of each series (indicator, area, frequency)."""
    inner = rows.subquery()
    periods = (inner.c.period_start, inner.c.period_end)
    place = func.dense_rank().over(
        partition_by=(inner.c.indicator, inner.c.area, inner.c.freq),
        order_by=[period.desc() for period in periods] if newest_first else periods,
    )
    placed = select(inner, place.label("place")).subquery()
    columns = [column for column in placed.c if column.name != "place"]
    return select(*columns).where(placed.c.place <= count)


def of_period(session: Session, indicator: str, area: str, period: str, as_of: date | None) -> list[Row]:
    """Every telling of one figure that was public on a day, the preferred first."""
    same = _rows(as_of).where(
        col(Observation.indicator_code) == indicator,
        col(Observation.area_code) == area,
        col(Observation.time_period) == period,
    )
    ranked = same.subquery()
    ordered = select(ranked).order_by(
        ranked.c.is_preferred.desc(), ranked.c.published_on.desc(), ranked.c.observation_id
    )
    return [dict(row) for row in session.execute(ordered).mappings()]


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


def latest() -> Subquery:
    """For each indicator its newest preferred outcome: of the data set's own area where there is one."""
    home = select(col(Dataset.area_code)).scalar_subquery()
    outcomes = _rows().where(col(Observation.value).is_not(None), col(Observation.status) != ObsStatus.FORECAST)
    ranked = outcomes.subquery()
    place = func.row_number().over(
        partition_by=ranked.c.indicator,
        order_by=(ranked.c.area != home, ranked.c.period_end.desc(), ranked.c.period_start, ranked.c.area),
    )
    placed = select(ranked, place.label("place")).where(ranked.c.is_preferred).subquery()
    return select(placed).where(placed.c.place == 1).subquery()


# As many points as a small chart shows.
_RECENT = 16


def recent(session: Session, indicator: str, area: str) -> list[Row]:
    """The last annual values of a series, preferred ones and outcomes, oldest first."""
    annual = _rows().where(
        col(Observation.indicator_code) == indicator,
        col(Observation.area_code) == area,
        col(Observation.freq) == Freq.ANNUAL,
        col(Observation.value).is_not(None),
        col(Observation.status) != ObsStatus.FORECAST,
    )
    ranked = annual.subquery()
    columns = ("time_period", "obs_value", "qualifier", "obs_status", "series_break", "observation_id")
    newest = select(*(ranked.c[name] for name in columns)).where(ranked.c.is_preferred)
    rows = session.execute(newest.order_by(ranked.c.period_start.desc()).limit(_RECENT)).mappings().all()
    return [dict(row) for row in reversed(rows)]


def tellings_of(session: Session, indicator: str) -> int:
    """How many different figures there are of an indicator: areas times periods."""
    figures = (
        select(col(Observation.area_code), col(Observation.time_period))
        .where(col(Observation.indicator_code) == indicator)
        .distinct()
        .subquery()
    )
    return int(session.execute(select(func.count()).select_from(figures)).scalar_one())

"""The numbers; the rule by which one of several rivals is preferred stands here and nowhere else."""

from dataclasses import replace
from typing import Any

from sqlalchemy import Select, Subquery, case, func, literal, select
from sqlmodel import Session, col

from app.domain.codes import RELIABILITY_ORDER, ObsStatus, Reliability
from app.domain.nearest import nearest
from app.models import Area, Cluster, Dataset, Evidence, Indicator, Observation, Source, Unit
from app.problems import NO_SUCH_CODE, Fault, NotFound
from app.queries.catalogue import below
from app.queries.codes import require_codes
from app.queries.pages import Listing, Page, Row, Words
from app.queries.search import codes_matching

# A source of low reliability lends its rows this status, until an independent source agrees.
_DOUBTED = (ObsStatus.NORMAL, ObsStatus.PROVISIONAL, ObsStatus.ESTIMATED)

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
    "obs_status": case(
        (
            (col(Source.reliability) == Reliability.OTHER) & col(Observation.status).in_(_DOUBTED),
            literal(str(ObsStatus.LOW_RELIABILITY)),
        ),
        else_=col(Observation.status),
    ),
    "published_on": col(Observation.published_on),
    "source": col(Observation.source_code),
    "evidence": col(Observation.evidence_id),
}
LISTING = Listing(
    columns=_COLUMNS | {"is_preferred": literal(True)},
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
)


def _ranked(narrowed: Select[Any]) -> Subquery:
    """The rows, each with its rank among all that tell the same indicator, area and period.

    Whatever narrows the rows beforehand may only choose whole groups of rivals.
    """
    rank = func.row_number().over(
        partition_by=(col(Observation.indicator_code), col(Observation.area_code), col(Observation.time_period)),
        order_by=(
            col(Observation.value).is_(None),
            col(Observation.status) == ObsStatus.FORECAST,
            case({str(r): place for place, r in enumerate(RELIABILITY_ORDER)}, value=col(Source.reliability)),
            col(Observation.published_on).desc(),
            col(Observation.id),
        ),
    )
    return narrowed.add_columns((rank == 1).label("is_preferred")).subquery()


def _rows() -> Select[Any]:
    """Every observation with the columns of a row."""
    return (
        select(*(column.label(name) for name, column in _COLUMNS.items()))
        .join(Indicator, col(Indicator.code) == col(Observation.indicator_code))
        .join(Source, col(Source.code) == col(Observation.source_code))
    )


def find_observations(session: Session, words: Words) -> Page:
    """A page of observations; raises UnknownCode, InvalidValue or InvalidCursor."""
    asked = words.filters
    ranked = _ranked(_narrowed(session, words))
    rows = select(ranked)
    if asked["values"] == "preferred":
        rows = rows.where(ranked.c.is_preferred)
    if asked["source"]:
        require_codes(session, Source, "source", asked["source"])
        rows = rows.where(ranked.c.source.in_(asked["source"]))
    if asked["status"]:
        rows = rows.where(ranked.c.obs_status.in_(asked["status"]))
    for count, newest_first in ((asked["last_n"], True), (asked["first_n"], False)):
        if count is not None:
            rows = _edge_of_series(rows, count, newest_first=newest_first)
    keys = tuple(INCLUDED[noun][0] for noun in asked["include"])
    page = LISTING.find(session, rows, replace(words, fields=(*words.fields, *keys)) if words.fields else words)
    embedded = {noun: included(session, noun, page.rows) for noun in asked["include"]}
    return Page(page.rows, page.total, page.next_cursor, embedded)


def _narrowed(session: Session, words: Words) -> Select[Any]:
    """The groups of rivals that the dimensions, the time and the words select."""
    asked, rows = words.filters, _rows()
    for parameter, column, model in (
        ("indicator", col(Observation.indicator_code), Indicator),
        ("area", col(Observation.area_code), Area),
    ):
        if asked[parameter]:
            require_codes(session, model, parameter, asked[parameter])
            rows = rows.where(column.in_(asked[parameter]))
    if asked["cluster"]:
        require_codes(session, Cluster, "cluster", asked["cluster"])
        rows = rows.where(col(Indicator.cluster_code).in_(below(Cluster, asked["cluster"])))
    if asked["freq"]:
        rows = rows.where(col(Observation.freq).in_(asked["freq"]))
    if asked["start_period"] is not None:
        rows = rows.where(col(Observation.period_start) >= asked["start_period"])
    if asked["end_period"] is not None:
        rows = rows.where(col(Observation.period_end) <= asked["end_period"])
    if asked["as_of"] is not None:
        rows = rows.where(col(Observation.published_on) <= asked["as_of"])
    if words.q:
        rows = rows.where(col(Observation.indicator_code).in_(codes_matching(session, "indicator", words.q)))
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


def get_observation(session: Session, observation_id: str) -> Row:
    """One number with everything behind it; raises NotFound with the ids of the same period or series."""
    own = session.get(Observation, observation_id)
    if own is None:
        raise NotFound(_nearby(session, observation_id))
    same = _rows().where(
        col(Observation.indicator_code) == own.indicator_code,
        col(Observation.area_code) == own.area_code,
        col(Observation.time_period) == own.time_period,
    )
    told = [dict(row) for row in session.execute(select(_ranked(same))).mappings()]
    row = next(row for row in told if row["observation_id"] == observation_id)
    by_vintage = sorted(told, key=lambda r: (r["published_on"], r["observation_id"]))
    return row | {
        "note_zh": own.note_zh,
        "note_en": own.note_en,
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
        ("code", "name_zh", "name_en", "publisher_zh", "publisher_en", "url", "published", "reliability"),
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
    ranked = _ranked(outcomes)
    place = func.row_number().over(
        partition_by=ranked.c.indicator,
        order_by=(ranked.c.area != home, ranked.c.period_end.desc(), ranked.c.period_start, ranked.c.area),
    )
    placed = select(ranked, place.label("place")).where(ranked.c.is_preferred).subquery()
    return select(placed).where(placed.c.place == 1).subquery()

"""Where figures are held against each other, and what came of it."""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Date, Select, bindparam, func, select
from sqlmodel import Session, col

from app.domain.codes import Verdict
from app.domain.nearest import nearest
from app.formats.table import Table
from app.models import Area, CheckInput, CheckResult, CheckTally, Indicator, Observation, Rule, Source
from app.problems import NO_SUCH_CODE, Fault, NotFound
from app.queries.catalogue import Filter, Kinds, among, given_of, kinds_of, narrowed
from app.queries.pages import Listing, Page, Row, Selection, Words
from app.queries.tables import Listed, whole_of
from app.queries.vintages import known_on

LISTING = Listing(
    columns={
        "id": col(CheckResult.id),
        "rule": col(CheckResult.rule_code),
        "indicator": col(CheckResult.indicator_code),
        "area": col(CheckResult.area_code),
        "time_period": col(CheckResult.time_period),
        "period_start": col(CheckResult.period_start),
        "verdict": col(CheckResult.verdict),
        "stated": col(CheckResult.stated),
        "computed": col(CheckResult.computed),
        "arithmetic": col(CheckResult.arithmetic),
        "difference": col(CheckResult.difference),
        "input_count": col(CheckResult.input_count),
        "known_from": col(CheckResult.known_from),
        "known_until": col(CheckResult.known_until),
    },
    sortable={
        "id": ("id",),
        "rule": ("rule",),
        "indicator": ("indicator",),
        "time_period": ("period_start",),
        "verdict": ("verdict",),
        "known_from": ("known_from",),
        "input_count": ("input_count",),
    },
    default_sort="rule,indicator,time_period",
    key=("id",),
    finer={
        "rule": ("indicator", "period_start"),
        "indicator": ("rule", "period_start"),
        "verdict": ("rule", "indicator", "period_start"),
    },
)
# The checks whose stated figure is of a source.
_STATED = (
    select(col(CheckInput.check_id))
    .join(Observation, col(Observation.id) == col(CheckInput.observation_id))
    .where(col(CheckInput.role) == "stated", col(CheckInput.known_from) == col(CheckResult.known_from))
)


class StatedBy(Filter):
    """The sources of what a check looks at."""

    def selects(self, codes: BindParameter[Any]) -> ColumnElement[bool]:
        """The condition that one of the sources states the figure."""
        stated = _STATED.where(among(self.column, codes)).correlate(CheckResult)
        return col(CheckResult.id).in_(stated)


FILTERS = {
    "indicator": Filter(col(CheckResult.indicator_code), Indicator),
    "area": Filter(col(CheckResult.area_code), Area),
    "rule": Filter(col(CheckResult.rule_code), Rule),
    "verdict": Filter(col(CheckResult.verdict)),
    "source": StatedBy(col(Observation.source_code), Source),
}

# The same of what is counted already.
_COUNTED = {
    "indicator": Filter(col(CheckTally.indicator_code), Indicator),
    "rule": Filter(col(CheckTally.rule_code), Rule),
    "verdict": Filter(col(CheckTally.verdict)),
}


def _rows() -> Select[*tuple[Any, ...]]:
    return select(*(column.label(name) for name, column in LISTING.columns.items()))


def _selected(session: Session, words: Words) -> Selection:
    given = given_of(session, FILTERS, words.filters)
    values = given | ({} if (as_of := words.filters["as_of"]) is None else {"as_of": as_of})
    kinds, has_day = kinds_of(given), as_of is not None
    is_counted = not has_day and dict(kinds).keys() <= _COUNTED.keys()
    return Selection(_narrowed(kinds, has_day), values, is_reused=True, count=_added_up(kinds) if is_counted else None)


@lru_cache(maxsize=256)
def _narrowed(kinds: Kinds, has_day: bool) -> Select[*tuple[Any, ...]]:  # noqa: FBT001  (a key of the cache)
    day = bindparam("as_of", type_=Date) if has_day else None
    return narrowed(_rows().where(known_on(CheckResult, day)), FILTERS, kinds)


@lru_cache(maxsize=256)
def _added_up(kinds: Kinds) -> Select[*tuple[Any, ...]]:
    """How many checks there are, by what was counted when the release was published."""
    return narrowed(select(func.coalesce(func.sum(col(CheckTally.check_count)), 0)), _COUNTED, kinds)


def _find(session: Session, words: Words) -> Page:
    return LISTING.find(session, _selected(session, words), words)


def _whole(session: Session, words: Words) -> Table:
    return whole_of(session, "checks", LISTING, _selected(session, words), words)


CHECKS = Listed(_find, _whole)


def get_check(session: Session, check_id: str, as_of: date | None) -> Row:
    """One check with its rule, inputs, intervals and evidence; raises NotFound."""
    found = session.execute(_rows().where(col(CheckResult.id) == check_id, known_on(CheckResult, as_of)))
    row = found.mappings().first()
    if row is None:
        raise NotFound(_nearby(session, check_id))
    rule = session.get_one(Rule, row["rule"])
    inputs: Select[*tuple[Any, ...]] = (
        select(
            col(CheckInput.role),
            col(CheckInput.interval),
            col(Observation.id).label("observation_id"),
            col(Observation.indicator_code).label("indicator"),
            col(Observation.area_code).label("area"),
            col(Observation.time_period),
            col(Observation.value).label("obs_value"),
            col(Observation.value_text).label("obs_value_text"),
            col(Observation.qualifier),
            col(Observation.published_on),
            col(Observation.source_code).label("source"),
            func.coalesce(col(Observation.origin), col(Source.origin)).label("origin"),
            col(Observation.evidence_id).label("evidence"),
        )
        .join(Observation, col(Observation.id) == col(CheckInput.observation_id))
        .join(Source, col(Source.code) == col(Observation.source_code))
        .where(col(CheckInput.check_id) == check_id, col(CheckInput.known_from) == row["known_from"])
        .order_by(col(CheckInput.position))
    )
    return dict(row) | {
        "rule_detail": rule.model_dump(include={"code", "kind", "name_zh", "name_en", "note_zh", "note_en"}),
        "inputs": [dict(given) for given in session.execute(inputs).mappings()],
    }


def _nearby(session: Session, wrong: str) -> Fault:
    start = wrong.split(":", maxsplit=1)[0]
    ids = select(col(CheckResult.id)).where(col(CheckResult.rule_code) == start).distinct().limit(1000)
    return Fault("check_id", wrong[:100], NO_SUCH_CODE, nearest(wrong, session.execute(ids).scalars()))


def open_checks(session: Session, column: Any, codes: Any, as_of: date | None = None) -> list[Row]:
    """The contradictions that stand, or stood on a day, for an indicator or an area."""
    is_open = col(CheckResult.verdict) == Verdict.CONTRADICTED
    rows = _rows().where(known_on(CheckResult, as_of), is_open, col(column).in_(codes))
    ordered = rows.order_by(col(CheckResult.period_start).desc(), col(CheckResult.id)).limit(50)
    return [dict(row) for row in session.execute(ordered).mappings()]


def checks_of(session: Session, indicator: str, area: str, periods: Sequence[str], as_of: date | None) -> list[Row]:
    """Every check of one figure, by any rule, as of a day."""
    rows = _rows().where(
        known_on(CheckResult, as_of),
        col(CheckResult.indicator_code) == indicator,
        col(CheckResult.area_code) == area,
        col(CheckResult.time_period).in_(periods),
    )
    return [dict(row) for row in session.execute(rows.order_by(col(CheckResult.id))).mappings()]

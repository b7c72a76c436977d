"""Which periods are known of an indicator for an area, and why the others are not."""

from itertools import groupby
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from app.domain.codes import Freq, ObsStatus
from app.domain.period import TimePeriod
from app.formats.table import Kind, Table
from app.models import Area, Gap, Indicator, Observation
from app.queries.codes import require_codes
from app.queries.pages import Page, Row, Words, cursor_at, place_of
from app.queries.tables import Listed, column_named, table_named


def _find(session: Session, words: Words) -> Page:
    """A page of indicators by area: the periods there are, and each gap with its reason."""
    rows = _covered(session, words)
    first = place_of(words)
    page = rows[first : first + words.limit]
    is_last = first + len(page) >= len(rows)
    return Page(page, len(rows), None if is_last else cursor_at(words, first + len(page)), names=[*_KINDS])


def _whole(session: Session, words: Words) -> Table:
    """All of it; a gap is a text of its own, as a cell holds no more."""
    cells = (
        [row[name] if name != "gaps" else [_told(gap) for gap in row[name]] for name in _KINDS]
        for row in _covered(session, words)
    )
    return table_named("coverage", COLUMNS, cells)


_KINDS = {
    "indicator": Kind.TEXT,
    "area": Kind.TEXT,
    "periods": Kind.LIST,
    "period_count": Kind.INTEGER,
    "gaps": Kind.LIST,
}
COLUMNS = tuple(column_named(name, kind) for name, kind in _KINDS.items())
COVERAGE = Listed(_find, _whole)


def _told(gap: Row) -> str:
    """A gap in one word: `2001..2003 not_found`."""
    return f"{gap['start_period']}..{gap['end_period']} {gap['reason']}"


def _covered(session: Session, words: Words) -> list[Row]:
    """Every indicator by area that was asked for."""
    asked = words.filters
    narrowings: list[Any] = []
    require_codes(session, [(Indicator, "indicator", asked["indicator"]), (Area, "area", asked["area"])])
    gaps = _gaps(session)
    rows = select(
        col(Observation.indicator_code),
        col(Observation.area_code),
        col(Observation.freq),
        col(Observation.time_period),
        col(Observation.period_end),
    ).distinct()
    if asked["indicator"]:
        narrowings.append(col(Observation.indicator_code).in_(asked["indicator"]))
    if asked["area"]:
        narrowings.append(col(Observation.area_code).in_(asked["area"]))
    narrowings += [col(Observation.value).is_not(None), col(Observation.status) != ObsStatus.FORECAST]
    ordered = rows.where(*narrowings).order_by(
        col(Observation.indicator_code), col(Observation.area_code), col(Observation.freq), col(Observation.period_end)
    )
    known = {key: list(group) for key, group in groupby(session.execute(ordered), key=lambda row: (row[0], row[1]))}
    keys = sorted(known.keys() | {key for key in gaps if _is_asked(key, asked)})
    return [_row(key, known.get(key, []), gaps.get(key, [])) for key in keys]


def _is_asked(key: tuple[str, str], asked: Any) -> bool:
    return (not asked["indicator"] or key[0] in asked["indicator"]) and (not asked["area"] or key[1] in asked["area"])


def _gaps(session: Session) -> dict[tuple[str, str], list[Row]]:
    columns = ("start_period", "end_period", "note_zh", "note_en")
    found: dict[tuple[str, str], list[Row]] = {}
    for gap in session.execute(select(Gap).order_by(col(Gap.start_period))).scalars():
        row = {name: getattr(gap, name) for name in columns} | {"reason": gap.reason_code}
        found.setdefault((gap.indicator_code, gap.area_code), []).append(row)
    return found


def _row(key: tuple[str, str], known: list[Any], declared: list[Row]) -> Row:
    periods = [row.time_period for row in known]
    annual = sorted(int(row.time_period) for row in known if row.freq == Freq.ANNUAL)
    missing = [str(year) for year in range(annual[0], annual[-1]) if year not in annual] if annual else []
    explained = {
        year
        for gap in declared
        for year in missing
        if TimePeriod.parse(gap["start_period"]).start <= TimePeriod.parse(year).start
        and TimePeriod.parse(year).end <= TimePeriod.parse(gap["end_period"]).end
    }
    # A year between two known ones that nobody accounted for is one that we have not found.
    found_missing = [
        {"start_period": year, "end_period": year, "note_zh": None, "note_en": None, "reason": "not_found"}
        for year in missing
        if year not in explained
    ]
    gaps = sorted([*declared, *found_missing], key=lambda gap: (gap["start_period"], gap["end_period"]))
    return {"indicator": key[0], "area": key[1], "periods": periods, "period_count": len(periods), "gaps": gaps}

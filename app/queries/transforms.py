"""Series worked out from preferred values; what is computed says so, and from what."""

from dataclasses import replace
from datetime import date
from itertools import groupby
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from app.domain.codes import Freq, Qualifier
from app.domain.period import TimePeriod
from app.domain.rules import RuleKind
from app.domain.transform import IN_PERCENT, Point, Series, Transform, Unsound, transformed
from app.models import Area, Indicator, Rule
from app.problems import Fault, InvalidValue, UnsoundTransform
from app.queries.codes import require_codes
from app.queries.observations import LISTING, preferred_at, selection_of
from app.queries.pages import Page, Row, Words, cursor_at, place_of

# As many values as one answer works with.
MOST_VALUES = 20_000
Key = tuple[str, ...]
# What a computed value is, by its most doubtful input.
_DOUBT = "APEUF"


def find_transformed(session: Session, words: Words) -> Page:
    """A page of computed rows; raises UnsoundTransform where one cannot be worked out."""
    rows, kind = computed(session, words), Transform(words.filters["transform"])
    first = place_of(words)
    page = rows[first : first + words.limit]
    chosen = (*LISTING.chosen(words.fields), *ADDED)
    is_last = first + len(page) >= len(rows)
    beside = _published_growth(session, kind, page, words.filters["as_of"])
    return Page(
        [{name: row[name] for name in chosen} for row in page],
        len(rows),
        None if is_last else cursor_at(words, first + len(page)),
        {"published_growth": beside} if beside else {},
        chosen,
    )


def computed(session: Session, words: Words) -> list[Row]:
    """All computed rows, by series and time; raises UnsoundTransform where one cannot be worked out."""
    asked = dict(words.filters)
    kind = Transform(asked["transform"])
    _require_alone(words, kind)
    # What lies before the first period asked for is what its change is measured against.
    reach: dict[str, Any] = {"last_n": None, "first_n": None, "include": []}
    if kind not in {Transform.INDEX, Transform.CAGR}:
        reach["start_period"] = None
    wide = replace(words, filters=asked | reach)
    by_series = _series(_values(session, wide), are_mixed=kind is Transform.YTD_TO_SINGLE)
    if kind in {Transform.CHANGE, Transform.PCT_CHANGE}:
        by_series = _with_predecessors(by_series)
    wholes = _wholes(session, wide) if kind is Transform.SHARE_OF else {}
    found: list[Row] = []
    for key, (series, rows) in by_series.items():
        since = _since(series, asked)
        whole_key = (asked["of_indicator"] or key[0], asked["of_area"] or key[1], *key[2:])
        whole, whole_rows = wholes.get(whole_key, (Series(()), []))
        try:
            _require_numbers([row for row in (*rows, *whole_rows) if row["period_start"] >= since])
            _require_one_unit(rows, whole_rows)
            points = transformed(kind, replace(series, since=since), whole)
        except Unsound as error:
            name = ".".join(key[:2])
            zh, en = error.reason
            raise UnsoundTransform(Fault("transform", kind, (f"{name}：{zh}", f"{name}: {en}"))) from None
        kept = [point for point in points if point.period.start >= since]
        kept = kept[-asked["last_n"] :] if asked["last_n"] else kept[: asked["first_n"]]
        found += [_row(kind, point, rows, whole_rows) for point in kept]
    return found


def _require_alone(words: Words, kind: Transform) -> None:
    """Raise InvalidValue for parameters that do not go with the transform."""
    asked = words.filters
    excluded = {"sort": words.sort, "values": asked["values"], "include": ",".join(asked["include"])}
    for parameter, given in excluded.items():
        if given not in {None, "", "preferred"}:
            reason = ("不能与 transform 同用", "cannot be combined with transform")
            raise InvalidValue(Fault(parameter, str(given), reason))
    if kind is not Transform.SHARE_OF:
        require_no_whole(words)
    elif not (asked["of_indicator"] or asked["of_area"]):
        reason = ("share_of 需要 of_indicator 或 of_area", "share_of needs of_indicator or of_area")
        raise InvalidValue(Fault("transform", kind, reason))


def require_no_whole(words: Words) -> None:
    """Raise InvalidValue for a whole where no share is asked for."""
    of = {name: given for name in ("of_indicator", "of_area") if (given := words.filters[name])}
    reason = ("只与 transform=share_of 同用", "goes with transform=share_of only")
    if faults := [Fault(name, given, reason, (Transform.SHARE_OF,)) for name, given in of.items()]:
        raise InvalidValue(*faults)


# What a computed row says of itself beside what every row says.
ADDED = ("transform", "inputs")


def _with_predecessors(by_series: dict[Key, tuple[Series, list[Row]]]) -> dict[Key, tuple[Series, list[Row]]]:
    """The series whose periods follow one another: not January-to-date values, where there are others."""
    following = {key: found for key, found in by_series.items() if key[-1] == "/"}
    kept = {key[:2] for key in following}
    return following | {key: found for key, found in by_series.items() if key[:2] not in kept}


def _since(series: Series, asked: dict[str, Any]) -> date:
    """The first day that results are asked for: of the first period, or of the last n."""
    start: date = asked["start_period"] or date.min
    if asked["last_n"] and series.points:
        return max(start, series.points[-asked["last_n"] :][0].period.start)
    return start


def _require_numbers(rows: list[Row]) -> None:
    """Raise Unsound for a figure that is only a bound: nothing can be worked out from `over 31000`."""
    for row in rows:
        if row["qualifier"] in {Qualifier.OVER, Qualifier.UP_TO}:
            period, text = row["time_period"], row["obs_value_text"]
            raise Unsound(f"{period} 的“{text}”只是界限", f"the figure for {period}, {text}, is only a bound")


def _require_one_unit(rows: list[Row], whole_rows: list[Row]) -> None:
    """Raise Unsound for a share of something that is counted in another unit or power of ten."""
    units = {(row["unit_measure"], row["unit_mult"]) for row in (*rows[:1], *whole_rows[:1])}
    if len(units) > 1:
        shown = " / ".join(f"{unit} × 10^{power}" for unit, power in sorted(units))
        raise Unsound(
            f"部分与整体的计量单位不同（{shown}）", f"part and whole are counted in different units ({shown})"
        )


def _values(session: Session, words: Words) -> list[Row]:
    rows = selection_of(session, words).bound().subquery()
    ordered = (
        select(rows)
        .where(rows.c.obs_value.is_not(None))
        .order_by(rows.c.indicator, rows.c.area, rows.c.freq, rows.c.period_start, rows.c.period_end)
    )
    found = session.execute(ordered.limit(MOST_VALUES + 1)).mappings().all()
    if len(found) > MOST_VALUES:
        reason = (f"涉及超过 {MOST_VALUES} 个数值，请缩小范围", f"takes more than {MOST_VALUES} values; narrow it")
        raise InvalidValue(Fault("transform", None, reason))
    return [dict(row) for row in found]


def _series(rows: list[Row], *, are_mixed: bool) -> dict[Key, tuple[Series, list[Row]]]:
    """The rows of each indicator, area and length of period as a series.

    Only January-to-date values and the year's own are one series (`are_mixed`).
    """

    def key_of(row: Row) -> Key:
        length = () if are_mixed else (row["freq"], "/" + row["time_period"].partition("/")[2])
        return (row["indicator"], row["area"], *length)

    found = {}
    for key, group in groupby(sorted(rows, key=key_of), key=key_of):
        members = list(group)
        points = [
            Point(TimePeriod.parse(row["time_period"]), row["obs_value"], (row["observation_id"],), row["series_break"])
            for row in members
        ]
        points.sort(key=lambda point: (point.period.start, point.period.end))
        found[key] = Series(tuple(points)), members
    return found


def _wholes(session: Session, words: Words) -> dict[Key, tuple[Series, list[Row]]]:
    """What shares are shares of: the same indicators of another area, or another indicator."""
    asked = words.filters
    of_indicator = [asked["of_indicator"]] if asked["of_indicator"] else []
    of_area = [asked["of_area"]] if asked["of_area"] else []
    require_codes(session, [(Indicator, "of_indicator", of_indicator), (Area, "of_area", of_area)])
    filters = dict(asked) | {
        "indicator": of_indicator or asked["indicator"],
        "area": of_area or asked["area"],
        "cluster": [] if of_indicator else asked["cluster"],
        "unit": [],
        "source": [],
        "status": [],
    }
    return _series(_values(session, replace(words, q=None, filters=filters)), are_mixed=False)


def _row(kind: Transform, point: Point, rows: list[Row], whole_rows: list[Row]) -> Row:
    """A computed row in the shape of an observation: in all else like the newest input of its own series."""
    inputs = [row for row in (*rows, *whole_rows) if row["observation_id"] in point.inputs]
    last = next(row for row in reversed(rows) if row["observation_id"] in point.inputs)
    percent = {"unit_measure": "percent", "unit_mult": 0, "decimals": 2} if kind in IN_PERCENT else {}
    return (
        last
        | percent
        | {
            "observation_id": f"{kind}({point.period.freq}.{last['indicator']}.{last['area']}):"
            f"{point.period.text.replace('/', '--')}",
            "freq": point.period.freq,
            "time_period": point.period.text,
            "period_start": point.period.start,
            "period_end": point.period.end,
            "obs_value": round(point.value, 6),
            "obs_value_text": "computed",
            "qualifier": Qualifier.EXACT
            if all(row["qualifier"] == Qualifier.EXACT for row in inputs)
            else Qualifier.ABOUT,
            "obs_status": max((row["obs_status"] for row in inputs), key=_DOUBT.index),
            "published_on": max(row["published_on"] for row in inputs),
            "revision": None,
            "supersedes": None,
            "note_zh": None,
            "note_en": None,
            "transform": kind,
            "inputs": list(point.inputs),
        }
    )


def _published_growth(session: Session, kind: Transform, page: list[Row], as_of: date | None) -> dict[str, Row]:
    """The published rate beside each computed one, where there is one; neither replaces the other."""
    growths = select(col(Rule.part_code), col(Rule.indicator_code)).where(col(Rule.kind) == RuleKind.GROWTH)
    rate_of: dict[str, str] = {part: rate for part, rate in session.execute(growths) if part and rate}
    yearly = [
        row
        for row in page
        if row["indicator"] in rate_of
        and (kind is Transform.PCT_CHANGE_YEAR_AGO or (kind is Transform.PCT_CHANGE and row["freq"] == Freq.ANNUAL))
    ]
    places = {(rate_of[row["indicator"]], row["area"], row["time_period"]): row for row in yearly}
    beside = {}
    for told in preferred_at(session, places, as_of):
        row = places[told["indicator"], told["area"], told["time_period"]]
        published = {name: told[name] for name in ("observation_id", "obs_value", "obs_value_text")}
        beside[row["observation_id"]] = published | {"difference": round(row["obs_value"] - told["obs_value"], 6)}
    return beside

"""Whether a figure that somebody is about to print is what has been published."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlmodel import Session, select

from app.domain.amounts import bare_unit, is_one_number, split_number, unit_named
from app.domain.codes import ObsStatus, Qualifier, Verdict
from app.domain.hedges import hedge_of
from app.domain.interval import Interval
from app.domain.nearest import nearest
from app.domain.period import TimePeriod
from app.domain.printed import MOST_DIGITS, Printed
from app.domain.text import fold
from app.models import Area, Indicator, Unit
from app.problems import Fault, InvalidValue
from app.queries.checks import checks_of
from app.queries.codes import require_codes
from app.queries.observations import of_span, origins_of
from app.queries.pages import Row


class Answer(StrEnum):
    """How a figure stands to what has been published."""

    MATCH = "match"
    MATCH_AFTER_ROUNDING = "match_after_rounding"
    OLDER_VINTAGE = "older_vintage"
    RIVAL = "rival"
    WITHIN_HEDGE = "within_hedge"
    CONTRADICTS = "contradicts"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Question:
    """A figure as somebody is about to print it."""

    indicator: str
    area: str
    period: TimePeriod
    value: str
    unit: str | None = None
    qualifier: Qualifier | None = None
    as_of: date | None = None


def judge(session: Session, question: Question) -> Row:
    """The answer, with every statement that was held against the figure and every check of those statements.

    Raises UnknownCode or InvalidValue for a question that cannot be understood.
    """
    require_codes(session, [(Indicator, "indicator", [question.indicator]), (Area, "area", [question.area])])
    indicator = session.get_one(Indicator, question.indicator)
    units = session.exec(select(Unit)).all()
    is_discrete = next(unit.is_discrete for unit in units if unit.code == indicator.unit_code)
    printed = _in_single_units(question, indicator, units)
    qualifier = question.qualifier or hedge_of(question.value)
    is_count = is_discrete and printed.step == 1
    try:
        asked = Interval.of(printed, qualifier, is_count=is_count).scaled(-indicator.unit_mult)
        meant = _meant(printed, qualifier, is_count=is_count).scaled(-indicator.unit_mult)
    except ValueError:
        raise InvalidValue(Fault("value", question.value[:100], ("不成其为数字", "means no number"))) from None
    value = printed.value.scaleb(-indicator.unit_mult)
    told = of_span(session, question.indicator, question.area, question.period, question.as_of)
    statements = [
        row
        | {
            "interval": str(interval := _interval(row, indicator, is_discrete=is_discrete)),
            "meets": interval.meets(asked),
            "confirms": row["qualifier"] == Qualifier.EXACT and interval.meets(meant),
            "is_equal": Decimal(str(row["obs_value"])) == value and row["qualifier"] == qualifier,
        }
        for row in told
        if row["obs_value"] is not None and row["obs_status"] != ObsStatus.FORECAST
    ]
    origins = origins_of(session, [row["observation_id"] for row in statements])
    answer, matched = _answer(statements, origins)
    checks = checks_of(session, question.indicator, question.area, _texts(told, question), question.as_of)
    return {
        "answer": answer,
        "indicator": question.indicator,
        "area": question.area,
        "time_period": question.period.text,
        "value": float(value),
        "unit_measure": indicator.unit_code,
        "unit_mult": indicator.unit_mult,
        "qualifier": qualifier,
        "interval": str(asked),
        "matched": matched,
        "verdict": _verdict(checks),
        "checks": checks,
        "statements": [{k: v for k, v in s.items() if k not in {"is_equal", "confirms"}} for s in statements],
    }


def _meant(printed: Printed, qualifier: Qualifier, *, is_count: bool) -> Interval:
    """What somebody who prints a bound has in mind: not more than a grain from it. Over 3.1 is below 3.2."""
    if qualifier is Qualifier.OVER:
        return Interval.of(replace(printed, is_within_grain=True), qualifier, is_count=is_count)
    return Interval.of(printed, Qualifier.NEARLY if qualifier is Qualifier.UP_TO else qualifier, is_count=is_count)


def _texts(told: list[Row], question: Question) -> list[str]:
    """The periods of the question as its statements write them: 2024-S1 is 2024-01-01/P6M."""
    return sorted({question.period.text, *(row["time_period"] for row in told)})


def _answer(statements: list[Row], origins: dict[str, str]) -> tuple[Answer, str | None]:
    """The answer, and the observation that gives it."""
    if not statements:
        return Answer.UNKNOWN, None
    best = next((row for row in statements if row["is_preferred"]), statements[0])
    if best["is_equal"]:
        return Answer.MATCH, best["observation_id"]
    if best["confirms"]:
        return Answer.MATCH_AFTER_ROUNDING, best["observation_id"]
    for row in statements:
        if row["confirms"]:
            is_of_one_body = origins[row["observation_id"]] == origins[best["observation_id"]]
            is_older = row["published_on"] < best["published_on"] and is_of_one_body
            return Answer.OLDER_VINTAGE if is_older else Answer.RIVAL, row["observation_id"]
    # One of the two is only a bound or about so much: it does not say no, and does not say yes.
    if met := next((row for row in (best, *statements) if row["meets"]), None):
        return Answer.WITHIN_HEDGE, met["observation_id"]
    return Answer.CONTRADICTS, best["observation_id"]


def _verdict(checks: list[Row]) -> str | None:
    """The gravest verdict over the published statements, by any rule."""
    found = {row["verdict"] for row in checks}
    order = (Verdict.CONTRADICTED, Verdict.CORROBORATED, Verdict.CONSISTENT, Verdict.UNVERIFIED)
    return next((str(verdict) for verdict in order if verdict in found), None)


def _interval(row: Row, indicator: Indicator, *, is_discrete: bool) -> Interval:
    return Interval.read(
        row["obs_value_text"],
        row["qualifier"],
        value=row["obs_value"],
        unit_mult=indicator.unit_mult,
        is_discrete=is_discrete,
    )


def _in_single_units(question: Question, indicator: Indicator, units: Any) -> Printed:
    """The figure in single units of the indicator; raises InvalidValue."""
    try:
        printed = Printed.parse(question.value)
    except ValueError:
        reason = (
            f"没有能读的数字，至多 {MOST_DIGITS} 位",
            f"has no number that can be read, of at most {MOST_DIGITS} digits",
        )
        raise InvalidValue(Fault("value", question.value[:100], reason)) from None
    names = _names(units)
    before, number, tail = split_number(question.value)
    if not is_one_number(number):
        raise InvalidValue(Fault("value", question.value[:100], ("须是一个数字", "is not one number")))
    beside = [words for words in (before, tail) if bare_unit(words)]
    for words in beside:
        _require_unit(words, names, indicator, "value" if question.unit else "unit")
    # Without a unit, a bare number is in the indicator's own; `3.1万亿` brings its multiplier with it.
    power = 0 if printed.has_word else indicator.unit_mult
    if question.unit is not None:
        named = _require_unit(question.unit, names, indicator, "unit")
        # A multiplier that stands with the number is not applied again.
        power = 0 if printed.has_word else named
    elif tail in beside and not printed.is_class:
        # The multiplier belongs to the unit: 亿元.
        printed, power = Printed.parse(number), unit_named(tail, names)[1]
    return Printed(
        printed.value.scaleb(power),
        printed.step.scaleb(power),
        is_within_grain=printed.is_within_grain,
        is_class=printed.is_class,
    )


def _names(units: Any) -> dict[str, str]:
    """Every folded name of every unit, with its code."""
    return {
        fold(name): unit.code
        for unit in units
        for name in (
            *(unit.code, unit.name_zh, unit.name_en, unit.symbol_zh, unit.symbol_en),
            *(unit.aliases or "").split(";"),
        )
        if name
    }


def _require_unit(words: str, names: dict[str, str], indicator: Indicator, parameter: str) -> int:
    """The power of ten before the unit; raises InvalidValue unless it is the indicator's unit."""
    try:
        code, power = unit_named(words, names)
    except ValueError:
        reason = ("没有这个计量单位", "is not a unit")
        raise InvalidValue(Fault(parameter, words[:100], reason, nearest(words, names))) from None
    if code != indicator.unit_code:
        wanted = (f"该指标以 {indicator.unit_code} 计", f"this indicator is counted in {indicator.unit_code}")
        raise InvalidValue(Fault(parameter, words[:100], wanted, (indicator.unit_code,)))
    return power

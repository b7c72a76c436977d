"""Every check over the figures of a seed, with a verdict for each span of days on which it held."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import delete, insert
from sqlmodel import Session

from app.domain.codes import ObsStatus, Verdict
from app.domain.interval import Interval
from app.domain.period import TimePeriod
from app.domain.preference import Telling, preference
from app.domain.rules import Input, RuleKind, computed
from app.domain.verdicts import Statement, of_arithmetic, of_statements
from app.models import CheckInput, CheckResult
from app.release.read import Seed
from app.release.tables import Values

Place = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Figure:
    """An observation with a value, as the checks see it: in its indicator's unit."""

    values: Values
    statement: Statement
    telling: Telling

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
    def as_input(self) -> Input:
        """The figure as a term of arithmetic."""
        return Input(Decimal(str(self.values["value"])), self.statement.interval)


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found: its row, and its inputs with their roles."""

    verdict: Verdict
    stated: Interval
    inputs: tuple[tuple[str, Figure], ...]
    computed: Interval | None = None
    arithmetic: str | None = None
    difference: float | None = None


class Figures:
    """The figures of a seed by indicator, area and period."""

    def __init__(self, seed: Seed) -> None:
        sources = {row.values["code"]: row.values for row in seed.rows["source"]}
        indicators = {row.values["code"]: row.values for row in seed.rows["indicator"]}
        discrete = {row.values["code"] for row in seed.rows["unit"] if row.values["is_discrete"]}
        self.breaks: dict[tuple[str, ...], list[date]] = defaultdict(list)
        for row in seed.rows["series_break"]:
            series = (row.values["indicator_code"], row.values["area_code"])
            self.breaks[series].append(row.values["period_start"])
        self.at: dict[Place, list[Figure]] = defaultdict(list)
        for row in seed.rows["observation"]:
            values = row.values
            if values["value"] is None or values["status"] == ObsStatus.FORECAST:
                continue
            indicator, source = indicators[values["indicator_code"]], sources[values["source_code"]]
            interval = Interval.read(
                values["value_text"],
                values["qualifier"],
                value=values["value"],
                unit_mult=indicator["unit_mult"],
                is_discrete=indicator["unit_code"] in discrete,
            )
            telling = Telling(
                observation_id=values["id"],
                has_value=True,
                status=values["status"],
                is_revised=values["revision_code"] is not None,
                step=values["step"],
                reliability=source["reliability"],
                is_copy_day=source["is_copy_day"],
                published_on=values["published_on"],
            )
            place = (values["indicator_code"], values["area_code"], values["time_period"])
            statement = Statement(interval, values["origin"] or source["origin"])
            self.at[place].append(Figure(values, statement, telling))

    def on_one_base(self, places: Sequence[Place]) -> bool:
        """Whether no break of a series lies between two of the places."""
        starts = [(place[:2], TimePeriod.parse(place[2]).start) for place in places]
        return not any(
            low < day <= high
            for series, high in starts
            for other, low in starts
            if series == other
            for day in self.breaks[series]
        )

    def current(self, place: Place, day: date) -> list[Figure]:
        """What stands on a day, the preferred first: published, and not revised by its own origin."""
        public = [figure for figure in self.at.get(place, ()) if figure.published_on <= day]
        revisions = sorted((f for f in public if f.values["revision_code"]), key=lambda f: f.published_on)
        revised = {f.statement.origin: f.published_on for f in revisions}
        standing = [
            figure for figure in public if figure.published_on >= revised.get(figure.statement.origin, date.min)
        ]
        is_agreed = of_statements([figure.statement for figure in standing]) is not Verdict.CONTRADICTED
        return sorted(standing, key=lambda figure: preference(figure.telling, is_agreed=is_agreed))


@dataclass(frozen=True, slots=True)
class Check:
    """One figure held against others by one rule."""

    id: str
    rule: str
    place: Place
    period: TimePeriod
    days: tuple[date, ...]
    evaluate: Callable[[date], Finding | None]

    def rows(self) -> Iterator[tuple[Values, list[Values]]]:
        """The result for each span of days, with its inputs; days on which nothing changed are one span."""
        found: list[tuple[date, Finding | None]] = []
        for day in self.days:
            finding = self.evaluate(day)
            if not found or finding != found[-1][1]:
                found.append((day, finding))
        until = [*(day for day, _ in found[1:]), None]
        for (day, finding), end in zip(found, until, strict=True):
            if finding is not None:
                yield self._result(day, end, finding), self._inputs(day, finding)

    def _result(self, day: date, until: date | None, finding: Finding) -> Values:
        indicator, area, period = self.place
        return {
            "id": self.id,
            "known_from": day,
            "known_until": until,
            "rule_code": self.rule,
            "indicator_code": indicator,
            "area_code": area,
            "time_period": period,
            "period_start": self.period.start,
            "verdict": str(finding.verdict),
            "stated": str(finding.stated),
            "computed": None if finding.computed is None else str(finding.computed),
            "arithmetic": finding.arithmetic,
            "difference": finding.difference,
        }

    def _inputs(self, day: date, finding: Finding) -> list[Values]:
        return [
            {
                "check_id": self.id,
                "known_from": day,
                "position": position,
                "role": role,
                "observation_id": figure.id,
                "interval": str(figure.statement.interval),
            }
            for position, (role, figure) in enumerate(finding.inputs, 1)
        ]


def replace_checks(session: Session, seed: Seed) -> None:
    """Write what every check finds in place of what was found before."""
    results, inputs = [], []
    for check in checks(seed):
        for result, its_inputs in check.rows():
            results.append(result)
            inputs.extend(its_inputs)
    session.execute(delete(CheckInput))
    session.execute(delete(CheckResult))
    if results:
        session.execute(insert(CheckResult), results)
        session.execute(insert(CheckInput), inputs)


def checks(seed: Seed) -> Iterator[Check]:
    """Every check that the figures of a seed allow, by every rule of the seed."""
    figures = Figures(seed)
    children: dict[str, list[str]] = defaultdict(list)
    for row in seed.rows["area"]:
        if row.values["parent_code"]:
            children[row.values["parent_code"]].append(row.values["code"])
    for row in seed.rows["rule"]:
        rule, kind = row.values, RuleKind(row.values["kind"])
        for place in list(figures.at):
            if kind is RuleKind.SAME:
                yield _same(figures, rule["code"], place)
            elif place[0] == rule["indicator_code"]:
                wanted = _places(rule, place, children)
                if wanted and all(other in figures.at for other in wanted) and figures.on_one_base(wanted):
                    for stated in figures.at[place]:
                        yield _derived(figures, rule["code"], kind, stated, wanted)


def _same(figures: Figures, rule: str, place: Place) -> Check:
    """What all sources say of one figure."""
    indicator, area, text = place

    def evaluate(day: date) -> Finding | None:
        standing = figures.current(place, day)
        if not standing:
            return None
        values = [figure.values["value"] for figure in standing]
        return Finding(
            of_statements([figure.statement for figure in standing]),
            standing[0].statement.interval,
            tuple(("stated", figure) for figure in standing),
            difference=round(max(values) - min(values), 6) if len(values) > 1 else None,
        )

    days = tuple(sorted({figure.published_on for figure in figures.at[place]}))
    check_id = f"{rule}:{indicator}.{area}:{text.replace('/', '--')}"
    return Check(check_id, rule, place, TimePeriod.parse(text), days, evaluate)


def _derived(figures: Figures, rule: str, kind: RuleKind, stated: Figure, places: Sequence[Place]) -> Check:
    """What the parts of one stated figure come to."""
    place = (stated.values["indicator_code"], stated.values["area_code"], stated.values["time_period"])

    def evaluate(day: date) -> Finding | None:
        standing = [figures.current(place, day) for place in places]
        if stated not in figures.current(place, day) or not all(standing):
            return None
        # Each input may be what any standing statement of it may mean: only what no
        # combination of published inputs gives is a contradiction.
        hulls = [Interval.hull(figure.statement.interval for figure in group) for group in standing]
        inputs = [Input(group[0].as_input.value, hull) for group, hull in zip(standing, hulls, strict=True)]
        try:
            result = computed(kind, inputs)
        except ValueError:
            return None
        roles = _ROLES.get(kind, ("part",) * len(places))
        return Finding(
            of_arithmetic(stated.statement.interval, result.interval),
            stated.statement.interval,
            (("stated", stated), *((role, group[0]) for role, group in zip(roles, standing, strict=True))),
            result.interval,
            result.arithmetic,
            round(float(result.value) - stated.values["value"], 6),
        )

    days = {figure.published_on for other in (place, *places) for figure in figures.at[other]}
    check_id = f"{rule}:{stated.id}"
    return Check(check_id, rule, place, TimePeriod.parse(place[2]), tuple(sorted(days)), evaluate)


_ROLES = {RuleKind.SHARE: ("part", "whole"), RuleKind.GROWTH: ("level", "level a year before")}


def _places(rule: Values, place: Place, children: Mapping[str, list[str]]) -> list[Place]:
    """Where the inputs of a rule stand for one stated figure; none where there can be none."""
    indicator, area, period = place
    kind = RuleKind(rule["kind"])
    if kind is RuleKind.SHARE:
        whole = (rule["whole_code"] or rule["part_code"], rule["whole_area_code"] or area, period)
        return [(rule["part_code"], area, period), whole]
    if kind is RuleKind.GROWTH:
        before = TimePeriod.parse(period).year_ago().text
        return [(rule["part_code"], area, period), (rule["part_code"], area, before)]
    if kind is RuleKind.EQUAL:
        return [(rule["part_code"], area, period[:4])]
    if kind is RuleKind.SUM_OF_AREAS and area == rule["whole_area_code"]:
        return [(indicator, child, period) for child in children.get(area, ())]
    if kind is RuleKind.SUM_OF_INDICATORS:
        return [(part, area, period) for part in (rule["parts"] or "").split(";")]
    return []

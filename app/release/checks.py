"""Every check over the figures of a seed, with a verdict for each span of days on which it held."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from app.domain.codes import Verdict
from app.domain.interval import Interval
from app.domain.period import TimePeriod
from app.domain.rules import Input, RuleKind, computed
from app.domain.verdicts import of_arithmetic
from app.release.figures import Figure, Figures, Place, place_of, standing_on, stated_of, verdict_over
from app.release.read import Seed
from app.release.tables import Values, period_of


class Finding(NamedTuple):
    """What a check found: its row, and its inputs with their roles."""

    verdict: Verdict
    stated: Interval
    inputs: tuple[tuple[str, Figure], ...]
    computed: Interval | None = None
    arithmetic: str | None = None
    difference: float | None = None


class Check(NamedTuple):
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
            "input_count": len(finding.inputs),
        }

    def _inputs(self, day: date, finding: Finding) -> list[Values]:
        return [
            {
                "check_id": self.id,
                "known_from": day,
                "position": position,
                "role": role,
                "observation_id": figure.id,
                "interval": str(figure.interval),
            }
            for position, (role, figure) in enumerate(finding.inputs, 1)
        ]


def checks(seed: Seed, figures: Figures) -> Iterator[Check]:
    """Every check that the figures of a seed allow, by every rule of the seed."""
    rulebook = Rulebook(seed, figures)
    for place, told in figures.told.items():
        yield from rulebook.checks_of(place, told)


class Rulebook:
    """The rules of a seed, and which of them speak of a place."""

    def __init__(self, seed: Seed, figures: Figures) -> None:
        self._figures = figures
        self._children: dict[str, list[str]] = defaultdict(list)
        for row in seed.rows["area"]:
            if row.values["parent_code"]:
                self._children[row.values["parent_code"]].append(row.values["code"])
        self._same: list[str] = []
        self._rules: dict[str, list[Values]] = defaultdict(list)
        for row in seed.rows["rule"]:
            if row.values["kind"] == RuleKind.SAME:
                self._same.append(row.values["code"])
            else:
                self._rules[row.values["indicator_code"]].append(row.values)

    def checks_of(self, place: Place, told: list[Figure]) -> Iterator[Check]:
        """Every check of what is told of one place."""
        if not (stated := stated_of(told)):
            return
        for code in self._same:
            yield _same(code, place, stated)
        for rule in self._rules.get(place[0], ()):
            wanted = _places(rule, place, self._children)
            if wanted and all(map(self._figures.stated, wanted)):
                for figure in stated:
                    yield _derived(self._figures, rule, figure, wanted)


def _same(rule: str, place: Place, stated: list[Figure]) -> Check:
    """What all sources say of one figure."""
    indicator, area, text = place

    def evaluate(day: date) -> Finding | None:
        standing = standing_on(day, stated)
        if not standing:
            return None
        values = [figure.values["value"] for figure in standing]
        return Finding(
            verdict_over(standing),
            standing[0].interval,
            tuple(("stated", figure) for figure in standing),
            difference=round(max(values) - min(values), 6) if len(values) > 1 else None,
        )

    days = sorted({figure.published_on for figure in stated}) if len(stated) > 1 else [stated[0].published_on]
    check_id = f"{rule}:{indicator}.{area}:{text.replace('/', '--')}"
    return Check(check_id, rule, place, period_of(text), tuple(days), evaluate)


def _derived(figures: Figures, rule: Values, stated: Figure, places: Sequence[Place]) -> Check:
    """What the parts of one stated figure come to."""
    place, kind = place_of(stated.values), RuleKind(rule["kind"])

    def evaluate(day: date) -> Finding | None:
        standing = [figures.current(place, day) for place in places]
        if kind is RuleKind.GROWTH:
            standing = _on_one_base(standing)
        if stated not in figures.current(place, day) or not all(standing):
            return None
        inputs = [Input(group[0].decimal, _meant(group)) for group in standing]
        try:
            result = computed(kind, inputs)
        except ValueError:
            return None
        roles = _ROLES.get(kind, ("part",) * len(places))
        return Finding(
            of_arithmetic(stated.interval, result.interval),
            stated.interval,
            (("stated", stated), *((role, group[0]) for role, group in zip(roles, standing, strict=True))),
            result.interval,
            result.arithmetic,
            round(float(result.value) - stated.values["value"], 6),
        )

    days = {figure.published_on for other in (place, *places) for figure in figures.stated(other)}
    check_id = f"{rule['code']}:{stated.id}"
    return Check(check_id, rule["code"], place, period_of(place[2]), tuple(sorted(days)), evaluate)


def _meant(group: list[Figure]) -> Interval:
    """What a figure may be that several sources state: what all of them allow, or any where they disagree.

    So only what no combination of published inputs gives is a contradiction.
    """
    intervals = [figure.interval for figure in group]
    return (Interval.hull if verdict_over(group) is Verdict.CONTRADICTED else Interval.common)(intervals)


def _on_one_base(groups: list[list[Figure]]) -> list[list[Figure]]:
    """The figures of each group that are on the base of the best one that has its like in all of them."""
    shared = set.intersection(*({figure.basis for figure in group} for group in groups))
    basis = next((figure.basis for figure in groups[0] if figure.basis in shared), None)
    return [[figure for figure in group if shared and figure.basis == basis] for group in groups]


_ROLES = {RuleKind.SHARE: ("part", "whole"), RuleKind.GROWTH: ("level", "level a year before")}


def _places(rule: Values, place: Place, children: Mapping[str, list[str]]) -> list[Place]:
    """Where the inputs of a rule stand for one stated figure; none where there can be none."""
    indicator, area, period = place
    kind = RuleKind(rule["kind"])
    if kind is RuleKind.SHARE:
        whole = (rule["whole_code"] or rule["part_code"], rule["whole_area_code"] or area, period)
        return [(rule["part_code"], area, period), whole]
    if kind is RuleKind.GROWTH:
        return _and_year_ago(rule["part_code"], area, period)
    if kind is RuleKind.EQUAL:
        return [(rule["part_code"], area, period[:4])]
    if kind is RuleKind.SUM_OF_AREAS and area == rule["whole_area_code"]:
        return [(indicator, child, period) for child in children.get(area, ())]
    if kind is RuleKind.SUM_OF_INDICATORS:
        return [(part, area, period) for part in (rule["parts"] or "").split(";")]
    return []


def _and_year_ago(indicator: str, area: str, period: str) -> list[Place]:
    """A place and that of a year before; none for a leap day."""
    try:
        return [(indicator, area, period), (indicator, area, period_of(period).year_ago().text)]
    except ValueError:
        return []

"""What was measured, as a table for people and as JSON for programs."""

import json
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Any


@dataclass(frozen=True, slots=True)
class Sample:
    """One run: its value in the unit of the case, and the latencies of its requests where there were several."""

    value: float
    p50_ms: float | None = None
    p99_ms: float | None = None


@dataclass(frozen=True, slots=True)
class Goal:
    """What was promised of one thing measured: against another as a ratio, less another, or by itself.

    Without a bound nothing was promised: the figure is told and not judged.
    """

    of: str
    to: str | None = None
    bound: float | None = None
    is_at_least: bool = True
    is_difference: bool = False

    def values(self, samples: dict[str, list[Sample]]) -> list[float]:
        """The figure of each repeat; what ran in one repeat is compared with what ran beside it."""
        mine = [sample.value for sample in samples[self.of]]
        if self.to is None:
            return mine
        others = [sample.value for sample in samples[self.to]]
        pairs = zip(mine, others, strict=True)
        return [a - b if self.is_difference else a / b for a, b in pairs]

    @property
    def name(self) -> str:
        """What is compared with what."""
        sign = "-" if self.is_difference else "/"
        return f"{self.of} {sign} {self.to}" if self.to else self.of

    @property
    def promise(self) -> str:
        """The bound in signs, or nothing."""
        return f"{'>=' if self.is_at_least else '<='} {self.bound:g}" if self.bound is not None else ""

    def verdict(self, middle: float) -> str:
        """Whether the median keeps the promise."""
        if self.bound is None:
            return ""
        is_met = middle >= self.bound if self.is_at_least else middle <= self.bound
        return "met" if is_met else "missed"


@dataclass(frozen=True, slots=True)
class Measured:
    """A case after its runs: samples by what was measured, one for each repeat, and the goals they are held to."""

    name: str
    what: str
    unit: str
    samples: dict[str, list[Sample]] = field(default_factory=dict)
    goals: Sequence[Goal] = ()
    verified: str = ""
    absent: str | None = None


def percentile(values: Iterable[float], share: float) -> float:
    """The smallest value that at least this share of all values does not exceed."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


def spread(values: Sequence[float]) -> dict[str, float]:
    """Minimum, median and maximum."""
    return {"min": min(values), "median": median(values), "max": max(values)}


def as_json(machine: dict[str, Any], cases: Sequence[Measured]) -> str:
    """Everything: the machine, each run, and the ratios."""
    return json.dumps({"machine": machine, "cases": [_case(case) for case in cases]}, indent=2, ensure_ascii=False)


def as_text(machine: dict[str, Any], cases: Sequence[Measured]) -> str:
    """Tables of fixed width."""
    width = max(map(len, machine), default=0)
    parts = ["\n".join(f"  {name:{width}}  {value}" for name, value in machine.items())] if machine else []
    for case in cases:
        parts.append(f"{case.name}: {case.what}" + (f"\nverified: {case.verified}" if case.verified else ""))
        parts += [_fixed(table) for table in _tables(case)]
        if case.absent is not None:
            parts.append(f"  not measured: {case.absent}")
    return "\n\n".join(parts) + "\n"


def as_markdown(machine: dict[str, Any], cases: Sequence[Measured]) -> str:
    """The section of docs/performance.md that holds the figures."""
    parts = [_piped([["measured on", ""], *([name, str(value)] for name, value in machine.items())])]
    for case in cases:
        parts.append(f"### {case.name}\n\n{case.what[:1].upper()}{case.what[1:]}.")
        if case.verified:
            parts[-1] += f" Verified: {case.verified}."
        parts += [_piped(table) for table in _tables(case)]
        if case.absent is not None:
            parts.append(f"Not measured: {case.absent}.")
    return "\n\n".join(parts) + "\n"


def _case(case: Measured) -> dict[str, Any]:
    return {
        "name": case.name,
        "what": case.what,
        "unit": case.unit,
        "verified": case.verified,
        "absent": case.absent,
        "measured": {
            name: spread([sample.value for sample in samples])
            | {"p50_ms": _middle(samples, "p50_ms"), "p99_ms": _middle(samples, "p99_ms")}
            | {"runs": [{"value": s.value, "p50_ms": s.p50_ms, "p99_ms": s.p99_ms} for s in samples]}
            for name, samples in case.samples.items()
        },
        "goals": [
            {"name": goal.name, "promise": goal.promise, "verdict": goal.verdict(median(values)), **spread(values)}
            for goal in case.goals
            if (values := goal.values(case.samples))
        ],
    }


def _tables(case: Measured) -> Iterator[list[list[str]]]:
    """What was measured, and how it stands to the goals."""
    if case.samples:
        has_latencies = any(_middle(samples, "p99_ms") is not None for samples in case.samples.values())
        rows = [["", f"min, {case.unit}", "median", "max", *(["p50, ms", "p99, ms"] if has_latencies else [])]]
        for name, samples in case.samples.items():
            figures: list[float | None] = [*spread([sample.value for sample in samples]).values()]
            if has_latencies:
                figures += (_middle(samples, "p50_ms"), _middle(samples, "p99_ms"))
            rows.append([name, *map(_figure, figures)])
        yield rows
    if case.samples and case.goals:
        rows = [["", "min", "median", "max", "goal", ""]]
        for goal in case.goals:
            found = spread(goal.values(case.samples))
            rows.append([goal.name, *map(_figure, found.values()), goal.promise, goal.verdict(found["median"])])
        yield rows


def _middle(samples: Sequence[Sample], name: str) -> float | None:
    values = [value for sample in samples if (value := getattr(sample, name)) is not None]
    return median(values) if values else None


def _figure(value: float | None) -> str:
    """Three digits that mean something, more only before the decimal point."""
    if value is None:
        return ""
    digits = 0 if value == 0 else max(0, 2 - math.floor(math.log10(abs(value))))
    return f"{value:,.{min(digits, 4)}f}"


def _fixed(rows: Sequence[Sequence[str]]) -> str:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = (
        "  ".join(cell.ljust(width) if place == 0 else cell.rjust(width) for place, (cell, width) in enumerate(cells))
        for cells in (list(zip(row, widths, strict=True)) for row in rows)
    )
    return "\n".join(f"  {line}".rstrip() for line in lines)


def _piped(rows: Sequence[Sequence[str]]) -> str:
    head, *body = (f"| {' | '.join(row)} |" for row in rows)
    return "\n".join([head, f"| {' | '.join(['---'] * len(rows[0]))} |", *body])

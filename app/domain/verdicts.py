"""What follows from intervals and from who says so; nobody types a verdict."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from app.domain.codes import Verdict
from app.domain.interval import Interval


@dataclass(frozen=True, slots=True)
class Statement:
    """What one source says of a figure; two sources of one origin are not independent."""

    interval: Interval
    origin: str


def of_statements(statements: Sequence[Statement]) -> Verdict:
    """The verdict over several statements of the same figure, whatever their order.

    contradicted: two of them cannot both be true; corroborated: all can, and two are independent;
    unverified: one origin alone says so.
    """
    if len(statements) < 2:
        return Verdict.UNVERIFIED
    if any(not a.interval.meets(b.interval) for a, b in combinations(statements, 2)):
        return Verdict.CONTRADICTED
    if len({statement.origin for statement in statements}) > 1:
        return Verdict.CORROBORATED
    return Verdict.UNVERIFIED


def of_arithmetic(stated: Interval, computed: Interval) -> Verdict:
    """The verdict over a stated figure and what its parts come to."""
    return Verdict.CONSISTENT if stated.meets(computed) else Verdict.CONTRADICTED

"""Routes, one file a noun: a list of needs, one query, one answer."""

from collections.abc import Sequence
from types import ModuleType

from app.api.parameters import TableParameters
from app.api.routes import (
    areas,
    checks,
    claims,
    clusters,
    codelists,
    coverage,
    evidence,
    indicators,
    judgement,
    milestones,
    observations,
    operations,
    organisations,
    problems,
    projects,
    releases,
    search,
    sources,
)
from app.api.strict import parameters_of

# In reading order: the numbers first, then what they are about, then where they come from.
NOUNS = (
    indicators,
    observations,
    checks,
    judgement,
    coverage,
    clusters,
    projects,
    organisations,
    claims,
    milestones,
    areas,
    sources,
    evidence,
    search,
    codelists,
    releases,
    problems,
    operations,
)


def list_paths(nouns: Sequence[ModuleType]) -> list[str]:
    """The paths of what can be had as a file, as they are routed."""
    return [
        route.path
        for noun in nouns
        for route in noun.router.routes
        if issubclass(parameters_of(route.endpoint), TableParameters)
    ]

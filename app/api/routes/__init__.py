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
    files,
    indicators,
    judgement,
    metadata,
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
from app.api.strict import StrictRoute, parameters_of

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
    files,
    metadata,
    problems,
    operations,
)


def operations_of(nouns: Sequence[ModuleType]) -> list[StrictRoute]:
    """Every documented operation, in reading order."""
    return [route for noun in nouns for route in noun.router.routes if isinstance(route, StrictRoute)]


def list_paths(nouns: Sequence[ModuleType]) -> list[str]:
    """The paths of what can be had as a file, as they are routed."""
    return [
        route.path
        for noun in nouns
        for route in noun.router.routes
        if issubclass(parameters_of(route.endpoint), TableParameters)
    ]


def own_paths(nouns: Sequence[ModuleType]) -> list[str]:
    """The paths that end as a file does, and are routed as they are."""
    return [route.path for noun in nouns for route in noun.router.routes if "." in route.path and "{" not in route.path]

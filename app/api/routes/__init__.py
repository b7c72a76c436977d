"""Routes, one file a noun: a list of needs, one query, one answer."""

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

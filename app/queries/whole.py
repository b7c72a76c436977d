"""Every list there is, from its first row to its last, as the files of a release have it."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from app.formats.table import Column, Table
from app.queries.areas import AREAS
from app.queries.catalogue import Catalogue
from app.queries.checks import CHECKS
from app.queries.checks import LISTING as OF_CHECKS
from app.queries.claims import CLAIMS
from app.queries.clusters import CLUSTERS
from app.queries.codelists import COLUMNS as OF_CODELISTS
from app.queries.codelists import codes_of
from app.queries.coverage import COLUMNS as OF_COVERAGE
from app.queries.coverage import COVERAGE
from app.queries.cubes import OBSERVATIONS
from app.queries.indicators import INDICATORS
from app.queries.milestones import MILESTONES
from app.queries.observations import LISTING as OF_OBSERVATIONS
from app.queries.organisations import ORGANISATIONS
from app.queries.pages import Words
from app.queries.projects import PROJECTS
from app.queries.releases import LISTING as OF_RELEASES
from app.queries.releases import RELEASES
from app.queries.search import COLUMNS as OF_SEARCH
from app.queries.sources import EVIDENCE, SOURCES
from app.queries.tables import Listed, columns_of


@dataclass(frozen=True, slots=True)
class Whole:
    """A list: its columns, and its table with every row there is."""

    columns: tuple[Column, ...]
    read: Callable[[Session], Table]


def _unasked(**asked: Any) -> Words:
    """No filter but these."""
    nothing: Mapping[str, Any] = defaultdict(lambda: None, {"indicator": (), "area": ()} | asked)
    return Words(filters=nothing)


def _of_catalogue(catalogue: Catalogue) -> Whole:
    return Whole(columns_of(catalogue.listing), lambda session: catalogue.whole(session, _unasked()))


def _of_list(columns: tuple[Column, ...], listed: Listed, **asked: Any) -> Whole:
    return Whole(columns, lambda session: listed.whole(session, _unasked(**asked)))


# In reading order, as the index of the API has them; `search` is of what is asked, and has no whole.
WHOLE: dict[str, Whole] = {
    "indicators": _of_catalogue(INDICATORS),
    "observations": _of_list(columns_of(OF_OBSERVATIONS), OBSERVATIONS, values="all"),
    "checks": _of_list(columns_of(OF_CHECKS), CHECKS),
    "coverage": _of_list(OF_COVERAGE, COVERAGE),
    "clusters": _of_catalogue(CLUSTERS),
    "projects": _of_catalogue(PROJECTS),
    "organisations": _of_catalogue(ORGANISATIONS),
    "claims": _of_catalogue(CLAIMS),
    "milestones": _of_catalogue(MILESTONES),
    "areas": _of_catalogue(AREAS),
    "sources": _of_catalogue(SOURCES),
    "evidence": _of_catalogue(EVIDENCE),
    "codelists": Whole(OF_CODELISTS, lambda session: codes_of(session, None)),
    "releases": _of_list(columns_of(OF_RELEASES), RELEASES),
}
COLUMNS: dict[str, tuple[Column, ...]] = {name: whole.columns for name, whole in WHOLE.items()} | {"search": OF_SEARCH}

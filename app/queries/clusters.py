"""The policy tree: any node in the same shape, with its subtree and all that belongs to it."""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlmodel import Session, col

from app.models import (
    CheckResult,
    Claim,
    Cluster,
    ClusterKind,
    Evidence,
    Indicator,
    Observation,
    Organisation,
    Project,
    Source,
)
from app.problems import Fault, NotFound, Problem
from app.queries.catalogue import Catalogue, Filter, below, mentions_of, source_of
from app.queries.checks import open_checks
from app.queries.claims import claims_of
from app.queries.codes import missing
from app.queries.indicators import INDICATORS, indicators_on
from app.queries.organisations import ORGANISATIONS
from app.queries.pages import Listing, Row
from app.queries.projects import PROJECTS, projects_on
from app.queries.series import series_of
from app.queries.sources import EVIDENCE
from app.queries.vintages import cited_by, public_on

_SOURCE = source_of(Cluster.evidence_id)


def _closure() -> Any:
    """Every pair of a node and a node below it."""
    pair: Select[*tuple[Any, ...]] = select(
        col(Cluster.parent_code).label("top"), col(Cluster.code).label("node")
    ).where(col(Cluster.parent_code).is_not(None))
    pairs = pair.cte("closure", recursive=True)
    deeper = select(pairs.c.top, col(Cluster.code)).join(pairs, col(Cluster.parent_code) == pairs.c.node)
    return pairs.union_all(deeper)


_PAIRS = _closure()


def clusters_on(as_of: date | None) -> Catalogue:
    """The nodes that were public on a day, with the members that were."""
    member = (
        select(col(Cluster.code))
        .where(col(Cluster.declared_count).is_(None), public_on("cluster", Cluster, as_of))
        .subquery("member")
    )
    listed = (
        select(_PAIRS.c.top, func.count().label("listed"))
        .join(member, member.c.code == _PAIRS.c.node)
        .group_by(_PAIRS.c.top)
        .subquery("listed")
    )

    def joined(rows: Select[Any]) -> Select[Any]:
        return rows.outerjoin(listed, listed.c.top == col(Cluster.code)).where(public_on("cluster", Cluster, as_of))

    return Catalogue(
        "cluster",
        Cluster,
        Listing(
            columns={
                "code": col(Cluster.code),
                "name_zh": col(Cluster.name_zh),
                "name_en": col(Cluster.name_en),
                "kind": col(Cluster.kind_code),
                "parent": col(Cluster.parent_code),
                "position": col(Cluster.position),
                "declared_count": col(Cluster.declared_count),
                "listed_count": func.coalesce(listed.c.listed, 0),
                "note_zh": col(Cluster.note_zh),
                "note_en": col(Cluster.note_en),
                "source": _SOURCE,
                "evidence": col(Cluster.evidence_id),
            },
            sortable={
                "code": ("code",),
                "name_zh": ("name_zh",),
                "name_en": ("name_en",),
                "kind": ("kind",),
                "position": ("position",),
            },
            default_sort="code",
            key=("code",),
        ),
        {
            "kind": Filter(col(Cluster.kind_code), ClusterKind),
            "parent": Filter(col(Cluster.parent_code), Cluster),
            "source": Filter(_SOURCE, Source),
        },
        joined,
    )


CLUSTERS = clusters_on(None)


def get_cluster(session: Session, code: str, as_of: date | None = None) -> Row:
    """A node with its subtree, and the projects, organisations, indicators, claims and evidence of them all.

    All as what was public on a day has it. Raises NotFound with the nearest codes, or with the
    parameter `as_of` where the node was not public yet.
    """
    subtree = below(Cluster, [code])
    catalogue = CLUSTERS if as_of is None else clusters_on(as_of)
    nodes = catalogue.rows().where(col(Cluster.code).in_(subtree)).order_by(col(Cluster.position), col(Cluster.code))
    rows = [dict(row) | {"children": []} for row in session.execute(nodes).mappings()]
    by_code = {row["code"]: row for row in rows}
    if code not in by_code:
        raise _not_there(session, code, as_of)
    for row in rows:
        if row["code"] != code and row["parent"] in by_code:
            by_code[row["parent"]]["children"].append(row)

    def belonging(catalogue: Catalogue, column: Any, *conditions: ColumnElement[bool]) -> list[Row]:
        found = catalogue.rows().where(col(column).in_(subtree), *conditions)
        ordered = found.order_by(getattr(catalogue.model, catalogue.key))
        return [dict(row) for row in session.execute(ordered).mappings()]

    indicators = INDICATORS if as_of is None else indicators_on(as_of)
    projects = PROJECTS if as_of is None else projects_on(as_of)
    with_indicators = select(col(Indicator.code)).where(col(Indicator.cluster_code).in_(subtree))
    evidence = EVIDENCE.rows().where(
        col(Evidence.id).in_({row["evidence"] for row in rows}), cited_by(Evidence.id, as_of)
    )
    return by_code[code] | {
        "projects": belonging(projects, Project.cluster_code),
        "organisations": belonging(
            ORGANISATIONS, Organisation.cluster_code, public_on("organisation", Organisation, as_of)
        ),
        "indicators": belonging(indicators, Indicator.cluster_code),
        "series": series_of(session, col(Observation.indicator_code).in_(with_indicators), as_of),
        "claims": claims_of(session, Claim.cluster_code, subtree, as_of),
        "open_checks": open_checks(session, CheckResult.indicator_code, with_indicators, as_of),
        "mentions": mentions_of(session, "cluster", subtree, as_of),
        "evidence_of_subtree": [dict(row) for row in session.execute(evidence.order_by(col(Evidence.id))).mappings()],
    }


def _not_there(session: Session, code: str, as_of: date | None) -> Problem:
    """The failure to raise for a node that is not there at all, or was not there on a day."""
    if as_of is not None and session.get(Cluster, code) is not None:
        reason = ("该节点当日尚未公开", "the node was not public on that day")
        return NotFound(Fault("as_of", as_of.isoformat(), reason))
    return missing(session, Cluster, "cluster_code", code)

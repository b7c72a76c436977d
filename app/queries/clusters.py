"""The policy tree: any node in the same shape, with its subtree and all that belongs to it."""

from typing import Any

from sqlalchemy import Select, func, select
from sqlmodel import Session, col

from app.models import CheckResult, Claim, Cluster, ClusterKind, Evidence, Indicator, Organisation, Project, Source
from app.queries.catalogue import Catalogue, Filter, below, mentions_of, source_of
from app.queries.checks import open_checks
from app.queries.claims import claims_of
from app.queries.codes import missing
from app.queries.indicators import INDICATORS
from app.queries.organisations import ORGANISATIONS
from app.queries.pages import Listing, Row
from app.queries.projects import PROJECTS
from app.queries.sources import EVIDENCE

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
_MEMBER = select(col(Cluster.code)).where(col(Cluster.declared_count).is_(None)).subquery("member")
_LISTED = (
    select(_PAIRS.c.top, func.count().label("listed"))
    .join(_MEMBER, _MEMBER.c.code == _PAIRS.c.node)
    .group_by(_PAIRS.c.top)
    .subquery("listed")
)


def _with_listed(rows: Any) -> Any:
    return rows.outerjoin(_LISTED, _LISTED.c.top == col(Cluster.code))


CLUSTERS = Catalogue(
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
            "listed_count": func.coalesce(_LISTED.c.listed, 0),
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
    _with_listed,
)


def get_cluster(session: Session, code: str) -> Row:
    """A node with its subtree, and the projects, organisations, indicators, claims and evidence of them all.

    Raises NotFound with the nearest codes.
    """
    subtree = below(Cluster, [code])
    nodes = CLUSTERS.rows().where(col(Cluster.code).in_(subtree)).order_by(col(Cluster.position), col(Cluster.code))
    rows = [dict(row) | {"children": []} for row in session.execute(nodes).mappings()]
    by_code = {row["code"]: row for row in rows}
    if code not in by_code:
        raise missing(session, Cluster, "cluster_code", code)
    for row in rows:
        if row["code"] != code:
            by_code[row["parent"]]["children"].append(row)

    def belonging(catalogue: Catalogue, column: Any) -> list[Row]:
        found = catalogue.rows().where(col(column).in_(subtree)).order_by(getattr(catalogue.model, catalogue.key))
        return [dict(row) for row in session.execute(found).mappings()]

    with_indicators = select(col(Indicator.code)).where(col(Indicator.cluster_code).in_(subtree))
    evidence = EVIDENCE.rows().where(col(Evidence.id).in_({row["evidence"] for row in rows}))
    return by_code[code] | {
        "projects": belonging(PROJECTS, Project.cluster_code),
        "organisations": belonging(ORGANISATIONS, Organisation.cluster_code),
        "indicators": belonging(INDICATORS, Indicator.cluster_code),
        "claims": claims_of(session, Claim.cluster_code, subtree),
        "open_checks": open_checks(session, CheckResult.indicator_code, with_indicators),
        "mentions": mentions_of(session, "cluster", subtree),
        "evidence_of_subtree": [dict(row) for row in session.execute(evidence.order_by(col(Evidence.id))).mappings()],
    }

"""What sources say of organisations, areas and clusters."""

from datetime import date
from typing import Any

from sqlmodel import Session, col

from app.models import Area, Claim, ClaimKind, Cluster, Organisation, Source
from app.queries.catalogue import Catalogue, Filter, source_of
from app.queries.pages import Listing, Row
from app.queries.vintages import cited_by

_SOURCE = source_of(Claim.evidence_id)

CLAIMS = Catalogue(
    "claim",
    Claim,
    Listing(
        columns={
            "code": col(Claim.code),
            "kind": col(Claim.kind_code),
            "organisation": col(Claim.organisation_code),
            "area": col(Claim.area_code),
            "cluster": col(Claim.cluster_code),
            "statement_zh": col(Claim.statement_zh),
            "statement_en": col(Claim.statement_en),
            "time_period": col(Claim.time_period),
            "value": col(Claim.value),
            "unit_measure": col(Claim.unit_code),
            "qualifier": col(Claim.qualifier),
            "ranker": col(Claim.ranker),
            "source": _SOURCE,
            "evidence": col(Claim.evidence_id),
        },
        sortable={
            "code": ("code",),
            "kind": ("kind",),
            "time_period": ("time_period",),
            "value": ("value",),
        },
        default_sort="code",
        key=("code",),
        nullable=frozenset({"time_period", "value"}),
    ),
    {
        "kind": Filter(col(Claim.kind_code), ClaimKind),
        "organisation": Filter(col(Claim.organisation_code), Organisation),
        "area": Filter(col(Claim.area_code), Area, reaches_below=True),
        "cluster": Filter(col(Claim.cluster_code), Cluster, reaches_below=True),
        "source": Filter(_SOURCE, Source),
    },
)


def claims_of(session: Session, subject: Any, codes: Any, as_of: date | None = None) -> list[Row]:
    """What was claimed by a day of the subjects whose codes are given; `subject` is the column that names them."""
    chosen = CLAIMS.rows().where(col(subject).in_(codes), cited_by(Claim.evidence_id, as_of))
    claims = chosen.order_by(col(Claim.code))
    return [dict(row) for row in session.execute(claims).mappings()]

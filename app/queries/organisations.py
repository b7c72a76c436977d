"""Organisations that sources name, and what is claimed."""

from typing import Any

from sqlalchemy import func, select
from sqlmodel import Session, col

from app.models import Area, Claim, Cluster, Organisation, OrganisationKind, Source
from app.queries.catalogue import Catalogue, Filter, source_of
from app.queries.pages import Listing, Row

_SOURCE = source_of(Organisation.evidence_id)
_CLAIMS = (
    select(func.count())
    .where(col(Claim.organisation_code) == col(Organisation.code))
    .correlate_except(Claim)
    .scalar_subquery()
)

ORGANISATIONS = Catalogue(
    "organisation",
    Organisation,
    Listing(
        columns={
            "code": col(Organisation.code),
            "name_zh": col(Organisation.name_zh),
            "name_en": col(Organisation.name_en),
            "kind": col(Organisation.kind_code),
            "cluster": col(Organisation.cluster_code),
            "area": col(Organisation.area_code),
            "claim_count": _CLAIMS,
            "note_zh": col(Organisation.note_zh),
            "note_en": col(Organisation.note_en),
            "source": _SOURCE,
            "evidence": col(Organisation.evidence_id),
        },
        sortable={
            "code": ("code",),
            "name_zh": ("name_zh",),
            "name_en": ("name_en",),
            "kind": ("kind",),
            "claim_count": ("claim_count",),
        },
        default_sort="code",
        key=("code",),
    ),
    {
        "kind": Filter(col(Organisation.kind_code), OrganisationKind),
        "cluster": Filter(col(Organisation.cluster_code), Cluster, reaches_below=True),
        "area": Filter(col(Organisation.area_code), Area, reaches_below=True),
        "source": Filter(_SOURCE, Source),
    },
)

_CLAIM: tuple[Any, ...] = (
    col(Claim.code),
    col(Claim.kind_code).label("kind"),
    col(Claim.statement_zh),
    col(Claim.statement_en),
    col(Claim.time_period),
    col(Claim.value),
    col(Claim.unit_code).label("unit_measure"),
    col(Claim.qualifier),
    col(Claim.ranker),
    source_of(Claim.evidence_id).label("source"),
    col(Claim.evidence_id).label("evidence"),
)


def claims_of(session: Session, subject: Any, codes: Any) -> list[Row]:
    """What is claimed of the subjects whose codes are given; `subject` is the column that names them."""
    claims = select(*_CLAIM).where(col(subject).in_(codes)).order_by(col(Claim.code))
    return [dict(row) for row in session.execute(claims).mappings()]


def get_organisation(session: Session, code: str) -> Row:
    """One organisation with every claim made of it; raises NotFound."""
    return ORGANISATIONS.get(session, code) | {"claims": claims_of(session, Claim.organisation_code, [code])}

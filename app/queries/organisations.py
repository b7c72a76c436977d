"""Organisations that sources name, and what is claimed."""

from sqlalchemy import func, select
from sqlmodel import Session, col

from app.models import Area, Claim, Cluster, Organisation, OrganisationKind, Source
from app.queries.catalogue import Catalogue, Filter, mentions_of, source_of
from app.queries.claims import claims_of
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


def get_organisation(session: Session, code: str) -> Row:
    """One organisation with every claim made of it; raises NotFound."""
    return ORGANISATIONS.get(session, code) | {
        "claims": claims_of(session, Claim.organisation_code, [code]),
        "mentions": mentions_of(session, "organisation", [code]),
    }

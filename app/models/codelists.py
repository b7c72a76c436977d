"""Code lists that are data: another city may bring its own."""

from sqlalchemy import false
from sqlmodel import Field

from app.models.base import Named


class Topic(Named, table=True):
    """What an indicator is about."""


class ClusterKind(Named, table=True):
    """What a node of the policy tree is."""

    __tablename__ = "cluster_kind"


class ProjectStatus(Named, table=True):
    """How far a project has come."""

    __tablename__ = "project_status"


class OrganisationKind(Named, table=True):
    """What sort of body an organisation is."""

    __tablename__ = "organisation_kind"


class ClaimKind(Named, table=True):
    """What sort of thing is claimed."""

    __tablename__ = "claim_kind"


class MilestoneKind(Named, table=True):
    """What sort of event a milestone is."""

    __tablename__ = "milestone_kind"


class AreaLevel(Named, table=True):
    """Country, province, city, district, or a region across them."""

    __tablename__ = "area_level"


class RevisionKind(Named, table=True):
    """Why a value differs from what was published before, and whether it is then on the base of later periods."""

    __tablename__ = "revision_kind"

    is_new_base: bool = Field(sa_column_kwargs={"server_default": false()})


class BreakKind(Named, table=True):
    """What changed at a break of a series."""

    __tablename__ = "break_kind"


class GapReason(Named, table=True):
    """Why there is no value."""

    __tablename__ = "gap_reason"

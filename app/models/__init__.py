"""Tables only. Another module names its table classes; this one names them all."""

from sqlmodel import SQLModel

from app.models.areas import Area
from app.models.base import sort_by_code_point
from app.models.clusters import Cluster
from app.models.codelists import (
    AreaLevel,
    ClaimKind,
    ClusterKind,
    MilestoneKind,
    OrganisationKind,
    ProjectStatus,
    Topic,
)
from app.models.dataset import Dataset, Example
from app.models.indicators import Indicator
from app.models.milestones import Milestone
from app.models.observations import Observation
from app.models.organisations import Claim, Organisation
from app.models.projects import Project, ProjectEvent
from app.models.releases import Release, ReleaseChange, ReleaseCount
from app.models.search import SearchEntry
from app.models.sources import Evidence, Source
from app.models.units import Unit

__all__ = [
    "Area",
    "AreaLevel",
    "Claim",
    "ClaimKind",
    "Cluster",
    "ClusterKind",
    "Dataset",
    "Evidence",
    "Example",
    "Indicator",
    "Milestone",
    "MilestoneKind",
    "Observation",
    "Organisation",
    "OrganisationKind",
    "Project",
    "ProjectEvent",
    "ProjectStatus",
    "Release",
    "ReleaseChange",
    "ReleaseCount",
    "SearchEntry",
    "Source",
    "Topic",
    "Unit",
]

sort_by_code_point(SQLModel.metadata)

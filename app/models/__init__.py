"""Tables only. Another module names its table classes; this one names them all."""

from sqlmodel import SQLModel

from app.models.areas import Area
from app.models.base import sort_by_code_point
from app.models.checks import CheckInput, CheckResult, CheckTally, Rule
from app.models.clusters import Cluster
from app.models.codelists import (
    AreaLevel,
    BreakKind,
    ClaimKind,
    ClusterKind,
    GapReason,
    MilestoneKind,
    OrganisationKind,
    ProjectStatus,
    RevisionKind,
    Topic,
)
from app.models.dataset import Dataset, Example
from app.models.indicators import Indicator
from app.models.milestones import Milestone
from app.models.observations import Gap, Observation, Series, SeriesBreak, Standing, Tally
from app.models.organisations import Claim, Organisation
from app.models.projects import Project, ProjectEvent, ProjectInvestment
from app.models.releases import Release, ReleaseChange, ReleaseCount
from app.models.search import SearchEntry
from app.models.sources import Evidence, Mention, Source
from app.models.units import Unit

__all__ = [
    "Area",
    "AreaLevel",
    "BreakKind",
    "CheckInput",
    "CheckResult",
    "CheckTally",
    "Claim",
    "ClaimKind",
    "Cluster",
    "ClusterKind",
    "Dataset",
    "Evidence",
    "Example",
    "Gap",
    "GapReason",
    "Indicator",
    "Mention",
    "Milestone",
    "MilestoneKind",
    "Observation",
    "Organisation",
    "OrganisationKind",
    "Project",
    "ProjectEvent",
    "ProjectInvestment",
    "ProjectStatus",
    "Release",
    "ReleaseChange",
    "ReleaseCount",
    "RevisionKind",
    "Rule",
    "SearchEntry",
    "Series",
    "SeriesBreak",
    "Source",
    "Standing",
    "Tally",
    "Topic",
    "Unit",
]

sort_by_code_point(SQLModel.metadata)

"""Which file of a seed fills which table, and which columns are worked out instead of written."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from sqlmodel import SQLModel

from app import models
from app.domain.codes import Qualifier
from app.domain.keys import observation_id
from app.domain.period import TimePeriod, day_known_public
from app.domain.printed import Printed

Values = dict[str, Any]
# The rows of the tables that are small enough to have at hand, by table and key.
Catalogue = Mapping[str, Mapping[str, Values]]
Derive = Callable[[Values, Catalogue], Values]

# What one row needs is asked of it again by the next rule, and often by the next row.
period_of = lru_cache(maxsize=4096)(TimePeriod.parse)
printed_as = lru_cache(maxsize=4096)(Printed.of_value)


class SeedRow(NamedTuple):
    """A row with every column of its table, and the line it was written on."""

    values: Values
    file: str
    line: int


@dataclass(frozen=True, slots=True)
class SeedTable:
    """A table, the file or the directory of files it is read from, and how to derive the rest.

    `derive` takes a row as written and the rows already read, by table and key; it raises
    ValueError whose first argument names the column. What `is_large` grows with the figures,
    without bound: it is kept on disk and never as a whole in memory.
    """

    model: type[SQLModel]
    path: str
    derived: tuple[str, ...] = ()
    derive: Derive = lambda _row, _read: {}
    is_append_only: bool = False
    is_large: bool = False

    @property
    def name(self) -> str:
        """The name of the table in the database."""
        return str(self.model.__tablename__)

    @property
    def columns(self) -> list[str]:
        """The columns as written in the files, in order."""
        return [name for name in self.model.model_fields if name not in self.derived]

    @property
    def key(self) -> list[str]:
        """The columns of the primary key."""
        return [column.name for column in SQLModel.metadata.tables[self.name].primary_key]

    def key_of(self, row: Mapping[str, Any]) -> str:
        """A row's primary key as one text."""
        return ":".join(str(row[column]) for column in self.key)


def _parsed(row: Values, column: str) -> TimePeriod:
    try:
        return period_of(row[column])
    except ValueError as error:
        raise ValueError(column, str(error)) from None


def _source(row: Values, _read: object) -> Values:
    _parsed(row, "published")
    return {"published_on": day_known_public(row["published"])}


def _observation(row: Values, read: Catalogue) -> Values:
    period = _parsed(row, "time_period")
    source = read["source"].get(row["source_code"])
    if source is None:
        raise ValueError("source_code", "the code of a source")
    return {
        "id": observation_id(row["indicator_code"], row["area_code"], period, row["source_code"]),
        "freq": str(period.freq),
        "period_start": period.start,
        "period_end": period.end,
        "published_on": source["published_on"],
        "step": _step(row, read["indicator"].get(row["indicator_code"])),
    }


def _step(row: Values, indicator: Values | None) -> float | None:
    """How finely an unhedged figure is printed, in the indicator's unit."""
    if indicator is None or row["value"] is None or row["qualifier"] != Qualifier.EXACT:
        return None
    try:
        return float(printed_as(row["value_text"], row["value"], indicator["unit_mult"]).step)
    except ValueError:
        return None


def _milestone(row: Values, _read: object) -> Values:
    period = _parsed(row, "time_period")
    return {"period_start": period.start, "period_end": period.end}


def _series_break(row: Values, _read: object) -> Values:
    return {"period_start": _parsed(row, "time_period").start}


def _project_event(row: Values, _read: object) -> Values:
    return {"period_end": _parsed(row, "time_period").end}


# In the order in which a reader of the data meets them; sources before what needs their day.
SEED_TABLES = (
    SeedTable(models.Dataset, "catalogue/dataset.csv"),
    SeedTable(models.Example, "catalogue/example.csv"),
    SeedTable(models.Topic, "codelists/topic.csv"),
    SeedTable(models.ClusterKind, "codelists/cluster_kind.csv"),
    SeedTable(models.ProjectStatus, "codelists/project_status.csv"),
    SeedTable(models.OrganisationKind, "codelists/organisation_kind.csv"),
    SeedTable(models.ClaimKind, "codelists/claim_kind.csv"),
    SeedTable(models.MilestoneKind, "codelists/milestone_kind.csv"),
    SeedTable(models.AreaLevel, "codelists/area_level.csv"),
    SeedTable(models.RevisionKind, "codelists/revision_kind.csv"),
    SeedTable(models.BreakKind, "codelists/break_kind.csv"),
    SeedTable(models.GapReason, "codelists/gap_reason.csv"),
    SeedTable(models.Unit, "codelists/unit.csv"),
    SeedTable(models.Source, "catalogue/source.csv", ("published_on",), _source),
    SeedTable(models.Area, "catalogue/area.csv"),
    SeedTable(models.Cluster, "catalogue/cluster.csv"),
    SeedTable(models.Indicator, "catalogue/indicator.csv"),
    SeedTable(models.Organisation, "catalogue/organisation.csv"),
    SeedTable(models.Claim, "catalogue/claim.csv"),
    SeedTable(models.Project, "catalogue/project.csv"),
    SeedTable(models.ProjectEvent, "catalogue/project_event.csv", ("period_end",), _project_event),
    SeedTable(models.ProjectInvestment, "catalogue/project_investment.csv"),
    SeedTable(models.Milestone, "catalogue/milestone.csv", ("period_start", "period_end"), _milestone),
    SeedTable(models.SeriesBreak, "catalogue/series_break.csv", ("period_start",), _series_break),
    SeedTable(models.Gap, "catalogue/gap.csv"),
    SeedTable(models.Rule, "catalogue/rule.csv"),
    SeedTable(models.Mention, "catalogue/mention.csv"),
    SeedTable(models.Evidence, "evidence/*.csv", is_large=True),
    SeedTable(
        models.Observation,
        "observations/*.csv",
        ("id", "freq", "period_start", "period_end", "published_on", "step"),
        _observation,
        is_append_only=True,
        is_large=True,
    ),
)

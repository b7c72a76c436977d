"""Releases on the wire."""

from datetime import datetime
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from app.api.parameters import SortedParameters
from app.api.schemas.envelope import Citation, OneOf, PageOf, Wire
from app.api.schemas.files import FileOut
from app.queries.releases import LISTING


class ReleaseRow(Wire):
    """A published state of the data."""

    list_name: ClassVar = "releases"

    id: str
    number: int
    version: str
    digest: str
    published_at: datetime


class TableCount(Wire):
    """How many rows a table of a release has, and how many the release changed."""

    table: str
    rows: int
    added: int
    changed: int
    removed: int


class Change(Wire):
    """One row that a release changed."""

    table: str
    key: str
    change: Literal["added", "changed", "removed"]


class ReleaseDetail(ReleaseRow):
    """A release, what it holds, and (for all but the first) each row that it changed."""

    tables: list[TableCount]
    changes: list[Change]
    files: Annotated[list[FileOut], Field(description="Its files; empty where this server has none of it.")]
    citation: Citation


class ReleasePage(PageOf[ReleaseRow]):
    """A page of releases, the newest first."""


class ReleaseAnswer(OneOf[ReleaseDetail]):
    """One release."""


class ReleaseParameters(SortedParameters):
    """Which releases."""

    listing = LISTING

"""Descriptors on the wire, and as what the documents for machines may be asked for."""

from typing import Annotated, Any, ClassVar

from pydantic import BaseModel, ConfigDict, Field

from app.api.parameters import OfFiles, Pinned

JSON_LD = "application/ld+json"
ATOM = "application/atom+xml"
TEXT = "text/plain; charset=utf-8"


class DescriptorOut(BaseModel):
    """A Frictionless data package: https://datapackage.org/."""

    model_config = ConfigDict(extra="allow")

    name: str
    title: str
    description: str
    version: Annotated[str, Field(description="The id of the release.")]
    created: Annotated[str, Field(description="When the release was published.")]
    licenses: list[dict[str, str]]
    resources: Annotated[list[dict[str, Any]], Field(description="The files, each with its columns.")]


class TableSchemaOut(BaseModel):
    """A Frictionless Table Schema: https://datapackage.org/standard/table-schema/."""

    model_config = ConfigDict(extra="allow")

    name: Annotated[str, Field(description="The list that it describes.")]
    title: str
    fields: Annotated[list[dict[str, Any]], Field(description="The columns in their order.")]
    primaryKey: Annotated[list[str], Field(description="The columns that tell rows apart.")]  # noqa: N815  (the standard's)
    missingValues: Annotated[list[str], Field(description="How nothing is written in CSV.")]  # noqa: N815  (the standard's)


class OfCatalogue(OfFiles):
    """What the catalogue is asked with."""

    media_types: ClassVar[tuple[str, ...]] = (JSON_LD, "application/json")


class OfFeed(OfFiles):
    """What the feed is asked with."""

    media_types: ClassVar[tuple[str, ...]] = (ATOM, "application/xml", "text/xml")


class OfText(Pinned):
    """What the notes are asked with."""

    media_types: ClassVar[tuple[str, ...]] = ("text/plain", "text/markdown")

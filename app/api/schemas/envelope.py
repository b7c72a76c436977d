"""What surrounds the data of every answer, and the shape of every failure."""

from datetime import date
from typing import Annotated, Any, ClassVar, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from app.domain.meanings import meaning


class Wire(BaseModel):
    """A shape on the wire: every key is always there, null where there is nothing to say.

    The row of a list (`list_name`) describes its columns as the list's table schema does.
    """

    model_config = ConfigDict(extra="forbid", json_schema_serialization_defaults_required=True)
    list_name: ClassVar[str] = ""

    @classmethod
    def __get_pydantic_json_schema__(cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """The schema, with the meaning of each column that has no words of its own here."""
        found = handler(core_schema)
        if cls.list_name:
            for name, described in handler.resolve_ref_schema(found).get("properties", {}).items():
                if (pair := meaning(cls.list_name, name)) and "description" not in described:
                    described["description"] = f"{pair[0]}。 {pair[1]}."
        return found


T = TypeVar("T", bound=Wire)


class Note(Wire):
    """A remark on an answer, in both languages."""

    zh: str
    en: str


class Meta(Wire):
    """Which release an answer is from, on what terms, and how to cite it."""

    release: Annotated[str, Field(description="The release that every row of the answer is from.")]
    as_of: Annotated[date | None, Field(description="The day asked for with `as_of`.")]
    license: Annotated[str, Field(description="SPDX identifier of the terms of the tables.")]
    citation: str
    notes: list[Note]


class Citation(Wire):
    """How to cite a resource; the permalink answers from the same release or with 410."""

    permalink: str
    gbt7714: Annotated[str, Field(description="GB/T 7714-2015.")]
    apa: Annotated[str, Field(description="APA, 7th edition.")]
    csl_json: Annotated[dict[str, Any], Field(description="CSL-JSON, for reference managers.")]
    bibtex: str


class PageInfo(Wire):
    """Where a page stands in its list; `total` counts all rows of the list, exactly."""

    limit: int
    next_cursor: str | None
    total: int


class PageLinks(Wire):
    """This page, the next, and all rows of the list as files, as root-relative references."""

    self: str
    next: str | None
    csv: str
    ndjson: str
    xlsx: str
    parquet: str


class Links(Wire):
    """This resource, as a root-relative reference."""

    self: str


class PageOf(Wire, Generic[T]):
    """A page of a list."""

    data: list[T]
    page: PageInfo
    meta: Meta
    links: PageLinks


class OneOf(Wire, Generic[T]):
    """One resource."""

    data: T
    meta: Meta
    links: Links


class ShapedPage(Wire):
    """A page whose `data` is arrays below a header, or columns, as `shape` asks."""

    model_config = ConfigDict(json_schema_serialization_defaults_required=False)

    data: list[list[Any]] | dict[str, list[Any]]
    page: PageInfo
    meta: Meta
    links: PageLinks
    included: dict[str, dict[str, dict[str, Any]]] = Field(default_factory=dict)


class FaultOut(Wire):
    """One thing to mend: the parameter, what it was, why that is wrong, and the nearest right values."""

    parameter: str
    value: str | None
    reason: str
    suggestions: list[str]


class ProblemOut(BaseModel):
    """RFC 9457 problem details."""

    type: Annotated[str, Field(description="The page that documents this kind of problem.")]
    title: str
    status: int
    detail: str
    instance: str
    request_id: str
    errors: list[FaultOut]
    available: Annotated[list[str] | None, Field(description="On 406: the media types there are.")] = None

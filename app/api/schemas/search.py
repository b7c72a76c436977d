"""Search results on the wire."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from app.api.parameters import Codes, PageParameters
from app.api.schemas.envelope import PageOf, Wire

Noun = Literal["indicator", "cluster", "project", "organisation", "area", "milestone", "claim", "source", "evidence"]


class Hit(Wire):
    """A row that has every word of the query."""

    list_name: ClassVar = "search"

    noun: Noun
    code: str
    name_zh: str
    name_en: str
    rank: int
    href: str


class SearchPage(PageOf[Hit]):
    """A page of hits, the best first."""


class SearchParameters(PageParameters):
    """What to search for."""

    q: Annotated[
        str,
        Field(
            min_length=1,
            max_length=200,
            description="中英文关键词，从一个汉字起。 Words in Chinese or English, from one Han character up.",
        ),
    ]
    noun: Annotated[list[Noun], *Codes.__metadata__, Field(description="只找这些资源。 Only these nouns.")] = Field(
        default_factory=list
    )

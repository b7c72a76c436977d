"""Documents that facts come from."""

from typing import Annotated

from fastapi import Query, Request, Response

from app.api.answers import one_answer
from app.api.deps import StoreDep
from app.api.files import list_answer
from app.api.parameters import Pinned
from app.api.routes.nouns import LIST, ONE, noun_router
from app.api.schemas.sources import SourceAnswer, SourcePage, SourceParameters
from app.queries.releases import current
from app.queries.sources import SOURCES

router = noun_router("/sources", "sources")


@router.get("", operation_id="list_sources", summary="来源 List sources", response_model=SourcePage, responses=LIST)
def list_sources(request: Request, store: StoreDep, asked: Annotated[SourceParameters, Query()]) -> Response:
    """每一份文件：发布者、标题、地址、日期、可靠性和引用次数。

    Every document: publisher, title, address, date, reliability, and how many facts rest on it.
    """
    return list_answer(request, store, asked, SOURCES.listed)


@router.get(
    "/{source_code}",
    operation_id="get_source",
    summary="一个来源 Get a source",
    response_model=SourceAnswer,
    responses=ONE,
)
def read_source(request: Request, store: StoreDep, source_code: str, asked: Annotated[Pinned, Query()]) -> Response:
    """一份文件。

    One document.
    """
    with store.reading() as session:
        return one_answer(request, asked, current(session), SOURCES.get(session, source_code))

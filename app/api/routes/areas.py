"""Areas that figures are about."""

from typing import Annotated

from fastapi import Query, Request, Response

from app.api.answers import one_answer
from app.api.deps import StoreDep
from app.api.files import list_answer
from app.api.parameters import AsOfParameters
from app.api.routes.nouns import LIST, ONE, noun_router
from app.api.schemas.areas import AreaAnswer, AreaPage, AreaParameters
from app.queries.areas import AREAS, get_area
from app.queries.releases import current

router = noun_router("/areas", "areas")


@router.get("", operation_id="list_areas", summary="地区 List areas", response_model=AreaPage, responses=LIST)
def list_areas(request: Request, store: StoreDep, asked: Annotated[AreaParameters, Query()]) -> Response:
    """国家、省、市、区，采用 GB/T 2260 代码。

    Country, province, city and districts by their GB/T 2260 codes.
    """
    return list_answer(request, store, asked, AREAS.listed)


@router.get(
    "/{area_code}", operation_id="get_area", summary="一个地区 Get an area", response_model=AreaAnswer, responses=ONE
)
def read_area(request: Request, store: StoreDep, area_code: str, asked: Annotated[AsOfParameters, Query()]) -> Response:
    """一个地区，以及下级地区、各指标序列和说法。

    One area with the areas in it, its series, and what is claimed of it.
    """
    with store.reading() as session:
        found = get_area(session, area_code, asked.as_of)
        return one_answer(request, asked, current(session), found, as_of=asked.as_of)

"""What is measured."""

from typing import Annotated

from fastapi import Query, Request, Response

from app.api.answers import one_answer
from app.api.citations import citation
from app.api.deps import StoreDep
from app.api.files import list_answer
from app.api.parameters import Pinned
from app.api.routes.nouns import LIST, ONE, noun_router
from app.api.schemas.indicators import IndicatorAnswer, IndicatorPage, IndicatorParameters
from app.queries.indicators import INDICATORS, get_indicator
from app.queries.releases import current

router = noun_router("/indicators", "indicators")


@router.get(
    "", operation_id="list_indicators", summary="指标目录 List indicators", response_model=IndicatorPage, responses=LIST
)
def list_indicators(request: Request, store: StoreDep, asked: Annotated[IndicatorParameters, Query()]) -> Response:
    """每个指标的名称、定义、单位、覆盖范围和最新数值。

    Every indicator with its names, definition, unit, coverage and latest value.
    """
    return list_answer(request, store, asked, INDICATORS.listed)


@router.get(
    "/{indicator_code}",
    operation_id="get_indicator",
    summary="一个指标 Get an indicator",
    response_model=IndicatorAnswer,
    responses=ONE,
)
def read_indicator(
    request: Request, store: StoreDep, indicator_code: str, asked: Annotated[Pinned, Query()]
) -> Response:
    """一个指标，以及它在哪些地区有数字。

    One indicator, with the areas it is known for.
    """
    with store.reading() as session:
        stamp, found = current(session), get_indicator(session, indicator_code)
        cited = citation(request, stamp, f"/indicators/{indicator_code}", found["name_zh"], found["name_en"])
        return one_answer(request, asked, stamp, found | {"citation": cited})

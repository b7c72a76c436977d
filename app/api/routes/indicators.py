"""What is measured."""

from typing import Annotated

from fastapi import Query, Request, Response

from app.api.answers import one_answer
from app.api.citations import citation, pinned
from app.api.deps import StoreDep
from app.api.files import list_answer
from app.api.parameters import AsOfParameters
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
    request: Request, store: StoreDep, indicator_code: str, asked: Annotated[AsOfParameters, Query()]
) -> Response:
    """一个指标及其各地区序列：最新值、近年数值、相竞的数值和未决的矛盾。

    One indicator with its series: latest value, last years, rivals, and the contradictions that stand.
    """
    with store.reading() as session:
        stamp, found = current(session), get_indicator(session, indicator_code, asked.as_of)
        cited = citation(
            request, stamp, pinned(f"/indicators/{indicator_code}", stamp), found["name_zh"], found["name_en"]
        )
        return one_answer(request, asked, stamp, found | {"citation": cited}, as_of=asked.as_of)

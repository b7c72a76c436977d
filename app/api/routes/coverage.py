"""What there is, and why the rest is not there."""

from typing import Annotated

from fastapi import Query, Request, Response

from app.api.deps import StoreDep
from app.api.files import list_answer
from app.api.routes.nouns import LIST, noun_router
from app.api.schemas.checks import CoveragePage, CoverageParameters
from app.queries.coverage import COVERAGE

router = noun_router("/coverage", "coverage")


@router.get(
    "", operation_id="list_coverage", summary="覆盖范围 List coverage", response_model=CoveragePage, responses=LIST
)
def list_coverage(request: Request, store: StoreDep, asked: Annotated[CoverageParameters, Query()]) -> Response:
    """每个指标在每个地区有哪些时期，缺的为什么缺。

    For each indicator and area the periods there are, and for each gap why.
    """
    return list_answer(request, store, asked, COVERAGE)

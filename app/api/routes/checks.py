"""What agrees, what does not, what nobody confirms; and what there is at all."""

from typing import Annotated

from fastapi import Query, Request, Response

from app.api.answers import one_answer
from app.api.deps import StoreDep
from app.api.files import list_answer
from app.api.parameters import AsOfParameters
from app.api.routes.nouns import LIST, ONE, noun_router
from app.api.schemas.checks import CheckAnswer, CheckPage, CheckParameters
from app.queries.checks import CHECKS, get_check
from app.queries.releases import current

router = noun_router("/checks", "checks")


@router.get("", operation_id="list_checks", summary="核对结果 List checks", response_model=CheckPage, responses=LIST)
def list_checks(request: Request, store: StoreDep, asked: Annotated[CheckParameters, Query()]) -> Response:
    """每一处可核对的数字及其结论：相互印证、算得通、互相矛盾或无人证实，全由规则得出。

    Every figure that can be held against others, with a verdict that follows from intervals alone.
    """
    return list_answer(request, store, asked, CHECKS, as_of=asked.as_of)


@router.get(
    "/{check_id}", operation_id="get_check", summary="一次核对 Get a check", response_model=CheckAnswer, responses=ONE
)
def read_check(request: Request, store: StoreDep, check_id: str, asked: Annotated[AsOfParameters, Query()]) -> Response:
    """一次核对：规则、输入、区间、算式和依据。

    One check: its rule, inputs, intervals, arithmetic and evidence.
    """
    with store.reading() as session:
        found = get_check(session, check_id, asked.as_of)
        return one_answer(request, asked, current(session), found, as_of=asked.as_of)

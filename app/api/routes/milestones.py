"""Dated events and policy steps."""

from typing import Annotated

from fastapi import Query, Request, Response

from app.api.answers import one_answer
from app.api.deps import StoreDep
from app.api.files import list_answer
from app.api.parameters import Pinned
from app.api.routes.nouns import LIST, ONE, noun_router
from app.api.schemas.milestones import MilestoneAnswer, MilestonePage, MilestoneParameters
from app.queries.milestones import MILESTONES, get_milestone
from app.queries.releases import current

router = noun_router("/milestones", "milestones")


@router.get(
    "", operation_id="list_milestones", summary="大事记 List milestones", response_model=MilestonePage, responses=LIST
)
def list_milestones(request: Request, store: StoreDep, asked: Annotated[MilestoneParameters, Query()]) -> Response:
    """有日期的事件和政策步骤，按时间排列。

    Dated events and policy steps as a timeline.
    """
    return list_answer(request, store, asked, MILESTONES.listed)


@router.get(
    "/{milestone_code}",
    operation_id="get_milestone",
    summary="一件大事 Get a milestone",
    response_model=MilestoneAnswer,
    responses=ONE,
)
def read_milestone(
    request: Request, store: StoreDep, milestone_code: str, asked: Annotated[Pinned, Query()]
) -> Response:
    """一件大事，日期与来源同样精确。

    One event, dated as precisely as its source dates it.
    """
    with store.reading() as session:
        return one_answer(request, asked, current(session), get_milestone(session, milestone_code))

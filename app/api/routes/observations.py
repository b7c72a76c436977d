"""The numbers."""

from typing import Annotated

from fastapi import Query, Request, Response

from app.api.answers import one_answer
from app.api.citations import cited_observation
from app.api.deps import StoreDep
from app.api.files import list_answer
from app.api.parameters import Pinned
from app.api.routes.nouns import LIST, ONE, noun_router
from app.api.schemas.observations import ObservationAnswer, ObservationPage, ObservationParameters
from app.queries.cubes import OBSERVATIONS, TRANSFORMED
from app.queries.observations import get_observation
from app.queries.releases import current

router = noun_router("/observations", "observations")


@router.get(
    "",
    operation_id="list_observations",
    summary="数值 List observations",
    response_model=ObservationPage,
    responses=LIST,
)
def list_observations(request: Request, store: StoreDep, asked: Annotated[ObservationParameters, Query()]) -> Response:
    """按指标、地区、来源、时期筛选的数值，每行一个。

    The numbers by indicator, area, source and period, one observation a row.
    """
    listed = TRANSFORMED if asked.transform else OBSERVATIONS
    return list_answer(request, store, asked, listed, as_of=asked.as_of)


@router.get(
    "/{observation_id}",
    operation_id="get_observation",
    summary="一个数值及其背后的一切 Get an observation",
    response_model=ObservationAnswer,
    responses=ONE,
)
def read_observation(
    request: Request, store: StoreDep, observation_id: str, asked: Annotated[Pinned, Query()]
) -> Response:
    """一个数值及其依据、来源、单位、指标、地区、相竞的数值和历次发布。

    One number with its evidence, source, unit, indicator, area, rivals and vintages.
    """
    with store.reading() as session:
        stamp, found = current(session), get_observation(session, observation_id)
        cited = cited_observation(request, stamp, found)
        return one_answer(request, asked, stamp, found | {"citation": cited})

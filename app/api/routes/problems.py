"""The pages that the `type` of a problem points to."""

from typing import Annotated

import orjson
from fastapi import Query, Response

from app.api.answers import CACHING
from app.api.parameters import Parameters
from app.api.routes.nouns import ALWAYS, ONE, noun_router
from app.api.schemas.envelope import Wire
from app.api.strict import JSON
from app.domain.nearest import nearest
from app.problems import NO_SUCH_CODE, PROBLEMS, Fault, NotFound, Problem

router = noun_router("/problems", "operations")


class ProblemType(Wire):
    """A kind of failure."""

    slug: str
    status: int
    title_zh: str
    title_en: str
    explanation_zh: str
    explanation_en: str


class ProblemTypes(Wire):
    """Every kind of failure."""

    data: list[ProblemType]


class ProblemTypeAnswer(Wire):
    """One kind of failure."""

    data: ProblemType


def _shown(kind: type[Problem]) -> dict[str, str | int]:
    (title_zh, title_en), (explanation_zh, explanation_en) = kind.title, kind.explanation
    return {
        "slug": kind.slug,
        "status": kind.status,
        "title_zh": title_zh,
        "title_en": title_en,
        "explanation_zh": explanation_zh,
        "explanation_en": explanation_en,
    }


@router.get(
    "",
    operation_id="list_problems",
    summary="错误类型 List problem types",
    response_model=ProblemTypes,
    responses=ALWAYS,
)
async def list_problems(_asked: Annotated[Parameters, Query()]) -> Response:
    """本接口可能返回的每一种错误。

    Every kind of failure that this API can answer.
    """
    body = {"data": [_shown(kind) for kind in PROBLEMS.values()]}
    return Response(orjson.dumps(body), headers={"Cache-Control": CACHING}, media_type=JSON)


@router.get(
    "/{problem_slug}",
    operation_id="get_problem",
    summary="一种错误 Get a problem type",
    response_model=ProblemTypeAnswer,
    responses=ONE,
)
async def read_problem(problem_slug: str, _asked: Annotated[Parameters, Query()]) -> Response:
    """一种错误的含义。

    What one kind of failure means.
    """
    if problem_slug not in PROBLEMS:
        raise NotFound(Fault("problem_slug", problem_slug[:100], NO_SUCH_CODE, nearest(problem_slug, PROBLEMS)))
    return Response(
        orjson.dumps({"data": _shown(PROBLEMS[problem_slug])}), headers={"Cache-Control": CACHING}, media_type=JSON
    )

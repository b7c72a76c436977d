"""Check a number before it is printed."""

from typing import Annotated

from fastapi import Query, Request, Response

from app.api.answers import one_answer
from app.api.deps import StoreDep
from app.api.routes.nouns import LIST, noun_router
from app.api.schemas.judgement import JudgementAnswer, JudgementParameters
from app.domain.period import TimePeriod
from app.queries.judgement import Question, judge
from app.queries.releases import current

router = noun_router("/check", "checks")


@router.get(
    "",
    operation_id="check_number",
    summary="核对一个数字 Check a number",
    response_model=JudgementAnswer,
    responses=LIST,
)
def check_number(request: Request, store: StoreDep, asked: Annotated[JudgementParameters, Query()]) -> Response:
    """发稿前核对：一致、四舍五入后一致、与旧版一致、与其他来源一致、矛盾或未知，并附依据。

    Before you print a figure: match, match after rounding, an older vintage, a rival source, a
    contradiction, or unknown; with the statements it was held against.
    """
    question = Question(
        indicator=asked.indicator,
        area=asked.area,
        period=TimePeriod.parse(asked.time_period),
        value=asked.value,
        unit=asked.unit,
        qualifier=asked.qualifier,
        as_of=asked.as_of,
    )
    with store.reading() as session:
        return one_answer(request, asked, current(session), judge(session, question), as_of=asked.as_of)

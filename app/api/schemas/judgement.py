"""A figure that somebody is about to print, and how it stands to what has been published."""

from typing import Annotated

from pydantic import AfterValidator, Field

from app.api.parameters import AsOf, Pinned, time_period
from app.api.schemas.checks import CheckRow
from app.api.schemas.envelope import OneOf, Wire
from app.api.schemas.observations import ObservationRow
from app.domain.codes import Qualifier, Verdict
from app.queries.judgement import Answer


class StatementOut(ObservationRow):
    """A published statement of the same figure."""

    interval: Annotated[str, Field(description="What it may mean.")]
    meets: Annotated[bool, Field(description="Whether it and the figure asked about can both be true.")]


class Judgement(Wire):
    """How the figure stands, by intervals."""

    answer: Answer
    indicator: str
    area: str
    time_period: str
    value: Annotated[float, Field(description="The figure in the indicator's unit.")]
    unit_measure: str
    unit_mult: int
    qualifier: Qualifier
    interval: str
    matched: Annotated[str | None, Field(description="The observation that gives the answer.")]
    verdict: Annotated[
        Verdict | None,
        Field(description="The gravest verdict of the checks: a match may be contradicted all the same."),
    ]
    checks: Annotated[list[CheckRow], Field(description="Every check of the figure, by any rule, arithmetic included.")]
    statements: list[StatementOut]


class JudgementAnswer(OneOf[Judgement]):
    """The judgement of one figure."""


class JudgementParameters(Pinned):
    """A figure as somebody is about to print it."""

    indicator: Annotated[str, Field(min_length=1, max_length=80, description="指标代码。 Code of the indicator.")]
    area: Annotated[str, Field(min_length=1, max_length=80, description="地区代码。 Code of the area.")]
    time_period: Annotated[
        str, AfterValidator(time_period), Field(description="时期，如 2024。 The period, such as 2024.")
    ]
    value: Annotated[
        str,
        Field(
            min_length=1,
            max_length=50,
            description="数字，如 31032.5、超3.1万亿。 The figure, with its hedge and multiplier if any.",
        ),
    ]
    unit: Annotated[
        str | None,
        Field(
            min_length=1,
            max_length=50,
            description="单位，如 亿元、万辆、CNY、%；省略即指标的单位。 The unit; without it the indicator's own.",
        ),
    ] = None
    qualifier: Annotated[
        Qualifier | None,
        Field(description="修饰，省略即从 value 中的词判断。 The hedge; without it, that of the words in `value`."),
    ] = None
    as_of: AsOf = None

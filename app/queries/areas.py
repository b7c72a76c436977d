"""Areas that figures are about."""

from typing import Any

from sqlalchemy import func, select
from sqlmodel import Session, col

from app.models import Area, AreaLevel, CheckResult, Claim, Indicator, Observation
from app.queries.catalogue import Catalogue, Filter
from app.queries.checks import open_checks
from app.queries.claims import claims_of
from app.queries.pages import Listing, Row

_COUNT = (
    select(func.count())
    .where(col(Observation.area_code) == col(Area.code))
    .correlate_except(Observation)
    .scalar_subquery()
)
_COLUMNS: dict[str, Any] = {
    "code": col(Area.code),
    "name_zh": col(Area.name_zh),
    "name_en": col(Area.name_en),
    "level": col(Area.level_code),
    "parent": col(Area.parent_code),
    "observation_count": _COUNT,
    "evidence": col(Area.evidence_id),
}
AREAS = Catalogue(
    "area",
    Area,
    Listing(
        columns=_COLUMNS,
        sortable={
            "code": ("code",),
            "name_zh": ("name_zh",),
            "name_en": ("name_en",),
            "observation_count": ("observation_count",),
        },
        default_sort="code",
        key=("code",),
    ),
    {"level": Filter(col(Area.level_code), AreaLevel), "parent": Filter(col(Area.parent_code), Area)},
)


def get_area(session: Session, code: str) -> Row:
    """One area with the areas in it, its indicators, and what is claimed of it; raises NotFound."""
    row = AREAS.get(session, code)
    children = AREAS.rows().where(col(Area.parent_code) == code).order_by(col(Area.code))
    indicators = (
        select(
            col(Indicator.code),
            col(Indicator.name_zh),
            col(Indicator.name_en),
            func.min(col(Observation.period_start)).label("coverage_start"),
            func.max(col(Observation.period_end)).label("coverage_end"),
            func.count().label("observation_count"),
        )
        .join(Observation, col(Observation.indicator_code) == col(Indicator.code))
        .where(col(Observation.area_code) == code)
        .group_by(col(Indicator.code), col(Indicator.name_zh), col(Indicator.name_en))
        .order_by(col(Indicator.code))
    )
    return row | {
        "children": [dict(child) for child in session.execute(children).mappings()],
        "indicators": [dict(indicator) for indicator in session.execute(indicators).mappings()],
        "claims": claims_of(session, Claim.area_code, [code]),
        "open_checks": open_checks(session, CheckResult.area_code, [code]),
    }

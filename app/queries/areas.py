"""Areas that figures are about."""

from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlmodel import Session, col

from app.models import Area, AreaLevel, CheckResult, Claim, Observation, Series
from app.queries.catalogue import Catalogue, Filter
from app.queries.checks import open_checks
from app.queries.claims import claims_of
from app.queries.pages import Listing, Row
from app.queries.series import series_of

_COUNT = (
    select(func.coalesce(func.sum(col(Series.observation_count)), 0))
    .where(col(Series.area_code) == col(Area.code))
    .correlate_except(Series)
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


def get_area(session: Session, code: str, as_of: date | None = None) -> Row:
    """One area with the areas in it, its series, and what was claimed of it by a day; raises NotFound."""
    row = AREAS.get(session, code)
    children = AREAS.rows().where(col(Area.parent_code) == code).order_by(col(Area.code))
    return row | {
        "children": [dict(child) for child in session.execute(children).mappings()],
        "series": series_of(session, col(Observation.area_code) == code, as_of),
        "claims": claims_of(session, Claim.area_code, [code], as_of),
        "open_checks": open_checks(session, CheckResult.area_code, [code], as_of),
    }

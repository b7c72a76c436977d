"""The catalogue of what is measured, with its coverage and latest value."""

from typing import Any

from sqlalchemy import Select, case, func, select
from sqlmodel import Session, col

from app.domain.codes import Freq
from app.models import Area, CheckResult, Indicator, Observation, Topic, Unit
from app.queries.catalogue import Catalogue, Filter
from app.queries.checks import open_checks
from app.queries.observations import latest, recent, tellings_of
from app.queries.pages import Listing, Row

_LATEST = latest()
_FREQS = [func.max(case((col(Observation.freq) == f, f",{f}"), else_="")) for f in Freq]
_COVERAGE = (
    select(
        col(Observation.indicator_code).label("indicator"),
        func.ltrim(_FREQS[0].concat(_FREQS[1]).concat(_FREQS[2]).concat(_FREQS[3]).concat(_FREQS[4]), ",").label(
            "freqs"
        ),
        func.min(col(Observation.period_start)).label("first"),
        func.max(col(Observation.period_end)).label("last"),
        func.count(col(Observation.area_code).distinct()).label("areas"),
        func.count().label("observations"),
    )
    .group_by(col(Observation.indicator_code))
    .subquery()
)
_COLUMNS: dict[str, Any] = {
    "code": col(Indicator.code),
    "name_zh": col(Indicator.name_zh),
    "name_en": col(Indicator.name_en),
    "topic": col(Indicator.topic_code),
    "unit_measure": col(Indicator.unit_code),
    "unit_mult": col(Indicator.unit_mult),
    "decimals": col(Indicator.decimals),
    "freqs": func.coalesce(_COVERAGE.c.freqs, ""),
    "definition_zh": col(Indicator.definition_zh),
    "definition_en": col(Indicator.definition_en),
    "methodology_zh": col(Indicator.methodology_zh),
    "methodology_en": col(Indicator.methodology_en),
    "ranker": col(Indicator.ranker),
    "cluster": col(Indicator.cluster_code),
    "coverage_start": _COVERAGE.c.first,
    "coverage_end": _COVERAGE.c.last,
    "area_count": func.coalesce(_COVERAGE.c.areas, 0),
    "observation_count": func.coalesce(_COVERAGE.c.observations, 0),
    "latest_observation": _LATEST.c.observation_id,
    "latest_area": _LATEST.c.area,
    "latest_period": _LATEST.c.time_period,
    "latest_value": _LATEST.c.obs_value,
    "latest_value_text": _LATEST.c.obs_value_text,
    "latest_qualifier": _LATEST.c.qualifier,
    "position": col(Indicator.position),
}


def _joined(rows: Select[Any]) -> Select[Any]:
    return rows.outerjoin(_COVERAGE, _COVERAGE.c.indicator == col(Indicator.code)).outerjoin(
        _LATEST, _LATEST.c.indicator == col(Indicator.code)
    )


INDICATORS = Catalogue(
    "indicator",
    Indicator,
    Listing(
        columns=_COLUMNS,
        sortable={
            "position": ("position",),
            "code": ("code",),
            "name_zh": ("name_zh",),
            "name_en": ("name_en",),
            "topic": ("topic",),
            "observation_count": ("observation_count",),
        },
        default_sort="position",
        key=("code",),
    ),
    {"topic": Filter(col(Indicator.topic_code), Topic), "unit": Filter(col(Indicator.unit_code), Unit)},
    _joined,
)


def get_indicator(session: Session, code: str) -> Row:
    """One indicator with the areas it is known for; raises NotFound."""
    row = INDICATORS.get(session, code)
    per_area = (
        select(
            col(Area.code),
            col(Area.name_zh),
            col(Area.name_en),
            func.min(col(Observation.period_start)).label("coverage_start"),
            func.max(col(Observation.period_end)).label("coverage_end"),
            func.count().label("observation_count"),
        )
        .join(Observation, col(Observation.area_code) == col(Area.code))
        .where(col(Observation.indicator_code) == code)
        .group_by(col(Area.code), col(Area.name_zh), col(Area.name_en))
        .order_by(col(Area.code))
    )
    return row | {
        "areas": [dict(area) for area in session.execute(per_area).mappings()],
        "series": recent(session, code, row["latest_area"]) if row["latest_area"] else [],
        "rival_count": row["observation_count"] - tellings_of(session, code),
        "open_checks": open_checks(session, CheckResult.indicator_code, [code]),
    }

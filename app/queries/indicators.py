"""The catalogue of what is measured, with its coverage and latest value."""

from datetime import date
from typing import Any

from sqlalchemy import Select, Subquery, case, func, select, true
from sqlmodel import Session, col

from app.domain.codes import Freq
from app.models import CheckResult, Indicator, Observation, Series, Topic, Unit
from app.queries.catalogue import Catalogue, Filter
from app.queries.checks import open_checks
from app.queries.pages import Listing, Row
from app.queries.series import latest, series_of


def _coverage(as_of: date | None) -> Subquery:
    """How far each indicator was known on a day; now, as its series say."""
    number: Any = func.count()
    if as_of is None:
        freq, first, last = col(Series.freq), col(Series.first_day), col(Series.last_day)
        indicator, area = Series.indicator_code, Series.area_code
        number = func.sum(col(Series.observation_count))
    else:
        freq, first, last = col(Observation.freq), col(Observation.period_start), col(Observation.period_end)
        indicator, area = Observation.indicator_code, Observation.area_code
    freqs = [func.max(case((freq == code, f",{code}"), else_="")) for code in Freq]
    return (
        select(
            col(indicator).label("indicator"),
            func.ltrim(freqs[0].concat(freqs[1]).concat(freqs[2]).concat(freqs[3]).concat(freqs[4]), ",").label(
                "freqs"
            ),
            func.min(first).label("first"),
            func.max(last).label("last"),
            func.count(col(area).distinct()).label("areas"),
            number.label("observations"),
        )
        .where(true() if as_of is None else col(Observation.published_on) <= as_of)
        .group_by(col(indicator))
        .subquery()
    )


def indicators_on(as_of: date | None) -> Catalogue:
    """The catalogue as what was public on a day has it."""
    coverage, newest = _coverage(as_of), latest(as_of)

    def joined(rows: Select[Any]) -> Select[Any]:
        return rows.outerjoin(coverage, coverage.c.indicator == col(Indicator.code)).outerjoin(
            newest, newest.c.indicator == col(Indicator.code)
        )

    return Catalogue(
        "indicator",
        Indicator,
        Listing(
            columns={
                "code": col(Indicator.code),
                "name_zh": col(Indicator.name_zh),
                "name_en": col(Indicator.name_en),
                "topic": col(Indicator.topic_code),
                "unit_measure": col(Indicator.unit_code),
                "unit_mult": col(Indicator.unit_mult),
                "decimals": col(Indicator.decimals),
                "freqs": func.coalesce(coverage.c.freqs, ""),
                "definition_zh": col(Indicator.definition_zh),
                "definition_en": col(Indicator.definition_en),
                "methodology_zh": col(Indicator.methodology_zh),
                "methodology_en": col(Indicator.methodology_en),
                "ranker": col(Indicator.ranker),
                "cluster": col(Indicator.cluster_code),
                "coverage_start": coverage.c.first,
                "coverage_end": coverage.c.last,
                "area_count": func.coalesce(coverage.c.areas, 0),
                "observation_count": func.coalesce(coverage.c.observations, 0),
                "latest_observation": newest.c.observation_id,
                "latest_area": newest.c.area,
                "latest_period": newest.c.time_period,
                "latest_value": newest.c.obs_value,
                "latest_value_text": newest.c.obs_value_text,
                "latest_qualifier": newest.c.qualifier,
                "position": col(Indicator.position),
                "headline": col(Indicator.headline),
            },
            sortable={
                "position": ("position",),
                "headline": ("headline",),
                "code": ("code",),
                "name_zh": ("name_zh",),
                "name_en": ("name_en",),
                "topic": ("topic",),
                "observation_count": ("observation_count",),
            },
            default_sort="position",
            nullable=frozenset({"headline"}),
            key=("code",),
        ),
        {"topic": Filter(col(Indicator.topic_code), Topic), "unit": Filter(col(Indicator.unit_code), Unit)},
        joined,
    )


INDICATORS = indicators_on(None)


def get_indicator(session: Session, code: str, as_of: date | None = None) -> Row:
    """One indicator with the series there are of it; raises NotFound."""
    row = (INDICATORS if as_of is None else indicators_on(as_of)).get(session, code)
    series = series_of(session, col(Observation.indicator_code) == code, as_of)
    return row | {
        "series": series,
        "rival_count": sum(one["rival_count"] for one in series),
        "open_checks": open_checks(session, CheckResult.indicator_code, [code], as_of),
    }

"""Each series at a glance, worked out anew with each release: how many values, how far, and the newest."""

from sqlalchemy import Select, case, delete, func, insert, select
from sqlmodel import Session, col

from app.domain.codes import ObsStatus
from app.models import Observation, Series, Standing


def replace_series(session: Session) -> None:
    """Write every series in place of what was written before."""
    session.execute(delete(Series))
    columns = ["indicator_code", "area_code", "freq"]
    counted = ["observation_count", "preferred_count", "first_day", "last_day", "latest_id"]
    session.execute(insert(Series).from_select([*columns, *counted], _counted()))


def _counted() -> Select[*tuple[object, ...]]:
    key = (col(Observation.indicator_code), col(Observation.area_code), col(Observation.freq))
    is_outcome = (
        col(Standing.is_preferred)
        & col(Observation.value).is_not(None)
        & (col(Observation.status) != ObsStatus.FORECAST)
    )
    # The newest outcome: of those that end last the longest, and of these any one.
    place = func.row_number().over(
        partition_by=key,
        order_by=(case((is_outcome, 0), else_=1), col(Observation.period_end).desc(), col(Observation.period_start)),
    )
    told = (
        select(
            *key,
            col(Observation.id),
            col(Observation.period_start),
            col(Observation.period_end),
            col(Standing.is_preferred),
            is_outcome.label("is_outcome"),
            place.label("place"),
        )
        .join(Standing, col(Standing.observation_id) == col(Observation.id))
        .where(col(Standing.known_until).is_(None))
        .subquery()
    )
    return select(
        told.c.indicator_code,
        told.c.area_code,
        told.c.freq,
        func.count(),
        func.sum(case((told.c.is_preferred, 1), else_=0)),
        func.min(told.c.period_start),
        func.max(told.c.period_end),
        func.max(case((told.c.is_outcome & (told.c.place == 1), told.c.id))),
    ).group_by(told.c.indicator_code, told.c.area_code, told.c.freq)

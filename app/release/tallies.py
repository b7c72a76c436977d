"""How many rows the large tables have of each kind, worked out anew with each release."""

from sqlalchemy import Select, case, delete, func, insert, select
from sqlmodel import Session, col

from app.models import CheckResult, CheckTally, Observation, Standing, Tally


def replace_tallies(session: Session) -> None:
    """Write every tally in place of what was written before."""
    for model, counted in ((Tally, _observations()), (CheckTally, _checks())):
        session.execute(delete(model))
        session.execute(insert(model).from_select([column.name for column in counted.selected_columns], counted))


def _observations() -> Select[*tuple[object, ...]]:
    key = (
        col(Observation.indicator_code),
        col(Observation.freq),
        col(Observation.period_start),
        col(Observation.period_end),
        col(Observation.source_code),
        col(Standing.status),
    )
    return (
        select(
            *key,
            func.count().label("observation_count"),
            func.sum(case((col(Standing.is_preferred), 1), else_=0)).label("preferred_count"),
        )
        .join(Standing, col(Standing.observation_id) == col(Observation.id))
        .where(col(Standing.known_until).is_(None))
        .group_by(*key)
    )


def _checks() -> Select[*tuple[object, ...]]:
    key = (col(CheckResult.rule_code), col(CheckResult.indicator_code), col(CheckResult.verdict))
    now = col(CheckResult.known_until).is_(None)
    return select(*key, func.count().label("check_count")).where(now).group_by(*key)

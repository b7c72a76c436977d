"""What the data set is about, as catalogues of data sets ask: where, when, and of which topics."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlmodel import Session, col

from app.domain.codes import ObsStatus
from app.domain.vocabulary import Pair
from app.models import Area, Observation, Topic


@dataclass(frozen=True, slots=True)
class About:
    """The area that the data set is of, the first and last day that its figures cover, and its topics."""

    area: str
    area_names: Pair
    first: date | None
    last: date | None
    topics: tuple[Pair, ...]


def about(session: Session, area_code: str) -> About:
    """What the figures are about; targets cover nothing yet."""
    area = session.get_one(Area, area_code)
    outcomes = col(Observation.value).is_not(None) & (col(Observation.status) != ObsStatus.FORECAST)
    days = select(func.min(col(Observation.period_start)), func.max(col(Observation.period_end))).where(outcomes)
    first, last = session.execute(days).one()
    topics = session.execute(select(col(Topic.name_zh), col(Topic.name_en)).order_by(col(Topic.code)))
    return About(area_code, (area.name_zh, area.name_en), first, last, tuple((zh, en) for zh, en in topics))

"""Which of several tellings of the same figure is preferred."""

from dataclasses import dataclass
from datetime import date

from app.domain.codes import NOT_OUTCOMES, RELIABILITY_ORDER, ObsStatus, Reliability

# Coarser than anything printed: the step of a hedged figure, which says only roughly what it is.
UNKNOWN_STEP = 1e300


@dataclass(frozen=True, slots=True)
class Telling:
    """What the preference looks at in one telling of a figure."""

    observation_id: str
    has_value: bool
    status: str
    is_revised: bool
    step: float | None
    reliability: str
    is_copy_day: bool
    published_on: date


Key = tuple[bool, bool, bool, int, float, int, bool, int, str]


def preference(telling: Telling, *, is_agreed: bool) -> Key:
    """A key that sorts the preferred telling first.

    One with a value; an outcome before an estimate or a target; a revision before what it revises, the newest first;
    where no source contradicts another, the most finely printed; the more reliable source; a known day
    before that of a copy; the later publication; the id makes the order total.
    """
    step = UNKNOWN_STEP if telling.step is None else telling.step
    return (
        not telling.has_value,
        ObsStatus(telling.status) in NOT_OUTCOMES,
        not telling.is_revised,
        -telling.published_on.toordinal() if telling.is_revised else 0,
        step if is_agreed else 0.0,
        RELIABILITY_ORDER.index(Reliability(telling.reliability)),
        telling.is_copy_day,
        -telling.published_on.toordinal(),
        telling.observation_id,
    )

"""Readable, stable names of single facts."""

from app.domain.period import TimePeriod


def observation_id(indicator: str, area: str, period: TimePeriod, source: str) -> str:
    """The series key, the period and the source, for example `A.gdp.haven:2024:bulletin-2024`.

    The solidus of a time range becomes `--` (ISO 8601-1, 4.4.2), so that the id is one path segment.
    """
    return f"{period.freq}.{indicator}.{area}:{period.text.replace('/', '--')}:{source}"

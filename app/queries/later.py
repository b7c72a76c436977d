"""What a selection would have that was not yet certainly public on a day."""

from dataclasses import replace
from datetime import date

from sqlalchemy import func, select
from sqlmodel import Session, col

from app.models import Source
from app.queries.observations import selection_of
from app.queries.pages import Row, Words

# As many examples as a remark can bear.
_NAMED = 3


def notes_on_later(session: Session, words: Words) -> list[Row]:
    """A remark on the figures of a selection that became public after `as_of`, in both languages."""
    as_of: date | None = words.filters["as_of"]
    if as_of is None:
        return []
    everything = {"as_of": None, "last_n": None, "first_n": None, "values": "all"}
    told = selection_of(session, replace(words, filters=dict(words.filters) | everything)).bound().subquery()
    place = (told.c.indicator, told.c.area, told.c.time_period)
    first = func.min(told.c.published_on)
    figures = select(*place, first.label("first")).group_by(*place).having(first > as_of).subquery()
    count, earliest = session.execute(select(func.count(), func.min(figures.c.first)).select_from(figures)).one()
    if not count:
        return []
    # A source that is dated by its month may have been public before the month was over.
    dates = (f"{as_of:%Y}", f"{as_of:%Y-%m}")
    perhaps = session.execute(
        select(told.c.observation_id, told.c.obs_value_text)
        .join(figures, (told.c.indicator == figures.c.indicator) & (told.c.area == figures.c.area))
        .join(Source, col(Source.code) == told.c.source)
        .where(told.c.time_period == figures.c.time_period, col(Source.published).in_(dates))
        .order_by(told.c.observation_id)
        .limit(_NAMED)
    ).all()
    return [_note(as_of, count, earliest, [f"{text} ({observation_id})" for observation_id, text in perhaps])]


def _note(as_of: date, count: int, earliest: date, perhaps: list[str]) -> Row:
    zh = f"所选范围内另有 {count} 个数值，确知在 {as_of} 之后才公开，最早为 {earliest}。"
    en = (
        f"Figures of this selection that are certain to have been public only after {as_of}: {count},"
        f" the earliest from {earliest}."
    )
    if perhaps:
        named = "; ".join(perhaps)
        zh += f"当日可能已公开（来源只载年月）：{named}。"
        en += f" Perhaps public on that day, as their sources are dated by month or year only: {named}."
    return {"zh": zh, "en": en}

"""What was public, and what held, on a day."""

from datetime import date
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, or_, select, true
from sqlmodel import col

from app.models import Evidence, Mention, Source


def known_on(model: Any, day: date | BindParameter[Any] | None) -> ColumnElement[bool]:
    """The rows whose span has the day, or that hold now."""
    still = col(model.known_until).is_(None)
    if day is None:
        return still
    return (col(model.known_from) <= day) & or_(still, col(model.known_until) > day)


def cited_by(evidence_id: Any, day: date | None) -> ColumnElement[bool]:
    """The rows whose evidence was public on the day."""
    return true() if day is None else col(evidence_id).in_(_evidence_public_on(day))


def public_on(noun: str, model: Any, day: date | None) -> ColumnElement[bool]:
    """The rows of a noun of which any evidence was public on the day, its own or a mention."""
    if day is None:
        return true()
    mentioned = select(col(Mention.code)).where(
        col(Mention.noun) == noun, col(Mention.evidence_id).in_(_evidence_public_on(day))
    )
    return or_(cited_by(model.evidence_id, day), col(model.code).in_(mentioned))


def _evidence_public_on(day: date) -> Any:
    return (
        select(col(Evidence.id))
        .join(Source, col(Source.code) == col(Evidence.source_code))
        .where(col(Source.published_on) <= day)
    )

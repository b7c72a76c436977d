"""Codes that a request names: known, or refused with the nearest ones."""

from collections.abc import Iterable
from functools import cache, partial
from typing import Any

from sqlalchemy import Select, bindparam, select
from sqlmodel import Session, SQLModel, col

from app.domain.nearest import nearest_codes
from app.problems import NO_SUCH_CODE, Fault, NotFound, Problem, UnknownCode
from app.queries.memory import found_once


def names_of(session: Session, model: Any) -> dict[str, str]:
    """Every name of every row of a noun, each with the code it means."""
    columns = [name for name in ("code", "id", "name_zh", "name_en", "aliases") if hasattr(model, name)]
    found = session.execute(select(*(getattr(model, name) for name in columns)))
    return {name: row[0] for row in found for text in row if text for name in (text, *text.split(";")) if name}


# A noun, the parameter that names codes of it, and the codes.
Wanted = tuple[type[SQLModel], str, Iterable[str]]


def require_codes(session: Session, wanted: Iterable[Wanted]) -> None:
    """Raise one UnknownCode for all parameters, with suggestions, unless each code is a row of its noun."""
    faults: list[Fault] = []
    for model, parameter, codes in wanted:
        asked = set(codes)
        unknown = asked - found_once(session, model, asked, partial(_known, session, model))
        if unknown:
            names = names_of(session, model)
            faults.extend(_fault(parameter, one, names) for one in sorted(unknown))
    if faults:
        raise UnknownCode(*faults)


def _known(session: Session, model: Any, codes: set[str]) -> Iterable[str]:
    """Those of some codes that are rows of a noun."""
    return session.connection().execute(_of_codes(model), {"codes": codes}).scalars()


@cache
def _of_codes(model: Any) -> Select[Any]:
    return select(col(model.code)).where(col(model.code).in_(bindparam("codes", expanding=True)))


def missing(session: Session, model: type[SQLModel], parameter: str, code: str) -> Problem:
    """The failure to raise where a path names a code that is not there."""
    return NotFound(_fault(parameter, code, names_of(session, model)))


def _fault(parameter: str, code: str, names: dict[str, str]) -> Fault:
    return Fault(parameter, code[:100], NO_SUCH_CODE, nearest_codes(code, names))

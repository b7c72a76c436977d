"""The code lists behind every coded field: those that are rules, and those that are rows."""

from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from app import models
from app.domain.codes import CODE_NAMES
from app.domain.nearest import nearest
from app.formats.table import Table
from app.problems import NO_SUCH_CODE, Fault, NotFound
from app.queries.pages import Row
from app.queries.tables import column_named, table_named

_IN_CODE: dict[str, list[Row]] = {
    name: [{"code": code, "name_zh": zh, "name_en": en} for code, (zh, en) in CODE_NAMES[kind].items()]
    for name, kind in zip(("freq", "qualifier", "obs_status", "reliability", "verdict"), CODE_NAMES, strict=True)
}
_IN_ROWS: dict[str, Any] = {
    "unit_measure": models.Unit,
    "topic": models.Topic,
    "cluster_kind": models.ClusterKind,
    "project_status": models.ProjectStatus,
    "organisation_kind": models.OrganisationKind,
    "claim_kind": models.ClaimKind,
    "milestone_kind": models.MilestoneKind,
    "area_level": models.AreaLevel,
    "revision": models.RevisionKind,
    "break_kind": models.BreakKind,
    "gap_reason": models.GapReason,
    "rule": models.Rule,
}

# A code list as a table.
COLUMNS = tuple(map(column_named, ("codelist", "code", "name_zh", "name_en")))


def find_codelists(session: Session) -> list[Row]:
    """Every code list, each with its codes and their names."""
    return [get_codelist(session, name) for name in (*_IN_CODE, *_IN_ROWS)]


def get_codelist(session: Session, name: str) -> Row:
    """One code list; raises NotFound with the nearest names."""
    if name in _IN_CODE:
        return {"code": name, "codes": _IN_CODE[name]}
    if name not in _IN_ROWS:
        suggestions = nearest(name, (*_IN_CODE, *_IN_ROWS))
        raise NotFound(Fault("codelist_code", name[:100], NO_SUCH_CODE, suggestions))
    model = _IN_ROWS[name]
    rows = select(col(model.code), col(model.name_zh), col(model.name_en)).order_by(col(model.code))
    return {"code": name, "codes": [dict(row) for row in session.execute(rows).mappings()]}


def codes_of(session: Session, name: str | None) -> Table:
    """One code list as a table, or all of them one after the other."""
    lists = find_codelists(session) if name is None else [get_codelist(session, name)]
    cells = (
        [codelist["code"], code["code"], code["name_zh"], code["name_en"]]
        for codelist in lists
        for code in codelist["codes"]
    )
    return table_named("codelists", COLUMNS, cells)

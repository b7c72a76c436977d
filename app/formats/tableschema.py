"""What the columns of a list are, as a Table Schema: names, types, titles, meanings, and keys."""

from collections.abc import Collection, Sequence
from typing import Any

from app.domain.codes import CODE_NAMES, Freq, ObsStatus, Qualifier, Reliability, Verdict
from app.domain.meanings import meaning
from app.formats.table import Column, Kind

PROFILE = "https://datapackage.org/profiles/2.0/tableschema.json"
_TYPES = {
    Kind.TEXT: "string",
    Kind.CODE: "string",
    Kind.NUMBER: "number",
    Kind.INTEGER: "integer",
    Kind.BOOLEAN: "boolean",
    Kind.DATE: "date",
    Kind.MOMENT: "datetime",
    Kind.LIST: "list",
}
# Codes on which rules depend; all others are rows, and differ from city to city.
_ENUMS: dict[str, Any] = {
    "freq": Freq,
    "obs_status": ObsStatus,
    "qualifier": Qualifier,
    "latest_qualifier": Qualifier,
    "reliability": Reliability,
    "verdict": Verdict,
}
# What tells the rows of a list apart, where it is not `code`.
_KEYS = {
    "observations": ("observation_id",),
    "checks": ("id",),
    "coverage": ("indicator", "area"),
    "evidence": ("id",),
    "codelists": ("codelist", "code"),
    "releases": ("id",),
    "search": ("noun", "code"),
}
# The list that a column's codes are of.
_REFERENCES = {
    "area": "areas",
    "cluster": "clusters",
    "evidence": "evidence",
    "indicator": "indicators",
    "latest_area": "areas",
    "latest_observation": "observations",
    "organisation": "organisations",
    "owner": "organisations",
    "source": "sources",
    "supersedes": "observations",
}


def key_of(name: str) -> tuple[str, ...]:
    """The columns that tell the rows of a list apart."""
    return _KEYS.get(name, ("code",))


def table_schema(name: str, columns: Sequence[Column], beside: Collection[str] = ()) -> dict[str, Any]:
    """The columns of a list; references are named to the lists that stand `beside` it."""
    schema = {
        "$schema": PROFILE,
        "fields": [_field(name, column) for column in columns],
        "primaryKey": [*key_of(name)],
        "missingValues": [""],
    }
    references = [*_references(name, [column.name for column in columns], beside)]
    return schema | ({"foreignKeys": references} if references else {})


def _field(name: str, column: Column) -> dict[str, Any]:
    field: dict[str, Any] = {
        "name": column.name,
        "type": _TYPES[column.kind],
        "title": " · ".join(reversed(column.title)),
        "title_zh": column.title[0],
        "title_en": column.title[1],
    }
    if found := meaning(name, column.name):
        field |= {"description": f"{found[1]} {found[0]}", "description_zh": found[0], "description_en": found[1]}
    if column.kind is Kind.LIST:
        field |= {"delimiter": ";", "itemType": "string"}
    constraints: dict[str, Any] = {}
    if column.name in key_of(name):
        constraints["required"] = True
    if column.name in _ENUMS:
        constraints["enum"] = [str(code) for code in CODE_NAMES[_ENUMS[column.name]]]
    return field | ({"constraints": constraints} if constraints else {})


def _references(name: str, columns: Collection[str], beside: Collection[str]) -> list[dict[str, Any]]:
    # A tree refers to itself, which is written as an empty name.
    targets = _REFERENCES | {"parent": name}
    return [
        {
            "fields": [column],
            "reference": {"resource": "" if target == name else target, "fields": [*key_of(target)]},
        }
        for column, target in targets.items()
        if column in columns and target in {*beside, name} and column not in key_of(name)[:1]
    ]

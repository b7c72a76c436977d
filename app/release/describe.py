"""The seed's tables as a Frictionless data package: types, keys, references and allowed values."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

from sqlmodel import SQLModel

from app.domain.codes import Freq, ObsStatus, Qualifier, Reliability
from app.release.read import Seed
from app.release.tables import SEED_TABLES, SeedTable

_TYPES = {str: "string", bool: "boolean", int: "integer", float: "number"}
_ENUMS = {"qualifier": Qualifier, "status": ObsStatus, "reliability": Reliability, "freq": Freq}


def datapackage(directory: Path, seed: Seed) -> str:
    """The descriptor of the seed in a directory, as the text of its datapackage.json."""
    dataset = next(iter(seed.rows["dataset"])).values
    descriptor = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": dataset["code"],
        "title": f"{dataset['name_en']} · {dataset['name_zh']}",
        "description": f"{dataset['description_en']}\n\n{dataset['description_zh']}",
        "version": dataset["version"],
        "licenses": [{"name": dataset["license_name"], "path": dataset["license_url"]}],
        "contributors": [{"title": dataset["publisher_en"], "roles": ["publisher"]}],
        "resources": [resource for table in SEED_TABLES for resource in _resources(directory, table)],
    }
    return json.dumps(descriptor, ensure_ascii=False, indent=2) + "\n"


def _resources(directory: Path, table: SeedTable) -> Iterator[dict[str, Any]]:
    """One resource a file; a table may be spread over several files of the same shape."""
    for path in sorted(directory.glob(table.path)):
        name = table.name if "*" not in table.path else f"{table.name}-{path.stem}"
        yield {
            "name": name.replace("_", "-"),
            "path": path.relative_to(directory).as_posix(),
            "type": "table",
            "format": "csv",
            "mediatype": "text/csv",
            "encoding": "utf-8",
            "schema": {
                "fields": [_field(table, column) for column in table.columns],
                **({"primaryKey": table.key} if not set(table.key) & set(table.derived) else {}),
                "foreignKeys": list(_references(table)),
                "missingValues": [""],
            },
        }


def _field(table: SeedTable, column: str) -> dict[str, Any]:
    field = table.model.model_fields[column]
    kind = next(k for k in (field.annotation, *get_args(field.annotation)) if k in _TYPES)
    constraints: dict[str, Any] = {"required": field.is_required()}
    for rule in field.metadata:
        for ours, theirs in (("pattern", "pattern"), ("ge", "minimum"), ("le", "maximum")):
            if getattr(rule, ours, None) is not None:
                constraints[theirs] = getattr(rule, ours)
    if column in _ENUMS:
        constraints["enum"] = [str(code) for code in _ENUMS[column]]
    return {"name": column, "type": _TYPES[kind], "constraints": constraints}


def _references(table: SeedTable) -> Iterator[dict[str, Any]]:
    """The references that Frictionless can follow: to tables that are one file."""
    single = {other.name for other in SEED_TABLES if "*" not in other.path}
    for key in sorted(SQLModel.metadata.tables[table.name].foreign_keys, key=lambda k: k.parent.name):
        target = key.column.table.name
        if target in single:
            resource = "" if target == table.name else target.replace("_", "-")
            yield {
                "fields": [key.parent.name],
                "reference": {"resource": resource, "fields": [key.column.name]},
            }

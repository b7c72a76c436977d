"""A release's files as a Frictionless data package: what each is, its columns, its size and its checksum."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from app.domain.vocabulary import LISTS, Pair
from app.formats.table import Column
from app.formats.tableschema import table_schema
from app.queries.releases import Stamp

PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
# What is worked out anew: another state of the same rows.
DERIVATION = "derivation"
MEDIA_TYPES = {
    ".csv": "text/csv; charset=utf-8; header=present",
    ".parquet": "application/vnd.apache.parquet",
    ".sqlite": "application/vnd.sqlite3",
    ".json": "application/json",
}


@dataclass(frozen=True, slots=True)
class Written:
    """A file of a release."""

    name: str
    size: int
    sha256: str


def media_type_of(name: str) -> str:
    """What a file is, by its name."""
    return MEDIA_TYPES.get(PurePath(name).suffix, "text/plain; charset=utf-8")


def package(stamp: Stamp, derivation: str, resources: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The descriptor of a release."""
    dataset = stamp.dataset
    return {
        "$schema": PROFILE,
        "name": dataset["code"],
        "title": f"{dataset['name_en']} · {dataset['name_zh']}",
        "description": f"{dataset['description_en']}\n\n{dataset['description_zh']}",
        "version": stamp.release,
        "created": f"{stamp.published_at:%Y-%m-%dT%H:%M:%SZ}",
        DERIVATION: derivation,
        "licenses": [{"name": dataset["license_name"], "path": dataset["license_url"]}],
        "contributors": [{"title": dataset["publisher_en"], "roles": ["publisher"]}],
        "resources": resources,
    }


def table_resource(file: Written, name: str, columns: Sequence[Column], beside: Collection[str]) -> dict[str, Any]:
    """A list as a CSV file."""
    described = {"type": "table", "scheme": "file", "format": "csv", "mediatype": "text/csv", "encoding": "utf-8"}
    return _resource(file, name, LISTS[name]) | described | {"schema": table_schema(name, columns, beside)}


def columnar_resource(file: Written, name: str, columns: Sequence[Column]) -> dict[str, Any]:
    """The same list as Parquet: a file to validators, which would guess types that it says itself."""
    described = {"type": "file", "format": "parquet", "mediatype": media_type_of(file.name)}
    return _resource(file, f"{name}-parquet", LISTS[name]) | described | {"schema": table_schema(name, columns)}


def database_resource(file: Written) -> dict[str, Any]:
    """The whole database."""
    described = {"type": "file", "format": "sqlite", "mediatype": media_type_of(file.name)}
    return _resource(file, "database", ("整个数据库", "The whole database")) | described


def _resource(file: Written, name: str, title: Pair) -> dict[str, Any]:
    return {
        "name": name,
        "path": file.name,
        "title": f"{title[1]} · {title[0]}",
        "bytes": file.size,
        "hash": f"sha256:{file.sha256}",
    }

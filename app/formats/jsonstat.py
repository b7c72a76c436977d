"""JSON-stat 2.0: a cube whose cells stand by their place."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

import orjson

from app.domain.codes import CODE_NAMES, ObsStatus, Qualifier
from app.domain.vocabulary import COLUMNS, Pair
from app.formats.delimited import moment
from app.formats.table import Edition, Labels, Pieces, Table
from app.problems import Fault, InvalidValue

_ROLES = {"time": "time_period", "geo": "area", "metric": "indicator"}
_NAMES = {str(code): pair for kind in (ObsStatus, Qualifier) for code, pair in CODE_NAMES[kind].items()}


class JsonStat:
    """A data set of class `dataset`; values are sparse, so that empty cells cost nothing."""

    name: ClassVar = "json-stat"
    # What the JSON of the routes is told apart by; every JSON-stat library reads it whatever its type is.
    media_type: ClassVar = "application/vnd.json-stat+json"
    suffix: ClassVar = "json-stat"
    needs_cube: ClassVar = True
    is_streamed: ClassVar = False
    is_inline: ClassVar = True
    speaks: ClassVar = True

    def write(self, table: Table, edition: Edition) -> Pieces:
        """The whole cube; raises InvalidValue where two rows have the same key."""
        assert table.cube is not None  # noqa: S101  # the registry gives it none but cubes
        spoken = 0 if edition.lang == "zh" else 1
        rows = [dict(zip(table.names, row, strict=True)) for row in table.rows]
        dimensions = table.cube.dimensions
        categories = {name: sorted({str(row[name]) for row in rows}) for name in dimensions}
        if "time_period" in categories:
            starts = {str(row["time_period"]): (row["period_start"], row["period_end"]) for row in rows}
            categories["time_period"].sort(key=starts.__getitem__)
        labels = table.cube.labels()
        dimension = _dimensions(labels, categories, spoken)
        dimension["indicator"]["category"]["unit"] = _units(labels, rows, spoken)
        yield orjson.dumps(
            {
                "version": "2.0",
                "class": "dataset",
                "label": f"{edition.title[spoken]}: {table.title[spoken]}",
                "source": edition.publisher[spoken],
                "updated": moment(edition.published_at),
                "id": dimensions,
                "size": [len(categories[name]) for name in dimensions],
                "role": {role: [name] for role, name in _ROLES.items()},
                "dimension": dimension,
                **_cells(rows, dimensions, categories, spoken),
                "link": {"license": [{"href": edition.license_url}], "alternate": [{"href": edition.address}]},
            }
        )


def _dimensions(labels: Labels, categories: Mapping[str, Sequence[str]], spoken: int) -> dict[str, Any]:
    return {
        name: {
            "label": COLUMNS[name][spoken],
            "category": {"index": codes, "label": _unique(codes, labels.get(name, {}), spoken)},
        }
        for name, codes in categories.items()
    }


def _unique(codes: Sequence[str], names: Mapping[str, Pair], spoken: int) -> dict[str, str]:
    """A label for every code; codes of the same name are told apart by themselves."""
    said = {code: names[code][spoken] if code in names else code for code in codes}
    texts = list(said.values())
    return {code: text if texts.count(text) == 1 else f"{text} ({code})" for code, text in said.items()}


def _units(labels: Labels, rows: Sequence[Mapping[str, Any]], spoken: int) -> dict[str, Any]:
    """What each indicator is counted in."""
    names = labels.get("unit_measure", {})
    return {
        row["indicator"]: {
            "label": names[row["unit_measure"]][spoken] if row["unit_measure"] in names else row["unit_measure"],
            "decimals": row["decimals"],
            "multiplier": row["unit_mult"],
        }
        for row in rows
    }


def _cells(
    rows: Sequence[Mapping[str, Any]], dimensions: Sequence[str], categories: Mapping[str, Sequence[str]], spoken: int
) -> dict[str, Any]:
    """Values and statuses by their place, and how a source hedged what it did not print exactly."""
    places = {name: {code: place for place, code in enumerate(codes)} for name, codes in categories.items()}
    value: dict[str, float] = {}
    status: dict[str, str] = {}
    hedged: dict[str, str] = {}
    for row in rows:
        at = 0
        for name in dimensions:
            at = at * len(categories[name]) + places[name][str(row[name])]
        if str(at) in status:
            key = ".".join(str(row[name]) for name in dimensions)
            reason = (f"{key} 有两个数值，立方体放不下", f"{key} has two values, more than a cell of a cube holds")
            raise InvalidValue(Fault("format", JsonStat.name, reason))
        status[str(at)] = row["obs_status"]
        if row["obs_value"] is not None:
            value[str(at)] = row["obs_value"]
        if row["qualifier"] not in {None, Qualifier.EXACT}:
            hedged[str(at)] = row["qualifier"]
    said = {code: _NAMES[code][spoken] for code in sorted({*status.values(), *hedged.values()})}
    return {"value": value, "status": status, "extension": {"qualifier": hedged, "labels": said}}

"""The rows of a JSON page: as objects, as arrays below a header, or as columns."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal

Shape = Literal["objects", "arrays", "columns"]


def shaped(rows: Sequence[Mapping[str, Any]], names: Sequence[str], shape: Shape) -> Any:
    """The rows in a shape; `arrays` begins with the header, as chart libraries take it."""
    if shape == "arrays":
        return [list(names), *([row[name] for name in names] for row in rows)]
    if shape == "columns":
        return {name: [row[name] for row in rows] for name in names}
    return rows

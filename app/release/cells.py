"""One line of a seed: its cells as the values that its table takes, or what is wrong with them."""

import re
from functools import cache
from typing import Any, get_args

from pydantic import BaseModel, ConfigDict, ValidationError, create_model

from app.release.tables import SEED_TABLES, Catalogue, SeedTable, Values

_PLAIN_NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?")
# What no text of XML, and so no workbook and no feed, can hold, nor NUL a text of PostgreSQL.
_CONTROL = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")

# Column, expected, found.
CellFault = tuple[str, str, str]


class RowReader:
    """Reads the lines of one table, with the rows of the tables that were read before."""

    def __init__(self, table: SeedTable, catalogue: Catalogue) -> None:
        self._columns = table.columns
        self._derive = table.derive
        self._catalogue = catalogue
        model = row_model(table.model)
        self._validate = model.__pydantic_validator__.validate_python
        kinds = [{kind.annotation, *get_args(kind.annotation)} for kind in model.model_fields.values()]
        self._numbers = [index for index, kind in enumerate(kinds) if kind & {int, float}]

    def typed(self, cells: list[str]) -> Values | list[CellFault]:
        """The row with its types and derived columns, or what is wrong with it."""
        if len(cells) != len(self._columns):
            return [("-", f"{len(self._columns)} cells", str(len(cells)))]
        faults = self._untidy(cells)
        try:
            row: BaseModel = self._validate(dict(zip(self._columns, [cell or None for cell in cells], strict=True)))
        except ValidationError as error:
            faults += [(str(e["loc"][0]), e["msg"], str(e["input"] or "")) for e in error.errors()]
        if faults:
            return faults
        values = row.__dict__
        try:
            values.update(self._derive(values, self._catalogue))
        except ValueError as error:
            column, expected = error.args
            return [(column, expected, cells[self._columns.index(column)])]
        return values

    def _untidy(self, cells: list[str]) -> list[CellFault]:
        """Spaces that nobody sees, characters that are none, and numbers that are not written plainly."""
        faults = []
        if _CONTROL.search("".join(cells)):
            found = zip(self._columns, cells, strict=True)
            faults += [(column, "no control character", repr(cell)) for column, cell in found if _CONTROL.search(cell)]
        if cells != [cell.strip() for cell in cells]:
            found = zip(self._columns, cells, strict=True)
            faults += [(column, "no space at either end", cell) for column, cell in found if cell != cell.strip()]
        for index in self._numbers:
            if cells[index] and not _PLAIN_NUMBER.fullmatch(cells[index]):
                faults.append((self._columns[index], "a plain decimal number", cells[index]))
        return faults


@cache
def row_model(model: type) -> type[BaseModel]:
    """What one line of a table's file must be: the table's own fields, but validated."""
    table = next(t for t in SEED_TABLES if t.model is model)
    fields: dict[str, Any] = {
        name: (model_field.annotation, model_field)
        for name in table.columns
        for model_field in [table.model.model_fields[name]]
    }
    config = ConfigDict(extra="forbid", allow_inf_nan=False)
    return create_model(f"{model.__name__}Row", __config__=config, **fields)

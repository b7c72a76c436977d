"""What may be wrong with a row that could be read, seen from the row and the catalogue alone."""

from collections.abc import Callable, Iterator
from functools import cache

from app.domain.hedges import hedge_of
from app.domain.period import TimePeriod
from app.release.faults import SeedFault
from app.release.tables import Catalogue, SeedRow, SeedTable, Values, printed_as

# Column and expected.
Doubt = tuple[str, str]
RowRule = Callable[[Values, Catalogue], Iterator[Doubt]]


def doubts_of(table: SeedTable, row: SeedRow, catalogue: Catalogue) -> Iterator[SeedFault]:
    """Every rule that one row breaks."""
    values = row.values
    for column, other in _pairs(table):
        if values[column] is None and values[other] is not None:
            yield _fault(row, column, f"a text, as {other} has one")
    for rule in ROW_RULES.get(table.name, ()):
        for column, expected in rule(values, catalogue):
            yield _fault(row, column, expected)


def _fault(row: SeedRow, column: str, expected: str) -> SeedFault:
    found = row.values[column]
    return SeedFault(row.file, row.line, column, expected, "" if found is None else str(found))


@cache
def _pairs(table: SeedTable) -> list[tuple[str, str]]:
    """Columns of a text in one language, each with that of its pair, which has a text where it has one."""
    both = [column[:-3] for column in table.columns if column.endswith("_zh")]
    return [(f"{name}_{a}", f"{name}_{b}") for name in both for a, b in (("zh", "en"), ("en", "zh"))]


def _hedge(values: Values, _catalogue: Catalogue) -> Iterator[Doubt]:
    """A number that its source hedged is never stored as exact, nor the other way round."""
    hedge = hedge_of(values["value_text"])
    if values["value"] is not None and values["qualifier"] != hedge:
        yield "qualifier", f"{hedge}, as {values['value_text']!r} says"


def _claimed(values: Values, _catalogue: Catalogue) -> Iterator[Doubt]:
    if (values["value"] is None) != (values["qualifier"] is None):
        yield "qualifier", "a qualifier with a value, and none without"


def _printed(values: Values, catalogue: Catalogue) -> Iterator[Doubt]:
    """A value is the number that its words print, in the unit of its indicator."""
    indicator = catalogue["indicator"].get(values["indicator_code"])
    if values["value"] is None or indicator is None:
        return
    try:
        printed_as(values["value_text"], values["value"], indicator["unit_mult"])
    except ValueError as error:
        yield "value", str(error)


def _offsets(values: Values, catalogue: Catalogue) -> Iterator[Doubt]:
    """Offsets stand within a text whose sha256 and length the source gives."""
    end, source = values["end_offset"], catalogue["source"].get(values["source_code"])
    if end is None or source is None:
        return
    if source["sha256"] is None or source["characters"] is None:
        yield "end_offset", "no offset, as the source has no sha256 and characters"
    elif end > source["characters"]:
        yield "end_offset", f"at most {source['characters']}, the length of the source"


def _period(*columns: str) -> RowRule:
    """What is a period in columns from which nothing is derived."""

    def periods(values: Values, _catalogue: Catalogue) -> Iterator[Doubt]:
        for column in columns:
            try:
                if values[column] is not None:
                    TimePeriod.parse(values[column])
            except ValueError as error:
                yield column, str(error)

    return periods


ROW_RULES: dict[str, tuple[RowRule, ...]] = {
    "claim": (_claimed, _period("time_period")),
    "project_investment": (_period("time_period"),),
    "gap": (_period("start_period", "end_period"),),
    "evidence": (_offsets,),
    "observation": (_hedge, _printed),
}

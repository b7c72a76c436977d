"""What may be wrong with a row that could be read, seen from the row and the catalogue alone."""

from collections.abc import Callable, Iterator

from app.domain.hedges import hedge_of
from app.domain.period import TimePeriod
from app.release.faults import SeedFault
from app.release.tables import Catalogue, SeedRow, SeedTable, Values, printed_as

# Column and expected.
Doubt = tuple[str, str]
RowRule = Callable[[Values, Catalogue], Iterator[Doubt]]


def doubts_of(table: SeedTable, catalogue: Catalogue) -> Callable[[SeedRow], list[SeedFault]]:
    """A function that finds every rule that a row of the table breaks."""
    rules = (_both(table), *ROW_RULES.get(table.name, ()))

    def doubts(row: SeedRow) -> list[SeedFault]:
        found = [doubt for rule in rules for doubt in rule(row.values, catalogue)]
        return [_fault(row, *doubt) for doubt in found] if found else []

    return doubts


def _fault(row: SeedRow, column: str, expected: str) -> SeedFault:
    found = row.values[column]
    return SeedFault(row.file, row.line, column, expected, "" if found is None else str(found))


def _both(table: SeedTable) -> RowRule:
    """A text in one language has its pair in the other."""
    names = [column.removesuffix("_zh") for column in table.columns if column.endswith("_zh")]
    pairs = [(f"{name}_zh", f"{name}_en") for name in names]

    def both(values: Values, _catalogue: Catalogue) -> Iterator[Doubt]:
        for one, other in pairs:
            if (values[one] is None) != (values[other] is None):
                missing, there = (one, other) if values[one] is None else (other, one)
                yield missing, f"a text, as {there} has one"

    return both


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

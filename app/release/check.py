"""Every fault of a seed at once, before anything is written."""

from collections.abc import Callable, Iterator

from app.domain.hedges import hedge_of
from app.domain.period import TimePeriod
from app.domain.printed import Printed
from app.release.constraints import broken_constraints, dangling_references
from app.release.read import Seed, SeedFault, SeedRow
from app.release.tables import SEED_TABLES


def check(seed: Seed) -> list[SeedFault]:
    """What is wrong with the files, and, where they can be read, with what they say; in file order."""
    faults = list(seed.faults)
    for rule in () if faults else RULES:
        faults.extend(rule(seed))
    return sorted(faults, key=lambda fault: (fault.file, fault.line, fault.column))


def _fault(row: SeedRow, column: str, expected: str) -> SeedFault:
    found = row.values[column]
    return SeedFault(row.file, row.line, column, expected, "" if found is None else str(found))


def _one_dataset(seed: Seed) -> Iterator[SeedFault]:
    for row in seed.rows["dataset"][1:]:
        yield _fault(row, "code", "a single data set")
    if not seed.rows["dataset"]:
        yield SeedFault("catalogue/dataset.csv", 2, "-", "the data set")


def _pairs(seed: Seed) -> Iterator[SeedFault]:
    """A text in one language has its pair in the other."""
    for table in SEED_TABLES:
        for row in seed.rows[table.name]:
            for column in (name for name in table.columns if name.endswith(("_zh", "_en"))):
                pair = column[:-2] + ("en" if column.endswith("zh") else "zh")
                if row.values[column] is None and row.values[pair] is not None:
                    yield _fault(row, column, f"a text, as {pair} has one")


def _hedges(seed: Seed) -> Iterator[SeedFault]:
    """A number that its source hedged is never stored as exact, nor the other way round."""
    for row in seed.rows["observation"]:
        hedge = hedge_of(row.values["value_text"])
        if row.values["value"] is not None and row.values["qualifier"] != hedge:
            yield _fault(row, "qualifier", f"{hedge}, as {row.values['value_text']!r} says")
    for row in seed.rows["claim"]:
        if (row.values["value"] is None) != (row.values["qualifier"] is None):
            yield _fault(row, "qualifier", "a qualifier with a value, and none without")


def _printed(seed: Seed) -> Iterator[SeedFault]:
    """A value is the number that its words print, in the unit of its indicator."""
    powers = {row.values["code"]: row.values["unit_mult"] for row in seed.rows["indicator"]}
    for row in seed.rows["observation"]:
        value, text = row.values["value"], row.values["value_text"]
        if value is None or row.values["indicator_code"] not in powers:
            continue
        try:
            Printed.of_value(text, value, powers[row.values["indicator_code"]])
        except ValueError as error:
            yield _fault(row, "value", str(error))


def _offsets(seed: Seed) -> Iterator[SeedFault]:
    """Offsets stand within a text whose sha256 and length the source gives."""
    sources = {row.values["code"]: row.values for row in seed.rows["source"]}
    for row in seed.rows["evidence"]:
        end, source = row.values["end_offset"], sources.get(row.values["source_code"])
        if end is None or source is None:
            continue
        if source["sha256"] is None or source["characters"] is None:
            yield _fault(row, "end_offset", "no offset, as the source has no sha256 and characters")
        elif end > source["characters"]:
            yield _fault(row, "end_offset", f"at most {source['characters']}, the length of the source")


def _idle_evidence(seed: Seed) -> Iterator[SeedFault]:
    """Words that carry no fact are not shipped."""
    used = {
        row.values["evidence_id"]
        for table in SEED_TABLES
        if "evidence_id" in table.columns
        for row in seed.rows[table.name]
    }
    for row in seed.rows["evidence"]:
        if row.values["id"] not in used:
            yield _fault(row, "id", "evidence that a row cites")


def _own_source(seed: Seed) -> Iterator[SeedFault]:
    """An observation's evidence is of the observation's source."""
    sources = {row.values["id"]: row.values["source_code"] for row in seed.rows["evidence"]}
    for row in seed.rows["observation"]:
        stated = sources.get(row.values["evidence_id"])
        if stated not in {None, row.values["source_code"]}:
            yield _fault(row, "evidence_id", f"evidence of source {row.values['source_code']}")


def _loops(seed: Seed) -> Iterator[SeedFault]:
    """The tree of clusters and that of areas have no loops."""
    for table in ("cluster", "area"):
        parents = {row.values["code"]: row.values["parent_code"] for row in seed.rows[table]}
        for row in seed.rows[table]:
            seen, node = set(), row.values["code"]
            while node is not None and node not in seen:
                seen.add(node)
                node = parents.get(node)
            if node is not None:
                yield _fault(row, "parent_code", "a parent that is not below its own child")


def _periods(seed: Seed) -> Iterator[SeedFault]:
    """What is a period in columns from which nothing is derived."""
    for table, columns in _PERIODS.items():
        for row in seed.rows[table]:
            for column in columns:
                try:
                    if row.values[column] is not None:
                        TimePeriod.parse(row.values[column])
                except ValueError as error:
                    yield _fault(row, column, str(error))


_PERIODS = {
    "claim": ("time_period",),
    "project_investment": ("time_period",),
    "gap": ("start_period", "end_period"),
}


def _named(seed: Seed) -> Iterator[SeedFault]:
    """What names rows without a foreign key: the subject of a mention, the parts of a rule."""
    for row in seed.rows["mention"]:
        if row.values["code"] not in {other.values["code"] for other in seed.rows[row.values["noun"]]}:
            yield _fault(row, "code", f"a code of {row.values['noun']}")
    indicators = {row.values["code"] for row in seed.rows["indicator"]}
    for row in seed.rows["rule"]:
        if not set((row.values["parts"] or "").split(";")) - {""} <= indicators:
            yield _fault(row, "parts", "codes of indicator, separated by semicolons")


RULES: tuple[Callable[[Seed], Iterator[SeedFault]], ...] = (
    broken_constraints,
    dangling_references,
    _one_dataset,
    _pairs,
    _hedges,
    _printed,
    _offsets,
    _idle_evidence,
    _own_source,
    _loops,
    _periods,
    _named,
)

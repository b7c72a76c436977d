"""Every fault of a seed at once, before anything is written."""

from collections.abc import Callable, Iterator

from sqlalchemy import select, union_all
from sqlmodel import SQLModel

from app.release.faults import Faults, SeedFault
from app.release.read import Seed
from app.release.tables import SEED_TABLES, SeedRow


def check(seed: Seed) -> Faults:
    """What is wrong with the files, and, where they can be read, with what they say; in file order."""
    faults = Faults(seed.faults)
    faults.omitted = seed.faults.omitted
    for rule in () if faults else RULES:
        faults.note(rule(seed))
    if not seed.faults:
        faults.omitted += seed.doubts.omitted
    faults.sort(key=lambda fault: (fault.file, fault.line, fault.column))
    return faults


def _fault(row: SeedRow, column: str, expected: str) -> SeedFault:
    found = row.values[column]
    return SeedFault(row.file, row.line, column, expected, "" if found is None else str(found))


def _doubts(seed: Seed) -> Iterator[SeedFault]:
    """What was found row by row: constraints of the tables, and the rules of `rows`."""
    yield from seed.doubts


def dangling_references(seed: Seed) -> Iterator[SeedFault]:
    """Every foreign key whose target is not in the seed."""
    for seed_table in SEED_TABLES:
        table = seed.staging.tables[seed_table.name]
        for key in SQLModel.metadata.tables[seed_table.name].foreign_keys:
            column, target = table.c[key.parent.name], seed.staging.tables[key.column.table.name]
            known = select(target.c[key.column.name])
            written = _at_hand(seed, target.name, key.column.name)
            dangling = select(table.c.seed_file, table.c.seed_line, column).where(column.not_in(known))
            for file, line, found in seed.staging.find(dangling):
                # A row with a fault of its own may be missing there, and is no fault of those who name it.
                if found not in written:
                    expected = f"a {key.column.name} of {target.name}"
                    yield SeedFault(file, line, column.name, expected, found)


def _at_hand(seed: Seed, table: str, column: str) -> set[str]:
    """The codes of a table that is small enough to be in memory, whatever became of its rows."""
    rows = seed.rows[table]
    return {row.values[column] for row in rows} if isinstance(rows, list) else set()


def _one_dataset(seed: Seed) -> Iterator[SeedFault]:
    for row in list(seed.rows["dataset"])[1:]:
        yield _fault(row, "code", "a single data set")
    if not seed.rows["dataset"]:
        yield SeedFault("catalogue/dataset.csv", 2, "-", "the data set")


def _idle_evidence(seed: Seed) -> Iterator[SeedFault]:
    """Words that carry no fact are not shipped."""
    evidence = seed.staging.tables["evidence"]
    cited = union_all(
        *(
            select(seed.staging.tables[table.name].c.evidence_id).where(
                seed.staging.tables[table.name].c.evidence_id.is_not(None)
            )
            for table in SEED_TABLES
            if "evidence_id" in table.columns
        )
    )
    idle = select(evidence.c.seed_file, evidence.c.seed_line, evidence.c.id).where(evidence.c.id.not_in(cited))
    for file, line, found in seed.staging.find(idle):
        yield SeedFault(file, line, "id", "evidence that a row cites", found)


def _own_source(seed: Seed) -> Iterator[SeedFault]:
    """An observation's evidence is of the observation's source."""
    evidence, told = seed.staging.tables["evidence"], seed.staging.tables["observation"]
    strange = (
        select(told.c.seed_file, told.c.seed_line, told.c.evidence_id, told.c.source_code)
        .join(evidence, evidence.c.id == told.c.evidence_id)
        .where(evidence.c.source_code != told.c.source_code)
    )
    for file, line, found, source in seed.staging.find(strange):
        yield SeedFault(file, line, "evidence_id", f"evidence of source {source}", found)


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


def _named(seed: Seed) -> Iterator[SeedFault]:
    """What names rows without a foreign key: the subject of a mention, the parts of a rule."""
    # A noun that there is not has no codes; that it is none is told by its own table.
    codes = {
        noun: {row.values.get("code") for row in seed.rows.get(noun, ())}
        for noun in ("indicator", *{row.values["noun"] for row in seed.rows["mention"]})
    }
    for row in seed.rows["mention"]:
        if row.values["code"] not in codes[row.values["noun"]]:
            yield _fault(row, "code", f"a code of {row.values['noun']}")
    for row in seed.rows["rule"]:
        if not set((row.values["parts"] or "").split(";")) - {""} <= codes["indicator"]:
            yield _fault(row, "parts", "codes of indicator, separated by semicolons")


RULES: tuple[Callable[[Seed], Iterator[SeedFault]], ...] = (
    _doubts,
    dangling_references,
    _one_dataset,
    _idle_evidence,
    _own_source,
    _loops,
    _named,
)

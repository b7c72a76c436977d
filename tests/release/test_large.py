"""Seeds of many rows: bounded memory, every fault by its line, the same release on both stores."""

import random
import tracemalloc
import weakref
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlmodel import SQLModel, col

from app.models import Observation, ReleaseChange
from app.release import schema
from app.release.check import check
from app.release.faults import MOST_NAMED
from app.release.progress import Progress
from app.release.publish import SeedRefused, Terms, seed_store
from app.release.read import read
from bench.generate import generate
from tests.seeds import SeedCopy
from tests.stores import Originals, filled, releases_of, rows_of, sqlite_url

ROWS = 3000
PART = "observations/part-001.csv"


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("large") / "seed"
    generate(ROWS, directory, rivals=0.2)
    return directory


@pytest.fixture
def large_seed(large: Path, tmp_path: Path) -> SeedCopy:
    """A copy of it that a test may change."""
    return SeedCopy(large, tmp_path / "copy")


def peak_of(work: Callable[[], object]) -> int:
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_memory_does_not_grow_with_the_rows(tmp_path: Path) -> None:
    """Four times the rows take nearly the same memory; what grows is the catalogue."""
    peaks = []
    for rows in (2500, 10_000):
        seed, url = tmp_path / f"seed-{rows}", sqlite_url(tmp_path / f"{rows}.sqlite")
        generate(rows, seed)
        schema.upgrade(url)
        peaks.append(peak_of(lambda url=url, seed=seed: seed_store(url, seed)))  # type: ignore[misc]
        assert rows_of(url, select(func.count()).select_from(Observation)) == [(rows + 26,)]
    assert peaks[1] < 1.5 * peaks[0]


def test_loading_again_needs_no_more_memory_and_changes_nothing(tmp_path: Path, large: Path) -> None:
    url = filled(sqlite_url(tmp_path / "store.sqlite"), large)
    assert not seed_store(url, large).is_published
    assert len(releases_of(url)) == 1


def test_faults_in_the_middle_of_a_file_are_named_by_line(large_seed: SeedCopy) -> None:
    twice = large_seed.rows(PART)[998]
    large_seed.edit(PART, lambda rows: rows.__setitem__(1999, twice))
    large_seed.set(PART, 1500, "area_code", "nowhere").set(PART, 1700, "status", "X").set(PART, 2500, "value", "1")
    found = {(fault.line, fault.column) for fault in check(read(large_seed.directory)) if fault.file == PART}
    assert found == {(2000, "id"), (1500, "area_code"), (1700, "-"), (2500, "value")}


def test_a_cell_in_the_middle_of_a_file_that_cannot_be_read_is_named_with_all_others(large_seed: SeedCopy) -> None:
    large_seed.set(PART, 1500, "value", "1,5").set(PART, 2600, "time_period", "2024-13")
    found = [(fault.line, fault.column) for fault in check(read(large_seed.directory))]
    assert list(dict.fromkeys(found)) == [(1500, "value"), (2600, "time_period")]


def test_of_very_many_faults_the_first_are_named_and_all_are_counted(tmp_path: Path, large_seed: SeedCopy) -> None:
    large_seed.edit(PART, lambda rows: [row.__setitem__(3, "many") for row in rows[1:]])
    url = sqlite_url(tmp_path / "store.sqlite")
    schema.upgrade(url)
    with pytest.raises(SeedRefused) as refused:
        seed_store(url, large_seed.directory)
    assert len(refused.value.faults) == MOST_NAMED
    # Each is no plain number, and is no number at all.
    assert refused.value.faults.total == 2 * ROWS
    assert str(refused.value) == f"{2 * ROWS} faults"
    assert releases_of(url) == []


def test_of_very_many_doubts_the_first_are_named_and_all_are_counted(large_seed: SeedCopy) -> None:
    large_seed.edit(PART, lambda rows: [row.__setitem__(6, "X") for row in rows[1:]])
    faults = check(read(large_seed.directory))
    assert (len(faults), faults.total) == (MOST_NAMED, ROWS)


def test_the_order_of_very_many_rows_is_no_difference(large: Path, large_seed: SeedCopy) -> None:
    chance = random.Random(7)

    def shuffled(rows: list[list[str]]) -> None:
        body = rows[1:]
        chance.shuffle(body)
        rows[1:] = body

    for file in (PART, "evidence/generated.csv", "catalogue/area.csv"):
        large_seed.edit(file, shuffled)
    assert read(large_seed.directory).digest() == read(large).digest()
    large_seed.set(PART, 1000, "note_zh", "注").set(PART, 1000, "note_en", "note")
    assert read(large_seed.directory).digest() != read(large).digest()


def stored(url: str) -> dict[str, list[tuple[Any, ...]]]:
    """Everything but the release itself, whose instant each driver reads in its own way."""
    tables = [table for table in SQLModel.metadata.tables.values() if table.name != "release"]
    return {table.name: rows_of(url, select(table).order_by(*table.primary_key.columns)) for table in tables}


def test_both_stores_are_filled_with_the_same(originals: Originals, large: Path) -> None:
    """By COPY on PostgreSQL, by statements of many rows on SQLite."""
    urls = [originals.url(name, large) for name in ("sqlite", "postgresql")]
    on_sqlite, on_postgresql = map(stored, urls)
    assert on_sqlite == on_postgresql
    assert releases_of(urls[0]) == releases_of(urls[1])
    assert len(on_sqlite["observation"]) == ROWS + 26
    assert len(on_sqlite["standing"]) >= ROWS


def test_of_many_rows_those_that_changed_are_found_and_told(
    originals: Originals, large: Path, large_seed: SeedCopy, engine_name: str, tmp_path: Path
) -> None:
    url = originals.copy(engine_name, large, tmp_path)
    evidence = [row[8] for row in large_seed.rows(PART)]
    shared = [line for line, cited in enumerate(evidence, 1) if evidence.count(cited) > 1 and line > 1000]
    # The last first, so that the others stay where they are.
    for line in (shared[-1], shared[len(shared) // 2], shared[0]):
        large_seed.remove(PART, line)
    large_seed.set(PART, 1000, "note_zh", "注").set(PART, 1000, "note_en", "note")
    with pytest.raises(SeedRefused) as refused:
        seed_store(url, large_seed.directory)
    assert [(fault.line, fault.found.endswith(" is gone")) for fault in refused.value.faults] == [
        (1000, False),
        *[(0, True)] * 3,
    ]
    assert seed_store(url, large_seed.directory, Terms(is_correction=True)).is_published
    told = rows_of(url, select(col(ReleaseChange.change)).where(col(ReleaseChange.table_name) == "observation"))
    assert sorted(change for (change,) in told) == ["changed", "removed", "removed", "removed"]
    assert (
        stored(url)["observation"]
        == stored(filled(sqlite_url(tmp_path / "fresh.sqlite"), large_seed.directory))["observation"]
    )


def test_whoever_watches_is_told_how_far_a_run_has_come(tmp_path: Path, large: Path) -> None:
    seen: list[tuple[str, float]] = []

    class Watching(Progress):
        name = ""

        def step(self, name: str) -> None:
            self.name = name.split(maxsplit=1)[0]

        def reached(self, done: int, total: int) -> None:
            seen.append((self.name, done / total))

    url = sqlite_url(tmp_path / "store.sqlite")
    schema.upgrade(url)
    seed_store(url, large, progress=Watching())
    assert {name for name, _ in seen} == {"read", "load", "hold"}
    assert all(0 <= share <= 1 for _, share in seen)


def test_the_staged_rows_are_gone_as_soon_as_nobody_looks_at_them(tmp_path: Path, large: Path) -> None:
    """A server publishes its seed before it answers, and does not carry the rows along."""
    url = sqlite_url(tmp_path / "store.sqlite")
    schema.upgrade(url)
    outcome = seed_store(url, large)
    staging = weakref.ref(outcome.changes[0].staging)
    assert staging() is not None
    del outcome
    assert staging() is None

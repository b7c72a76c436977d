"""A seed that was damaged anywhere is refused with its faults, each at a place, or can be published."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.release.check import check
from app.release.publish import SeedRefused, Terms, seed_store
from app.release.read import read
from tests.fuzz import texts
from tests.fuzz.conftest import FEWER
from tests.seeds import HAVEN, SeedCopy
from tests.stores import releases_of

FILES = sorted(path.relative_to(HAVEN).as_posix() for path in HAVEN.rglob("*.csv"))
BITS = st.binary(max_size=6) | st.sampled_from(
    [b"\x00", b"\xef\xbb\xbf", b'"', b'""', b",", b"\n", b"\r", b"\r\n", b"\xff", b"\xed\xa0\x80", b"9" * 400, b"-"]
)
ODD = [
    "NaN",
    "inf",
    "1e5",
    "-0",
    "00",
    "9999-12-31",
    "0000-01-01",
    "2024-02-30",
    "null",
    "=1+1",
    "😀",
    "2024-01-01/P12M",
]
CELLS = texts.words | st.sampled_from([*ODD, "", " ", "9" * 30, "0." + "1" * 30, "\0", "a" * 5000])


@pytest.fixture(scope="session")
def bench(tmp_path_factory: pytest.TempPathFactory) -> SeedCopy:
    """A seed to damage, and to mend after each try."""
    return SeedCopy(HAVEN, tmp_path_factory.mktemp("fuzz") / "seed")


def require_told_or_published(seed: SeedCopy, store: str) -> None:
    """Every fault of a seed has a place, and a seed is published just when it has none."""
    found = check(read(seed.directory))
    for fault in found:
        assert (seed.directory / fault.file).is_file() or "*" in fault.file
        assert fault.line >= 0
        assert str(fault).startswith(f"{fault.file}:{fault.line}: ")
    before = releases_of(store)
    if found:
        with pytest.raises(SeedRefused) as refused:
            seed_store(store, seed.directory, Terms(is_correction=True))
        assert found == refused.value.faults
        assert releases_of(store) == before
    else:
        outcome = seed_store(store, seed.directory, Terms(is_correction=True))
        assert releases_of(store)[-1] == outcome.release_id


@contextmanager
def one_file(seed: SeedCopy, data: st.DataObject) -> Iterator[str]:
    """A file of the seed, which is mended at the end."""
    file = data.draw(st.sampled_from(FILES))
    try:
        yield file
    finally:
        shutil.copyfile(HAVEN / file, seed.directory / file)


@FEWER
@given(data=st.data())
def test_bytes_that_were_changed_are_a_fault_with_a_place_or_can_be_published(
    bench: SeedCopy, store: str, data: st.DataObject
) -> None:
    with one_file(bench, data) as file:
        held = bytearray((HAVEN / file).read_bytes())
        for _ in range(data.draw(st.integers(1, 3))):
            place = data.draw(st.integers(0, len(held)))
            held[place : place + data.draw(st.integers(0, 40))] = data.draw(BITS)
        (bench.directory / file).write_bytes(held)
        require_told_or_published(bench, store)


@FEWER
@given(data=st.data())
def test_a_cell_that_was_changed_is_a_fault_with_a_place_or_can_be_published(
    bench: SeedCopy, store: str, data: st.DataObject
) -> None:
    with one_file(bench, data) as file:
        rows = bench.rows(file)
        line = data.draw(st.integers(min(1, len(rows) - 1), len(rows) - 1))
        column = data.draw(st.integers(0, len(rows[0]) - 1))
        others = st.sampled_from([row[column] for row in rows[1:]] or [""])
        rows[line][column] = data.draw(CELLS | others).encode("utf-8", "replace").decode()
        bench.write(file, rows)
        require_told_or_published(bench, store)


@FEWER
@given(data=st.data())
def test_rows_that_went_came_or_changed_places_are_a_fault_or_can_be_published(
    bench: SeedCopy, store: str, data: st.DataObject
) -> None:
    with one_file(bench, data) as file:
        rows = bench.rows(file)
        place, other = (data.draw(st.integers(0, len(rows) - 1)) for _ in range(2))
        match data.draw(st.sampled_from(["went", "came", "changed places", "none"])):
            case "went":
                del rows[place]
            case "came":
                rows.insert(other, rows[place])
            case "changed places":
                rows[place], rows[other] = rows[other], rows[place]
            case _:
                rows.clear()
        bench.write(file, rows)
        require_told_or_published(bench, store)

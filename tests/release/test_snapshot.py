"""The files of a release: whole or not at all, the same on every store, and what they say of themselves is true."""

import csv
import hashlib
import json
import os
import random
import signal
import sqlite3
import subprocess
import time
from contextlib import closing
from pathlib import Path

import pytest
from frictionless import Package, system
from pyarrow import parquet, types
from sqlalchemy import func, select, update
from sqlmodel import SQLModel

from app.models import Release
from app.queries.whole import WHOLE
from app.release import schema, snapshot
from app.release.publish import derivation, seed_store
from app.release.shelf import SUMS, Shelf
from app.release.snapshot import DATABASE, ensure
from tests.commands import Setting, run, started
from tests.seeds import HAVEN, SHIPPED, SeedCopy
from tests.stores import Originals, connected, filled, releases_of, rows_of, sqlite_url

KILLS = 5


@pytest.fixture
def release(store: str, tmp_path: Path) -> Path:
    """The directory of the files of the made-up city, written from each kind of store."""
    return tmp_path / "files" / ensure(store, tmp_path / "files")


def names_in(directory: Path) -> set[str]:
    return {path.name for path in directory.iterdir()}


def bytes_of(directory: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in directory.iterdir()}


def is_whole(directory: Path) -> bool:
    """Whether every file that the checksums list is there, as they say, and no other."""
    ended = subprocess.run(["sha256sum", "--check", "--strict", SUMS], cwd=directory, capture_output=True, check=False)
    listed = {line.split("  ")[1] for line in (directory / SUMS).read_text().splitlines()}
    return ended.returncode == 0 and names_in(directory) == listed | {SUMS}


def test_a_release_has_every_list_the_numbers_as_parquet_and_the_database(release: Path) -> None:
    lists = {f"{name}.csv" for name in WHOLE}
    assert names_in(release) == lists | {"observations.parquet", DATABASE, "datapackage.json", SUMS}
    assert is_whole(release)
    assert {path.stat().st_mode & 0o777 for path in release.iterdir()} == {0o444}
    assert release.stat().st_mode & 0o777 == 0o755


def test_nothing_is_written_twice_and_nothing_is_left_beside(store: str, release: Path) -> None:
    before = {path.name: path.stat().st_ino for path in release.iterdir()}
    said: list[str] = []
    assert ensure(store, release.parent, say=said.append) == release.name
    assert said == []
    assert {path.name: path.stat().st_ino for path in release.iterdir()} == before
    assert names_in(release.parent) == {release.name}


def test_files_are_the_same_to_the_byte_on_every_store(originals: Originals, tmp_path: Path) -> None:
    """However the store came to its rows: one is filled twice over, and its tables are in another order."""
    found = []
    for engine_name in ("sqlite", "postgresql"):
        directory = tmp_path / engine_name
        found.append(bytes_of(directory / ensure(originals.url(engine_name, HAVEN), directory)))
    assert found[0] == found[1]


def test_the_database_tells_nothing_of_the_past_of_its_store(
    originals: Originals, haven_seed: SeedCopy, tmp_path: Path
) -> None:
    """A row that was there and went leaves no trace, but for the history of releases."""
    url = originals.copy("sqlite", HAVEN, tmp_path)
    haven_seed.set("catalogue/area.csv", 2, "name_en", "Elsewhere")
    seed_store(url, haven_seed.directory)
    haven_seed.set("catalogue/area.csv", 2, "name_en", "Nowhere at all")
    seed_store(url, haven_seed.directory)
    path = tmp_path / "files" / ensure(url, tmp_path / "files") / DATABASE
    assert b"Elsewhere" not in path.read_bytes()
    assert b"Nowhere at all" in path.read_bytes()


def test_the_database_opens_by_itself_and_has_every_row(store: str, release: Path) -> None:
    tables = SQLModel.metadata.tables.items()
    counts = {name: rows_of(store, select(func.count()).select_from(table))[0][0] for name, table in tables}
    with closing(sqlite3.connect(f"file:{release / DATABASE}?mode=ro&immutable=1", uri=True)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("delete",)
        found = {name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in counts}
        assert found == counts
        entries = connection.execute("SELECT count(*) FROM search_index").fetchone()[0]
        assert entries == counts["search_entry"]
        assert connection.execute("SELECT count(*) FROM search_index WHERE search_index MATCH 'haven'").fetchone()[0]
    assert f"{DATABASE}-wal" not in names_in(release)


def test_the_database_can_be_served(release: Path, tmp_path: Path) -> None:
    """It is a store: the schema is that of the migrations, and its rows are those of the release."""
    copy = tmp_path / "copy.sqlite"
    copy.write_bytes((release / DATABASE).read_bytes())
    schema.upgrade(sqlite_url(copy))
    assert releases_of(sqlite_url(copy)) == [release.name]
    ended = run("seed", HAVEN, database_url=sqlite_url(copy), files_dir=tmp_path / "of-copy")
    assert ended.out.splitlines()[-2:] == [
        f"release: {release.name}, nothing was published",
        f"files: write {tmp_path / 'of-copy' / release.name}",
    ]
    assert bytes_of(tmp_path / "of-copy" / release.name) == bytes_of(release)


def test_parquet_has_true_types_and_the_rows_of_the_csv(release: Path) -> None:
    table = parquet.read_table(release / "observations.parquet")
    with (release / "observations.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert table.schema.names == list(rows[0])
    kinds = {field.name: field.type for field in table.schema}
    assert types.is_float64(kinds["obs_value"])
    assert types.is_date32(kinds["period_start"])
    assert types.is_boolean(kinds["is_preferred"])
    assert types.is_dictionary(kinds["indicator"])
    assert table.column("observation_id").to_pylist() == [row["observation_id"] for row in rows]
    values = [float(row["obs_value"]) if row["obs_value"] else None for row in rows]
    assert table.column("obs_value").to_pylist() == values
    assert table.schema.metadata[b"release"] == release.name.encode()


def test_rivals_are_among_the_numbers(release: Path) -> None:
    with (release / "observations.csv").open(encoding="utf-8", newline="") as file:
        assert {row["is_preferred"] for row in csv.DictReader(file)} == {"true", "false"}


@pytest.mark.parametrize("seed", [HAVEN, SHIPPED], ids=["haven", "shipped"])
def test_the_data_package_is_valid(originals: Originals, seed: Path, tmp_path: Path) -> None:
    """Types, keys, references, sizes and checksums, as frictionless finds them."""
    release = tmp_path / ensure(originals.url("sqlite", seed), tmp_path)
    with system.use_context(trusted=True):
        report = Package(str(release / "datapackage.json")).validate()
    assert report.flatten(["title", "fieldName", "note"]) == []
    assert report.valid
    descriptor = json.loads((release / "datapackage.json").read_text())
    assert descriptor["version"] == release.name
    for resource in descriptor["resources"]:
        content = (release / resource["path"]).read_bytes()
        assert resource["bytes"] == len(content)
        assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
    described = {resource["path"] for resource in descriptor["resources"]}
    assert described == names_in(release) - {"datapackage.json", SUMS}
    for resource in descriptor["resources"]:
        for field in resource.get("schema", {}).get("fields", []):
            assert field["title_zh"]
            assert field["title_en"]
            assert field["description_zh"]
            assert field["description_en"]


def test_files_of_older_releases_stay(store: str, release: Path, haven_seed: SeedCopy) -> None:
    before = bytes_of(release)
    haven_seed.set("catalogue/area.csv", 2, "name_en", "Elsewhere")
    outcome = seed_store(store, haven_seed.directory)
    assert ensure(store, release.parent) == outcome.release_id
    assert names_in(release.parent) == {release.name, outcome.release_id}
    assert bytes_of(release) == before
    assert Shelf(release.parent).releases() == sorted([release.name, outcome.release_id])


def test_the_same_rows_judged_by_other_rules_are_other_files(store: str, release: Path) -> None:
    """A store that was made anew may give a release the name of one that other code derived."""
    with connected(store) as engine, engine.begin() as connection:
        connection.execute(update(Release).values(derivation="0" * 64))
    assert ensure(store, release.parent) == release.name
    assert json.loads((release / "datapackage.json").read_text())["derivation"] == "0" * 64 != derivation()
    assert is_whole(release)
    assert names_in(release.parent) == {release.name}


def test_of_two_who_write_at_once_one_is_kept(store: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    directory = tmp_path / "files"
    place = snapshot._place

    def late(beside: Path, target: Path, stands: object) -> None:
        monkeypatch.setattr(snapshot, "_place", place)
        ensure(store, directory)
        place(beside, target, stands)  # type: ignore[arg-type]

    monkeypatch.setattr(snapshot, "_place", late)
    name = ensure(store, directory)
    assert names_in(directory) == {name}
    assert is_whole(directory / name)


def test_what_was_begun_long_ago_is_removed_and_what_is_being_written_is_not(store: str, tmp_path: Path) -> None:
    old, young = tmp_path / "files" / ".x.old", tmp_path / "files" / ".x.young"
    for directory in (old, young):
        directory.mkdir(parents=True)
    os.utime(old, (0, 0))
    name = ensure(store, tmp_path / "files")
    assert names_in(tmp_path / "files") == {name, young.name}
    assert Shelf(tmp_path / "files").releases() == [name]


@pytest.mark.parametrize("release", ["../x", "", ".", "..", ".hidden", "a/b", "x\0", "nothing"])
def test_the_shelf_has_nothing_under_what_is_no_release(release: str, tmp_path: Path) -> None:
    (tmp_path / SUMS).write_text("")
    shelf = Shelf(tmp_path / "files")
    assert shelf.files(release) == {}
    assert shelf.descriptor(release) is None


def test_a_killed_writing_leaves_no_half_directory_under_its_name(tmp_path: Path) -> None:
    output = (tmp_path / "output").open("w", encoding="utf-8")
    url, files = filled(sqlite_url(tmp_path / "store.sqlite"), HAVEN), tmp_path / "files"
    settings: dict[str, Setting] = {"database_url": url, "files_dir": files}
    chance, unfinished = random.Random(1), 0
    for _ in range(KILLS):
        # What killed ones left is there before this one begins.
        before = set(files.glob("*/*"))
        process = started("snapshot", settings=settings, output=output)
        for _ in range(20_000):
            if process.poll() is not None or set(files.glob("*/*")) - before:
                break
            time.sleep(0.001)
        time.sleep(chance.uniform(0, 0.4))
        process.send_signal(signal.SIGKILL)
        process.wait(timeout=30)
        named = [path for path in files.glob("*") if not path.name.startswith(".")]
        assert all(is_whole(path) for path in named)
        unfinished += not named
        if named:
            (named[0]).rename(files / f".{named[0].name}.aside")
    output.close()
    assert unfinished
    ended = run("snapshot", **settings)
    (name,) = releases_of(url)
    assert (ended.status, ended.out) == (0, f"files: {files / name}\n")
    assert is_whole(files / name)


def test_a_published_release_whose_files_cannot_be_written_is_published(tmp_path: Path) -> None:
    (tmp_path / "files").write_text("not a directory")
    url = sqlite_url(tmp_path / "store.sqlite")
    settings: dict[str, Setting] = {"database_url": url, "files_dir": tmp_path / "files"}
    ended = run("seed", HAVEN, **settings)
    assert ended.status == 0
    assert ended.err.startswith("FILES_DIR: ")
    assert ended.err.endswith("; the release is published without files\n")
    assert "published" in ended.out
    refused = run("snapshot", **settings)
    assert (refused.status, refused.out) == (1, "")
    assert refused.err.startswith("FILES_DIR: ")
    (tmp_path / "files").unlink()
    assert run("snapshot", **settings).status == 0
    assert names_in(tmp_path / "files") == set(releases_of(url))


def test_a_dry_run_writes_no_files(tmp_path: Path) -> None:
    run("seed", HAVEN, "--dry-run", database_url=sqlite_url(tmp_path / "store.sqlite"), files_dir=tmp_path / "files")
    assert not (tmp_path / "files").exists()

"""An earlier release is published again from its files, and old files go by a rule."""

from pathlib import Path

import pytest
from sqlalchemy import select
from sqlmodel import SQLModel

from app.release.shelf import SUMS
from tests.commands import Ended, run, serving
from tests.seeds import SeedCopy
from tests.serving import client_of
from tests.stores import releases_of, rows_of

AREAS = "catalogue/area.csv"
HISTORY = {"release", "release_count", "release_change"}


class Desk:
    """A store and its files, published to as an operator does it."""

    def __init__(self, url: str, seed: SeedCopy, files: Path) -> None:
        self.url = url
        self.seed = seed
        self.files = files

    def run(self, *arguments: str | Path, **settings: str | int) -> Ended:
        return run(*arguments, database_url=self.url, files_dir=self.files, **settings)

    def publish(self, name: str, **settings: str | int) -> str:
        """Publish the city with an area of another name; gives the release."""
        self.seed.set(AREAS, 2, "name_en", name)
        ended = self.run("seed", self.seed.directory, **settings)
        assert (ended.status, ended.err) == (0, "")
        return releases_of(self.url)[-1]

    def served(self) -> dict[str, list[tuple[object, ...]]]:
        """Every row but the history."""
        tables = [table for table in SQLModel.metadata.sorted_tables if table.name not in HISTORY]
        return {table.name: rows_of(self.url, select(table).order_by(*table.primary_key.columns)) for table in tables}

    def kept(self) -> set[str]:
        """The releases that have files."""
        return {path.parent.name for path in self.files.glob(f"*/{SUMS}")}


@pytest.fixture
def desk(empty_store: str, haven_seed: SeedCopy, tmp_path: Path) -> Desk:
    return Desk(empty_store, haven_seed, tmp_path / "files")


def test_a_rollback_makes_the_release_before_the_newest_again(desk: Desk) -> None:
    first = desk.publish("One")
    before = desk.served()
    # An observation that only the second has, and one that it corrects.
    desk.seed.append(
        "observations/output.csv", "gdp", "quay", "2024", "7", "7", "exact", "A", "bureau", "bu-1", *[""] * 4
    )
    second = desk.publish("Two")
    with client_of(desk.url) as client:
        assert client.get("/areas/isle").json()["data"]["name_en"] == "Two"
        ended = desk.run("rollback")
        assert (ended.status, ended.err) == (0, "")
        third = releases_of(desk.url)[-1]
        assert f"release: {third} published" in ended.out.splitlines()
        for _ in range(300):
            # PostgreSQL tells of a commit a moment after it.
            answer = client.get("/areas/isle").json()
            if answer["meta"]["release"] == third:
                break
        assert (answer["meta"]["release"], answer["data"]["name_en"]) == (third, "One")
        assert [row["id"] for row in client.get("/releases").json()["data"]] == [third, second, first]
    assert third == f"{first}-2"
    assert desk.served() == before
    assert desk.kept() == {first, second, third}


def test_a_rollback_goes_to_any_release_that_has_files_and_further_back_each_time(desk: Desk) -> None:
    first, second, _ = (desk.publish(name) for name in ("One", "Two", "Three"))
    assert desk.run("rollback").out.splitlines()[0] == f"seed: read {desk.files / second}"
    assert desk.run("rollback").out.splitlines()[0] == f"seed: read {desk.files / first}"
    nothing = desk.run("rollback")
    assert (nothing.status, nothing.err) == (1, f"rollback: the store has no release before {first}\n")
    assert desk.run("rollback", second).status == 0
    again = desk.run("rollback", second)
    assert (again.status, again.out.splitlines()[-1]) == (
        0,
        f"release: {releases_of(desk.url)[-1]}, nothing was published",
    )
    assert releases_of(desk.url)[-1] == f"{second}-3"


def test_a_restart_does_not_undo_a_rollback_but_a_new_seed_and_a_command_do(desk: Desk) -> None:
    desk.publish("One")
    desk.publish("Two")
    assert desk.run("rollback").status == 0
    restored = releases_of(desk.url)

    def started() -> list[str]:
        with serving(database_url=desk.url, files_dir=desk.files, seed_dir=desk.seed.directory) as server:
            server.interrupt()
        return releases_of(desk.url)

    assert started() == restored
    assert desk.run("seed", desk.seed.directory).status == 0
    assert len(releases_of(desk.url)) == len(restored) + 1
    assert desk.run("rollback").status == 0
    desk.seed.set(AREAS, 2, "name_en", "Three")
    assert len(started()) == len(restored) + 3


def test_a_release_comes_back_into_a_store_that_lost_everything(desk: Desk) -> None:
    release = desk.publish("One")
    before = desk.served()
    assert desk.run("migrate", "--down-to", "base").status == 0
    assert desk.run("rollback", release).status == 0
    assert (releases_of(desk.url), desk.served()) == ([release], before)


def test_what_is_not_kept_or_not_what_it_was_is_refused(desk: Desk) -> None:
    release = desk.publish("One")
    desk.publish("Two")
    missing = desk.run("rollback", "2020.1-00000000")
    assert (missing.status, missing.err) == (
        1,
        f"rollback: no indicators.sqlite of 2020.1-00000000 in {desk.files}\n",
    )
    database = desk.files / release / "indicators.sqlite"
    database.chmod(0o644)
    content = bytearray(database.read_bytes())
    content[-100] ^= 1
    database.write_bytes(content)
    damaged = desk.run("rollback")
    assert damaged.status == 1
    assert damaged.err.startswith(f"rollback: {database} is not what was published")
    assert len(releases_of(desk.url)) == 2


def test_only_the_newest_releases_keep_their_files(desk: Desk) -> None:
    releases = [desk.publish(f"Edition {number}", keep_releases=3) for number in range(5)]
    assert desk.kept() == set(releases[-3:])
    elsewhere = desk.files / "2019.1-11111111"
    elsewhere.mkdir()
    (elsewhere / SUMS).touch()
    ended = desk.run("prune", keep_releases=2)
    assert (ended.status, ended.out) == (0, f"files: {releases[2]} removed; the newest 2 are kept\n")
    assert desk.kept() == {*releases[-2:], elsewhere.name}
    assert [path for path in desk.files.iterdir() if path.name.startswith(".")] == []
    with client_of(desk.url, files_dir=desk.files) as client:
        assert client.get(f"/releases/{releases[0]}").json()["data"]["number"] == 1
        assert client.get(f"/files/{releases[0]}").status_code == 404
        assert client.get(f"/files/{releases[-1]}").status_code == 200
    assert desk.run("rollback").status == 0


def test_fewer_than_two_kept_releases_are_refused(desk: Desk) -> None:
    ended = desk.run("prune", keep_releases=1)
    assert (ended.status, ended.err.partition(":")[0]) == (1, "KEEP_RELEASES")

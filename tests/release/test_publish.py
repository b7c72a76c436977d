"""From a seed to a release: all or nothing, twice the same, and each change told."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, func, select, update
from sqlmodel import SQLModel, col

from app.db import Store
from app.models import Area, Observation, Release, ReleaseChange, Standing
from app.queries.releases import current
from app.release import schema
from app.release.progress import SILENT, Progress
from app.release.publish import Outcome, SeedRefused, Terms, derivation, seed_store
from tests.seeds import HAVEN, SeedCopy
from tests.serving import client_of
from tests.stores import Originals, connected, filled, releases_of, rows_of, sqlite_url

OUTPUT = "observations/output.csv"
AREAS = "catalogue/area.csv"
GDP_2023 = "A.gdp.haven:2023:bureau"


def seeded(url: str, seed: SeedCopy, progress: Progress = SILENT, **options: Any) -> Outcome:
    return seed_store(url, seed.directory, Terms(**options), progress=progress)


@pytest.fixture
def sqlite_store(originals: Originals, tmp_path: Path) -> str:
    """A store to write to, for what no kind of store can change."""
    return originals.copy("sqlite", HAVEN, tmp_path)


def changes_of(url: str, release_id: str) -> list[tuple[str, str, str]]:
    """What `/releases/{id}` says that a release changed."""
    with client_of(url) as client:
        changes = client.get(f"/releases/{release_id}").json()["data"]["changes"]
    return [(change["table"], change["key"], change["change"]) for change in changes]


def dumped(url: str) -> dict[str, list[tuple[Any, ...]]]:
    """Everything that a store holds."""
    tables = SQLModel.metadata.tables.values()
    return {table.name: rows_of(url, select(table).order_by(*table.primary_key.columns)) for table in tables}


def test_the_first_release_counts_every_row_and_lists_no_change(store: str, haven_seed: SeedCopy) -> None:
    (release,) = releases_of(store)
    with client_of(store) as client:
        data = client.get(f"/releases/{release}").json()["data"]
    assert data["changes"] == []
    assert data["number"] == 1
    assert data["version"] == "2025.1"
    assert release == f"2025.1-{data['digest'][:8]}"
    counts = {table["table"]: table for table in data["tables"]}
    assert counts["area"] == {"table": "area", "rows": 5, "added": 5, "changed": 0, "removed": 0}
    assert counts["observation"]["added"] == 26
    assert not seeded(store, haven_seed).is_published


def test_loading_the_same_seed_twice_changes_nothing(store: str, haven_seed: SeedCopy) -> None:
    before = dumped(store)
    outcome = seeded(store, haven_seed)
    assert (outcome.release_id, outcome.is_published, any(outcome.changes)) == (before["release"][0][0], False, False)
    assert dumped(store) == before


def test_rows_in_another_order_are_the_same_seed(sqlite_store: str, haven_seed: SeedCopy) -> None:
    haven_seed.edit(OUTPUT, lambda rows: rows.insert(1, rows.pop()))
    assert not seeded(sqlite_store, haven_seed).is_published


def test_a_dry_run_tells_the_difference_and_changes_nothing(store: str, haven_seed: SeedCopy) -> None:
    before = dumped(store)
    haven_seed.set(AREAS, 2, "name_en", "Island")
    haven_seed.append(OUTPUT, "gdp", "quay", "2024", "7", "7", "exact", "A", "bureau", "bu-1", "", "", "", "")
    outcome = seeded(store, haven_seed, is_dry_run=True)
    told = {(c.table.name, change, key) for c in outcome.changes for change, key in c.named()}
    assert told == {("area", "changed", "isle"), ("observation", "added", "A.gdp.quay:2024:bureau")}
    assert not outcome.is_published
    assert dumped(store) == before


def test_a_catalogue_may_be_edited_and_makes_a_second_release(store: str, haven_seed: SeedCopy) -> None:
    (first,) = releases_of(store)
    haven_seed.set(AREAS, 3, "name_en", "New Haven")
    haven_seed.append("codelists/topic.csv", "air", "空气", "Air")
    haven_seed.remove("catalogue/claim.csv", haven_seed.line_of("catalogue/claim.csv", "haven-sun"))
    haven_seed.remove("catalogue/project_event.csv", haven_seed.line_of("catalogue/project_event.csv", "new-port", "3"))
    outcome = seeded(store, haven_seed)
    assert outcome.is_published
    assert releases_of(store) == [first, outcome.release_id]
    assert changes_of(store, outcome.release_id) == [
        ("area", "haven", "changed"),
        ("claim", "haven-sun", "removed"),
        ("project_event", "new-port:3", "removed"),
        ("topic", "air", "added"),
    ]
    with client_of(store) as client:
        assert client.get("/areas/haven").json()["data"]["name_en"] == "New Haven"
        assert client.get("/projects/new-port").json()["data"]["status"] == "started"
        assert [row["id"] for row in client.get("/releases").json()["data"]] == [outcome.release_id, first]
        assert client.get("/readyz").json()["release"] == outcome.release_id


def test_a_new_release_changes_every_etag(sqlite_store: str, haven_seed: SeedCopy) -> None:
    haven_seed.set(AREAS, 2, "name_en", "Island")
    with client_of(sqlite_store) as client:
        before = client.get("/indicators").headers["etag"]
        document = client.get("/openapi.json")
        seeded(sqlite_store, haven_seed)
        after = client.get("/indicators", headers={"If-None-Match": before})
        assert after.status_code == 200
        assert after.headers["etag"] != before
        assert client.get("/openapi.json").headers["etag"] != document.headers["etag"]
        assert client.get("/openapi.json").json() != document.json()


def test_search_finds_what_the_release_has_and_no_more(sqlite_store: str, haven_seed: SeedCopy) -> None:
    haven_seed.set(AREAS, 5, "name_zh", "灯笼区")
    seeded(sqlite_store, haven_seed)
    with client_of(sqlite_store) as client:
        assert [hit["code"] for hit in client.get("/search", params={"q": "灯笼"}).json()["data"]] == ["haven-south"]
        assert client.get("/search", params={"q": "南区"}).json()["data"] == []


@pytest.mark.parametrize(
    "mended",
    [{"value": "4801", "value_text": "4801"}, {"value_text": "4800.0"}, {"note_zh": "注", "note_en": "note"}],
    ids=["value", "words", "notes"],
)
def test_a_changed_observation_is_refused_and_nothing_is_written(
    sqlite_store: str, haven_seed: SeedCopy, mended: dict[str, str]
) -> None:
    before = dumped(sqlite_store)
    line = haven_seed.line_of(OUTPUT, "gdp", "haven", "2023")
    for column, cell in mended.items():
        haven_seed.set(OUTPUT, line, column, cell)
    haven_seed.set(AREAS, 2, "name_en", "Island")
    with pytest.raises(SeedRefused) as refused:
        seeded(sqlite_store, haven_seed)
    (fault,) = refused.value.faults
    assert (fault.file, fault.line, fault.found) == (OUTPUT, line, GDP_2023)
    assert "--correct" in fault.expected
    assert dumped(sqlite_store) == before


def test_an_observation_that_is_gone_is_refused(sqlite_store: str, haven_seed: SeedCopy) -> None:
    before = dumped(sqlite_store)
    haven_seed.remove(OUTPUT, haven_seed.line_of(OUTPUT, "gdp", "haven", "2023"))
    with pytest.raises(SeedRefused) as refused:
        seeded(sqlite_store, haven_seed)
    (fault,) = refused.value.faults
    assert fault.found == f"{GDP_2023} is gone"
    assert dumped(sqlite_store) == before


def test_a_correction_is_published_and_told(store: str, haven_seed: SeedCopy) -> None:
    line = haven_seed.line_of(OUTPUT, "gdp", "haven", "2023")
    haven_seed.set(OUTPUT, line, "value", "4801").set(OUTPUT, line, "value_text", "4801")
    haven_seed.remove(OUTPUT, haven_seed.line_of(OUTPUT, "gdp", "haven", "2024-Q3"))
    outcome = seeded(store, haven_seed, is_correction=True)
    assert changes_of(store, outcome.release_id) == [
        ("observation", GDP_2023, "changed"),
        ("observation", "Q.gdp.haven:2024-Q3:bureau", "removed"),
    ]
    corrected = select(col(Observation.value)).where(col(Observation.id) == GDP_2023)
    assert rows_of(store, corrected) == [(4801.0,)]


def test_a_new_observation_needs_no_permission(sqlite_store: str, haven_seed: SeedCopy) -> None:
    haven_seed.append(OUTPUT, "gdp", "quay", "2024", "7", "7", "exact", "A", "bureau", "bu-1", "", "", "", "")
    outcome = seeded(sqlite_store, haven_seed)
    assert changes_of(sqlite_store, outcome.release_id) == [("observation", "A.gdp.quay:2024:bureau", "added")]


def test_two_rows_may_change_places(store: str, haven_seed: SeedCopy) -> None:
    """A key that is unique may move from one row to another within one release."""
    indicators = "catalogue/indicator.csv"
    haven_seed.set(indicators, 2, "position", "2")
    haven_seed.set(indicators, 3, "position", "1")
    outcome = seeded(store, haven_seed)
    assert {key for _, key, _ in changes_of(store, outcome.release_id)} == {"gdp", "throughput"}
    with client_of(store) as client:
        first, second, *_ = client.get("/indicators").json()["data"]
    assert (first["code"], second["code"]) == ("throughput", "gdp")


def test_a_code_may_be_renamed_with_all_that_names_it(sqlite_store: str, haven_seed: SeedCopy) -> None:
    for file in (
        "catalogue/area.csv",
        "catalogue/organisation.csv",
        "catalogue/project.csv",
        "catalogue/milestone.csv",
    ):
        haven_seed.edit(
            file, lambda rows: [row.__setitem__(slice(None), [c.replace("quay", "pier") for c in row]) for row in rows]
        )
    haven_seed.edit(
        "observations/port.csv", lambda rows: [row.__setitem__(1, row[1].replace("quay", "pier")) for row in rows]
    )
    outcome = seeded(sqlite_store, haven_seed, is_correction=True)
    assert outcome.is_published
    assert rows_of(sqlite_store, select(col(Area.code)).where(col(Area.code).in_(["quay", "pier"]))) == [("pier",)]


def test_a_state_that_returns_is_a_release_of_its_own(sqlite_store: str, haven_seed: SeedCopy) -> None:
    (first,) = releases_of(sqlite_store)
    haven_seed.set(AREAS, 2, "name_en", "Island")
    second = seeded(sqlite_store, haven_seed).release_id
    haven_seed.set(AREAS, 2, "name_en", "Isle")
    third = seeded(sqlite_store, haven_seed).release_id
    assert third == f"{first}-2"
    assert releases_of(sqlite_store) == [first, second, third]


def test_the_same_rows_are_published_anew_where_they_were_worked_out_by_other_code(
    store: str, haven_seed: SeedCopy
) -> None:
    (first,) = releases_of(store)
    with connected(store) as engine, engine.begin() as connection:
        connection.execute(update(Release).values(derivation="of older code"))
        connection.execute(delete(Standing))
    assert not seeded(store, haven_seed, is_dry_run=True).is_published
    outcome = seeded(store, haven_seed)
    assert (outcome.is_published, any(outcome.changes)) == (True, False)
    assert releases_of(store) == [first, outcome.release_id]
    assert outcome.release_id != first
    digests = rows_of(store, select(col(Release.digest), col(Release.derivation)).order_by(col(Release.number)))
    assert digests[0][0] == digests[1][0]
    assert [derived for _, derived in digests] == ["of older code", derivation()]
    assert rows_of(store, select(func.count()).select_from(Standing)) > [(26,)]
    assert changes_of(store, outcome.release_id) == []
    assert not seeded(store, haven_seed).is_published


def test_a_reader_sees_the_old_release_until_it_looks_again(store: str, haven_seed: SeedCopy) -> None:
    haven_seed.set(AREAS, 2, "name_en", "Island")
    name = select(col(Area.name_en)).where(col(Area.code) == "isle")
    reading = Store(store)
    try:
        with reading.reading() as session:
            before = current(session).release
            published = seeded(store, haven_seed).release_id
            assert session.execute(name).scalar_one() == "Isle"
            assert current(session).release == before != published
        with reading.reading() as session:
            assert session.execute(name).scalar_one() == "Island"
            assert current(session).release == published
    finally:
        reading.close()


def test_of_writers_at_the_same_time_one_publishes_and_the_others_find_it_done(
    tmp_path: Path, haven_seed: SeedCopy
) -> None:
    url = filled(sqlite_url(tmp_path / "store.sqlite"), HAVEN)
    haven_seed.set(AREAS, 2, "name_en", "Island")
    with ThreadPoolExecutor(4) as pool:
        outcomes = list(pool.map(lambda _: seeded(url, haven_seed), range(4)))
    assert sorted(outcome.is_published for outcome in outcomes) == [False, False, False, True]
    assert len({outcome.release_id for outcome in outcomes}) == 1
    assert len(releases_of(url)) == 2


def test_a_failure_while_writing_leaves_the_old_release_whole(store: str, haven_seed: SeedCopy) -> None:
    before = dumped(store)
    haven_seed.set(AREAS, 2, "name_en", "Island")

    class FailsAtTheEnd(Progress):
        def step(self, name: str) -> None:
            if name == "publish":
                raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        seeded(store, haven_seed, progress=FailsAtTheEnd())
    assert dumped(store) == before
    assert seeded(store, haven_seed).is_published


def test_each_step_is_told(sqlite_store: str, haven_seed: SeedCopy) -> None:
    haven_seed.set(AREAS, 2, "name_en", "Island")
    steps: list[str] = []

    class Told(Progress):
        def step(self, name: str) -> None:
            steps.append(name)

    seeded(sqlite_store, haven_seed, progress=Told())
    assert [step.split()[0] for step in steps] == ["read", "check", "load", "hold", "publish"]
    assert steps[1] == "check 137 rows"


def test_a_seed_gives_the_same_release_id_on_every_store(originals: Originals) -> None:
    on_sqlite = releases_of(originals.url("sqlite", HAVEN))
    assert on_sqlite == releases_of(originals.url("postgresql", HAVEN))
    assert on_sqlite[0].startswith("2025.1-")


def test_a_store_without_a_release_gets_its_first(empty_store: str) -> None:
    schema.upgrade(empty_store)
    outcome = seed_store(empty_store, HAVEN, Terms(is_dry_run=True))
    assert (outcome.release_id, outcome.is_published) == ("none", False)
    assert releases_of(empty_store) == []
    assert seed_store(empty_store, HAVEN).is_published
    with connected(empty_store) as engine, engine.connect() as connection:
        assert connection.execute(select(func.count()).select_from(Release)).scalar_one() == 1
        assert connection.execute(select(func.count()).select_from(ReleaseChange)).scalar_one() == 0

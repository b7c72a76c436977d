"""A seed with faults is refused: all of them at once, each with its file, line, column and what was expected."""

from collections.abc import Callable
from pathlib import Path

import pytest

from app.domain.codes import Qualifier
from app.release.check import RULES, check
from app.release.faults import SeedFault
from app.release.publish import SeedRefused, Terms, seed_store
from app.release.read import read
from tests.seeds import SHIPPED, SeedCopy
from tests.stores import filled, releases_of, sqlite_url

OUTPUT = "observations/output.csv"
CLAIMS = "catalogue/claim.csv"
CLUSTERS = "catalogue/cluster.csv"
PHRASES = "evidence/gazette.csv"

Damage = Callable[[SeedCopy], object]


def faults_of(seed: SeedCopy) -> list[SeedFault]:
    return check(read(seed.directory))


def test_a_sound_seed_has_no_faults(haven_seed: SeedCopy) -> None:
    assert faults_of(haven_seed) == []


def cell(file: str, line: int, column: str, value: str) -> Damage:
    return lambda seed: seed.set(file, line, column, value)


# What is damaged: the place that is named, and a part of what was expected.
READING: dict[str, tuple[Damage, str, int, str, str]] = {
    "a number with a thousands separator": (
        cell(OUTPUT, 2, "value", "5,100"),
        OUTPUT,
        2,
        "value",
        "a plain decimal number",
    ),
    "a number with an exponent": (cell(OUTPUT, 2, "value", "5.1e3"), OUTPUT, 2, "value", "a plain decimal number"),
    "a number in full-width digits": (
        cell(OUTPUT, 2, "value", "５１００"),
        OUTPUT,
        2,
        "value",
        "a plain decimal number",
    ),
    "a number that is none": (cell(OUTPUT, 2, "value", "nan"), OUTPUT, 2, "value", "a plain decimal number"),
    "a number with a plus sign": (cell(OUTPUT, 2, "value", "+5"), OUTPUT, 2, "value", "a plain decimal number"),
    "a number with a leading zero": (cell(OUTPUT, 2, "value", "05100"), OUTPUT, 2, "value", "a plain decimal number"),
    "a whole number with a fraction": (cell(CLUSTERS, 3, "position", "1.5"), CLUSTERS, 3, "position", "integer"),
    "a position below one": (cell(CLUSTERS, 3, "position", "0"), CLUSTERS, 3, "position", "greater than or equal to 1"),
    "a period in another form": (
        cell(OUTPUT, 3, "time_period", "2024年"),
        OUTPUT,
        3,
        "time_period",
        "use 2024, 2024-S1",
    ),
    "a day that no calendar has": (cell(OUTPUT, 3, "time_period", "2024-02-30"), OUTPUT, 3, "time_period", "calendar"),
    "a milestone without a period": (
        cell("catalogue/milestone.csv", 2, "time_period", "soon"),
        "catalogue/milestone.csv",
        2,
        "time_period",
        "use 2024",
    ),
    "a status without a period": (
        cell("catalogue/project_event.csv", 3, "time_period", "2024-Q5"),
        "catalogue/project_event.csv",
        3,
        "time_period",
        "use 2024",
    ),
    "a source published on no day": (
        cell("catalogue/source.csv", 4, "published", "lately"),
        "catalogue/source.csv",
        4,
        "published",
        "use 2024",
    ),
    "an observation of an unknown source": (
        cell(OUTPUT, 2, "source_code", "rumour"),
        OUTPUT,
        2,
        "source_code",
        "the code of a source",
    ),
    "a code in capitals": (cell("catalogue/area.csv", 2, "code", "ISLE"), "catalogue/area.csv", 2, "code", "pattern"),
    "a name that is missing": (
        cell("catalogue/area.csv", 3, "name_en", ""),
        "catalogue/area.csv",
        3,
        "name_en",
        "valid string",
    ),
    "a space at the end of a cell": (
        cell(OUTPUT, 4, "qualifier", "exact "),
        OUTPUT,
        4,
        "qualifier",
        "no space at either end",
    ),
    "a character that no text can have": (
        cell(OUTPUT, 4, "value_text", "12\0"),
        OUTPUT,
        4,
        "value_text",
        "no control character",
    ),
    "a quotation longer than a phrase": (
        cell(PHRASES, 2, "quote", "字" * 31),
        PHRASES,
        2,
        "quote",
        "at most 30 characters",
    ),
    "a checksum that is none": (
        cell("catalogue/source.csv", 3, "sha256", "abc"),
        "catalogue/source.csv",
        3,
        "sha256",
        "pattern",
    ),
    "an address that is none": (
        cell("catalogue/source.csv", 2, "url", "ftp://x"),
        "catalogue/source.csv",
        2,
        "url",
        "pattern",
    ),
    "a ragged row": (lambda seed: seed.append(OUTPUT, "gdp", "haven"), OUTPUT, 22, "-", "13 cells"),
    "a wrong header": (
        lambda seed: seed.edit(OUTPUT, lambda rows: rows[0].__setitem__(3, "amount")),
        OUTPUT,
        1,
        "-",
        "indicator_code,area_code",
    ),
    "a file that is not UTF-8": (
        lambda seed: (seed.directory / OUTPUT).write_bytes((seed.directory / OUTPUT).read_bytes() + "海".encode("gbk")),
        OUTPUT,
        22,
        "-",
        "UTF-8",
    ),
    "a quotation mark that never ends": (
        lambda seed: (seed.directory / OUTPUT).write_bytes((seed.directory / OUTPUT).read_bytes() + b'"gdp'),
        OUTPUT,
        22,
        "-",
        "RFC 4180",
    ),
    "a file that is missing": (
        lambda seed: (seed.directory / CLAIMS).unlink(),
        CLAIMS,
        0,
        "-",
        "this file",
    ),
}

SAYING: dict[str, tuple[Damage, str, int, str, str]] = {
    "a code that no table has": (
        cell("catalogue/indicator.csv", 3, "unit_code", "barrel"),
        "catalogue/indicator.csv",
        3,
        "unit_code",
        "a code of unit",
    ),
    "an area that is not in the seed": (
        cell(OUTPUT, 14, "area_code", "atlantis"),
        OUTPUT,
        14,
        "area_code",
        "a code of area",
    ),
    "a unit that is not in the seed": (
        cell(CLAIMS, 3, "unit_code", "barrel"),
        CLAIMS,
        3,
        "unit_code",
        "a code of unit",
    ),
    "the same key twice": (
        lambda seed: seed.append("codelists/topic.csv", "port", "港", "Harbour"),
        "codelists/topic.csv",
        4,
        "code",
        "no other row with this key",
    ),
    "the same observation twice": (
        lambda seed: seed.append(OUTPUT, *seed.rows(OUTPUT)[1]),
        OUTPUT,
        22,
        "id",
        "no other row with this key",
    ),
    "the same position twice": (
        cell("catalogue/indicator.csv", 3, "position", "1"),
        "catalogue/indicator.csv",
        3,
        "position",
        "no other row",
    ),
    "an unknown qualifier": (cell(OUTPUT, 5, "qualifier", "roughly"), OUTPUT, 5, "-", "qualifier is known"),
    "an unknown status": (cell(OUTPUT, 5, "status", "X"), OUTPUT, 5, "-", "status is known"),
    "an unknown reliability": (
        cell("catalogue/source.csv", 2, "reliability", "hearsay"),
        "catalogue/source.csv",
        2,
        "-",
        "reliability is known",
    ),
    "a value that is marked as missing": (cell(OUTPUT, 5, "status", "M"), OUTPUT, 5, "-", "missing is marked"),
    "no value and no mark": (cell(OUTPUT, 5, "value", ""), OUTPUT, 5, "-", "missing is marked"),
    "an exact number that its source hedged": (
        cell(OUTPUT, 3, "qualifier", "exact"),
        OUTPUT,
        3,
        "qualifier",
        "over, as",
    ),
    "a hedge that its source does not print": (
        cell(OUTPUT, 2, "qualifier", "about"),
        OUTPUT,
        2,
        "qualifier",
        "exact, as",
    ),
    "a value that its words do not print": (
        lambda seed: seed.set(OUTPUT, 2, "value", "4801"),
        OUTPUT,
        2,
        "value",
        "says",
    ),
    "a mention of what is no noun": (
        lambda seed: seed.append("catalogue/mention.csv", "planet", "new-port", "ga-1"),
        "catalogue/mention.csv",
        3,
        "code",
        "a code of planet",
    ),
    "a mention of nobody": (
        lambda seed: seed.append("catalogue/mention.csv", "project", "nobody", "ga-1"),
        "catalogue/mention.csv",
        3,
        "code",
        "a code of project",
    ),
    "a claim with two subjects": (cell(CLAIMS, 2, "area_code", "haven"), CLAIMS, 2, "-", "has one subject"),
    "a claim of nobody": (cell(CLAIMS, 2, "organisation_code", ""), CLAIMS, 2, "-", "has one subject"),
    "a value without a unit": (cell(CLAIMS, 3, "unit_code", ""), CLAIMS, 3, "-", "value has a unit"),
    "a value without a qualifier": (
        cell(CLAIMS, 3, "qualifier", ""),
        CLAIMS,
        3,
        "qualifier",
        "a qualifier with a value",
    ),
    "a qualifier without a value": (
        cell(CLAIMS, 2, "qualifier", "exact"),
        CLAIMS,
        2,
        "qualifier",
        "none without",
    ),
    "a claim of no period": (cell(CLAIMS, 2, "time_period", "once"), CLAIMS, 2, "time_period", "use 2024"),
    "a note in Chinese only": (
        cell(CLUSTERS, 3, "note_en", ""),
        CLUSTERS,
        3,
        "note_en",
        "a text, as note_zh has one",
    ),
    "a note in English only": (
        cell(CLUSTERS, 3, "note_zh", ""),
        CLUSTERS,
        3,
        "note_zh",
        "a text, as note_en has one",
    ),
    "offsets that do not fit the words": (
        cell(PHRASES, 2, "end_offset", "9"),
        PHRASES,
        2,
        "-",
        "offsets fit the quote",
    ),
    "an offset without its end": (cell(PHRASES, 2, "end_offset", ""), PHRASES, 2, "-", "offsets fit the quote"),
    "an end without its offset": (cell(PHRASES, 2, "start_offset", ""), PHRASES, 2, "-", "offsets fit the quote"),
    "offsets beyond the text": (
        lambda seed: seed.set(PHRASES, 4, "start_offset", "900").set(PHRASES, 4, "end_offset", "905"),
        PHRASES,
        4,
        "end_offset",
        "the length of the source",
    ),
    "offsets in a text that nobody holds": (
        lambda seed: seed.set("evidence/others.csv", 4, "start_offset", "0").set(
            "evidence/others.csv", 4, "end_offset", "6"
        ),
        "evidence/others.csv",
        4,
        "end_offset",
        "no offset, as the source has no sha256",
    ),
    "words that no row cites": (
        lambda seed: seed.append("evidence/others.csv", "bl-9", "blog", "听说", "", "", ""),
        "evidence/others.csv",
        9,
        "id",
        "evidence that a row cites",
    ),
    "words of another source": (
        cell(OUTPUT, 2, "evidence_id", "ga-1"),
        OUTPUT,
        2,
        "evidence_id",
        "evidence of source plan",
    ),
    "a node above itself": (
        cell(CLUSTERS, 6, "parent_code", "h35-5"),
        CLUSTERS,
        6,
        "parent_code",
        "not below its own child",
    ),
    "an area within a part of itself": (
        cell("catalogue/area.csv", 2, "parent_code", "quay"),
        "catalogue/area.csv",
        2,
        "parent_code",
        "not below its own child",
    ),
    "two data sets": (
        lambda seed: seed.append("catalogue/dataset.csv", "other", *seed.rows("catalogue/dataset.csv")[1][1:]),
        "catalogue/dataset.csv",
        3,
        "code",
        "a single data set",
    ),
    "no data set": (
        lambda seed: seed.remove("catalogue/dataset.csv", 2),
        "catalogue/dataset.csv",
        2,
        "-",
        "the data set",
    ),
}


@pytest.mark.parametrize("name", [*READING, *SAYING])
def test_a_fault_is_named_by_its_place_and_by_what_was_expected(haven_seed: SeedCopy, name: str) -> None:
    damage, file, line, column, expected = (READING | SAYING)[name]
    damage(haven_seed)
    found = faults_of(haven_seed)
    here = [fault for fault in found if (fault.file, fault.line, fault.column) == (file, line, column)]
    assert here, [str(fault) for fault in found]
    assert any(expected in fault.expected for fault in here), [str(fault) for fault in here]
    assert str(here[0]).startswith(f"{file}:{line}: {column}: expected ")


def test_every_rule_has_a_seed_that_breaks_it(haven_seed: SeedCopy) -> None:
    broken = set()
    for number, (damage, *_) in enumerate(SAYING.values()):
        copy = SeedCopy(haven_seed.directory, haven_seed.directory.parent / str(number))
        damage(copy)
        seed = read(copy.directory)
        broken |= {rule for rule in RULES if [*rule(seed)]}
    assert broken == set(RULES)


def test_the_loop_of_a_tree_is_named_on_each_of_its_rows(haven_seed: SeedCopy) -> None:
    haven_seed.set(CLUSTERS, haven_seed.line_of(CLUSTERS, "h35"), "parent_code", "diving")
    rows = {fault.line for fault in faults_of(haven_seed) if fault.column == "parent_code"}
    looping = ("h35", "h35-5", "h35-5-2", "diving")
    assert {haven_seed.line_of(CLUSTERS, code) for code in looping} <= rows
    assert haven_seed.line_of(CLUSTERS, "tourism") not in rows


def test_all_faults_are_reported_at_once_in_the_order_of_files_and_lines(haven_seed: SeedCopy) -> None:
    haven_seed.set(OUTPUT, 9, "value", "many")
    haven_seed.set(OUTPUT, 3, "time_period", "2024-13")
    haven_seed.set(OUTPUT, 3, "value", "1 000")
    haven_seed.set("catalogue/area.csv", 2, "code", "No Code")
    haven_seed.set(PHRASES, 2, "quote", "字" * 40)
    found = [(fault.file, fault.line, fault.column) for fault in faults_of(haven_seed)]
    wanted = [
        ("catalogue/area.csv", 2, "code"),
        (PHRASES, 2, "quote"),
        (OUTPUT, 3, "value"),
        (OUTPUT, 9, "value"),
    ]
    assert [place for place in dict.fromkeys(found) if place in wanted] == wanted
    assert found == sorted(found)


def test_faults_of_what_is_said_are_all_reported_at_once(haven_seed: SeedCopy) -> None:
    for name in (
        "a claim with two subjects",
        "a value that is marked as missing",
        "words that no row cites",
        "two data sets",
    ):
        SAYING[name][0](haven_seed)
    places = {(fault.file, fault.line) for fault in faults_of(haven_seed)}
    assert {(CLAIMS, 2), (OUTPUT, 5), ("evidence/others.csv", 9), ("catalogue/dataset.csv", 3)} <= places


def test_a_line_is_counted_as_an_editor_counts_it(haven_seed: SeedCopy) -> None:
    """Blank lines and cells of several lines do not shift the place of a fault."""
    path = haven_seed.directory / CLAIMS
    lines = path.read_text(encoding="utf-8").splitlines()
    lines[1] = lines[1].replace("首家破冰船厂。", '"首家\n破冰船厂。"')
    lines.insert(2, "")
    lines[-1] = lines[-1].replace("nearly", "maybe")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    (fault,) = faults_of(haven_seed)
    assert (fault.file, fault.line) == (CLAIMS, 7)


def test_a_seed_may_have_windows_line_ends(haven_seed: SeedCopy) -> None:
    path = haven_seed.directory / OUTPUT
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert faults_of(haven_seed) == []


def test_the_order_of_rows_is_no_difference(haven_seed: SeedCopy) -> None:
    before = read(haven_seed.directory).digest()
    haven_seed.edit(OUTPUT, lambda rows: rows.insert(1, rows.pop()))
    assert read(haven_seed.directory).digest() == before
    haven_seed.set(OUTPUT, 2, "value_text", "别的")
    assert read(haven_seed.directory).digest() != before


@pytest.mark.parametrize("name", ["a number with an exponent", "a claim with two subjects"])
def test_nothing_is_written_when_there_are_faults(tmp_path: Path, haven_seed: SeedCopy, name: str) -> None:
    url = filled(sqlite_url(tmp_path / "store.sqlite"), haven_seed.directory)
    before = (releases_of(url), (tmp_path / "store.sqlite").read_bytes())
    haven_seed.set("catalogue/area.csv", 2, "name_zh", "另一个名字")
    (READING | SAYING)[name][0](haven_seed)
    with pytest.raises(SeedRefused) as refused:
        seed_store(url, haven_seed.directory, Terms(is_correction=True))
    assert refused.value.faults == faults_of(haven_seed)
    assert (releases_of(url), (tmp_path / "store.sqlite").read_bytes()) == before


def test_what_has_no_value_has_no_hedge(haven_seed: SeedCopy) -> None:
    line = haven_seed.append(OUTPUT, "gdp", "quay", "2024", "", "突破历史", "", "L", "gazette", "ga-1", "", "", "", "")
    assert faults_of(haven_seed) == []
    haven_seed.set(OUTPUT, line, "qualifier", str(Qualifier.OVER))
    assert ["value has a qualifier" in fault.expected for fault in faults_of(haven_seed)] == [True]


def test_the_shipped_seed_is_sound() -> None:
    assert [str(fault) for fault in check(read(SHIPPED))] == []

import csv
import re
from collections import Counter
from collections.abc import Iterator

from app.settings import ROOT
from tests.docs.markdown import names, sections, table_of, text_of

SEED = ROOT / "seed"
TEXT = text_of("seed/README.md")


def rows(pattern: str) -> Iterator[dict[str, str]]:
    """The rows of the files of the seed that match."""
    for path in sorted(SEED.glob(pattern)):
        with path.open(encoding="utf-8", newline="") as file:
            yield from csv.DictReader(file)


def test_every_source_stands_below_its_origin_with_the_rows_that_rest_on_it() -> None:
    source_of = {row["id"]: row["source_code"] for row in rows("evidence/*.csv")}
    resting = Counter(source_of[row["evidence_id"]] for row in rows("*/*.csv") if row.get("evidence_id"))
    there_are = {(row["origin"], row["code"], resting[row["code"]]) for row in rows("catalogue/source.csv")}
    told = {
        (names(origin)[0], code, int(count))
        for origin, _, sources in table_of(sections(TEXT, 2)["Sources by origin"], "origin").rows
        for code, count in re.findall(r"`([^`]+)` (\d+)", sources)
    }
    assert {"missing": there_are - told, "wrong": told - there_are} == {"missing": set(), "wrong": set()}


def test_the_totals_are_those_of_the_tables() -> None:
    reliability = {row["code"]: row["reliability"] for row in rows("catalogue/source.csv")}
    sources = Counter(reliability.values())
    observations = Counter(reliability[row["source_code"]] for row in rows("observations/*.csv"))
    status = Counter(row["status"] for row in rows("observations/*.csv"))
    gaps = Counter(row["reason_code"] for row in rows("catalogue/gap.csv"))
    indicators = sum(1 for _ in rows("catalogue/indicator.csv"))
    kinds = ("official", "major-media", "other")
    for said in (
        f"What {sources.total()} documents say",
        f"{observations.total():,} observations of {indicators} indicators",
        "{} rest on official pages, {} on major media and {} on copies".format(*(observations[k] for k in kinds)),
        "({}, {} and {} sources)".format(*(sources[k] for k in kinds)),
        f"{status['P']} are provisional, {status['A']} normal, {status['F']} targets, {status['E']} estimates",
        f"{gaps['not_found']} not found, {gaps['not_released_yet']} not yet released",
    ):
        assert said in TEXT


def test_the_readme_tells_the_same_totals() -> None:
    sources, observations = (sum(1 for _ in rows(name)) for name in ("catalogue/source.csv", "observations/*.csv"))
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    chinese = (ROOT / "README.zh.md").read_text(encoding="utf-8")
    assert f"{observations:,} observations" in readme
    assert f"from {sources} sources" in readme
    assert f"{sources} 个来源的 {observations:,} 个数值" in chinese

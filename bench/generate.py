"""Write a seed of any size: the made-up city of the tests, with as many observations as are wanted.

    python bench/generate.py N DIRECTORY [--rivals SHARE]

Every series has the same periods, so a request for one series finds the same rows whatever N is.
The same arguments write the same bytes.
"""

import argparse
import csv
import random
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import count
from math import ceil, sqrt
from pathlib import Path

HAVEN = Path(__file__).parents[1] / "tests" / "cities" / "haven"
YEARS = range(2000, 2025)
PERIODS = [
    period
    for year in YEARS
    for period in (
        *(f"{year}-{month:02}" for month in range(1, 13)),
        *(f"{year}-Q{quarter}" for quarter in range(1, 5)),
        f"{year}",
    )
]
PER_FILE = 250_000
# Every eighth indicator is the growth of the one before it; the first of them is held against its levels.
GROWTH = 8
OBSERVATION = (
    *("indicator_code", "area_code", "time_period", "value", "value_text", "qualifier", "status"),
    *("source_code", "evidence_id", "origin", "revision_code", "note_zh", "note_en"),
)
EVIDENCE = ("id", "source_code", "quote", "section", "start_offset", "end_offset")


@dataclass(frozen=True, slots=True)
class Unit:
    """What an indicator is measured in, and how its figures are printed."""

    code: str
    mult: int
    printed: str
    decimals: int


MONEY, FREIGHT, FACTORIES, RATE = (
    Unit("CNY", 8, "亿元", 2),
    Unit("tonne", 8, "亿吨", 1),
    Unit("factory", 0, "家", 0),
    Unit("percent", 0, "%", 1),
)


def unit_of(indicator: int) -> Unit:
    """Rates at every eighth place; money, freight and counts in turn before it."""
    if indicator % GROWTH == GROWTH - 1:
        return RATE
    return (MONEY, MONEY, FREIGHT, FACTORIES)[indicator % 4]


def levels(chance: random.Random, unit: Unit) -> dict[str, float]:
    """A walk through the periods that mostly rises."""
    level, walked = chance.uniform(50, 5000), {}
    for period in PERIODS:
        level *= chance.uniform(0.985, 1.02)
        walked[period] = round(level, unit.decimals)
    return walked


def rates(chance: random.Random, before: dict[str, float]) -> dict[str, float]:
    """The growth of levels over the year before; made up for the first year."""
    found = {}
    for period in PERIODS:
        year_ago = before.get(f"{int(period[:4]) - 1}{period[4:]}")
        rate = 100 * (before[period] / year_ago - 1) if year_ago else chance.uniform(-5, 15)
        found[period] = round(rate, 1) or 0.1
    return found


def told(value: float, unit: Unit, decimals: int, hedge: str = "") -> list[str]:
    """Value, printed words and qualifier; what falls is printed as falling."""
    number = f"{abs(value):.{decimals}f}"
    words = f"{'下降' if value < 0 else ''}{hedge}{number}{unit.printed}"
    return ["-" * (value < 0) + number, words, {"": "exact", "超": "over", "约": "about"}[hedge]]


def figures(chance: random.Random, wanted: int, rivals: float) -> Iterator[list[str]]:
    """Observations, series by series, until there are as many as wanted."""
    left = wanted
    size = width(wanted, rivals)
    for area in range(size):
        walked: dict[str, float] = {}
        for indicator in range(size):
            unit = unit_of(indicator)
            walked = rates(chance, walked) if unit is RATE else levels(chance, unit)
            for period, value in walked.items():
                place = [f"i-{indicator:03}", f"a-{area:03}", period]
                hedge = chance.choice(("超", "约")) if unit is not RATE and chance.random() < 0.02 else ""
                sources = [("bulletin", told(value, unit, unit.decimals, hedge))]
                if chance.random() < rivals:
                    differs = 1.2 if chance.random() < 0.1 else 1
                    rival = round(value * differs, unit.decimals)
                    sources.append(("digest", told(rival, unit, unit.decimals)))
                for source, words in sources[:left]:
                    code = f"{source}-{period.lower()}"
                    yield [*place, *words, "A", code, f"{code}-{place[0]}", "", "", "", ""]
                left -= len(sources[:left])
                if not left:
                    return


def width(wanted: int, rivals: float) -> int:
    """How many areas, and how many indicators: enough for all."""
    return max(1, ceil(sqrt(wanted / len(PERIODS) / (1 + rivals) * 1.05)))


def extend(directory: Path, file: str, rows: Iterator[list[str]]) -> None:
    """Add rows at the end of a file of the seed."""
    with (directory / file).open("a", encoding="utf-8", newline="") as target:
        csv.writer(target, lineterminator="\n").writerows(rows)


def catalogue(directory: Path, size: int, *, has_rivals: bool) -> None:
    """Areas, indicators, sources and rules for the figures."""
    extend(
        directory,
        "catalogue/area.csv",
        ([f"a-{n:03}", f"第{n}区", f"Area {n}", "", "isle", "city", ""] for n in range(size)),
    )
    known = (directory / "catalogue/indicator.csv").read_text(encoding="utf-8").count("\n")
    extend(
        directory,
        "catalogue/indicator.csv",
        (
            [
                *(f"i-{n:03}", f"指标{n}", f"Indicator {n}", "", str(known + n), "", "output"),
                *(unit_of(n).code, str(unit_of(n).mult), str(unit_of(n).decimals)),
                *(f"第{n}项。", f"Item {n}.", "", "", "", ""),
            ]
            for n in range(size)
        ),
    )
    if "percent," not in (directory / "codelists/unit.csv").read_text(encoding="utf-8"):
        extend(directory, "codelists/unit.csv", iter([["percent", "百分比", "Per cent", "", "false", "%", "%"]]))
    tellers = [("bulletin", "bureau", "official"), *([("digest", "press", "major-media")] if has_rivals else [])]
    extend(
        directory,
        "catalogue/source.csv",
        (
            [
                *(f"{teller}-{period.lower()}", f"{period}公报", f"The {teller} of {period}", ""),
                *[origin] * 5,
                *("", f"{int(period[:4]) + 1}-03-01", "false", reliability, "zh", "", "", "", ""),
            ]
            for teller, origin, reliability in tellers
            for period in PERIODS
        ),
    )
    if size >= GROWTH:
        rate, level = f"i-{GROWTH - 1:03}", f"i-{GROWTH - 2:03}"
        rule = ["growth-of-i", "增速", "Growth", "growth", rate, level, "", "", "", "增速与水平。", "Rate and levels."]
        extend(directory, "catalogue/rule.csv", iter([rule]))


def generate(wanted: int, directory: Path, rivals: float = 0.1) -> None:
    """Write the whole seed; the directory must not be there yet."""
    shutil.copytree(HAVEN, directory)
    (directory / "datapackage.json").unlink()
    catalogue(directory, width(wanted, rivals), has_rivals=rivals > 0)
    cited: dict[tuple[str, str], None] = {}
    with ExitStack() as files:
        part = count(1)
        for number, row in enumerate(figures(random.Random(wanted), wanted, rivals)):
            if number % PER_FILE == 0:
                file = (directory / f"observations/part-{next(part):03}.csv").open("w", encoding="utf-8", newline="")
                writer = csv.writer(files.enter_context(file), lineterminator="\n")
                writer.writerow(OBSERVATION)
            writer.writerow(row)
            cited[row[7], row[8]] = None
    with (directory / "evidence/generated.csv").open("w", encoding="utf-8", newline="") as target:
        writer = csv.writer(target, lineterminator="\n")
        writer.writerow(EVIDENCE)
        writer.writerows([evidence, source, "表中的数字", "表", "", ""] for source, evidence in cited)


def main() -> None:
    """Read the command line and write the seed."""
    parser = argparse.ArgumentParser(description="Write a seed with N observations more than the made-up city has.")
    parser.add_argument("n", type=int, metavar="N")
    parser.add_argument("directory", type=Path, metavar="DIRECTORY")
    parser.add_argument("--rivals", type=float, default=0.1, metavar="SHARE", help="places with a second source")
    given = parser.parse_args()
    generate(given.n, given.directory, given.rivals)


if __name__ == "__main__":
    main()

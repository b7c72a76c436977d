"""Figures of a made-up town held against each other, day by day."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlmodel import col, select

from app.domain.codes import Verdict
from app.models import CheckInput, CheckResult
from app.release.check import check
from app.release.checks import checks
from app.release.figures import Figures
from app.release.publish import seed_store
from app.release.read import read
from tests.seeds import SeedCopy
from tests.stores import filled, rows_of, sqlite_url
from tests.towns import Cells, Teller, Told, Town

PRELIM = Teller("prelim", "2025-01-20", "bureau")
PAPER = Teller("paper", "2025-02-05", "paper", "major-media")
COPY = Teller("copy", "2025-02-10", "bureau", "other")
BULLETIN = Teller("bulletin", "2025-03-01", "bureau")
BLOG = Teller("blog", "2025-06-01", "blog", "other")
YEARBOOK = Teller("yearbook", "2025-10-01", "bureau")
CENSUS = Teller("census", "2026-01-01", "bureau")
PLAN = Teller("plan", "2025-01-05", "town-hall")
TELLERS = (PRELIM, PAPER, COPY, BULLETIN, BLOG, YEARBOOK, CENSUS, PLAN)

SAME = {"code": "same", "kind": "same"}
SHARE = {
    "code": "share",
    "kind": "share",
    "indicator_code": "cars_share",
    "part_code": "cars",
    "whole_code": "cars",
    "whole_area_code": "land",
}
GROWTH = {"code": "growth", "kind": "growth", "indicator_code": "retail_growth", "part_code": "retail"}
DISTRICTS = {"code": "districts", "kind": "sum_of_areas", "indicator_code": "gdp", "whole_area_code": "town"}
INDUSTRIES = {
    "code": "industries",
    "kind": "sum_of_indicators",
    "indicator_code": "gdp",
    "parts": "farms;works;shops",
}
EQUAL = {"code": "equal", "kind": "equal", "indicator_code": "works", "part_code": "shops"}
NEW_BASE = {"code": "new-base", "indicator_code": "retail", "area_code": "town", "time_period": "2024"}


class Span(NamedTuple):
    """A verdict, and the days on which it held."""

    since: str
    until: str | None
    verdict: str


class Held:
    """What every check of a town found."""

    def __init__(self, directory: Path, told: Sequence[Told], *rules: Cells, breaks: Sequence[Cells] = ()) -> None:
        seed = read(Town(TELLERS, told, rules, breaks).write(directory))
        assert check(seed) == []
        self.results: dict[str, list[dict[str, Any]]] = {}
        self.inputs: dict[tuple[str, str], list[tuple[str, str]]] = {}
        for one in checks(seed, Figures(seed)):
            for result, inputs in one.rows():
                self.results.setdefault(one.id, []).append(result)
                seen = [(row["role"], row["observation_id"].rpartition(":")[2]) for row in inputs]
                self.inputs[one.id, str(result["known_from"])] = seen

    def spans(self, check_id: str) -> list[Span]:
        """The verdicts of a check, the earliest first."""
        return [
            Span(str(row["known_from"]), row["known_until"] and str(row["known_until"]), row["verdict"])
            for row in self.results[check_id]
        ]

    def now(self, check_id: str) -> dict[str, Any]:
        """The result that holds today."""
        result = self.results[check_id][-1]
        assert result["known_until"] is None
        return result


GDP = "same:gdp.town:2024"


def gdp(text: str, source: Teller, **more: str) -> Told:
    return Told("gdp", "2024", text, source.code, **more)


def test_one_source_is_unverified_and_an_independent_one_corroborates(tmp_path: Path) -> None:
    held = Held(tmp_path, [gdp("1450.00亿元", PRELIM), gdp("超1400亿元", PAPER)], SAME)
    assert held.spans(GDP) == [
        Span("2025-01-20", "2025-02-05", "unverified"),
        Span("2025-02-05", None, "corroborated"),
    ]
    assert held.inputs[GDP, "2025-02-05"] == [("stated", "prelim"), ("stated", "paper")]
    assert held.now(GDP)["difference"] == 50


def test_a_reprint_of_the_same_release_corroborates_nothing(tmp_path: Path) -> None:
    held = Held(tmp_path, [gdp("1450.00亿元", PRELIM), gdp("1450亿元", COPY)], SAME)
    assert [span.verdict for span in held.spans(GDP)] == ["unverified", "unverified"]
    assert held.inputs[GDP, "2025-02-10"] == [("stated", "prelim"), ("stated", "copy")]


def test_a_figure_that_a_paper_reprints_is_of_the_body_that_counted(tmp_path: Path) -> None:
    held = Held(tmp_path, [gdp("1450.00亿元", PRELIM), gdp("1450亿元", PAPER, origin="bureau")], SAME)
    assert held.now(GDP)["verdict"] == "unverified"


def test_a_rival_contradicts_from_the_day_it_is_public(tmp_path: Path) -> None:
    held = Held(tmp_path, [gdp("1450.00亿元", PRELIM), gdp("超1400亿元", PAPER), gdp("1600亿元", BLOG)], SAME)
    assert held.spans(GDP)[-2:] == [
        Span("2025-02-05", "2025-06-01", "corroborated"),
        Span("2025-06-01", None, "contradicted"),
    ]
    assert held.now(GDP)["stated"] == "[1449.995, 1450.005]"
    assert held.now(GDP)["difference"] == 200


def test_a_second_figure_of_one_body_without_a_reason_contradicts_the_first(tmp_path: Path) -> None:
    held = Held(tmp_path, [gdp("1450.00亿元", PRELIM), gdp("1464.10亿元", BULLETIN)], SAME)
    assert held.spans(GDP)[-1] == Span("2025-03-01", None, "contradicted")


def test_a_revision_takes_the_place_of_what_its_own_body_said(tmp_path: Path) -> None:
    told = [gdp("1450.00亿元", PRELIM), gdp("1450亿元", COPY), gdp("1464.10亿元", YEARBOOK, revision="final")]
    held = Held(tmp_path, told, SAME)
    assert held.spans(GDP)[-1] == Span("2025-10-01", None, "unverified")
    assert held.inputs[GDP, "2025-10-01"] == [("stated", "yearbook")]
    assert held.now(GDP)["stated"] == "[1464.095, 1464.105]"


def test_a_revision_does_not_silence_another_body(tmp_path: Path) -> None:
    told = [gdp("1450.00亿元", PRELIM), gdp("1450亿元", PAPER), gdp("1464.10亿元", YEARBOOK, revision="final")]
    held = Held(tmp_path, told, SAME)
    assert held.spans(GDP) == [
        Span("2025-01-20", "2025-02-05", "unverified"),
        Span("2025-02-05", "2025-10-01", "corroborated"),
        Span("2025-10-01", None, "contradicted"),
    ]
    assert held.inputs[GDP, "2025-10-01"] == [("stated", "yearbook"), ("stated", "paper")]


@pytest.mark.parametrize("is_reversed", [False, True])
def test_of_two_revisions_the_newest_stands_whatever_the_order_of_the_rows(tmp_path: Path, is_reversed: bool) -> None:  # noqa: FBT001
    told = [
        gdp("1450.00亿元", PRELIM),
        gdp("1464.10亿元", YEARBOOK, revision="final"),
        gdp("1500.00亿元", CENSUS, revision="final"),
    ]
    held = Held(tmp_path, told[::-1] if is_reversed else told, SAME)
    assert held.inputs[GDP, "2026-01-01"] == [("stated", "census")]
    assert held.spans(GDP)[-1] == Span("2026-01-01", None, "unverified")


def test_a_target_and_a_missing_value_are_no_statements(tmp_path: Path) -> None:
    told = [
        gdp("1600亿元", PLAN, status="F"),
        gdp("1450.00亿元", PRELIM),
        gdp("无数据", BLOG, status="M"),
        Told("gdp", "2025", "1700亿元", "plan", status="F"),
    ]
    held = Held(tmp_path, told, SAME)
    assert held.spans(GDP) == [Span("2025-01-20", None, "unverified")]
    assert list(held.results) == [GDP]


def test_a_share_is_held_against_part_and_whole_from_the_day_that_all_are_public(tmp_path: Path) -> None:
    told = [
        Told("cars", "2024", "50万辆", "paper"),
        Told("cars_share", "2024", "15%", "paper"),
        Told("cars", "2024", "1288.8万辆", "bulletin", area="land"),
    ]
    held = Held(tmp_path, told, SHARE)
    found = "share:A.cars_share.town:2024:paper"
    assert list(held.results) == [found]
    assert held.spans(found) == [Span("2025-03-01", None, "contradicted")]
    assert held.inputs[found, "2025-03-01"] == [("stated", "paper"), ("part", "paper"), ("whole", "bulletin")]
    result = held.now(found)
    assert (result["stated"], result["arithmetic"]) == ("[14.5, 15.5]", "100 × 50 / 1288.8 = 3.880")
    assert result["difference"] == pytest.approx(-11.12, abs=0.001)
    assert (result["indicator_code"], result["area_code"], result["time_period"]) == ("cars_share", "town", "2024")


def test_a_better_input_may_turn_a_verdict(tmp_path: Path) -> None:
    told = [
        Told("cars", "2024", "50万辆", "paper"),
        Told("cars_share", "2024", "15%", "paper"),
        Told("cars", "2024", "1288.8万辆", "prelim", area="land"),
        Told("cars", "2024", "333.3万辆", "yearbook", area="land", revision="final"),
    ]
    held = Held(tmp_path, told, SHARE)
    assert held.spans("share:A.cars_share.town:2024:paper") == [
        Span("2025-02-05", "2025-10-01", "contradicted"),
        Span("2025-10-01", None, "consistent"),
    ]


def test_rival_inputs_leave_room_for_either(tmp_path: Path) -> None:
    told = [
        Told("cars", "2024", "50万辆", "paper"),
        Told("cars_share", "2024", "15%", "paper"),
        Told("cars", "2024", "1288.8万辆", "bulletin", area="land"),
        Told("cars", "2024", "333.3万辆", "blog", area="land"),
    ]
    held = Held(tmp_path, told, SHARE)
    assert held.now("share:A.cars_share.town:2024:paper")["verdict"] == "consistent"


def test_what_all_agreeing_statements_allow_is_what_goes_in(tmp_path: Path) -> None:
    told = [
        Told("cars", "2024", "50.0万辆", "bulletin"),
        Told("cars", "2024", "超40万辆", "paper"),
        Told("cars_share", "2024", "12%", "paper"),
        Told("cars", "2024", "约330万辆", "blog", area="land"),
        Told("cars", "2024", "333.3万辆", "bulletin", area="land"),
    ]
    held = Held(tmp_path, told, SHARE)
    found = "share:A.cars_share.town:2024:paper"
    # The bound, and what is only about right, would bear out almost any share.
    assert held.spans(found) == [Span("2025-03-01", None, "contradicted")]
    assert held.now(found)["computed"] == "[14.984251, 15.018755]"


def growth_of(stated: str, before: str = "100.0亿元") -> list[Told]:
    return [
        Told("retail", "2023", before, "prelim"),
        Told("retail", "2024", "110.0亿元", "prelim"),
        Told("retail_growth", "2024", stated, "paper"),
    ]


@pytest.mark.parametrize(
    ("stated", "verdict"), [("10.0%", "consistent"), ("12%", "contradicted"), ("约10%", "consistent")]
)
def test_a_growth_rate_is_held_against_both_levels(tmp_path: Path, stated: str, verdict: str) -> None:
    held = Held(tmp_path, growth_of(stated), GROWTH)
    found = "growth:A.retail_growth.town:2024:paper"
    assert held.spans(found) == [Span("2025-02-05", None, verdict)]
    assert [role for role, _ in held.inputs[found, "2025-02-05"]] == ["stated", "level", "level a year before"]


def test_a_growth_rate_is_not_held_across_a_break_nor_over_a_base_that_may_be_zero(tmp_path: Path) -> None:
    assert Held(tmp_path / "cut", growth_of("12%"), GROWTH, breaks=[NEW_BASE]).results == {}
    assert Held(tmp_path / "zero", growth_of("12%", "0亿元"), GROWTH).results == {}


def test_a_level_that_a_census_brought_to_the_new_base_is_held_from_then_on(tmp_path: Path) -> None:
    told = [*growth_of("10.0%"), Told("retail", "2023", "105.0亿元", "census", revision="census")]
    held = Held(tmp_path, told, GROWTH, breaks=[NEW_BASE])
    found = "growth:A.retail_growth.town:2024:paper"
    assert held.spans(found) == [Span("2026-01-01", None, "contradicted")]
    assert held.now(found)["arithmetic"] == "100 × (110 / 105 − 1) = 4.762"


def test_a_level_that_was_only_made_final_stays_on_its_old_base(tmp_path: Path) -> None:
    told = [*growth_of("10.0%"), Told("retail", "2023", "105.0亿元", "census", revision="final")]
    assert Held(tmp_path, told, GROWTH, breaks=[NEW_BASE]).results == {}


def test_of_two_levels_the_one_on_the_base_of_the_other_year_goes_in(tmp_path: Path) -> None:
    told = [
        Told("retail", "2023", "100.0亿元", "prelim"),
        Told("retail", "2023", "105.0亿元", "blog", revision="census"),
        Told("retail", "2024", "110.25亿元", "prelim"),
        Told("retail_growth", "2024", "5.0%", "paper"),
    ]
    held = Held(tmp_path, told, GROWTH, breaks=[NEW_BASE])
    found = "growth:A.retail_growth.town:2024:paper"
    assert held.spans(found) == [Span("2025-06-01", None, "consistent")]
    assert held.inputs[found, "2025-06-01"] == [
        ("stated", "paper"),
        ("level", "prelim"),
        ("level a year before", "blog"),
    ]


def test_a_leap_day_has_no_year_before_and_no_growth_to_hold(tmp_path: Path) -> None:
    told = [
        Told("retail", "2024-02-29", "1.0亿元", "prelim"),
        Told("retail", "2023-02-28", "1.0亿元", "prelim"),
        Told("retail_growth", "2024-02-29", "10.0%", "paper"),
    ]
    assert Held(tmp_path, told, GROWTH).results == {}


def test_a_growth_rate_of_a_period_is_of_the_same_period_a_year_before(tmp_path: Path) -> None:
    told = [
        Told("retail", "2023-01-01/P9M", "100.0亿元", "prelim"),
        Told("retail", "2023-Q3", "50.0亿元", "prelim"),
        Told("retail", "2024-01-01/P9M", "110.0亿元", "prelim"),
        Told("retail_growth", "2024-01-01/P9M", "10.0%", "paper"),
        Told("retail_growth", "2024-Q3", "10.0%", "paper"),
    ]
    held = Held(tmp_path, told, GROWTH)
    assert list(held.results) == ["growth:M.retail_growth.town:2024-01-01--P9M:paper"]


def test_districts_add_up_to_the_town_exactly_and_to_nothing_else(tmp_path: Path) -> None:
    told = [
        Told("gdp", "2023", "1331.00亿元", "bulletin"),
        Told("gdp", "2023", "531.01亿元", "bulletin", area="north"),
        Told("gdp", "2023", "799.99亿元", "bulletin", area="south"),
        Told("gdp", "2022", "1331.00亿元", "bulletin"),
        Told("gdp", "2022", "531.01亿元", "bulletin", area="north"),
        Told("gdp", "2022", "798.99亿元", "bulletin", area="south"),
        # One district is missing.
        Told("gdp", "2021", "1331.00亿元", "bulletin"),
        Told("gdp", "2021", "531.01亿元", "bulletin", area="north"),
        # The land is more than its towns.
        Told("gdp", "2023", "9000亿元", "bulletin", area="land"),
    ]
    held = Held(tmp_path, told, DISTRICTS)
    verdicts = {found: held.now(found)["verdict"] for found in held.results}
    assert verdicts == {
        "districts:A.gdp.town:2023:bulletin": "consistent",
        "districts:A.gdp.town:2022:bulletin": "contradicted",
    }
    exact = held.now("districts:A.gdp.town:2023:bulletin")
    assert (exact["arithmetic"], exact["difference"]) == ("531.01 + 799.99 = 1331", 0)
    assert held.now("districts:A.gdp.town:2022:bulletin")["difference"] == -1
    assert [role for role, _ in held.inputs["districts:A.gdp.town:2023:bulletin", "2025-03-01"]] == [
        "stated",
        "part",
        "part",
    ]


def test_industries_add_up_to_gdp_and_each_telling_of_it_is_held_for_itself(tmp_path: Path) -> None:
    told = [
        gdp("1450.00亿元", BULLETIN),
        gdp("超1600亿元", BLOG),
        Told("farms", "2024", "50.00亿元", "bulletin"),
        Told("works", "2024", "600.00亿元", "bulletin"),
        Told("shops", "2024", "800.00亿元", "bulletin"),
    ]
    held = Held(tmp_path, told, INDUSTRIES)
    assert held.spans("industries:A.gdp.town:2024:bulletin") == [Span("2025-03-01", None, "consistent")]
    assert held.spans("industries:A.gdp.town:2024:blog") == [Span("2025-06-01", None, "contradicted")]


def test_two_indicators_that_count_the_same_are_held_against_each_other(tmp_path: Path) -> None:
    told = [Told("works", "2024-12", "600亿元", "paper"), Told("shops", "2024", "650亿元", "bulletin")]
    held = Held(tmp_path, told, EQUAL)
    assert held.spans("equal:M.works.town:2024-12:paper") == [Span("2025-03-01", None, "contradicted")]


def test_a_revised_figure_is_no_longer_held_against_anything(tmp_path: Path) -> None:
    told = [
        gdp("1450.00亿元", PRELIM),
        Told("farms", "2024", "50.00亿元", "prelim"),
        Told("works", "2024", "600.00亿元", "prelim"),
        Told("shops", "2024", "800.00亿元", "prelim"),
        gdp("1464.10亿元", YEARBOOK, revision="final"),
        Told("shops", "2024", "814.10亿元", "yearbook", revision="final"),
    ]
    held = Held(tmp_path, told, INDUSTRIES)
    assert held.now("industries:A.gdp.town:2024:yearbook")["verdict"] == "consistent"
    still = [row for row in held.results["industries:A.gdp.town:2024:prelim"] if row["known_until"] is None]
    assert [row["verdict"] for row in still] in ([], ["consistent"])


@given(
    st.lists(
        st.tuples(
            st.sampled_from(TELLERS[:-1]),
            st.sampled_from(["1450.00亿元", "1450亿元", "超1400亿元", "近1500亿元", "1464.10亿元"]),
            st.sampled_from(["", "final"]),
        ),
        min_size=1,
        max_size=6,
        unique_by=lambda drawn: drawn[0].code,
    )
)
@settings(max_examples=50)  # each writes a seed and reads it
def test_spans_run_one_after_another_and_each_is_what_was_public(
    tmp_path_factory: pytest.TempPathFactory, drawn: list[tuple[Teller, str, str]]
) -> None:
    told = [gdp(text, teller, revision=revision) for teller, text, revision in drawn]
    held = Held(tmp_path_factory.mktemp("town"), told, SAME)
    spans = held.spans(GDP)
    assert [span.until for span in spans[:-1]] == [span.since for span in spans[1:]]
    assert spans[-1].until is None
    published = {teller.code: teller.published for teller in TELLERS}
    assert spans[0].since == min(published[teller.code] for teller, *_ in drawn)
    for span in spans:
        known = {source for _, source in held.inputs[GDP, span.since]}
        assert all(published[source] <= span.since for source in known)
        assert len(known) > 1 or span.verdict == Verdict.UNVERIFIED


TOLD = [gdp("1450.00亿元", PRELIM), gdp("超1400亿元", PAPER), *growth_of("12%")]


def test_the_store_has_what_the_checks_found(tmp_path: Path) -> None:
    town = Town(TELLERS, TOLD, [SAME, GROWTH]).write(tmp_path / "town")
    url = filled(sqlite_url(tmp_path / "store.sqlite"), town)
    held = Held(tmp_path / "again", TOLD, SAME, GROWTH)
    columns = (CheckResult.id, CheckResult.known_from, CheckResult.known_until, CheckResult.verdict)
    stored = rows_of(url, select(*map(col, columns)))
    found = [
        (row["id"], row["known_from"], row["known_until"], row["verdict"])
        for rows in held.results.values()
        for row in rows
    ]
    assert sorted(stored, key=str) == sorted(found, key=str)
    inputs = rows_of(url, select(col(CheckInput.check_id)))
    assert len(inputs) == sum(map(len, held.inputs.values()))


def test_a_new_release_holds_everything_anew_and_leaves_nothing_of_the_old_checks(tmp_path: Path) -> None:
    Town(TELLERS, TOLD[:1], [SAME]).write(tmp_path / "town")
    url = filled(sqlite_url(tmp_path / "store.sqlite"), tmp_path / "town")
    states = select(col(CheckResult.known_from), col(CheckResult.known_until), col(CheckResult.verdict))
    assert rows_of(url, states) == [(date(2025, 1, 20), None, "unverified")]
    Town(TELLERS, TOLD[:2], [SAME]).write(tmp_path / "town")
    assert seed_store(url, tmp_path / "town").is_published
    assert sorted(rows_of(url, states), key=str) == [
        (date(2025, 1, 20), date(2025, 2, 5), "unverified"),
        (date(2025, 2, 5), None, "corroborated"),
    ]
    assert not seed_store(url, tmp_path / "town").is_published


def test_the_order_of_the_rows_in_the_files_does_not_matter(tmp_path: Path) -> None:
    original = Town(TELLERS, TOLD, [SAME, GROWTH]).write(tmp_path / "town")
    turned = SeedCopy(original, tmp_path / "turned")
    turned.edit("observations/all.csv", lambda rows: rows.__setitem__(slice(1, None), rows[:0:-1]))

    def found(directory: Path) -> list[str]:
        seed = read(directory)
        return sorted(str(result) for one in checks(seed, Figures(seed)) for result, _ in one.rows())

    assert found(original) == found(turned.directory)

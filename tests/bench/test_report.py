import json

import pytest

from bench.report import Goal, Measured, Sample, as_json, as_markdown, as_text, percentile, spread

SAMPLES = {
    "ours": [Sample(100, 1, 9), Sample(300, 3, 7), Sample(200, 2, 8)],
    "theirs": [Sample(10), Sample(10), Sample(40)],
}
CASE = Measured("warm", "one query", "requests/s", SAMPLES, (Goal("ours", "theirs", 6),), "the same rows")


def test_a_ratio_is_of_runs_of_one_repeat() -> None:
    assert Goal("ours", "theirs").values(SAMPLES) == [10, 30, 5]


def test_a_difference_and_a_value_by_itself() -> None:
    assert Goal("ours", "theirs", is_difference=True).values(SAMPLES) == [90, 290, 160]
    assert Goal("ours").values(SAMPLES) == [100, 300, 200]


@pytest.mark.parametrize(
    ("goal", "promise", "verdict"),
    [
        (Goal("a", "b", 10), ">= 10", "met"),
        (Goal("a", "b", 10.5), ">= 10.5", "missed"),
        (Goal("a", "b", 9, is_at_least=False), "<= 9", "missed"),
        (Goal("a", "b"), "", ""),
    ],
)
def test_a_verdict_is_of_the_median_and_only_where_something_was_promised(
    goal: Goal, promise: str, verdict: str
) -> None:
    assert (goal.promise, goal.verdict(10)) == (promise, verdict)


@pytest.mark.parametrize(("share", "expected"), [(0.5, 50), (0.99, 99), (1, 100), (0.001, 1)])
def test_a_percentile_is_a_value_that_was_measured(share: float, expected: float) -> None:
    assert percentile(range(100, 0, -1), share) == expected


def test_a_spread_has_the_middle_of_an_even_number_of_runs() -> None:
    assert spread([4, 1, 2, 3]) == {"min": 1, "median": 2.5, "max": 4}


def test_the_text_shows_ratios_latencies_and_verdicts() -> None:
    words = [line.split() for line in as_text({"cores": "0 and 1"}, [CASE]).splitlines()]
    assert ["ours", "100", "200", "300", "2.00", "8.00"] in words
    assert ["ours", "/", "theirs", "5.00", "10.0", "30.0", ">=", "6", "met"] in words


def test_markdown_has_a_table_for_each_case() -> None:
    text = as_markdown({"cores": "0 and 1"}, [CASE])
    assert "| cores | 0 and 1 |" in text
    assert "### warm\n\nOne query. Verified: the same rows." in text
    assert "| ours / theirs | 5.00 | 10.0 | 30.0 | >= 6 | met |" in text


def test_json_has_every_run() -> None:
    (case,) = json.loads(as_json({}, [CASE]))["cases"]
    assert [run["value"] for run in case["measured"]["ours"]["runs"]] == [100, 300, 200]
    assert (case["goals"][0]["median"], case["goals"][0]["verdict"]) == (10, "met")


def test_what_was_not_measured_says_why() -> None:
    absent = Measured("csv", "all rows", "rows/s", absent="not served")
    assert "not measured: not served" in as_text({}, [absent])
    assert "Not measured: not served." in as_markdown({}, [absent])
    assert json.loads(as_json({}, [absent]))["cases"][0]["absent"] == "not served"

import pytest

from app.problems import PROBLEMS, Problem
from tests.docs.markdown import differences, names, sections, table_of, text_of

TEXT = text_of("docs/problems.md")


def test_the_documented_problems_are_those_there_are() -> None:
    assert differences(sections(TEXT, 2), (f"`{slug}`" for slug in PROBLEMS)) == {}


def test_the_table_names_every_problem_with_status_and_titles() -> None:
    told = {(int(row[0]), *names(row[1]), row[2], row[3]) for row in table_of(TEXT, "status").rows}
    assert told == {(kind.status, slug, *kind.title) for slug, kind in PROBLEMS.items()}


@pytest.mark.parametrize("problem", PROBLEMS.values(), ids=PROBLEMS)
def test_a_section_says_status_titles_and_meaning_in_both_languages(problem: type[Problem]) -> None:
    section = sections(TEXT, 2)[f"`{problem.slug}`"]
    assert section.split("\n")[2] == f"Status {problem.status} · {problem.title[0]} · {problem.title[1]}"
    assert all(explanation in section for explanation in problem.explanation)


@pytest.mark.parametrize("slug", PROBLEMS)
def test_a_section_shows_the_problem_itself(slug: str) -> None:
    section = TEXT.partition(f"\n## `{slug}`\n")[2].partition("\n## ")[0]
    assert f'"type": "/problems/{slug}"' in section

"""Hedges, search tokens, likeness and names of facts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.codes import CODE_NAMES, Qualifier
from app.domain.hedges import HEDGE_WORDS, hedge_of
from app.domain.keys import observation_id
from app.domain.nearest import nearest, nearest_codes
from app.domain.period import TimePeriod
from app.domain.text import BREAK, fold, phrases, tokenised, tokens


@pytest.mark.parametrize(
    ("printed", "hedge"),
    [
        ("超3.1万亿元", "over"),
        ("突破1700亿元", "over"),
        ("跃上3万亿元新台阶", "over"),
        ("100多家", "over"),
        ("近六成", "nearly"),
        ("接近六成", "nearly"),
        ("约25亿元", "about"),
        ("25亿元左右", "about"),
        ("不超过5%", "up_to"),
        ("至多三家", "up_to"),
        ("5%以内", "up_to"),
        ("13.6%", "exact"),
        ("第8位", "exact"),
        ("", "exact"),
    ],
)
def test_a_number_is_hedged_as_its_source_hedged_it(printed: str, hedge: str) -> None:
    assert hedge_of(printed) == Qualifier(hedge)


def test_not_more_than_is_an_upper_bound_although_it_has_the_word_for_more() -> None:
    assert hedge_of("不超过100亿元") is Qualifier.UP_TO
    assert hedge_of("超过100亿元") is Qualifier.OVER


@pytest.mark.parametrize(("qualifier", "word"), [(q, word) for q, words in HEDGE_WORDS.items() for word in words])
def test_every_hedge_word_hedges_by_itself(qualifier: Qualifier, word: str) -> None:
    assert hedge_of(f"{word}12") is qualifier


def test_every_code_has_a_name_in_both_languages() -> None:
    for kind, names in CODE_NAMES.items():
        assert set(names) == {str(code) for code in kind}
        assert all(zh and en for zh, en in names.values())


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("汽车", ["汽", "车"]),
        ("5G网络", ["5g", "网", "络"]),
        ("Ｈｕａｗｅｉ", ["huawei"]),
        ("Straße", ["strasse"]),
        ("Café", ["cafe"]),
        ("NEV", ["nev"]),
        ("二〇二四", ["二", "〇", "二", "四"]),
        ("low-altitude_economy", ["low", "altitude", "economy"]),
        ("𠮷野", ["𠮷", "野"]),
        ("“12218”体系", ["12218", "体", "系"]),
        ("①", ["1"]),
        ("！？ \t\n", []),
        ("", []),
    ],
)
def test_each_han_character_is_a_word_and_case_width_and_accents_are_nothing(text: str, found: list[str]) -> None:
    assert tokens(text) == found


@given(st.text())
def test_folding_is_done_once(text: str) -> None:
    assert tokens(" ".join(tokens(text))) == tokens(text)


@given(st.text())
def test_tokens_hold_no_space_and_no_sign_that_a_query_language_reads(text: str) -> None:
    for token in tokens(text):
        assert token
        assert not set(token) & set(" \"'*:&|!()<>\\_^-+")


def test_a_query_has_a_phrase_for_each_of_its_words() -> None:
    assert phrases("新能源 NEV ！ 2024年") == [["新", "能", "源"], ["nev"], ["2024", "年"]]


def test_a_phrase_never_runs_across_two_texts() -> None:
    assert tokenised(["汽车", None, "", "GAC Aion"]) == f"汽 车 {BREAK} gac aion"


def test_folding_keeps_the_letters_of_a_text() -> None:
    assert fold("ＡÉß汽") == "aess汽"


def test_the_nearest_words_come_first_and_are_at_most_three() -> None:
    assert nearest("limt", ["limit", "lang", "cursor", "sort"])[0] == "limit"
    assert len(nearest("a1", [f"a{n}" for n in range(20)])) == 3
    assert nearest("zzzzzz", ["limit", "cursor"]) == ()
    assert nearest("", ["limit"]) == ()


def test_a_code_is_suggested_by_any_of_its_names_and_once() -> None:
    names = {"gdp": "gdp", "地区生产总值": "gdp", "Gross domestic product": "gdp", "exports": "exports"}
    assert nearest_codes("生产总值", names) == ("gdp",)
    assert nearest_codes("gross product", names)[0] == "gdp"


@given(st.text(max_size=300))
def test_a_suggestion_is_always_one_of_the_right_words(wrong: str) -> None:
    right = ["limit", "cursor", "sort", "fields", "指标"]
    assert set(nearest(wrong, right)) <= set(right)


@pytest.mark.parametrize(
    ("period", "expected"),
    [
        ("2024", "A.gdp.haven:2024:bureau"),
        ("2024-Q3", "Q.gdp.haven:2024-Q3:bureau"),
        ("2024-01-01/P9M", "M.gdp.haven:2024-01-01--P9M:bureau"),
    ],
)
def test_an_observation_is_named_by_series_period_and_source_as_one_path_segment(period: str, expected: str) -> None:
    assert observation_id("gdp", "haven", TimePeriod.parse(period), "bureau") == expected

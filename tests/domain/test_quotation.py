import pytest

from app.domain.quotation import Quotation, uncited_sentences

TEXT = "经济总量超5000亿元。\n三大集群！天晴。 旧码头1999年建成。\n  Two of ten? 共12家"


@pytest.mark.parametrize(
    ("words", "start", "end", "stands"),
    [
        ("经济总量", 0, 4, True),
        ("经济总量", 0, 5, False),
        ("经济总量", 1, 5, False),
        ("总量", 2, 4, True),
        ("总量", None, None, False),
        ("", 3, 3, True),
        ("12家", len(TEXT) - 3, len(TEXT), True),
        ("12家", len(TEXT) - 3, len(TEXT) + 5, True),
    ],
)
def test_a_quotation_stands_where_the_text_has_exactly_its_words(
    words: str, start: int | None, end: int | None, *, stands: bool
) -> None:
    assert Quotation(words, start, end).stands_in(TEXT) is stands


def test_every_sentence_with_an_arabic_or_chinese_digit_is_listed_with_its_place() -> None:
    assert [(TEXT[start : start + 2], sentence) for start, sentence in uncited_sentences(TEXT, [])] == [
        ("经济", "经济总量超5000亿元。"),
        ("三大", "三大集群！"),
        ("旧码", "旧码头1999年建成。"),
        ("共1", "共12家"),
    ]


def test_a_sentence_that_any_quotation_touches_is_cited() -> None:
    touching = [Quotation("量", 3, 4), Quotation("集", 15, 16)]
    assert [sentence for _, sentence in uncited_sentences(TEXT, touching)] == ["旧码头1999年建成。", "共12家"]


def test_a_quotation_that_only_borders_on_a_sentence_does_not_cite_it() -> None:
    end_of_first = TEXT.index("。") + 1
    bordering = [Quotation("", end_of_first, end_of_first + 1)]
    assert [s for _, s in uncited_sentences(TEXT, bordering)][:2] == ["经济总量超5000亿元。", "三大集群！"]


def test_a_quotation_without_a_place_cites_nothing() -> None:
    assert len(list(uncited_sentences(TEXT, [Quotation("经济总量", None, None)]))) == 4

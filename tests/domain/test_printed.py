from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.printed import MULTIPLIERS, Printed


@pytest.mark.parametrize(
    ("text", "value", "step"),
    [
        ("31032.50", "31032.50", "0.01"),
        ("超3.1万亿元", "3.1e12", "1e11"),
        ("突破1700亿元", "1.7e11", "1e8"),
        ("1,234.5万吨", "12345000", "1000"),
        ("1,234,567", "1234567", "1"),
        ("增长5.2%", "5.2", "0.1"),
        ("-3.0%", "-3.0", "0.1"),
        ("−3.0%", "-3.0", "0.1"),
        ("下降3.0%", "-3.0", "0.1"),
        ("同比减少12家", "-12", "1"),
        ("fell 3.0%", "-3.0", "0.1"),
        ("近六成", "60", "10"),
        ("6.5成", "65", "1"),
        ("6800多家", "6800", "1"),
        ("1000余家", "1000", "1"),
        ("50万辆", "500000", "10000"),
        ("3.5千亿元", "3.5e11", "1e10"),
        ("千亿级", "1e11", "1e8"),
        ("十个百亿级项目", "10", "1"),
        ("第八", "8", "1"),
        ("第8位", "8", "1"),
        ("第十二", "12", "1"),
        ("两百", "200", "1"),
        ("三千五百家", "3500", "1"),
        ("一千零二十", "1020", "1"),
        ("二〇二四", "2024", "1"),
        ("连续四年", "4", "1"),
        ("2.5 billion", "2.5e9", "1e8"),
        ("2.5 Billion yuan", "2.5e9", "1e8"),
        ("US$ 3 trillion", "3e12", "1e12"),
        ("0", "0", "1"),
        ("0.0%", "0.0", "0.1"),
    ],
)
def test_a_figure_is_read_as_it_is_printed(text: str, value: str, step: str) -> None:
    printed = Printed.parse(text)
    assert (printed.value, printed.step) == (Decimal(value), Decimal(step))


@pytest.mark.parametrize(
    ("text", "is_within_grain", "is_class", "has_word"),
    [
        ("6800多家", True, False, False),
        ("1000余家", True, False, False),
        ("300多万人", True, False, True),
        ("千亿级产业集群", False, True, True),
        ("百亿级", False, True, True),
        ("3.1万亿元", False, False, True),
        ("近六成", False, False, True),
        ("31032.50", False, False, False),
    ],
)
def test_what_follows_the_number_is_kept(text: str, is_within_grain: bool, is_class: bool, has_word: bool) -> None:  # noqa: FBT001
    printed = Printed.parse(text)
    assert (printed.is_within_grain, printed.is_class, printed.has_word) == (is_within_grain, is_class, has_word)


@given(
    st.integers(0, 4).flatmap(lambda places: st.decimals(0, 10**6, places=places)),
    st.sampled_from([("", 0), *MULTIPLIERS.items()]),
    st.sampled_from(["", " "]),
)
def test_a_printed_decimal_with_any_multiplier_is_read_back(
    number: Decimal, multiplier: tuple[str, int], space: str
) -> None:
    word, power = multiplier
    printed = Printed.parse(f"{number:f}{space}{word}")
    assert printed.value == number.scaleb(power)
    assert printed.step == Decimal(1).scaleb(int(number.as_tuple().exponent) + power)
    assert printed.has_word == bool(word)


@given(st.integers(0, 10**9))
def test_commas_between_thousands_change_nothing(number: int) -> None:
    assert Printed.parse(f"{number:,}") == Printed.parse(str(number))


@given(st.integers(0, 9999))
def test_a_number_in_han_digits_is_read(number: int) -> None:
    assert Printed.parse(in_han(number)).value == number


def in_han(number: int) -> str:
    """A number below ten thousand as Chinese writes it: 1020 is 一千零二十."""
    digits, places = "零一二三四五六七八九", ("", "十", "百", "千")
    text = str(number)
    parts = [
        digits[int(digit)] + (places[len(text) - place - 1] if digit != "0" else "") for place, digit in enumerate(text)
    ]
    written = "".join(parts)
    while "零零" in written:
        written = written.replace("零零", "零")
    written = written.rstrip("零") or "零"
    return written.removeprefix("一") if written.startswith("一十") else written


@pytest.mark.parametrize("text", ["", " ", "没有数字", "超万", "%", "no number"])
def test_a_text_without_a_number_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="has no number"):
        Printed.parse(text)


def test_a_number_of_more_digits_than_can_be_kept_is_refused_and_not_rounded() -> None:
    assert Printed.parse("12345678901234567890万").value == Decimal(123456789012345678900000)
    for text in ("123456789012345678901", "1234567890123456789.01亿", "一" * 21):
        with pytest.raises(ValueError, match="more than 20 digits"):
            Printed.parse(text)


FRAGMENTS = st.sampled_from(
    [*"0123456789.,-−万亿千百十成超近约多余级% 一二三两〇降３", "billion", "下降", "fell", "倍"]
)


@given(st.text(max_size=20) | st.lists(FRAGMENTS, max_size=12).map("".join))
def test_any_text_is_a_finite_number_with_a_step_or_is_refused(text: str) -> None:
    try:
        printed = Printed.parse(text)
    except ValueError:
        return
    assert printed.value.is_finite()
    assert printed.step > 0


@pytest.mark.parametrize("text", ["万亿级", "三万五千", "3亿5000万", "1e3"])
def test_a_figure_in_several_parts_is_refused_and_not_read_in_half(text: str) -> None:
    with pytest.raises(ValueError, match=r"number"):
        Printed.parse(text)


def test_full_width_digits_are_digits() -> None:
    assert Printed.parse("１２％").value == 12


@pytest.mark.parametrize("text", ["1万多家", "2.6万余家", "3亿多元"])
def test_more_after_the_multiplier_is_kept(text: str) -> None:
    assert Printed.parse(text).is_within_grain


def test_a_range_of_numbers_is_no_fall() -> None:
    assert Printed.parse("10-12亿元").value > 0


@pytest.mark.parametrize(
    ("text", "value", "unit_mult", "step"),
    [
        ("31032.50亿元", 31032.5, 8, "0.01"),
        # A table that names its unit above prints bare numbers.
        ("31032.50", 31032.5, 8, "0.01"),
        ("31032500000", 310.325, 8, "1e-8"),
        ("超3.1万亿元", 31000, 8, "1000"),
        ("近六成", 60, 0, "10"),
        ("500000辆", 50, 4, "0.0001"),
    ],
)
def test_a_value_is_found_in_its_words(text: str, value: float, unit_mult: int, step: str) -> None:
    printed = Printed.of_value(text, value, unit_mult)
    assert (printed.value, printed.step) == (Decimal(str(value)), Decimal(step))


@pytest.mark.parametrize(
    ("text", "value", "unit_mult"),
    [
        ("31032.50亿元", 31032.51, 8),
        ("31032.50", 310325, 8),
        # A number with a multiplier is in no other unit.
        ("3万辆", 30000, 4),
        ("3.1万亿元", 3.1e12, 8),
        ("没有数字", 1, 0),
    ],
)
def test_a_value_that_is_not_in_its_words_is_refused(text: str, value: float, unit_mult: int) -> None:
    with pytest.raises(ValueError, match=r"as '|has no number"):
        Printed.of_value(text, value, unit_mult)


@given(st.decimals(0, 10**6, places=3), st.integers(-12, 12))
def test_scaling_moves_value_and_step_together(number: Decimal, power: int) -> None:
    printed = Printed.parse(f"{number:f}万多")
    scaled = printed.scaled(power)
    assert scaled.step / printed.step == Decimal(1).scaleb(power)
    assert scaled.value == printed.value.scaleb(power)
    assert scaled.scaled(-power) == printed

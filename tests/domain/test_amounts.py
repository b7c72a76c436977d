import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.amounts import unit_named
from app.domain.printed import MULTIPLIERS
from app.domain.text import fold

NAMES = {
    fold(name): code
    for code, names in {
        "CNY": ("CNY", "元", "人民币元", "Chinese yuan", "yuan"),
        "vehicle": ("vehicle", "辆", "vehicles", "cars"),
        "tonne": ("tonne", "吨", "t"),
        "percent": ("percent", "%", "百分比", "percentage"),
        "metre": ("metre", "米", "m"),
    }.items()
    for name in names
}


@pytest.mark.parametrize(
    ("text", "code", "power"),
    [
        ("CNY", "CNY", 0),
        ("cny", "CNY", 0),
        ("元", "CNY", 0),
        ("亿元", "CNY", 8),
        ("万亿元", "CNY", 12),
        ("千亿元", "CNY", 11),
        ("百万元", "CNY", 6),
        ("万辆", "vehicle", 4),
        ("千万吨", "tonne", 7),
        ("billion yuan", "CNY", 9),
        ("Billion Yuan", "CNY", 9),
        ("million cars", "vehicle", 6),
        ("thousand tonne", "tonne", 3),
        ("%", "percent", 0),
        ("％", "percent", 0),
        ("百分比", "percent", 0),
        ("percentage", "percent", 0),
        ("千米", "metre", 3),
        (" 亿元 ", "CNY", 8),
    ],
)
def test_a_unit_is_read_in_either_language(text: str, code: str, power: int) -> None:
    assert unit_named(text, NAMES) == (code, power)


@given(st.sampled_from(sorted(MULTIPLIERS.items())), st.sampled_from(sorted(NAMES.items())), st.sampled_from(["", " "]))
def test_any_multiplier_goes_before_any_unit(multiplier: tuple[str, int], unit: tuple[str, str], space: str) -> None:
    word, power = multiplier
    name, code = unit
    assert unit_named(f"{word}{space}{name}", NAMES) == (code, power)


@pytest.mark.parametrize("text", ["", " ", "亿", "万亿", "辆辆", "百分点", "公里", "dollar", "billion", "亿亿元", "5"])
def test_what_is_no_unit_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not a unit"):
        unit_named(text, NAMES)


@given(st.text(max_size=12))
def test_any_text_is_a_unit_or_is_refused(text: str) -> None:
    try:
        code, power = unit_named(text, NAMES)
    except ValueError:
        return
    assert code in NAMES.values()
    assert power >= 0

"""Numbers, units and intervals as each language says them."""

import pytest

from app.web.chart import shape_of
from app.web.language import Speech
from app.web.sunburst import in_lines

CNY = {"symbol_zh": "元", "symbol_en": "CNY"}
PERCENT = {"symbol_zh": "%", "symbol_en": "%"}


@pytest.mark.parametrize(
    ("interval", "mult", "unit", "zh", "en"),
    [
        ("[31032.495, 31032.505]", 8, CNY, "31,032.495 至 31,032.505 亿元", "3,103.2495 to 3,103.2505 billion CNY"),
        ("(31000, ∞)", 8, CNY, "大于 31,000 亿元", "above 3,100 billion CNY"),
        ("[31000, ∞)", 8, CNY, "不少于 31,000 亿元", "at least 3,100 billion CNY"),
        ("(-∞, 5]", 0, PERCENT, "不超过 5%", "at most 5%"),
        ("(-∞, 5)", 0, PERCENT, "小于 5%", "below 5%"),
        ("(-∞, ∞)", 0, PERCENT, "任何数", "anything"),
        ("[12, 12]", 0, None, "12", "12"),
        ("[-0.5, 0.5]", 0, PERCENT, "−0.5 至 0.5%", "−0.5 to 0.5%"),
        ("nothing of the kind", 0, None, "nothing of the kind", "nothing of the kind"),
        (None, 0, None, "", ""),
    ],
)
def test_an_interval_is_said(interval: str | None, mult: int, unit: dict[str, str] | None, zh: str, en: str) -> None:
    assert (Speech("zh").interval(interval, mult, unit), Speech("en").interval(interval, mult, unit)) == (zh, en)


@pytest.mark.parametrize(
    ("values", "mult", "zh", "en"),
    [
        ([32039.46, 10748.3], 8, ("亿元", 1.0), ("billion CNY", 0.1)),
        ([76849.0], 0, ("元", 1.0), ("CNY", 1.0)),
        ([5.0], 3, ("元", 1000.0), ("CNY", 1000.0)),
    ],
)
def test_an_axis_is_in_the_unit_of_the_numbers_beside_it(
    values: list[float], mult: int, zh: tuple[str, float], en: tuple[str, float]
) -> None:
    assert (Speech("zh").axis(values, mult, CNY), Speech("en").axis(values, mult, CNY)) == (zh, en)
    for lang in ("zh", "en"):
        word, scale = Speech(lang).axis(values, mult, CNY)
        number, beside = Speech(lang).quantity(max(values), mult, CNY)
        assert float(number.replace(",", "")) == pytest.approx(max(values) * scale)
        assert beside == word


def test_a_long_name_stands_on_two_lines_or_three() -> None:
    assert in_lines("Modern finance") == ["Modern finance"]
    assert in_lines("Intelligent connected and new energy vehicles", 24) == [
        "Intelligent connected",
        "and new energy vehicles",
    ]
    long = in_lines("Industry first, manufacturing as the foundation of the whole city", 24)
    assert len(long) == 3
    assert long[2].endswith("…")
    assert in_lines("Intelligent construction and industrialised building", 24)[2] == "building"
    assert in_lines("智能网联与新能源汽车产业集群", 24) == ["智能网联与新能源汽车产业", "集群"]


@pytest.mark.parametrize(
    ("text", "zh", "en"),
    [
        ("02", "第02节", "section 02"),
        ("title", "标题", "its title"),
        ("figure only", "只录下数字", "only the figure was kept"),
        ("seed_hongheiku_city_2024.csv", "seed_hongheiku_city_2024.csv", "seed_hongheiku_city_2024.csv"),
        ("17-5", "17-5", "17-5"),
        (None, "", ""),
    ],
)
def test_only_a_section_is_called_one(text: str | None, zh: str, en: str) -> None:
    assert (Speech("zh").section(text), Speech("en").section(text)) == (zh, en)


def test_what_was_worked_out_is_rounded() -> None:
    assert Speech("en").interval("[3.840633, 3.918526]", 0, PERCENT, 2) == "3.84 to 3.92%"
    assert Speech("zh").amount(-63.5, 8, CNY) == "−63.5 亿元"
    assert Speech("en").amount(3.9, 0, PERCENT) == "3.9%"


def test_series_of_one_colour_have_shapes_of_their_own() -> None:
    assert all(shape_of(place) != shape_of(place + 8) for place in range(8))

"""The parsers of the domain: any text is refused, or is read as what it says."""

import re
from datetime import timedelta
from decimal import Decimal

from hypothesis import assume, example, given
from hypothesis import strategies as st

from app.domain.amounts import is_one_number, split_number, unit_named
from app.domain.codes import Freq, Qualifier
from app.domain.hedges import hedge_of
from app.domain.interval import Interval
from app.domain.period import TimePeriod
from app.domain.printed import MOST_DIGITS, MULTIPLIERS, Printed
from app.domain.quotation import Quotation, uncited_sentences
from tests.fuzz import texts
from tests.fuzz.conftest import FUZZ

UNITS = {"元": "CNY", "cny": "CNY", "人": "PERSON", "%": "PERCENT", "吨": "TONNE", "千米": "KM"}
DAY = timedelta(days=1)


@FUZZ
@given(texts.periods)
def test_a_period_is_read_as_it_is_written_and_follows_the_one_before(text: str) -> None:
    try:
        period = TimePeriod.parse(text)
    except ValueError:
        return
    assert period.text == text
    assert TimePeriod.parse(period.text) == period
    assert period.start <= period.end
    assert period.start.year == period.end.year == int(text[:4])
    try:
        previous, year_ago = period.previous(), period.year_ago()
    except ValueError:
        # A day or a range has no predecessor, the year 1 and the 29th of February no year before.
        assert period.freq is Freq.DAILY or period.is_range or period.start.year == 1
        return
    assert previous.end + DAY == period.start
    assert previous.freq == year_ago.freq == period.freq
    assert (year_ago.start.month, year_ago.start.year + 1) == (period.start.month, period.start.year)


@FUZZ
@given(texts.figures)
def test_what_a_figure_may_mean_reaches_to_the_number_that_is_printed(text: str) -> None:
    try:
        printed = Printed.parse(text)
    except ValueError:
        return
    qualifier = hedge_of(text)
    assume(not (printed.is_class and printed.value <= 0))
    interval = Interval.of(printed, qualifier)
    assert interval.low <= printed.value <= interval.high
    # What is over a figure, or below it, is not the figure; all else may be.
    is_open = (interval.is_low_open and interval.low == printed.value) or (
        interval.is_high_open and interval.high == printed.value
    )
    assert is_open == (qualifier in {Qualifier.OVER, Qualifier.NEARLY} and not printed.is_class)
    assert interval.scaled(-4).scaled(4) == interval


@FUZZ
@given(st.integers(0, 10**9), st.integers(0, 6), st.sampled_from(sorted(MULTIPLIERS)), st.sampled_from(["", " "]))
def test_a_number_with_its_unit_is_the_number_that_was_written(digits: int, places: int, word: str, gap: str) -> None:
    number = Decimal(digits).scaleb(-places)
    # A comma is in neither; three places after a point are no thousands.
    printed = Printed.parse(f"{number:f}{gap}{word}")
    assert printed.value == number.scaleb(MULTIPLIERS[word])
    assert printed.step == Decimal(1).scaleb(MULTIPLIERS[word] - places)
    exact = Interval.of(printed, Qualifier.EXACT)
    assert exact.high - exact.low == printed.step


@FUZZ
@given(texts.words)
def test_a_unit_is_one_of_those_there_are_or_refused(text: str) -> None:
    try:
        code, power = unit_named(text, UNITS)
    except ValueError:
        return
    assert code in UNITS.values()
    assert power >= 0


@FUZZ
@given(st.sampled_from(sorted(UNITS)), st.sampled_from(["万亿", "亿", "万", "千万", "百万", "million", "bn", ""]))
def test_a_multiplier_before_a_unit_is_its_power(unit: str, word: str) -> None:
    powers = {"千万": 7, "百万": 6, "": 0}
    # 千米 is a unit of its own, before 千 is read as a thousand.
    assert unit_named(f"{word}{unit}", UNITS) == (UNITS[unit], powers.get(word, MULTIPLIERS.get(word, 0)))


@FUZZ
@given(texts.figures | texts.anything)
def test_a_number_is_split_off_with_all_its_digits(text: str) -> None:
    before, number, after = split_number(text)
    assert not re.search("[0-9]", before + after)
    assert re.findall("[0-9]", number) == re.findall("[0-9]", text)
    assert number in text


@FUZZ
@given(st.from_regex(r"\A[0-9]{1,30}(\.[0-9]{1,12})?\Z"))
def test_a_number_is_read_to_its_last_digit_or_refused(text: str) -> None:
    number = Decimal(text)
    assert is_one_number(text)
    try:
        assert Printed.parse(text).value == number
    except ValueError:
        assert len(number.as_tuple().digits) > MOST_DIGITS


SENTENCES = st.lists(
    st.sampled_from(["共12家", "天晴", "。", "！", "\n", "三", " ", "?", "a 1", "\u3000"]), max_size=15
)


@FUZZ
@given(SENTENCES.map("".join) | texts.anything, st.integers(-3, 30), st.integers(-3, 30))
@example("", 0, 0)
def test_a_quotation_stands_where_it_was_taken_from_and_nowhere_else(text: str, start: int, length: int) -> None:
    assume(0 <= start <= len(text) and length >= 0)
    taken = Quotation(text[start : start + length], start, start + length)
    assert taken.stands_in(text)
    assert not Quotation(taken.words + "x", start, start + length).stands_in(text)


@FUZZ
@given(SENTENCES.map("".join) | texts.anything, st.lists(st.tuples(st.integers(0, 40), st.integers(1, 9)), max_size=3))
def test_every_digit_is_cited_or_told_of(text: str, spans: list[tuple[int, int]]) -> None:
    quotations = [Quotation(text[start : start + length], start, start + length) for start, length in spans]
    told = list(uncited_sentences(text, quotations))
    covered = set()
    for start, sentence in told:
        assert text[start : start + len(sentence)] == sentence
        covered |= set(range(start, start + len(sentence)))
    ends = "\n。！？!?"
    for place, character in enumerate(text):
        if character in "0123456789一二三" and place not in covered:
            first = max((text.rfind(end, 0, place) for end in ends), default=-1) + 1
            last = min((found for end in ends if (found := text.find(end, place)) >= 0), default=len(text))
            assert any(start <= last and first < start + length for start, length in spans), text

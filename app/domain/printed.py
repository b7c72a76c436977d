"""Figures as sources print them: the number, its unit word, and how finely it was printed."""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple, Self

_DIGITS = {character: number for number, character in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2}
_TENS = {"十": 1, "百": 2, "千": 3}
# Powers of ten, the longer word first: 万亿 is not 万. 成 and 倍 are tens and hundreds of percent.
MULTIPLIERS: dict[str, int] = {
    "万亿": 12,
    "萬億": 12,
    "亿": 8,
    "億": 8,
    "万": 4,
    "萬": 4,
    "成": 1,
    "倍": 2,
    "times": 2,
    "trillion": 12,
    "billion": 9,
    "million": 6,
    "milioni": 6,
    "thousand": 3,
    "hundred million": 8,
    "hundred thousand": 5,
    "ten thousand": 4,
    "tn": 12,
    "bn": 9,
    "mn": 6,
}
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_THOUSANDS = re.compile(r",(?=[0-9]{3}(?![0-9]))")
_NUMBER = re.compile(
    # A comma before three digits separates thousands; before one or two it is a decimal comma.
    r"(?P<arabic>[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]+(?:[.,][0-9]{1,2}(?![0-9])|\.[0-9]+)?)"
    rf"|(?P<han>[{''.join(_DIGITS)}十百千]+)"
    rf"|\b(?P<ordinal>{'|'.join(_ORDINALS)})\b",
    re.IGNORECASE,
)
_UNIT = re.compile(
    rf"(?P<more>[多余餘]?)\s*(?P<tens>[十百千]?)(?P<word>{'|'.join(MULTIPLIERS)})?(?P<after>[多余餘]?)(?P<grade>级?)",
    re.IGNORECASE,
)
_GOES_ON = re.compile(rf"[0-9{''.join(_DIGITS)}]|[eE][0-9]")
_FALLING = re.compile(
    r"下降|下跌|下滑|下落|减少|減少|降低|负增长|負增長|同比降|降幅|收缩|(?<![0-9])[-−]\s*[0-9]"
    r"|\bfell\b|\bdown\b|\bdrop|\bdecreas|\bdeclin|\bplummet|\bcontract|\bshr[aiu]nk|\bslump",
    re.IGNORECASE,
)
# More digits than any source prints; the arithmetic has room for the steps and units of these, and rounds none away.
MOST_DIGITS = 20
# No change, which is as finely known as a growth rate is usually printed.
_FLAT = re.compile(r"持平|unchanged|\bflat\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Printed:
    """A number in single units (`超3.1万亿元`: 3.1e12) and the step of its last printed digit (1e11).

    `is_within_grain`: 多 or 余 follows the number, which says how far over it is.
    `is_class`: 级 follows it, a class of size rather than a size (千亿级).
    `has_word`: a multiplier stands with it (万亿, billion).
    """

    value: Decimal
    step: Decimal
    is_within_grain: bool = False
    is_class: bool = False
    has_word: bool = False

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read the first number of the text; raises ValueError where there is none that can be read."""
        text = unicodedata.normalize("NFKC", text)
        match = _NUMBER.search(text)
        if match is None and _FLAT.search(text):
            return cls(Decimal(0), Decimal("0.1"))
        if match is None:
            raise ValueError(f"{text!r} has no number")
        if match["arabic"]:
            number = Decimal(_THOUSANDS.sub("", match["arabic"]).replace(",", "."))
            step = Decimal(1).scaleb(min(0, int(number.as_tuple().exponent)))
        elif match["han"]:
            number, step = _han(match["han"]), Decimal(1)
        else:
            number, step = Decimal(_ORDINALS.index(match["ordinal"].lower()) + 1), Decimal(1)
        if len(number.as_tuple().digits) > MOST_DIGITS:
            raise ValueError(f"{text!r} has a number of more than {MOST_DIGITS} digits")
        words = _words(text[: match.start()], "0" if match["arabic"] else "_", text[match.end() :])
        if words is None:
            raise ValueError(f"{text!r} has a number in several parts")
        number, step = number.scaleb(words.power), step.scaleb(words.power)
        return cls(words.sign * number, step, words.is_within_grain, words.is_class, words.power > 0)

    @classmethod
    def of_value(cls, text: str, value: float, unit_mult: int) -> Self:
        """The figure in units of 10^unit_mult, whose number must be `value`; raises ValueError.

        A bare number may be in single units or, as in a table that names its unit above, in that unit.
        """
        single = cls.parse(text)
        for power in (-unit_mult,) if single.has_word else (-unit_mult, 0):
            scaled = single.scaled(power)
            if scaled.value == Decimal(str(value)):
                return scaled
        raise ValueError(f"{single.scaled(-unit_mult).value.normalize():f}, as {text!r} says")

    def scaled(self, power: int) -> Self:
        """The same in a unit 10^power times as small."""
        value, step = self.value.scaleb(power), self.step.scaleb(power)
        return type(self)(value, step, self.is_within_grain, self.is_class, self.has_word)


class _Words(NamedTuple):
    """What the words around a number say of it."""

    power: int
    sign: int
    is_within_grain: bool
    is_class: bool


# The same few words stand around a great many numbers.
@lru_cache(maxsize=4096)
def _words(before: str, digit: str, after: str) -> _Words | None:
    """The words before and after a number, for which any digit stands; none where it goes on behind its unit."""
    unit = _UNIT.match(after)
    if unit and _GOES_ON.match(after, unit.end()):
        return None
    more, tens, word, further, grade = unit.groups() if unit else ("", "", None, "", "")
    power = (_TENS[tens] if tens else 0) + (MULTIPLIERS[word.lower()] if word else 0)
    sign = -1 if _FALLING.search(before + digit + after) else 1
    return _Words(power, sign, bool(more or further), bool(grade))


def without_direction(text: str) -> str:
    """The text without the words that say a figure fell or did not move."""
    return _FLAT.sub(" ", _FALLING.sub(" ", text))


def _han(text: str) -> Decimal:
    """A number in Han digits: 六, 十二, 两百, 三千五百, 二〇二四."""
    total, digits = 0, 0
    for character in text:
        if character in _TENS:
            total += (digits or 1) * 10 ** _TENS[character]
            digits = 0
        else:
            digits = 10 * digits + _DIGITS[character]
    return Decimal(total + digits)

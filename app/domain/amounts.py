"""Units as people write them: a multiplier and a unit, in either language."""

import re
import unicodedata
from collections.abc import Mapping

from app.domain.hedges import without_hedges
from app.domain.printed import MULTIPLIERS, without_direction
from app.domain.text import fold

_HAN_POWERS = MULTIPLIERS | {
    "千万": 7,
    "百万": 6,
    "十亿": 9,
    "百亿": 10,
    "千亿": 11,
    "千": 3,
    "百": 2,
}
_ONE_NUMBER = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]+(?:[.,][0-9]+)?")
_DIGIT = re.compile(r"[0-9]")
_PREFIX = re.compile("|".join(sorted(map(re.escape, _HAN_POWERS), key=len, reverse=True)), re.IGNORECASE)


def unit_named(text: str, names: Mapping[str, str]) -> tuple[str, int]:
    """The code of a unit and the power of ten before it: `亿元` is CNY and 8.

    `names` maps every folded name of every unit to its code. Raises ValueError for an unknown unit.
    """
    whole = fold(text.strip())
    if whole in names:
        return names[whole], 0
    multiplier = _PREFIX.match(whole)
    rest = whole[multiplier.end() :].strip() if multiplier else ""
    if multiplier and rest in names:
        return names[rest], _HAN_POWERS[multiplier[0]]
    raise ValueError(f"{text!r} is not a unit")


def bare_unit(text: str) -> str:
    """A unit without the multiplier before it: nothing for a multiplier alone."""
    whole = fold(text.strip())
    multiplier = _PREFIX.match(whole)
    return whole[multiplier.end() :].strip() if multiplier else whole


def split_number(text: str) -> tuple[str, str, str]:
    """What stands before the number, the text up to the end of its last Arabic digit, and what stands behind it.

    What stands around it is without words that hedge or say which way a figure went, and without punctuation.
    """
    digits = list(_DIGIT.finditer(text))
    if not digits:
        return "", text, ""
    end = digits[-1].end()
    return _without_manner(text[: digits[0].start()]), text[:end], _without_manner(text[end:])


def is_one_number(text: str) -> bool:
    """Whether what stands between the first and the last digit is one number, or there is no digit at all."""
    plain = unicodedata.normalize("NFKC", text)
    digits = list(_DIGIT.finditer(plain))
    return not digits or _ONE_NUMBER.fullmatch(plain[digits[0].start() : digits[-1].end()]) is not None


_MANNER = re.compile(
    r"同比|环比|增长|增加|上升|提高|扩大|实现|达到|达|为|级|\b(?:by|of|to|grew|rose|up|increas\w*|growth|a|the)\b",
    re.IGNORECASE,
)
_MARKS = re.compile(r"[\s.,;:!?。，；：！？、“”‘’「」（）()\[\]+\-−]+")


def _without_manner(text: str) -> str:
    return _MARKS.sub(" ", _MANNER.sub(" ", without_direction(without_hedges(text)))).strip()

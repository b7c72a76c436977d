"""Units as people write them: a multiplier and a unit, in either language."""

import re
from collections.abc import Mapping

from app.domain.printed import MULTIPLIERS
from app.domain.text import fold

_HAN_POWERS = MULTIPLIERS | {"千万": 7, "百万": 6, "十亿": 9, "百亿": 10, "千亿": 11, "千": 3, "百": 2}
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


def is_unit(text: str, names: Mapping[str, str]) -> bool:
    """Whether the text is a unit, with a multiplier before it or without."""
    try:
        unit_named(text, names)
    except ValueError:
        return False
    return True


def split_number(text: str) -> tuple[str, str]:
    """The text up to the end of its last Arabic digit, and what stands behind it."""
    end = max((match.end() for match in _DIGIT.finditer(text)), default=0)
    return text[:end], text[end:].strip()

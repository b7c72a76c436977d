"""The words by which a source hedges a number."""

import re

from app.domain.codes import Qualifier

HEDGE_WORDS: dict[Qualifier, tuple[str, ...]] = {
    Qualifier.OVER: (
        "超过",
        "超",
        "不低于",
        "不少于",
        "至少",
        "突破",
        "逾",
        "跃上",
        "以上",
        "多",
        "余",
        "餘",
        "over",
        "more than",
        "at least",
        "exceed",
        "above",
        "surpass",
    ),
    Qualifier.NEARLY: ("将近", "近", "接近", "nearly", "almost"),
    Qualifier.ABOUT: ("大约", "大概", "约", "約", "左右", "roughly", "about", "around", "approximately", "circa"),
    Qualifier.UP_TO: ("不到", "低于", "less than", "不超过", "至多", "以内", "up to", "at most"),
}

_LONGEST_FIRST = sorted(
    ((word, qualifier) for qualifier, words in HEDGE_WORDS.items() for word in words),
    key=lambda pair: -len(pair[0]),
)
_ANY = re.compile("|".join(word for word, _ in _LONGEST_FIRST), re.IGNORECASE)

# A word may go on in English: exceed, exceeding.
_WHOLE = re.compile(f"(?:{_ANY.pattern})(?:ing|s|ed)?", re.IGNORECASE)


def hedge_of(printed: str) -> Qualifier:
    """How the printed words hedge their number: `exact` where none of `HEDGE_WORDS` is among them."""
    found = _ANY.search(printed)
    return dict(_LONGEST_FIRST)[found[0].lower()] if found else Qualifier.EXACT


def without_hedges(text: str) -> str:
    """The text without the words that hedge."""
    return _WHOLE.sub(" ", text)

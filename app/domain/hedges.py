"""The words by which a source hedges a number."""

import re

from app.domain.codes import Qualifier

HEDGE_WORDS: dict[Qualifier, tuple[str, ...]] = {
    Qualifier.OVER: (
        "超",
        "突破",
        "逾",
        "跃上",
        "以上",
        "多",
        "余",
        "餘",
        "over",
        "more than",
        "exceed",
        "above",
        "surpass",
    ),
    Qualifier.NEARLY: ("近", "接近", "nearly", "almost"),
    Qualifier.ABOUT: ("约", "約", "左右", "about", "around", "approximately", "circa"),
    Qualifier.UP_TO: ("不超过", "至多", "以内", "up to", "at most"),
}

_LONGEST_FIRST = sorted(
    ((word, qualifier) for qualifier, words in HEDGE_WORDS.items() for word in words),
    key=lambda pair: -len(pair[0]),
)
_ANY = re.compile("|".join(word for word, _ in _LONGEST_FIRST), re.IGNORECASE)


def hedge_of(printed: str) -> Qualifier:
    """How the printed words hedge their number: `exact` where none of `HEDGE_WORDS` is among them."""
    found = _ANY.search(printed)
    return dict(_LONGEST_FIRST)[found[0].lower()] if found else Qualifier.EXACT


def without_hedges(text: str) -> str:
    """The text without the words that hedge."""
    return _ANY.sub(" ", text)

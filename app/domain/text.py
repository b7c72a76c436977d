"""How words are compared: the one rule by which search finds Chinese and English alike."""

import re
import unicodedata
from collections.abc import Iterable

_TOKEN = re.compile(r"[㐀-䶿一-鿿豈-﫿\U00020000-\U0003134f]|[^\W_㐀-䶿一-鿿豈-﫿\U00020000-\U0003134f]+")

# A letter that no text of ours has: it keeps a phrase from running across two texts.
BREAK = "\u01c1"


def fold(text: str) -> str:
    """The text without what a reader ignores: case, width and accents."""
    decomposed = unicodedata.normalize("NFKD", text).casefold()
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def tokens(text: str) -> list[str]:
    """Each Han character by itself and each run of other letters or digits, folded.

    Words of two Han characters are what people search for and what no n-gram index finds.
    """
    return _TOKEN.findall(fold(text))


def phrases(query: str) -> list[list[str]]:
    """What a query asks for: one list of consecutive tokens for each of its words."""
    return [found for word in query.split() if (found := tokens(word))]


def tokenised(texts: Iterable[str | None]) -> str:
    """The tokens of several texts as one, with a `BREAK` between two texts."""
    return f" {BREAK} ".join(" ".join(tokens(text)) for text in texts if text)

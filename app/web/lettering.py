"""How much room text takes in a picture, which has no layout of its own: it is wrapped or cut at whole words."""

import re

# What stays on a line: a Han character or a word, with the dot that follows it.
_PIECES = re.compile(r"(?:[\u2e80-\u9fff\uff00-\uffef]|[^\s\u2e80-\u9fff\uff00-\uffef]+)(?:\s*·)?\s*|\s+")


def width_of(text: str, size: float) -> float:
    """About how wide a text is in pixels: a Han character is as wide as it is high."""
    return size * sum(1.0 if character >= "\u2e80" else 0.62 if character.isupper() else 0.56 for character in text)


def wrapped(text: str, size: float, room: float) -> list[str]:
    """The lines of a text in a room so many pixels wide."""
    lines: list[str] = []
    for piece in _PIECES.findall(text):
        if lines and width_of(lines[-1] + piece.rstrip(), size) <= room:
            lines[-1] += piece
        else:
            lines.append(piece)
    return [line.strip() for line in lines if line.strip()]


def shortened(text: str, size: float, room: float) -> str:
    """A text that fits into one line: what is left out is marked."""
    first, *rest = wrapped(text, size, room) or [""]
    if not rest and width_of(first, size) <= room:
        return first
    if rest:
        first = (wrapped(text, size, room - size) or [""])[0]
    while first and width_of(first, size) > room - size:
        first = first[:-1]
    return first.rstrip(" ,·、") + "…"

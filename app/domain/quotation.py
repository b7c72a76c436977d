"""Quotations in a text: whether they stand there, and what they leave uncited."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

_SENTENCE = re.compile(r"[^\n。！？!?]+[。！？!?]?")
_DIGIT = re.compile(r"[0-9０-９〇零一二两三四五六七八九十百千万亿]")


@dataclass(frozen=True, slots=True)
class Quotation:
    """Words and the characters of a text that they claim to be."""

    words: str
    start: int | None
    end: int | None

    def stands_in(self, text: str) -> bool:
        """Whether the text has exactly these words at exactly this place."""
        return self.start is not None and text[self.start : self.end] == self.words


def uncited_sentences(text: str, quotations: Iterable[Quotation]) -> Iterator[tuple[int, str]]:
    """Each sentence with an Arabic or Chinese digit that no quotation touches, with its offset."""
    spans = [(q.start, q.end) for q in quotations if q.start is not None and q.end is not None]
    for match in _SENTENCE.finditer(text):
        sentence = match[0].strip()
        start = match.start() + len(match[0]) - len(match[0].lstrip())
        is_cited = any(a < match.end() and start < b for a, b in spans)
        if _DIGIT.search(sentence) and not is_cited:
            yield start, sentence

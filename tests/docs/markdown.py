"""Markdown as the tests read it: sections, tables, code blocks, links."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from app.settings import ROOT

_FENCE = re.compile(r"^(`{3,}|~{3,})(\w*)\n(.*?)^\1$", re.MULTILINE | re.DOTALL)
_NOT_OURS = {"node_modules", "var"}


@dataclass(frozen=True, slots=True)
class Table:
    """A table by the words of its header."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def column(self, name: str) -> list[str]:
        return [row[self.header.index(name)] for row in self.rows]


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block: its language, and the text within."""

    language: str
    text: str


def documents() -> list[Path]:
    """Every Markdown file of the project."""
    found = (path.relative_to(ROOT) for path in ROOT.rglob("*.md"))
    return sorted(path for path in found if not any(part in _NOT_OURS or part[0] == "." for part in path.parts))


@cache
def text_of(path: str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


def blocks(text: str) -> list[Block]:
    return [Block(match[2], match[3]) for match in _FENCE.finditer(text)]


def prose(text: str) -> str:
    """The text without its fenced blocks."""
    return _FENCE.sub("", text)


def sections(text: str, level: int) -> dict[str, str]:
    """What stands below each heading of a level, up to the next heading of that level or above it."""
    parts = re.split(rf"^(#{{1,{level}}}) (.+)$", prose(text), flags=re.MULTILINE)
    return {heading: body for marks, heading, body in zip(*[iter(parts[1:])] * 3, strict=True) if len(marks) == level}


def tables(text: str) -> list[Table]:
    found = re.findall(r"(?:^\|.*\|\n)+", prose(text) + "\n", flags=re.MULTILINE)
    return [_table(lines.splitlines()) for lines in found]


def _table(lines: list[str]) -> Table:
    header, _, *rows = (tuple(cell.strip() for cell in line.strip("|").split("|")) for line in lines)
    return Table(header, tuple(rows))


def table_of(text: str, first: str) -> Table:
    """The one table whose first column has this header."""
    (found,) = (table for table in tables(text) if table.header[0] == first)
    return found


def names(cell: str) -> list[str]:
    """The names that a cell has in code type."""
    return re.findall(r"`([^`]+)`", cell)


def names_in(text: str, first: str) -> list[str]:
    """The names in the first column of every table with this header, in order."""
    return [
        name
        for table in tables(text)
        if table.header[0] == first
        for cell in table.column(first)
        for name in names(cell)
    ]


def links(text: str) -> Iterator[tuple[str, str]]:
    """The relative links of a text: path and anchor."""
    for target in re.findall(r"\]\(([^)\s]+)\)", prose(text)):
        if not re.match(r"[a-z]+:", target):
            path, _, anchor = target.partition("#")
            yield path, anchor


def anchors(text: str) -> set[str]:
    """The anchors of a text's headings."""
    return {
        re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
        for heading in re.findall(r"^#{1,6} (.+)$", prose(text), flags=re.MULTILINE)
    }


def differences(told: Iterable[str], there_are: Iterable[str]) -> dict[str, list[str]]:
    """What a document leaves out, and what it tells of that is not there or tells twice."""
    told_of, to_tell = Counter(iter(told)), Counter(iter(there_are))
    found = {"undocumented": sorted(to_tell - told_of), "unknown": sorted(told_of - to_tell)}
    return {what: names for what, names in found.items() if names}

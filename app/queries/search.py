"""Full-text search over all nouns: found by the store's index, ranked by one rule on every store."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, cast, column, literal_column, select, table
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlmodel import Session, col

from app.domain.text import BREAK, phrases
from app.models import SearchEntry
from app.problems import Fault, InvalidValue
from app.queries.pages import Page, Words, cursor_at, place_of

# Which noun comes first among hits of the same rank.
NOUNS = ("indicator", "cluster", "project", "organisation", "area", "milestone", "claim", "source", "evidence")

_INDEX = table("search_index", column("noun"), column("code"), column("names"), column("words"))


def codes_matching(session: Session, noun: str, query: str) -> Select[Any]:
    """The codes of a noun's rows that have every word of the query."""
    return _matching(session, query).with_only_columns(_INDEX.c.code).where(_INDEX.c.noun == noun)


def find_entries(session: Session, words: Words, query: str, nouns: Sequence[str]) -> Page:
    """What has every word of the query: whole names first, then names, then other words."""
    hits = _matching(session, query).subquery()
    entry = select(SearchEntry).join(
        hits, (col(SearchEntry.noun) == hits.c.noun) & (col(SearchEntry.code) == hits.c.code)
    )
    if nouns:
        entry = entry.where(col(SearchEntry.noun).in_(nouns))
    wanted = phrases(query)
    found = sorted(
        session.execute(entry).scalars(),
        key=lambda e: (_rank(e.names, wanted), NOUNS.index(e.noun), e.code),
    )
    first = place_of(words)
    page = found[first : first + words.limit]
    rows = [
        {
            "noun": e.noun,
            "code": e.code,
            "name_zh": e.name_zh,
            "name_en": e.name_en,
            "rank": _rank(e.names, wanted),
        }
        for e in page
    ]
    is_last = first + len(page) >= len(found)
    return Page(rows, len(found), None if is_last else cursor_at(words, first + len(page)))


def _matching(session: Session, query: str) -> Select[Any]:
    """The (noun, code) pairs that have each phrase of the query, its last token as a prefix."""
    wanted = phrases(query)
    if not wanted:
        raise InvalidValue(Fault("q", query[:100], ("没有字母、数字或汉字", "has no letter, digit or Han character")))
    found = select(_INDEX.c.noun, _INDEX.c.code)
    if session.get_bind().dialect.name != "postgresql":
        asked = " AND ".join(f'"{" ".join(phrase)}" *' for phrase in wanted)
        return found.where(literal_column("search_index").op("MATCH")(asked))
    for phrase in wanted:
        lexemes = cast(" <-> ".join(f"'{token}'" for token in phrase) + ":*", TSQUERY)
        found = found.where(_INDEX.c.names.op("@@")(lexemes) | _INDEX.c.words.op("@@")(lexemes))
    return found


def _rank(names: str, wanted: list[list[str]]) -> int:
    """1 a whole name, 2 the start of a name, 3 within names, 4 among the other words."""
    texts = names.split(f" {BREAK} ")
    whole = " ".join(token for phrase in wanted for token in phrase)
    if whole in texts:
        return 1
    if any(text.startswith(whole) for text in texts):
        return 2
    return 3 if all(" ".join(phrase) in names for phrase in wanted) else 4

"""Full-text search over all nouns: found by the store's index, ranked by one rule on every store."""

from typing import Any

from sqlalchemy import Select, cast, column, literal_column, select, table
from sqlmodel import Session, col

from app.domain.text import BREAK, phrases
from app.domain.vocabulary import plural
from app.formats.table import Kind, Table
from app.models import SearchEntry
from app.problems import Fault, InvalidValue
from app.queries.pages import Page, Row, Words, cursor_at, place_of
from app.queries.tables import Listed, column_named, table_named

# Which noun comes first among hits of the same rank.
NOUNS = ("indicator", "cluster", "project", "organisation", "area", "milestone", "claim", "source", "evidence")

_INDEX = table("search_index", column("noun"), column("code"), column("names"), column("words"))


def codes_matching(session: Session, noun: str, query: str) -> Select[Any]:
    """The codes of a noun's rows that have every word of the query."""
    return _matching(session, query).with_only_columns(_INDEX.c.code).where(_INDEX.c.noun == noun)


def hits(prefix: str) -> Listed:
    """What has every word of the query, each with its address below a prefix."""

    def find(session: Session, words: Words) -> Page:
        entries, wanted = _found(session, words)
        first = place_of(words)
        page = entries[first : first + words.limit]
        is_last = first + len(page) >= len(entries)
        rows = [_hit(entry, wanted, prefix) for entry in page]
        return Page(rows, len(entries), None if is_last else cursor_at(words, first + len(page)), names=[*_KINDS])

    def whole(session: Session, words: Words) -> Table:
        entries, wanted = _found(session, words)
        cells = ([*_hit(entry, wanted, prefix).values()] for entry in entries)
        return table_named("search", COLUMNS, cells)

    return Listed(find, whole)


_KINDS = {
    **dict.fromkeys(("noun", "code", "name_zh", "name_en"), Kind.TEXT),
    "rank": Kind.INTEGER,
    "href": Kind.TEXT,
}
COLUMNS = tuple(column_named(name, kind) for name, kind in _KINDS.items())


def _found(session: Session, words: Words) -> tuple[list[SearchEntry], list[list[str]]]:
    """The hits, and the phrases they have: whole names first, then names, then other words."""
    query, nouns = words.q or "", words.filters["noun"]
    matching = _matching(session, query).subquery()
    entry = select(SearchEntry).join(
        matching, (col(SearchEntry.noun) == matching.c.noun) & (col(SearchEntry.code) == matching.c.code)
    )
    if nouns:
        entry = entry.where(col(SearchEntry.noun).in_(nouns))
    wanted = phrases(query)
    found = sorted(
        session.execute(entry).scalars(),
        key=lambda e: (_rank(e.names, wanted), NOUNS.index(e.noun), e.code),
    )
    return found, wanted


def _hit(entry: SearchEntry, wanted: list[list[str]], prefix: str) -> Row:
    return {
        "noun": entry.noun,
        "code": entry.code,
        "name_zh": entry.name_zh,
        "name_en": entry.name_en,
        "rank": _rank(entry.names, wanted),
        "href": f"{prefix}/{plural(entry.noun)}/{entry.code}",
    }


def _matching(session: Session, query: str) -> Select[Any]:
    """The (noun, code) pairs that have each phrase of the query, its last token as a prefix."""
    wanted = phrases(query)
    if not wanted:
        raise InvalidValue(Fault("q", query[:100], ("没有字母、数字或汉字", "has no letter, digit or Han character")))
    found = select(_INDEX.c.noun, _INDEX.c.code)
    if session.get_bind().dialect.name != "postgresql":
        asked = " AND ".join(f'"{" ".join(phrase)}" *' for phrase in wanted)
        return found.where(literal_column("search_index").op("MATCH")(asked))
    # Heavy, and of no use where the store is SQLite.
    from sqlalchemy.dialects.postgresql import TSQUERY  # noqa: PLC0415

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

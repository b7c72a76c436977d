"""What `/search` can find, written anew with each release."""

from collections.abc import Iterator

from sqlalchemy import delete, insert, text
from sqlmodel import Session

from app.domain.text import tokenised
from app.models import SearchEntry
from app.release.read import Seed

# What each noun is called, and the columns whose words lead to it.
_NOUNS: dict[str, tuple[str, ...]] = {
    "indicator": ("definition_zh", "definition_en", "ranker"),
    "cluster": ("note_zh", "note_en"),
    "project": ("note_zh", "note_en"),
    "organisation": ("note_zh", "note_en"),
    "milestone": ("note_zh", "note_en"),
    "area": (),
    "source": ("publisher_zh", "publisher_en"),
}


def index_for_search(session: Session, seed: Seed) -> None:
    """Replace the entries and the store's full-text index over them."""
    entries = list(_entries(seed))
    session.execute(delete(SearchEntry))
    session.execute(insert(SearchEntry), entries)
    session.execute(text("DELETE FROM search_index"))
    if session.get_bind().dialect.name == "postgresql":
        columns = "CAST(:names AS tsvector), CAST(:words AS tsvector)"
        entries = [e | {"names": _vector(e["names"]), "words": _vector(e["words"])} for e in entries]
    else:
        columns = ":names, :words"
    session.execute(text(f"INSERT INTO search_index (noun, code, names, words) VALUES (:noun, :code, {columns})"), entries)


def _vector(tokens: str) -> str:
    """The tokens and their places, as PostgreSQL writes a tsvector (no position over 16,383)."""
    return " ".join(f"'{token}':{min(place, 16383)}" for place, token in enumerate(tokens.split(), 1))


def _entries(seed: Seed) -> Iterator[dict[str, str]]:
    claims = _claims_by_organisation(seed)
    for noun, columns in _NOUNS.items():
        for row in seed.rows[noun]:
            values = row.values
            names = [values["code"], values["name_zh"], values["name_en"], *(values["aliases"] or "").split(";")]
            words = [values[column] for column in columns]
            if noun == "organisation":
                words += claims.get(values["code"], [])
            yield _entry(noun, values["code"], values["name_zh"], values["name_en"], names, words)
    for row in seed.rows["evidence"]:
        quote = row.values["quote"]
        yield _entry("evidence", row.values["id"], quote, quote, [], [quote])


def _claims_by_organisation(seed: Seed) -> dict[str, list[str]]:
    claims: dict[str, list[str]] = {}
    for row in seed.rows["claim"]:
        if row.values["organisation_code"]:
            statements = [row.values["statement_zh"], row.values["statement_en"]]
            claims.setdefault(row.values["organisation_code"], []).extend(statements)
    return claims


def _entry(
    noun: str, code: str, name_zh: str, name_en: str, names: list[str | None], words: list[str | None]
) -> dict[str, str]:
    return {
        "noun": noun,
        "code": code,
        "name_zh": name_zh,
        "name_en": name_en,
        "names": tokenised(names),
        "words": tokenised(words),
    }

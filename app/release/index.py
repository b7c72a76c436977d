"""What `/search` can find, written anew with each release."""

from collections.abc import Iterator

from sqlalchemy import delete, insert, text
from sqlmodel import Session

from app.domain.text import tokenised
from app.models import SearchEntry
from app.release.plain import batches
from app.release.read import Seed

_BATCH = 2000

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
_INTO_SQLITE = text("INSERT INTO search_index (noun, code, names, words) VALUES (:noun, :code, :names, :words)")
_INTO_POSTGRESQL = text(
    "INSERT INTO search_index (noun, code, names, words)"
    " VALUES (:noun, :code, CAST(:names AS tsvector), CAST(:words AS tsvector))"
)


def index_for_search(session: Session, seed: Seed) -> None:
    """Replace the entries and the store's full-text index over them."""
    session.execute(delete(SearchEntry))
    session.execute(text("DELETE FROM search_index"))
    connection = session.connection()
    for entries in batches(_entries(seed), _BATCH):
        connection.execute(insert(SearchEntry), entries)
        if connection.dialect.name == "postgresql":
            vectors = [e | {"names": _vector(e["names"]), "words": _vector(e["words"])} for e in entries]
            connection.execute(_INTO_POSTGRESQL, vectors)
        else:
            connection.execute(_INTO_SQLITE, entries)


def _vector(tokens: str) -> str:
    """The tokens and their places, as PostgreSQL writes a tsvector (no position over 16,383)."""
    return " ".join(f"'{token}':{min(place, 16383)}" for place, token in enumerate(tokens.split(), 1))


def _entries(seed: Seed) -> Iterator[dict[str, str]]:
    claims = _claims_by_organisation(seed)
    for noun, columns in _NOUNS.items():
        for row in seed.rows[noun]:
            values = row.values
            title = {name: values[name] for name in ("code", "name_zh", "name_en")}
            names = [*title.values(), *(values["aliases"] or "").split(";")]
            texts = [values[column] for column in columns]
            if noun == "organisation":
                texts += claims.get(values["code"], [])
            yield {"noun": noun, **title, "names": tokenised(names), "words": tokenised(texts)}
    for row in seed.rows["claim"]:
        statements = {"name_zh": row.values["statement_zh"], "name_en": row.values["statement_en"]}
        code = tokenised([row.values["code"]])
        words = tokenised(statements.values())
        yield {"noun": "claim", "code": row.values["code"], **statements, "names": code, "words": words}
    for row in seed.rows["evidence"]:
        quote = row.values["quote"]
        title = {"code": row.values["id"], "name_zh": quote, "name_en": quote}
        yield {"noun": "evidence", **title, "names": "", "words": tokenised([quote])}


def _claims_by_organisation(seed: Seed) -> dict[str, list[str]]:
    claims: dict[str, list[str]] = {}
    for row in seed.rows["claim"]:
        if row.values["organisation_code"]:
            statements = [row.values["statement_zh"], row.values["statement_en"]]
            claims.setdefault(row.values["organisation_code"], []).extend(statements)
    return claims

"""How PostgreSQL finds words: by its full-text index, Chinese words of two characters among them."""

from typing import Any

import pytest
from sqlalchemy import event, insert, text
from sqlmodel import Session

from app.domain.text import tokenised
from app.models import SearchEntry
from app.queries.search import _matching
from app.release.index import _vector
from tests.seeds import HAVEN
from tests.stores import Originals, connected

# Enough that reading all of them would be slower.
ENTRIES = 20_000
INTO = text("INSERT INTO search_index VALUES (:noun, :code, CAST(:names AS tsvector), CAST(:words AS tsvector))")


def entry(number: int) -> dict[str, str]:
    words = tokenised(["海湾工业" if number % 1000 == 0 else f"号 {number}"])
    names = {"name_zh": "", "name_en": "", "names": ""}
    return {"noun": "evidence", "code": f"made-up-{number}", **names, "words": words}


@pytest.fixture(scope="module")
def url(originals: Originals, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A store whose search index is as large as that of a large seed."""
    url = originals.copy("postgresql", HAVEN, tmp_path_factory.mktemp("plans"))
    entries = [entry(number) for number in range(ENTRIES)]
    with connected(url) as engine, engine.begin() as connection:
        connection.execute(insert(SearchEntry), entries)
        connection.execute(INTO, [found | {"words": _vector(found["words"])} for found in entries])
        connection.execute(text("ANALYZE search_index"))
    return url


@pytest.mark.parametrize(("query", "hits"), [("工业", 20), ("湾工", 20), ("海湾 工业", 20), ("19999", 1), ("gdp", 1)])
def test_words_are_found_by_the_index(url: str, query: str, hits: int) -> None:
    sent: list[tuple[str, Any]] = []

    def note(_connection: object, _cursor: object, statement: str, parameters: Any, *_rest: object) -> None:
        sent.append((statement, parameters))

    with connected(url) as engine, Session(engine) as session:
        event.listen(engine, "before_cursor_execute", note)
        assert len(session.execute(_matching(session, query)).all()) == hits
        statement, parameters = sent[-1]
        explained = session.connection().exec_driver_sql(f"EXPLAIN {statement}", parameters)
        plan = "\n".join(row[0] for row in explained)
    assert "Bitmap Index Scan on search_index_vector" in plan
    assert "Seq Scan" not in plan

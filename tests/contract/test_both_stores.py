"""SQLite and PostgreSQL answer every documented request with the same bytes."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
from fastapi.testclient import TestClient

from tests.contract.openapi import operations
from tests.seeds import HAVEN, SHIPPED
from tests.serving import Clients

# Of this very moment, and of this very process.
PASSING = {"date", "x-request-id"}
OF_THE_PROCESS = {"/metrics"}
REFUSED = ("?nonsense=1", "?limit=0", "?limit=x", "?cursor=x", "?release=2020.1-00000000", "?lang=fr")


def documented(client: TestClient) -> Iterator[tuple[str, str]]:
    """Each address with its examples, in each type that the document names; and what is refused there."""
    for operation in operations(client):
        query = f"?{urlencode(operation.query)}" if operation.query else ""
        for accept in operation.described["responses"]["200"]["content"]:
            yield operation.address + query, accept
        for parameter in operation.query:
            yield f"{operation.address}?{urlencode({parameter: operation.query[parameter]})}", "*/*"
        for wrong in REFUSED:
            yield operation.address + wrong, "*/*"
        yield operation.address, "text/html"
    paths = client.get("/openapi.json").json()["paths"]
    known = {operation.path for operation in operations(client)}
    yield from ((path, "*/*") for path in paths if path not in known | OF_THE_PROCESS and "{" not in path)


@pytest.mark.parametrize("seed", [SHIPPED, HAVEN], ids=lambda path: path.name)
def test_every_documented_request_has_one_answer(clients: Clients, seed: Path) -> None:
    sqlite, postgresql = (clients(name, seed) for name in ("sqlite", "postgresql"))
    assert sqlite.get("/openapi.json").content == postgresql.get("/openapi.json").content
    asked = list(dict.fromkeys(documented(sqlite)))
    # A walk that finds nothing would compare nothing.
    assert len(asked) > 200
    for address, accept in asked:
        answers = [client.get(address, headers={"Accept": accept}) for client in (sqlite, postgresql)]
        told = [{k: v for k, v in answer.headers.items() if k not in PASSING} for answer in answers]
        bodies = [answer.content.replace(answer.headers["x-request-id"].encode(), b"") for answer in answers]
        assert answers[0].status_code == answers[1].status_code < 500, (address, accept)
        assert told[0] == told[1], (address, accept)
        assert bodies[0] == bodies[1], (address, accept)

"""What a failure of the store may look like from outside: one shape, with a reason and a time to come back."""

import re
import time
from collections.abc import Callable
from typing import Any

import httpx
from fastapi.testclient import TestClient

from tests.contract.openapi import PROBLEM

# One that is kept, a file, a page, and what is never kept.
ADDRESSES = ("/indicators", "/observations?values=all", "/observations.csv", "/search?q=haven", "/")


def reason(answer: httpx.Response) -> str:
    """The detail of a 503 in the shape that it must have."""
    assert (answer.status_code, answer.headers["content-type"]) == (503, PROBLEM), answer.text
    assert int(answer.headers["retry-after"]) > 0
    assert answer.headers["cache-control"] == "no-store"
    problem: dict[str, Any] = answer.json()
    assert problem["type"] == "/problems/store-unavailable"
    return str(problem["detail"])


def reason_of_page(answer: httpx.Response) -> str:
    """The same of its page."""
    assert answer.status_code == 503
    assert answer.headers["content-type"].startswith("text/html")
    assert int(answer.headers["retry-after"]) > 0
    assert answer.headers["cache-control"] == "no-store"
    (detail,) = re.findall(r"<p class=\"lead\">(.+?)</p>", answer.text)
    return str(detail)


def assert_away(client: TestClient, why: str) -> None:
    """Nothing is answered, not even what was answered before, and every answer says why."""
    assert why in reason(client.get("/readyz"))
    for address in ADDRESSES:
        assert why in reason(client.get(address))
    assert client.get("/livez").status_code == 200


def assert_here(client: TestClient) -> str:
    """Everything is answered; gives the release."""
    for _ in range(2):
        for address in ADDRESSES:
            assert client.get(address).status_code == 200, address
    release: str = client.get("/readyz").json()["release"]
    return release


def until(is_so: Callable[[], bool]) -> None:
    """Ask again until it is so."""
    for _ in range(1200):
        if is_so():
            return
        time.sleep(0.05)
    raise TimeoutError

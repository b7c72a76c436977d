"""A page asks several things of the API, and a release may be published between two of them."""

import re
from pathlib import Path
from typing import Any

import pytest
from anyio import to_thread

from app.release.publish import seed_store
from app.web.client import Api
from tests.contract.openapi import PROBLEM
from tests.failures.whole import edition
from tests.seeds import HAVEN
from tests.serving import client_of
from tests.stores import Originals

HTML = {"Accept": "text/html"}


# What is published after each answer that a page gets, if anything is.
Following = list[Path | None]


@pytest.fixture
def publishing(originals: Originals, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[str, Following]:
    """A store, and what will be published into it."""
    url, following = originals.copy("sqlite", HAVEN, tmp_path), Following()
    fetch = Api._fetch

    async def followed(api: Api, address: str) -> Any:
        body = await fetch(api, address)
        if following and (seed := following.pop(0)):
            await to_thread.run_sync(seed_store, url, seed)
        return body

    monkeypatch.setattr(Api, "_fetch", followed)
    return url, following


def test_a_page_is_wholly_of_one_release(publishing: tuple[str, Following], tmp_path: Path) -> None:
    url, following = publishing
    seed_store(url, edition(tmp_path, 0))
    with client_of(url) as client:
        # After the index and the indicator itself, before all else.
        following += [None, edition(tmp_path, 1)]
        for _ in range(2):
            page = client.get("/indicators/gdp", headers=HTML)
            assert page.status_code == 200
            assert set(re.findall(r"Edition(\d)x", page.text)) == {"1"}
    assert following == []


def test_where_nothing_lasts_the_page_is_tried_again_later(publishing: tuple[str, Following], tmp_path: Path) -> None:
    url, following = publishing
    seeds = [edition(tmp_path, number) for number in range(1, 9)]
    with client_of(url) as client:
        following += seeds
        page = client.get("/indicators/gdp", headers=HTML)
        assert (page.status_code, page.headers["retry-after"]) == (503, "5")
        assert page.headers["content-type"].startswith("text/html")
        following.clear()
        assert client.get("/indicators/gdp", headers=HTML).status_code == 200
        assert client.get("/indicators/nothing").headers["content-type"] == PROBLEM

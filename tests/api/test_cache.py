"""Answers that are kept: found again, true to their release, and within their limit."""

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from fastapi.testclient import TestClient
from prometheus_client.parser import text_string_to_metric_families

from app.api.cache import Cache, Entry, Slot
from app.release.publish import seed_store
from tests.seeds import HAVEN, SeedCopy
from tests.serving import client_of
from tests.stores import Originals

JSON = "application/json"
LIST = "/observations?indicator=gdp&freq=A"


@pytest.fixture
def kept(store: str) -> Iterator[TestClient]:
    """A client of a store of its own, whose cache nobody else fills."""
    with client_of(store) as client:
        yield client


def counted(client: TestClient, name: str) -> float:
    """A number of `/metrics`, added up over its labels."""
    families = text_string_to_metric_families(client.get("/metrics").text)
    return sum(sample.value for family in families for sample in family.samples if sample.name == name)


def told(answer: Any) -> dict[str, str]:
    """The headers of an answer that are not of this very moment."""
    return {name: value for name, value in answer.headers.items() if name not in {"date", "x-request-id"}}


def published(store: str, directory: Path, numbers: Iterator[int]) -> str:
    """Publish the made-up city again with another name; gives the release."""
    seed = SeedCopy(HAVEN, directory / f"seed-{next(numbers)}")
    line = seed.line_of("catalogue/dataset.csv", "haven")
    seed.set("catalogue/dataset.csv", line, "name_en", f"Haven {seed.directory.name}")
    return seed_store(store, seed.directory).release_id


@pytest.mark.parametrize("address", [LIST, "/clusters", "/", "/observations.csv", "/openapi.json"])
def test_the_second_answer_is_the_first(kept: TestClient, address: str) -> None:
    headers = {"Origin": "https://elsewhere.example"}
    first, second = kept.get(address, headers=headers), kept.get(address, headers=headers)
    assert second.content == first.content
    assert told(second) | {"content-length": ""} == told(first) | {"content-length": ""}
    assert second.headers["x-request-id"] != first.headers["x-request-id"]


def test_one_answer_serves_every_spelling_of_a_request(kept: TestClient) -> None:
    for spelling in (LIST, "/observations?freq=A&indicator=gdp", f"{LIST}&limit=100", f"{LIST}&values=preferred"):
        assert kept.get(spelling).is_success
    assert counted(kept, "cache_misses_total") == 1
    assert counted(kept, "cache_entries") == 1
    assert counted(kept, "cache_hits_total") == 3


@pytest.mark.parametrize("other", ["limit=2", "values=all", "shape=columns", "format=csv", "lang=zh&format=xlsx"])
def test_another_request_has_an_answer_of_its_own(kept: TestClient, other: str) -> None:
    first = kept.get(LIST)
    assert kept.get(f"{LIST}&{other}").content != first.content


def test_codings_and_hosts_are_kept_apart(kept: TestClient) -> None:
    for coding in ("identity", "gzip", "br", "zstd"):
        for _ in range(2):
            answer = kept.get("/indicators", headers={"Accept-Encoding": coding})
            assert answer.headers.get("content-encoding", "identity") == coding
    link = kept.get("/indicators/gdp", headers={"Host": "one.example"}).json()["data"]["citation"]["permalink"]
    other = kept.get("/indicators/gdp", headers={"Host": "two.example"}).json()["data"]["citation"]["permalink"]
    assert "one.example" in link
    assert "two.example" in other


def test_a_kept_answer_has_its_304_its_head_and_its_parts(kept: TestClient) -> None:
    whole = kept.get("/observations.csv")
    tag = whole.headers["etag"]
    before = counted(kept, "cache_hits_total")
    assert kept.get("/observations.csv", headers={"If-None-Match": tag}).status_code == 304
    assert kept.get("/observations.csv", headers={"If-None-Match": f'"other", W/{tag}'}).status_code == 304
    assert kept.get("/observations.csv", headers={"If-None-Match": '"other"'}).content == whole.content
    head = kept.head("/observations.csv")
    assert (head.content, head.headers["content-length"]) == (b"", str(len(whole.content)))
    for span, expected in (("0-0", whole.content[:1]), ("5-9", whole.content[5:10]), ("-7", whole.content[-7:])):
        part = kept.get("/observations.csv", headers={"Range": f"bytes={span}"})
        assert (part.status_code, part.content) == (206, expected)
        assert part.headers["content-range"].endswith(f"/{len(whole.content)}")
    assert kept.get("/observations.csv", headers={"Range": "bytes=0-0", "If-Range": '"old"'}).status_code == 200
    assert counted(kept, "cache_hits_total") == before + 8
    assert kept.get("/observations.csv", headers={"Range": "bytes=99999999-"}).status_code == 416


@pytest.mark.parametrize("coding", ["gzip", "br", "zstd"])
def test_a_part_is_of_the_file_as_it_is_however_the_whole_is_kept(kept: TestClient, coding: str) -> None:
    headers = {"Accept-Encoding": coding}
    for _ in range(2):
        assert kept.get("/observations.csv", headers=headers).headers["content-encoding"] == coding
    tag = kept.get("/observations.csv", headers=headers | {"Range": "bytes=0-0"}).headers["etag"]
    part = kept.get("/observations.csv", headers=headers | {"Range": "bytes=5-9", "If-Range": tag})
    assert (part.status_code, len(part.content)) == (206, 5)


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [("accept", "text/csv", "*/*"), ("accept", "text/csv", JSON), ("accept-encoding", "gzip", "identity")],
)
def test_a_header_that_is_sent_twice_changes_nobody_elses_answer(
    kept: TestClient, name: str, first: str, last: str
) -> None:
    plain = {"accept": "*/*", "accept-encoding": "identity"} | {name: last}
    others = [(key, value) for key, value in plain.items() if key != name]
    kept.get("/clusters?limit=90", headers=[*others, (name, first), (name, last)])
    answer = kept.get("/clusters?limit=90", headers=plain)
    assert answer.headers["content-type"] == JSON
    assert "content-encoding" not in answer.headers


def test_two_hosts_are_refused(kept: TestClient) -> None:
    hosts = [("Host", "one.example"), ("Host", "two.example")]
    assert kept.get("/indicators/gdp", headers=hosts).status_code == 400


@pytest.mark.parametrize("address", ["/nothing", "/indicators?limt=1", "/indicators/nothing", "/indicators?limit=0"])
def test_a_failure_is_never_kept(kept: TestClient, address: str) -> None:
    for _ in range(2):
        assert kept.get(address).status_code >= 400
    assert (counted(kept, "cache_entries"), counted(kept, "cache_hits_total")) == (0, 0)


def test_what_is_of_this_moment_is_never_kept(kept: TestClient) -> None:
    for _ in range(2):
        kept.get("/readyz")
        kept.get("/livez")
    assert counted(kept, "cache_entries") == 0


def test_the_cache_stays_within_its_limit_and_takes_nothing_too_large(store: str) -> None:
    with client_of(store, cache_bytes=100_000) as client:
        assert len(client.get("/observations?values=all&limit=1000").content) > 100_000 // 16
        assert counted(client, "cache_entries") == 0
        for number in range(80):
            client.get(f"/areas?q=nowhere{number}")
            assert counted(client, "cache_bytes") <= 100_000
        assert counted(client, "cache_evictions_total") > 0
    with client_of(store, cache_bytes=0) as client:
        assert client.get(LIST).content == client.get(LIST).content
        assert counted(client, "cache_hits_total") == 0


def test_many_who_miss_the_same_answer_cost_one(kept: TestClient) -> None:
    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda _: kept.get(f"{LIST}&values=all").content, range(16)))
    assert len(set(answers)) == 1
    assert counted(kept, "cache_misses_total") == 1


def test_nothing_stale_follows_a_publish(kept: TestClient, store: str, tmp_path: Path) -> None:
    numbers = count()
    for _ in range(5):
        release = published(store, tmp_path, numbers)
        seen = set()
        # PostgreSQL tells of a commit a moment after it.
        for _ in range(200):
            seen.add(kept.get("/indicators").json()["meta"]["release"])
            if release in seen:
                break
        assert kept.get("/indicators").json()["meta"]["release"] == release
        assert store.startswith("postgresql") or seen == {release}


def test_every_answer_is_of_the_release_that_its_etag_says(originals: Originals, store: str, tmp_path: Path) -> None:
    """Releases are published while 32 clients read: one ETag, one body, and no release but a published one."""
    del originals
    releases, numbers, is_over = set(), count(), Event()

    def read(client: TestClient) -> list[tuple[str, bytes, str]]:
        seen = []
        # A moment's rest lets the publisher have its turn among 32.
        while not is_over.wait(0.1):
            for address in (LIST, "/indicators", "/observations.csv?indicator=gdp"):
                answer = client.get(address)
                assert answer.status_code == 200
                linked = answer.headers["link"].rpartition("/releases/")[2].partition(">")[0]
                seen.append((f"{address} {answer.headers['etag']}", answer.content, linked))
        return seen

    with client_of(store) as client, ThreadPoolExecutor(32) as pool:
        releases.add(client.get("/").json()["meta"]["release"])
        readers = [pool.submit(read, client) for _ in range(32)]
        for _ in range(4):
            releases.add(published(store, tmp_path, numbers))
        is_over.set()
        seen = [answer for reader in readers for answer in reader.result()]
    bodies: dict[str, set[bytes]] = {}
    for key, body, release in seen:
        bodies.setdefault(f"{key} {release}", set()).add(body)
        assert release in releases
        if body.startswith(b"{"):
            assert f'"release":"{release}"'.encode() in body
    assert all(len(variants) == 1 for variants in bodies.values())
    assert len({key.rpartition(" ")[0] for key in bodies}) == len(bodies)
    assert len({release for _, _, release in seen}) > 1


def entry(key: str, size: int) -> Entry:
    return Entry(key, "/", [(b"etag", b'"x"')], bytes(size))


def test_the_oldest_that_nobody_asked_for_is_given_up_first() -> None:
    cache = Cache(3_000)
    cache.renew(1)
    for name in ("a", "b"):
        cache.add(entry(name, 700), f"spelled {name}")
    assert cache.spelled("spelled a") is not None
    cache.add(entry("c", 700), "spelled c")
    assert cache.spelled("spelled b") is None
    assert cache.spelled("spelled a") is not None
    assert cache.size <= cache.limit


def test_another_version_of_the_store_leaves_nothing() -> None:
    cache = Cache(10_000)
    cache.renew(1)
    cache.add(entry("a", 10), "spelled a")
    cache.renew(1)
    assert len(cache) == 1
    cache.renew(2)
    assert (len(cache), cache.size, cache.spelled("spelled a")) == (0, 0, None)


def test_an_answer_begun_before_a_publish_is_not_kept() -> None:
    async def made() -> int:
        cache = Cache(10_000)
        cache.renew(1)
        slot = Slot(cache, "spelled", {}, is_head=False)
        assert not await slot.claim("key")
        slot.note({"type": "http.response.start", "status": 200, "headers": [(b"etag", b'"x"')]})
        slot.note({"type": "http.response.body", "body": b"old"})
        slot.close(2)
        return len(cache)

    assert asyncio.run(made()) == 0


def test_whoever_waits_for_an_answer_that_fails_makes_it_himself() -> None:
    async def both() -> list[bool]:
        cache = Cache(10_000)
        cache.renew(1)
        first, second = (Slot(cache, name, {}, is_head=False) for name in ("first", "second"))
        assert not await first.claim("key")
        waiting = asyncio.create_task(second.claim("key"))
        await asyncio.sleep(0)
        assert not waiting.done()
        first.close(1)
        found = await waiting
        second.close(1)
        return [found, "key" in cache._begun]

    assert asyncio.run(both()) == [False, False]

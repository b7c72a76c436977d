"""The committed nginx.conf in front of two replicas on PostgreSQL: a cache that hides no release."""

import json
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from tests.commands import Server, serving
from tests.edge.conftest import TRIES, nginx
from tests.seeds import HAVEN, SeedCopy
from tests.stores import Postgres, filled

LIMIT = 40
NEVER_CACHED = ("/livez", "/readyz")


@dataclass(frozen=True, slots=True)
class Deployment:
    """nginx, its replicas, their store, and what nginx logged."""

    url: str
    replicas: list[Server]
    store: str
    directory: Path

    def lines(self) -> list[dict[str, str]]:
        return [json.loads(line) for line in (self.directory / "access.log").read_text().splitlines()]


@contextmanager
def deployed(postgres: Postgres, directory: Path) -> Iterator[Deployment]:
    store = filled(postgres.new_database(), HAVEN)
    settings = {"database_url": store, "trusted_proxies": "127.0.0.1", "rate_limit": f"{LIMIT}/hour"}
    with ExitStack() as stack:
        replicas = [stack.enter_context(serving("--no-seed", is_measured=False, **settings)) for _ in range(2)]
        url = stack.enter_context(nginx(directory, [server.port for server in replicas]))
        yield Deployment(url, replicas, store, directory)


@pytest.fixture(scope="module")
def deployment(postgres: Postgres, place: Path) -> Iterator[Deployment]:
    """One that is only asked."""
    with deployed(postgres, place) as found:
        yield found


@pytest.fixture
def doomed(postgres: Postgres, own_place: Path) -> Iterator[Deployment]:
    """One that a test may end."""
    with deployed(postgres, own_place) as found:
        yield found


def cached(answer: httpx.Response) -> str:
    return answer.headers["cache-status"].removeprefix("nginx; ")


_clients = iter(range(1, 250))


@pytest.fixture
def client() -> dict[str, str]:
    """Headers of a client behind one more proxy, who has all its requests left."""
    return {"X-Forwarded-For": f"203.0.113.{next(_clients)}"}


def test_both_replicas_answer(deployment: Deployment, http: httpx.Client) -> None:
    for number in range(10):
        assert http.get(f"{deployment.url}/livez?lang={'zh' if number % 2 else 'en'}").status_code == 200
    used = Counter(line["replica"] for line in deployment.lines())
    assert {f"127.0.0.1:{server.port}" for server in deployment.replicas} <= used.keys()


def test_an_answer_is_kept_and_what_is_of_the_moment_is_not(
    deployment: Deployment, http: httpx.Client, client: dict[str, str]
) -> None:
    first, second = (http.get(f"{deployment.url}/areas?limit=2", headers=client) for _ in range(2))
    assert (cached(first), cached(second)) == ("fwd=uri-miss", "hit")
    assert first.content == second.content
    assert first.headers["x-request-id"] != second.headers["x-request-id"]
    assert second.headers["x-content-type-options"] == "nosniff"
    for path in NEVER_CACHED:
        assert [cached(http.get(deployment.url + path)) for _ in range(2)] == ["fwd=uri-miss"] * 2
    for _ in range(2):
        refused = http.get(f"{deployment.url}/areas?limt=2", headers=client)
        assert (refused.status_code, cached(refused)) == (400, "fwd=uri-miss")
    assert http.get(f"{deployment.url}/metrics").status_code == 404


def test_each_representation_is_kept_by_itself(
    deployment: Deployment, http: httpx.Client, client: dict[str, str]
) -> None:
    seen = {}
    for accept in ("application/json", "text/html", "text/csv"):
        for coding in ("identity", "gzip", "br"):
            for method in ("GET", "HEAD"):
                headers = client | {"Accept": accept, "Accept-Encoding": coding}
                made, kept = (http.request(method, f"{deployment.url}/indicators", headers=headers) for _ in range(2))
                assert made.status_code == kept.status_code == 200
                for name in ("content-type", "content-encoding", "etag", "content-length"):
                    assert made.headers.get(name) == kept.headers.get(name), (accept, coding, method, name)
                assert kept.headers["content-type"].startswith(accept)
                assert made.content == kept.content
                seen[accept, coding, method] = cached(kept)
    assert set(seen.values()) == {"hit"}


def test_a_kept_answer_is_not_sent_to_who_has_it(
    deployment: Deployment, http: httpx.Client, client: dict[str, str]
) -> None:
    tag = http.get(f"{deployment.url}/areas?limit=3", headers=client).headers["etag"]
    again = http.get(f"{deployment.url}/areas?limit=3", headers=client | {"If-None-Match": tag})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert cached(again) == "hit"


def test_an_answer_that_is_out_of_date_is_asked_for_by_its_tag(
    deployment: Deployment, http: httpx.Client, client: dict[str, str]
) -> None:
    for _ in range(TRIES):
        if "fwd-status=304" in cached(http.get(f"{deployment.url}/areas?limit=4", headers=client)):
            break
        time.sleep(0.1)
    else:
        raise TimeoutError("nothing was revalidated")


def test_a_part_of_a_file_is_that_part(deployment: Deployment, http: httpx.Client, client: dict[str, str]) -> None:
    address = f"{deployment.url}/observations.parquet"
    whole = http.get(address, headers=client).content
    part = http.get(address, headers=client | {"Range": "bytes=4-11"})
    assert (part.status_code, part.content, cached(part)) == (206, whole[4:12], "fwd=bypass")
    assert http.get(address, headers=client).content == whole


def test_a_client_is_who_nginx_saw_and_the_standing_of_one_is_not_told_to_another(
    deployment: Deployment, http: httpx.Client
) -> None:
    address = f"{deployment.url}/areas?limit="
    mine, other = ({"X-Forwarded-For": f"1.2.3.4, 198.51.100.{number}"} for number in (1, 2))
    made, kept = (http.get(f"{address}5", headers=headers) for headers in (mine, other))
    assert made.headers["ratelimit"].startswith('"default";r=')
    assert (cached(kept), kept.headers.get("ratelimit")) == ("hit", None)
    statuses = Counter(http.get(f"{address}{number + 10}", headers=mine).status_code for number in range(LIMIT * 2))
    # Each replica counts for itself here.
    assert statuses[429] > 0
    assert http.get(f"{address}7", headers=other).status_code == 200


def test_who_writes_another_address_each_time_is_counted_as_who_it_is(deployment: Deployment) -> None:
    # No trusted proxy, unlike the address that the other clients come from.
    transport = httpx.HTTPTransport(local_address="127.0.0.2")
    with httpx.Client(transport=transport, trust_env=False, timeout=20) as forger:
        answers = [
            forger.get(f"{deployment.url}/areas?limit={number + 100}", headers={"X-Forwarded-For": f"192.0.2.{number}"})
            for number in range(LIMIT * 2 + 10)
        ]
    refused = [answer for answer in answers if answer.status_code == 429]
    assert refused
    # By the API: a flood that nginx refuses has no standing.
    assert all("ratelimit" in answer.headers for answer in refused)


def test_a_flood_is_refused_by_nginx_as_a_problem(doomed: Deployment) -> None:
    with httpx.Client(trust_env=False, timeout=20) as many:
        for _ in range(3000):
            answer = many.get(f"{doomed.url}/livez")
            if answer.status_code == 429:
                break
    assert (answer.status_code, answer.headers["content-type"]) == (429, "application/problem+json")
    assert answer.json()["type"] == "/problems/too-many-requests"
    assert (answer.headers["retry-after"], answer.headers["cache-control"]) == ("1", "no-store")


def test_a_new_release_is_seen_through_the_cache(
    deployment: Deployment, http: httpx.Client, client: dict[str, str], tmp_path: Path
) -> None:
    from app.release.publish import seed_store

    address = f"{deployment.url}/areas/isle"
    for _ in range(3):
        before = http.get(address, headers=client).json()
    seed = SeedCopy(HAVEN, tmp_path / "haven").set("catalogue/area.csv", 2, "name_en", "Island")
    seed_store(deployment.store, seed.directory)
    for _ in range(TRIES):
        after = http.get(address, headers=client).json()
        assert (after["data"]["name_en"] == "Island") is (after["meta"]["release"] != before["meta"]["release"])
        if after["data"]["name_en"] == "Island":
            break
        time.sleep(0.1)
    else:
        raise TimeoutError("the old release is still served")


class Load(threading.Thread):
    """A client that asks again and again, for what is kept and for what is not, until it is told to stop."""

    def __init__(self, url: str, number: int) -> None:
        super().__init__()
        self._url, self._number = url, number
        self.is_over = threading.Event()
        self.statuses: Counter[int | str] = Counter()

    def run(self) -> None:
        with httpx.Client(trust_env=False, timeout=20) as client:
            for number in range(400):
                if self.is_over.is_set():
                    return
                path = f"/livez?lang={'zh' if number % 2 else 'en'}" if number % 3 else "/readyz"
                try:
                    self.statuses[client.get(self._url + path).status_code] += 1
                except httpx.HTTPError as error:
                    self.statuses[type(error).__name__] += 1
                self.is_over.wait(0.03)


def test_no_request_fails_when_a_replica_is_killed(doomed: Deployment) -> None:
    clients = [Load(doomed.url, number) for number in range(3)]
    for thread in clients:
        thread.start()
    time.sleep(1)
    killed = doomed.replicas[0].process
    killed.kill()
    killed.communicate(timeout=20)
    time.sleep(3)
    for thread in clients:
        thread.is_over.set()
        thread.join()
    statuses = sum((thread.statuses for thread in clients), Counter[int | str]())
    assert set(statuses) == {200}
    assert statuses[200] > 20
    left = {line["replica"] for line in doomed.lines()[-5:]}
    assert f"127.0.0.1:{doomed.replicas[1].port}" in {address.split(", ")[-1] for address in left}


def test_while_no_replica_is_there_what_was_kept_is_answered_and_all_else_is_a_problem(
    doomed: Deployment, http: httpx.Client, client: dict[str, str]
) -> None:
    address = f"{doomed.url}/areas/haven"
    fresh = http.get(address, headers=client)
    assert fresh.status_code == 200
    for server in doomed.replicas:
        server.process.kill()
        server.process.communicate(timeout=20)
    for _ in range(TRIES):
        stale = http.get(address, headers=client)
        if "detail=stale" in cached(stale):
            break
        time.sleep(0.1)
    assert (stale.status_code, stale.content, cached(stale)) == (200, fresh.content, "hit; detail=stale")
    away = http.get(f"{doomed.url}/areas?limit=99", headers=client)
    assert (away.status_code, away.headers["content-type"]) == (503, "application/problem+json")
    assert away.json()["type"] == "/problems/store-unavailable"
    assert away.headers["retry-after"] == "5"


def test_the_configuration_is_what_nginx_reads(deployment: Deployment) -> None:
    from tests.edge.conftest import program

    command = [
        program("nginx"),
        "-t",
        "-q",
        "-p",
        str(deployment.directory),
        "-c",
        str(deployment.directory / "nginx.conf"),
    ]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stderr) == (0, "")

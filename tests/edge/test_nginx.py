"""The committed nginx.conf in front of two replicas on PostgreSQL: a cache that hides no release."""

import json
import socket
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

from app.api.http import ALLOWS_ALL
from app.api.security import OF_DATA
from app.problems import PROBLEMS
from tests.commands import Server, serving
from tests.edge.conftest import TRIES, nginx
from tests.seeds import HAVEN, SeedCopy
from tests.stores import Postgres, filled

LIMIT = 40
NEVER_CACHED = ("/livez", "/readyz")
# Addresses of this machine: that of a proxy whom nginx believes, and one that it denies.
TRUSTED, DENIED = "127.0.0.8", "127.0.0.9"
ODD_VERSION = b"GET /areas HTTP/7.0\r\nHost: x\r\n\r\n"
# More at once than nginx takes of a client.
FLOOD = 300


@dataclass(frozen=True, slots=True)
class Deployment:
    """nginx, its replicas, their store, and what nginx logged."""

    url: str
    replicas: list[Server]
    store: str
    directory: Path

    def lines(self) -> list[dict[str, str]]:
        # An address is logged as it came, whatever its bytes are.
        text = (self.directory / "access.log").read_text(encoding="utf-8", errors="replace")
        return [json.loads(line) for line in text.splitlines()]


@contextmanager
def deployed(postgres: Postgres, directory: Path) -> Iterator[Deployment]:
    store = filled(postgres.new_database(), HAVEN)
    settings = {
        "database_url": store,
        "trusted_proxies": "127.0.0.1",
        "rate_limit": f"{LIMIT}/hour",
        "hsts_seconds": "60",
    }
    trusted = f"set_real_ip_from {TRUSTED};\ndeny {DENIED};\n"
    with ExitStack() as stack:
        replicas = [stack.enter_context(serving("--no-seed", **settings)) for _ in range(2)]
        url = stack.enter_context(nginx(directory, [server.port for server in replicas], trusted))
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


def raw(url: str, *requests: bytes, source: str = "127.0.0.1") -> httpx.Response:
    """The last answer to requests that are sent at once, as they are; the last of them ends the connection."""
    port = httpx.URL(url).port
    assert port is not None
    with socket.create_connection(("127.0.0.1", port), timeout=20, source_address=(source, 0)) as connection:
        connection.sendall(b"".join(requests))
        with connection.makefile("rb") as answers:
            text = answers.read()
    head, _, body = text[text.rindex(b"HTTP/1.1 ") :].partition(b"\r\n\r\n")
    status, *lines = head.decode("ascii").split("\r\n")
    headers = [(name, value.strip()) for name, _, value in (line.partition(":") for line in lines)]
    return httpx.Response(int(status.split()[1]), headers=headers, content=body)


def asking(path: bytes, *headers: bytes) -> bytes:
    """A request that does not end its connection, unless a header says so."""
    return b"\r\n".join((b"GET " + path + b" HTTP/1.1", b"Host: x", *headers, b"", b""))


def in_a_flood(url: str, path: bytes, *headers: bytes, source: str) -> httpx.Response:
    """What nginx answers to a client that has just asked too often."""
    # What is flooded with is kept, so that the replicas have nothing to do with it.
    flood = [asking(b"/areas?limit=8", *headers)] * FLOOD
    return raw(url, *flood, asking(path, *headers, b"Connection: close"), source=source)


def assert_problem(answer: httpx.Response, slug: str, instance: str) -> None:
    """It is the problem as the API would answer it, with exactly its members and its headers."""
    assert answer.headers["content-type"] == "application/problem+json", answer.content
    told = answer.json()
    meant = PROBLEMS[slug]().body("en", instance, answer.headers["x-request-id"])
    if slug == "store-unavailable":
        meant["detail"] = told["detail"]
    assert told == meant
    assert answer.status_code == meant["status"]
    expected = {"cache-control": "no-store", "content-language": "en"} | {
        name.decode(): value.decode() for name, value in (*ALLOWS_ALL, *OF_DATA)
    }
    assert {name: answer.headers.get(name) for name in expected} == expected


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


def test_a_flood_is_refused_by_nginx_as_a_problem(deployment: Deployment) -> None:
    answer = in_a_flood(deployment.url, b"/areas?limit=8", source="127.0.0.3")
    assert_problem(answer, "too-many-requests", "/areas")
    assert answer.headers["retry-after"] == "1"


def test_health_and_discovery_are_answered_while_their_client_floods(deployment: Deployment) -> None:
    for path in (
        b"/livez",
        b"/readyz",
        b"/openapi.json",
        b"/",
        b"/problems/not-found",
        b"/llms.txt",
        b"/static/site.css",
    ):
        answer = in_a_flood(deployment.url, path, source="127.0.0.4")
        assert answer.status_code == 200, path
    often = [asking(b"/livez")] * FLOOD
    assert raw(deployment.url, *often, asking(b"/livez", b"Connection: close"), source="127.0.0.4").status_code == 200
    assert in_a_flood(deployment.url, b"/areas", source="127.0.0.4").status_code == 429


@pytest.mark.parametrize(
    ("path", "instance"),
    [
        (b"/x%22,%22injected%22:%22y", "/x%22,%22injected%22:%22y"),
        (b"/x%5C", "/x%5C"),
        (b"/x%0A", "/x%0A"),
        (b"/x%ff", "/x%ff"),
        (b'/x","injected":"y', "/"),
        (b"/x\\", "/"),
        (b"/x\xff\xe5\xb7\x9e", "/"),
        (b"/areas/x.html?q=1", "/areas/x.html"),
    ],
)
def test_no_address_changes_the_shape_of_what_nginx_refuses(deployment: Deployment, path: bytes, instance: str) -> None:
    assert_problem(in_a_flood(deployment.url, path, source="127.0.0.5"), "too-many-requests", instance)


@pytest.mark.parametrize(
    ("request_", "slug", "instance"),
    [
        (b"NONSENSE\r\n\r\n", "malformed-request", "/"),
        (b"GET /areas HTTP/1.1\r\n\r\n", "malformed-request", "/areas"),
        (b"GET /areas HTTP/1.1\r\nHost: a b\r\n\r\n", "malformed-request", "/areas"),
        (b"GET /%00 HTTP/1.1\r\nHost: x\r\n\r\n", "malformed-request", "/"),
        (ODD_VERSION, "malformed-request", "/"),
        (b"POST /areas HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: odd\r\n\r\n", "malformed-request", "/areas"),
        (asking(b"/metrics", b"Connection: close"), "not-found", "/metrics"),
        (asking(b"/-/problem", b"Connection: close"), "not-found", "/-/problem"),
        (b"TRACE /areas HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", "method-not-allowed", "/areas"),
        (
            b"POST /areas HTTP/1.1\r\nHost: x\r\nContent-Length: 16385\r\nConnection: close\r\n\r\n" + b"x" * 16_385,
            "content-too-large",
            "/areas",
        ),
        (asking(b"/areas?q=" + b"x" * 17_000), "uri-too-long", "/"),
        (asking(b"/areas", b"X-Long: " + b"x" * 17_000), "headers-too-large", "/areas"),
    ],
)
def test_what_nginx_refuses_by_itself_is_a_problem_as_well(
    deployment: Deployment, request_: bytes, slug: str, instance: str
) -> None:
    answer = raw(deployment.url, request_)
    assert_problem(answer, slug, instance)
    assert answer.headers.get("allow") == ("GET, HEAD, OPTIONS" if slug == "method-not-allowed" else None)


def test_another_version_is_no_valid_request_to_the_api_by_itself_either(deployment: Deployment) -> None:
    answer = raw(deployment.replicas[0].url, ODD_VERSION)
    assert (answer.status_code, answer.json()["type"]) == (400, "/problems/malformed-request")


def test_who_is_denied_is_told_so_as_a_problem(deployment: Deployment) -> None:
    answer = raw(deployment.url, asking(b"/areas", b"Connection: close"), source=DENIED)
    assert_problem(answer, "too-many-requests", "/areas")


def test_who_is_no_trusted_proxy_cannot_say_who_it_is_nor_how_it_came(deployment: Deployment) -> None:
    forged = (b"X-Forwarded-Proto: https", b"X-Forwarded-For: 192.0.2.1", b"Connection: close")
    answer = raw(deployment.url, asking(b"/indicators/gdp", *forged), source="127.0.0.6")
    assert "strict-transport-security" not in answer.headers
    assert ("http://x/" in answer.text, "https://x/" in answer.text) == (True, False)
    flood = [asking(b"/areas?limit=8", b"X-Forwarded-For: 192.0.2.%d" % (number % 250)) for number in range(FLOOD)]
    last = asking(b"/areas?limit=8", b"X-Forwarded-For: 192.0.2.251", b"Connection: close")
    assert_problem(raw(deployment.url, *flood, last, source="127.0.0.6"), "too-many-requests", "/areas")


def test_a_trusted_proxy_is_believed_and_each_of_its_clients_is_counted_by_itself(deployment: Deployment) -> None:
    def asked(client: bytes, scheme: bytes) -> httpx.Response:
        told = (b"X-Forwarded-For: 192.0.2.1, " + client, b"X-Forwarded-Proto: " + scheme, b"Connection: close")
        return raw(deployment.url, asking(b"/indicators/gdp", *told), source=TRUSTED)

    for _ in range(2):
        # One is not kept for the other.
        secure, plain = asked(b"198.51.100.77", b"https"), asked(b"198.51.100.77", b"http")
        assert secure.headers["strict-transport-security"].startswith("max-age=60")
        assert ("http://x/" in secure.text, "https://x/" in secure.text) == (False, True)
        assert "strict-transport-security" not in plain.headers
        assert ("http://x/" in plain.text, "https://x/" in plain.text) == (True, False)
    assert {line["client"] for line in deployment.lines()[-2:]} == {"198.51.100.77"}
    flooding = in_a_flood(deployment.url, b"/areas", b"X-Forwarded-For: 198.51.100.78", source=TRUSTED)
    assert_problem(flooding, "too-many-requests", "/areas")
    assert asked(b"198.51.100.79", b"https").status_code == 200


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


# As different clients get it: health, figures, a file, and a page.
ASKED = (
    ("/livez", "application/json"),
    ("/readyz", "application/json"),
    ("/observations?limit=5", "application/json"),
    ("/observations.csv", "text/csv"),
    ("/areas", "text/html"),
)


class Load(threading.Thread):
    """A client that asks again and again, for the whole service and never for what nginx kept, until told to stop."""

    def __init__(self, url: str, number: int) -> None:
        super().__init__()
        self._url, self._number = url, number
        self.is_over = threading.Event()
        self.answers: Counter[tuple[str, str, int | str]] = Counter()

    def run(self) -> None:
        with httpx.Client(trust_env=False, timeout=20) as client:
            for number in range(400):
                if self.is_over.is_set():
                    return
                path, accept = ASKED[number % len(ASKED)]
                client_of_its_own = f"10.{self._number}.{number // 250}.{number % 250}"
                # nginx keeps nothing of who says who it is.
                headers = {"Accept": accept, "X-Forwarded-For": client_of_its_own, "Authorization": "none"}
                try:
                    answer = client.get(self._url + path, headers=headers)
                except httpx.HTTPError as error:
                    self.answers[path, accept, type(error).__name__] += 1
                else:
                    kind = answer.headers["content-type"].partition(";")[0]
                    self.answers[path, kind, answer.status_code] += 1
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
    answers = sum((thread.answers for thread in clients), Counter[tuple[str, str, int | str]]())
    assert set(answers) == {(*asked, 200) for asked in ASKED}
    assert answers.total() > 20
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
    injecting = http.get(f"{doomed.url}/x%22,%22injected%22:%22y", headers=client)
    assert_problem(injecting, "store-unavailable", "/x%22,%22injected%22:%22y")
    assert_problem(away, "store-unavailable", "/areas")
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

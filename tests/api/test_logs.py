"""What is logged: each request once, with what became of it; never a password."""

import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.cli.logs import JsonLines, TextLines, config_of, secrets_of, without
from app.settings import Settings
from tests.commands import serving
from tests.seeds import HAVEN
from tests.serving import client_of
from tests.sockets import connected, one_answer
from tests.stores import Originals

PASSWORD = "s3cr%40et/w0rd"
URL = f"postgresql+psycopg://nobody:{PASSWORD}@127.0.0.1:9/none"
MEMBERS = {"client", "method", "path", "route", "status", "bytes", "duration_ms", "cache", "request_id"}


@pytest.fixture
def logged(originals: Originals) -> Iterator[TestClient]:
    with client_of(originals.url("sqlite", HAVEN), access_log=True) as client:
        yield client


@pytest.fixture
def lines(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    """The records of requests, as they come."""
    with caplog.at_level(logging.INFO, "app.access"):
        yield caplog


def told(lines: pytest.LogCaptureFixture) -> list[dict[str, Any]]:
    """What the records of requests say."""
    return [vars(record) for record in lines.records if record.name == "app.access"]


def test_a_request_is_one_record_with_what_became_of_it(logged: TestClient, lines: pytest.LogCaptureFixture) -> None:
    first = logged.get("/areas/haven?lang=en")
    logged.get("/areas/haven?lang=en")
    made, kept = told(lines)
    for record, cache in ((made, "miss"), (kept, "hit")):
        assert record.keys() >= MEMBERS
        assert (record["method"], record["path"], record["route"]) == (
            "GET",
            "/areas/haven?lang=en",
            "/areas/{area_code}",
        )
        assert (record["status"], record["bytes"], record["cache"]) == (200, len(first.content), cache)
        assert (record["client"], record["duration_ms"] > 0) == ("testclient", True)
    assert made["request_id"] == first.headers["x-request-id"] != kept["request_id"]


def test_a_failure_a_refusal_and_a_page_are_records_too(logged: TestClient, lines: pytest.LogCaptureFixture) -> None:
    logged.get("/nothing")
    logged.head("/areas")
    logged.get("/indicators", headers={"Accept": "text/html"})
    found = told(lines)
    # The page asks the application for what it shows; that is no request of a client.
    assert [(record["method"], record["status"]) for record in found] == [("GET", 404), ("HEAD", 200), ("GET", 200)]
    assert found[1]["bytes"] == 0


def test_a_path_cannot_end_its_line(logged: TestClient, lines: pytest.LogCaptureFixture) -> None:
    logged.get("/areas/x%0A127.0.0.1%20GET%20/forged?q=%0D%0A")
    (record,) = told(lines)
    assert not {"\n", "\r"} & set(record["message"])


def test_without_the_setting_nothing_is_logged(client: TestClient, lines: pytest.LogCaptureFixture) -> None:
    client.get("/areas")
    assert told(lines) == []


def test_a_server_writes_json_where_it_is_told_to(originals: Originals) -> None:
    settings: dict[str, Any] = {"database_url": originals.url("sqlite", HAVEN, "serving"), "log_format": "json"}
    # The plainest of requests: what was kept would go straight out of the connection.
    plain = b"GET /areas?limit=1 HTTP/1.1\r\nHost: a\r\n\r\n"
    with serving("--no-seed", access_log="true", **settings) as server:
        with connected(server.port) as connection:
            answers = []
            for _ in range(2):
                connection.sendall(plain)
                answers.append(one_answer(connection)[1])
        server.interrupt()
    records = [json.loads(line) for line in server.printed.splitlines() if line.startswith("{")]
    assert all({"time", "level", "logger", "message", "request_id"} <= record.keys() for record in records)
    line, kept = [record for record in records if record.get("path") == "/areas?limit=1"]
    assert line.keys() >= MEMBERS
    assert (line["status"], line["client"], line["logger"]) == (200, "127.0.0.1", "app.access")
    assert line["request_id"] == answers[0]["x-request-id"]
    # What was kept does not go out of the connection past the log.
    assert (line["cache"], kept["cache"]) == ("miss", "hit")
    assert kept["request_id"] == answers[1]["x-request-id"]
    assert any("Finished server process" in record["message"] for record in records)


def test_a_server_writes_text_where_it_is_not(originals: Originals) -> None:
    with serving("--no-seed", access_log="true", database_url=originals.url("sqlite", HAVEN, "serving")) as server:
        server.interrupt()
    assert "GET /livez 200" in server.printed
    assert "route=/livez" in server.printed
    assert "{" not in server.printed


def record_of(text: str) -> logging.LogRecord:
    """A record of an error that tells too much."""
    error = RuntimeError(f"cannot connect to {text}")
    return logging.LogRecord("app", logging.ERROR, "x.py", 1, "failed: %s", (text,), (type(error), error, None))


@pytest.mark.parametrize("kind", [TextLines, JsonLines])
@pytest.mark.parametrize("told", [URL, "s3cr@et/w0rd", PASSWORD])
def test_no_record_holds_a_password(kind: type[TextLines | JsonLines], told: str) -> None:
    written = kind(secrets_of(URL)).format(record_of(told))
    assert "RuntimeError" in written
    assert "cannot connect" in written
    for secret in (PASSWORD, "s3cr@et/w0rd", "w0rd"):
        assert secret not in written


# An "@" that is not escaped makes the end of the password a part of the host.
UNESCAPED = "postgresql+psycopg://nobody:abc@s3cretpw@127.0.0.1:9/none"


@pytest.mark.parametrize("kind", [TextLines, JsonLines])
@pytest.mark.parametrize("told", [UNESCAPED, "host 's3cretpw@127.0.0.1'", "password abc@s3cretpw", "s3cretpw"])
def test_no_record_holds_a_part_of_a_password(kind: type[TextLines | JsonLines], told: str) -> None:
    written = kind(secrets_of(UNESCAPED)).format(record_of(told))
    assert "cannot connect" in written
    assert "s3cret" not in written


@pytest.mark.parametrize("kind", [TextLines, JsonLines])
def test_no_record_holds_a_password_in_the_writing_of_python_or_json(kind: type[TextLines | JsonLines]) -> None:
    secret = "s3'cr\"et\\w0rd"
    written = kind(secrets_of(f"redis://:{secret}@h/0")).format(record_of(f"{secret} {secret!r}"))
    assert "w0rd" not in written


def test_the_name_of_a_user_is_no_secret() -> None:
    secrets = secrets_of("postgresql+psycopg://indicators:s3cretpw@h/d", "postgresql+psycopg://indicators@h/d")
    assert secrets == ("indicators:s3cretpw", "s3cretpw")
    assert without(secrets, "GET /indicators") == "GET /indicators"


def test_the_passwords_of_all_stores_are_known() -> None:
    settings = Settings(
        database_url=URL,
        read_url="postgresql+psycopg://nobody@h/d?password=th1rd-w0rd&sslpassword=f0urth",
        rate_limit_store="redis://:0ther-w0rd@127.0.0.1/0",
    )
    secrets = config_of(settings)["formatters"]["lines"]["secrets"]
    assert {PASSWORD, "s3cr@et/w0rd", "0ther-w0rd", "th1rd-w0rd", "f0urth"} <= set(secrets)
    assert secrets_of("sqlite:////tmp/x", "memory://", "postgresql+psycopg://host/db") == ()


@pytest.mark.parametrize(
    ("log_format", "urls"),
    [
        ("text", {"database_url": URL}),
        ("json", {"database_url": URL}),
        ("text", {"database_url": UNESCAPED}),
        ("text", {"read_url": UNESCAPED}),
    ],
)
def test_a_server_that_is_refused_tells_no_password(log_format: str, urls: dict[str, Any]) -> None:
    import httpx

    with serving("--no-seed", log_format=log_format, log_level="debug", **urls) as server:
        answers = [httpx.get(f"{server.url}{path}", trust_env=False) for path in ("/areas", "/readyz", "/metrics")]
        server.interrupt()
    assert [answer.status_code for answer in answers] == [503, 503, 200]
    for text in (server.printed, *(answer.text for answer in answers)):
        for secret in (PASSWORD, "s3cr@et", "w0rd", "s3cretpw"):
            assert secret not in text

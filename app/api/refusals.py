"""Failures of requests that never reach the application: they are answered as all others are."""

import orjson

from app.api.errors import PROBLEM_JSON
from app.api.http import ALLOWS_ALL
from app.api.security import OF_DATA
from app.problems import Problem

RawHeaders = list[tuple[bytes, bytes]]


def refusal(
    problem: Problem, request_id: str, *, root: str = "", instance: str = "", lang: str = "en"
) -> tuple[RawHeaders, bytes]:
    """The headers and the body of a problem, made without the application; `root` is its path prefix."""
    body = problem.body(lang, instance, request_id)
    text = orjson.dumps({**body, "type": root + body["type"]})
    headers = [
        (b"content-type", PROBLEM_JSON.encode()),
        (b"content-length", b"%d" % len(text)),
        (b"content-language", lang.encode()),
        (b"cache-control", b"no-store"),
        (b"vary", b"Accept-Language"),
        (b"x-request-id", request_id.encode()),
        *((name.lower().encode(), value.encode()) for name, value in problem.headers.items()),
        *ALLOWS_ALL,
        *OF_DATA,
    ]
    return headers, text

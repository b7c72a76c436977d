"""Every failure as application/problem+json, in the client's language."""

import logging
from collections.abc import Callable
from typing import Any

import orjson
from asgi_correlation_id import correlation_id
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.api.negotiation import preferred
from app.problems import (
    PROBLEMS,
    Fault,
    InternalError,
    InvalidValue,
    MalformedRequest,
    MethodNotAllowed,
    Problem,
)

# More of the same would only be longer.
MOST_FAULTS = 20
PROBLEM_JSON = "application/problem+json"
ALLOWED = "GET, HEAD, OPTIONS"
# In a scope: the suffix that the path of a list had.
SUFFIX = "app.suffix"
_log = logging.getLogger("app")


def problem_answer(request: Request, problem: Problem) -> Response:
    """A failure as the client sees it."""
    asked = request.query_params.get("lang")
    lang = asked if asked in {"zh", "en"} else preferred(request.headers.get("accept-language", ""), ["en", "zh"])
    prefix = request.scope.get("app_root_path", request.scope.get("root_path", ""))
    suffix = request.scope.get(SUFFIX)
    instance = request.scope["path"] + ("" if suffix is None else f".{suffix}")
    body = problem.body(lang or "en", instance, correlation_id.get() or "")
    body["type"] = prefix + body["type"]
    headers = {
        "Cache-Control": "no-store",
        "Content-Language": lang or "en",
        "Vary": "Accept-Language",
        **problem.headers,
    }
    return Response(orjson.dumps(body), problem.status, headers, PROBLEM_JSON)


def _of_http(error: HTTPException) -> Problem:
    """The problem behind what the framework itself raises."""
    if error.status_code == MethodNotAllowed.status:
        return MethodNotAllowed(headers={"Allow": ALLOWED})
    return _of_status(error.status_code)


# What Pydantic finds wrong, in Chinese; the placeholders are those of its own messages.
_IN_CHINESE = {
    "missing": "必须给出",
    "greater_than_equal": "不得小于 {ge}",
    "less_than_equal": "不得大于 {le}",
    "literal_error": "只能是 {expected}",
    "enum": "只能是 {expected}",
    "string_too_short": "至少 {min_length} 个字符",
    "string_too_long": "至多 {max_length} 个字符",
    "too_long": "至多 {max_length} 个",
}


def _of_validation(error: RequestValidationError) -> Problem:
    """The problem behind parameters that do not parse: each by name, with its value and the reason."""
    return InvalidValue(*(_fault(found) for found in error.errors()[:MOST_FAULTS]))


def _fault(found: dict[str, Any]) -> Fault:
    context = found.get("ctx", {})
    given = None if found["type"] == "missing" else found["input"]
    shown = ",".join(map(str, given)) if isinstance(given, list) else given
    refusal = context.get("error")
    if isinstance(refusal, ValueError) and len(refusal.args) == 2:
        reason: tuple[str, str] = refusal.args
    else:
        reason = _IN_CHINESE.get(found["type"], "格式不对").format(**context).replace(" or ", " 或 "), found["msg"]
    return Fault(
        parameter=str(found["loc"][1] if len(found["loc"]) > 1 else found["loc"][0]),
        value=None if shown is None else str(shown)[:100],
        reason=reason,
        suggestions=tuple(_expected(context)),
    )


def _expected(context: dict[str, Any]) -> list[str]:
    """The right values, where they are few: `'zh' or 'en'`."""
    expected = context.get("expected")
    return [part.strip(" '") for part in expected.replace(" or ", ",").split(",")] if isinstance(expected, str) else []


def answer_problems(app: FastAPI) -> None:
    """Give every exception that a route may raise its answer."""

    def handler(to_problem: Callable[[Any], Problem]) -> Callable[[Request, Exception], Any]:
        async def answer(request: Request, error: Exception) -> Response:
            return problem_answer(request, to_problem(error))

        return answer

    app.add_exception_handler(Problem, handler(lambda problem: problem))
    app.add_exception_handler(RequestValidationError, handler(_of_validation))
    app.add_exception_handler(HTTPException, handler(_of_http))


class ErrorBoundary:
    """Answers what nobody foresaw with a plain 500, inside the CORS headers; the log has the rest."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and answer InternalError if that raises before an answer has begun."""
        has_begun = False

        async def watched(message: Message) -> None:
            nonlocal has_begun
            has_begun = True
            await send(message)

        try:
            await self.app(scope, receive, watched)
        except Exception:
            _log.exception("unforeseen error, request %s", correlation_id.get())
            if has_begun or scope["type"] != "http":
                raise
            await problem_answer(Request(scope), InternalError())(scope, receive, send)


# What told of the body that is replaced.
_OF_THE_BODY = {"content-type", "content-length", "content-encoding", "etag", "last-modified", "accept-ranges"}


class OneShape:
    """Gives the failures of the framework and of its middleware the shape of all others."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; replace the body of a failure that is not a problem."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        is_replaced = False

        async def shaped(message: Message) -> None:
            nonlocal is_replaced
            if message["type"] == "http.response.start" and message["status"] >= 400:
                headers = Headers(raw=message["headers"])
                if is_replaced := not headers.get("content-type", "").startswith(PROBLEM_JSON):
                    kept = {name: value for name, value in headers.items() if name not in _OF_THE_BODY}
                    problem = _of_status(message["status"])
                    problem.headers = {**kept, **problem.headers}
                    await problem_answer(Request(scope), problem)(scope, receive, send)
            if not is_replaced:
                await send(message)

        await self.app(scope, receive, shaped)


def _of_status(status: int) -> Problem:
    # Of all with 400 it says least.
    kinds: tuple[type[Problem], ...] = (MalformedRequest, *PROBLEMS.values())
    return next((kind() for kind in kinds if kind.status == status), MalformedRequest())

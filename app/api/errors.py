"""Every failure as application/problem+json, in the client's language."""

import logging
from collections.abc import Callable
from typing import Any

import orjson
from asgi_correlation_id import correlation_id
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.api.negotiation import preferred
from app.problems import Fault, InternalError, InvalidValue, MalformedRequest, MethodNotAllowed, NotFound, Problem

PROBLEM_JSON = "application/problem+json"
ALLOWED = "GET, HEAD, OPTIONS"
_log = logging.getLogger("app")


def problem_answer(request: Request, problem: Problem) -> Response:
    """A failure as the client sees it."""
    asked = request.query_params.get("lang")
    lang = asked if asked in {"zh", "en"} else preferred(request.headers.get("accept-language", ""), ["en", "zh"])
    prefix = request.scope.get("root_path", "")
    body = problem.body(lang or "en", request.scope["path"], correlation_id.get() or "")
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
    return NotFound() if error.status_code == NotFound.status else MalformedRequest()


def _of_validation(error: RequestValidationError) -> Problem:
    """The problem behind parameters that do not parse: each by name, with its value and the reason."""
    return InvalidValue(
        *(
            Fault(
                str(fault["loc"][1] if len(fault["loc"]) > 1 else fault["loc"][0]),
                _shown(fault["input"]),
                fault["msg"].removeprefix("Value error, "),
                tuple(_expected(fault.get("ctx", {}))),
            )
            for fault in error.errors()
        )
    )


def _shown(given: Any) -> str | None:
    if isinstance(given, list):
        return ",".join(map(str, given))[:100]
    return None if given is None else str(given)[:100]


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

"""Pages in front of the API: at the same addresses, for whoever would rather have HTML than JSON."""

from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from functools import lru_cache
from re import Pattern
from typing import Any
from urllib.parse import parse_qsl

import orjson
from asgi_correlation_id import correlation_id
from fastapi import Request, Response
from starlette.convertors import Convertor
from starlette.datastructures import Headers, MutableHeaders
from starlette.routing import compile_path
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.api.errors import ALLOWED, PROBLEM_JSON, SUFFIX, problem_answer
from app.api.negotiation import preferred
from app.api.security import OF_DATA
from app.api.strict import JSON, readable
from app.problems import Fault, InvalidValue, MethodNotAllowed, Problem, RepeatedParameter, StoreUnavailable
from app.web.client import Answers, Api, Refused, ReleaseChanged
from app.web.language import LANGUAGES, Speech, language_of
from app.web.render import HTML, Visit

# Parameters that say how a program would have its answer.
_FOR_PROGRAMS = (b"format", b"shape", b"bom")
_PUBLISHED = ("数据正在连续更新，请稍后再试。", "One release is published after another: ask again in a moment.")
# Headers that every answer is given anew, by what it is itself.
_OF_AN_ANSWER = {"content-length", "x-request-id", "strict-transport-security", *(name.decode() for name, _ in OF_DATA)}
View = Callable[..., Awaitable[Response]]


@dataclass(frozen=True, slots=True)
class Page:
    """A page: its address, its view, and whether the API answers there, too."""

    pattern: Pattern[str]
    converters: dict[str, Convertor[Any]]
    view: View
    is_shared: bool


def page(path: str, view: View, *, is_shared: bool = True) -> Page:
    """A page at a path such as `/clusters/{code}`."""
    pattern, _, converters = compile_path(path)
    return Page(pattern, converters, view, is_shared)


def prefers_html(scope: Scope) -> bool:
    """Whether the client would rather have HTML: a browser says so, a program says nothing or asks for a format."""
    return _likes_html(Headers(scope=scope).get("accept", "")) and not is_for_programs(scope)


@lru_cache(maxsize=256)
def _likes_html(accept: str) -> bool:
    return preferred(accept, [JSON, HTML]) == HTML


def is_for_programs(scope: Scope) -> bool:
    """Whether the address says by itself what it is to be answered as."""
    query = scope["query_string"]
    # Most queries need not be read to tell.
    if SUFFIX in scope or (b"%" not in query and not any(name in query for name in _FOR_PROGRAMS)):
        return SUFFIX in scope
    return any(name.encode() in _FOR_PROGRAMS for name, _ in parse_qsl(query.decode("latin-1"), keep_blank_values=True))


async def _of_one_release(scope: Scope, answers: Answers, make: Callable[[Visit], Awaitable[Response]]) -> Response:
    """What is made of a visit, again where a release was published meanwhile; raises Refused or Problem."""
    request = Request(scope)
    speech = Speech(language_of(request))
    for are_anew in (False, True, True):
        api = Api(request, answers, speech.lang, correlation_id.get(), are_anew=are_anew)
        try:
            return await make(Visit(request, api, speech))
        except ReleaseChanged:
            continue
    raise StoreUnavailable(detail=_PUBLISHED)


def _require_language(request: Request) -> None:
    """Raise InvalidValue or RepeatedParameter where `lang` is not one language."""
    asked = request.query_params.getlist("lang")
    if len(asked) > 1:
        raise RepeatedParameter(Fault("lang", None, ("只能给一个值", "takes one value")))
    if asked and asked[0] not in LANGUAGES:
        raise InvalidValue(Fault("lang", asked[0][:100], ("只能是 zh 或 en", "is not zh or en"), LANGUAGES))


def _path(scope: Scope) -> str:
    return scope["path"].removeprefix(scope.get("root_path", "")) or "/"


class Pages:
    """Answers with a page where there is one and HTML is preferred; all else is passed on."""

    def __init__(self, app: ASGIApp, pages: list[Page], answers: Answers) -> None:
        self.app = app
        self._pages = pages
        self._answers = answers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or pass the request on."""
        found = self._find(scope) if scope["type"] == "http" else None
        if found is None or (scope["method"] != "GET" and found[0].is_shared):
            await self.app(scope, receive, send)
            return
        if scope["method"] != "GET":
            await problem_answer(Request(scope), MethodNotAllowed(headers={"Allow": ALLOWED}))(scope, receive, send)
            return
        page, names = found
        if page.is_shared and not prefers_html(scope):
            await self.app(scope, receive, send if is_for_programs(scope) else _varying(send))
            return
        request = Request(scope)
        try:
            readable(request)
            _require_language(request)
            answer = await _of_one_release(scope, self._answers, lambda visit: page.view(visit, **names))
        except Problem as problem:
            answer = problem_answer(request, problem)
        except Refused as refused:
            kept = {name: value for name, value in refused.answer.headers.items() if name not in _OF_AN_ANSWER}
            answer = Response(_instance(refused.answer.content, scope["path"]), refused.answer.status_code, kept)
        await answer(scope, receive, send)

    def _find(self, scope: Scope) -> tuple[Page, dict[str, Any]] | None:
        path = _path(scope)
        for page in self._pages:
            if match := page.pattern.match(path):
                return page, {name: page.converters[name].convert(text) for name, text in match.groupdict().items()}
        return None


class ErrorPages:
    """Shows a failure as a page to whoever would rather have HTML."""

    def __init__(self, app: ASGIApp, answers: Answers) -> None:
        self.app = app
        self._answers = answers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; replace a problem by its page."""
        if scope["type"] != "http" or not prefers_html(scope):
            await self.app(scope, receive, send)
            return
        failed: MutableMapping[str, Any] | None = None
        body = b""
        # The failure speaks the language of its page, which may be a remembered one.
        spoken = (b"accept-language", language_of(Request(scope)).encode())
        scope = {**scope, "headers": [*(pair for pair in scope["headers"] if pair[0] != spoken[0]), spoken]}

        async def watched(message: Message) -> None:
            nonlocal failed, body
            if message["type"] == "http.response.start" and message["status"] >= 400:
                kind = Headers(raw=message["headers"]).get("content-type", "")
                failed = message if kind.startswith(PROBLEM_JSON) else None
            if failed is None:
                await send(message)
            elif message["type"] == "http.response.body":
                body += message.get("body", b"")

        await self.app(scope, receive, watched)
        if failed is None:
            return
        headers = Headers(raw=failed["headers"])
        own = {"content-type", "content-length", "content-language", "cache-control", "vary"}
        # Where the method is not GET there is no page of the same address; the failure is shown all the same.
        asked = {**scope, "app": scope.get("app") or _application(self.app)}
        status: int = failed["status"]
        problem = orjson.loads(body) if body else {"status": status, "title": "", "detail": "", "errors": []}
        page = await _of_one_release(
            asked, self._answers, lambda visit: visit.page("problem_answer.html", status, problem=problem)
        )
        for name, value in headers.items():
            if name not in own:
                page.headers[name] = value
        if scope["method"] == "HEAD":
            page.body = b""
        await page(scope, receive, send)


def _application(app: Any) -> ASGIApp:
    """The application within: layers of middleware keep what they wrap as `app`."""
    while hasattr(app, "app"):
        app = app.app
    inner: ASGIApp = app
    return inner


def _instance(body: bytes, path: str) -> bytes:
    """The problem as one of the page that was asked for."""
    problem = orjson.loads(body)
    return orjson.dumps({**problem, "instance": path}) if "instance" in problem else body


def _varying(send: Send) -> Send:
    """Says that the answer turns on `Accept`."""

    async def varied(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(raw=message["headers"])
            names = [name.strip() for name in headers.get("vary", "").split(",") if name.strip()]
            if "accept" not in {name.lower() for name in names}:
                headers["vary"] = ", ".join([*names, "Accept"])
        await send(message)

    return varied

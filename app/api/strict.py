"""Routes that answer only what they were asked: nothing unknown, nothing twice, nothing unreadable."""

import re
from collections.abc import Callable, Coroutine, Hashable, Sequence
from contextlib import suppress
from inspect import iscoroutinefunction, signature
from itertools import chain
from typing import Any, get_args, get_origin
from urllib.parse import parse_qsl, unquote

from fastapi import Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from pydantic import ValidationError
from starlette.types import Receive, Scope, Send

from app.api.cache import Slot
from app.api.deprecation import DEPRECATED, Deprecation, announcing, deprecation_of
from app.api.errors import SUFFIX
from app.api.front import SLOT
from app.api.negotiation import preferred
from app.api.parameters import JSON_FORMAT, Parameters, TableParameters
from app.db import NotBrief, Store
from app.domain.nearest import nearest
from app.formats.registry import FORMATS
from app.problems import (
    Fault,
    MalformedRequest,
    NotAcceptable,
    NotFound,
    RepeatedParameter,
    UnknownParameter,
    UriTooLong,
)

JSON = "application/json"
LONGEST_URI = 8192
# Unicode's categories Cc and Cs.
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_BROKEN_ESCAPE = re.compile(rb"%(?![0-9A-Fa-f]{2})")


class StrictRoute(APIRoute):
    """A route that knows its parameters from the one `Parameters` class of its endpoint."""

    def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        super().__init__(path, endpoint, **options)
        self._deprecation = deprecation_of(endpoint)
        if self._deprecation:
            self.description += self._deprecation.words
            self.openapi_extra = (self.openapi_extra or {}) | self._deprecation.described

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, and say with the answer what of the request is deprecated."""
        scope[DEPRECATED] = [self._deprecation] if self._deprecation else []
        await super().handle(scope, receive, announcing(scope, send))

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The endpoint behind the checks that come before any parsing, and behind the kept answers.

        The endpoint is called here, with all it may ask for: FastAPI would solve its dependencies anew each time.
        """
        kind = parameters_of(self.endpoint)
        asks_for = signature(self.endpoint).parameters
        known = {name: get_origin(field.annotation) is list for name, field in kind.model_fields.items()}
        formats = kind.formats if issubclass(kind, TableParameters) else ()
        deprecated = deprecated_of(kind)

        async def strict(request: Request) -> Response:
            pairs = readable(request)
            require_suffix(request, formats)
            request.scope[DEPRECATED] += [found for name, found in deprecated.items() if name in dict(pairs)]
            require_known(pairs, known)
            says = any(name == "format" for name, _ in pairs)
            request.state.format = format_of(request, kind.media_types, formats, says_so=says)
            asked = parsed(kind, pairs, known)
            slot: Slot = request.scope[SLOT]
            slot.route = self.path
            if kind.is_kept and await slot.claim(_identity(request, asked)):
                return Response()
            store: Store = request.app.state.store
            given = {"request": request, "store": store, **request.path_params}
            arguments = {name: given.get(name, asked) for name in asks_for}
            if iscoroutinefunction(self.endpoint):
                answer: Response = await self.endpoint(**arguments)
                return answer
            if store.brief is not None and asked.is_brief and request.state.format == JSON_FORMAT:
                # What a route gives is a Response, which FastAPI does not say.
                with suppress(NotBrief):
                    return self.endpoint(**arguments | {"store": store.brief})  # type: ignore[no-any-return]
            return await run_in_threadpool(self.endpoint, **arguments)

        return strict


def parsed(kind: type[Parameters], pairs: list[tuple[str, str]], known: dict[str, bool]) -> Parameters:
    """The parameters as their class has them; raises RequestValidationError."""
    given: dict[str, Any] = {}
    for name, value in pairs:
        given.setdefault(name, []).append(value) if known[name] else given.update({name: value})
    try:
        return kind.model_validate(given)
    except ValidationError as error:
        raise RequestValidationError([{**e, "loc": ("query", *e["loc"])} for e in error.errors()]) from None


def _identity(request: Request, asked: Parameters) -> Hashable:
    """What a canonical request is told apart by, beside the version of the store."""
    name = getattr(asked, "format", None) or request.state.format
    return (
        (request.scope["scheme"], request.headers.get("host"), request.scope.get("root_path")),
        asked.canonical(request.scope["path"]),
        request.scope.get(SUFFIX),
        request.state.format,
        # A file refuses what a page takes, even where it is the default.
        frozenset(asked.model_fields_set) if name != JSON_FORMAT else None,
        asked.lang,
        request.headers.get("accept-encoding"),
        # A deprecated parameter at its default is told of, and is not in the canonical request.
        tuple(request.scope[DEPRECATED]),
    )


def parameters_of(endpoint: Callable[..., Any]) -> type[Parameters]:
    """The one class of an endpoint's query parameters."""
    for parameter in signature(endpoint).parameters.values():
        for kind in get_args(parameter.annotation):
            if isinstance(kind, type) and issubclass(kind, Parameters):
                return kind
    raise TypeError(f"{endpoint} takes no Parameters")


def deprecated_of(kind: type[Parameters]) -> dict[str, Deprecation]:
    """The parameters of a class that will go."""
    return {
        name: found
        for name, field in kind.model_fields.items()
        for found in field.metadata
        if isinstance(found, Deprecation)
    }


def require_suffix(request: Request, formats: Sequence[str]) -> None:
    """Raise NotFound, naming the right ones, unless the path's suffix is one of a format."""
    suffix = request.scope.get(SUFFIX)
    right = {JSON_FORMAT: JSON_FORMAT} | {FORMATS[name].suffix: name for name in formats}
    if suffix is not None and suffix not in right:
        reason = (f"没有这个后缀，可用 {'、'.join(right)}", f"no such suffix: there are {', '.join(right)}")
        near = tuple(dict.fromkeys((*nearest(suffix, right), *right)))
        raise NotFound(Fault("suffix", suffix[:100], reason, near))


def format_of(request: Request, media_types: Sequence[str], formats: Sequence[str], *, says_so: bool) -> str:
    """The format that the suffix names, or else the one that Accept likes best; `format=` still beats it.

    Raises NotAcceptable where it is for Accept to say, and Accept names none that there is.
    """
    suffix = request.scope.get(SUFFIX)
    if suffix is not None:
        return next((name for name in formats if FORMATS[name].suffix == suffix), JSON_FORMAT)
    if formats and says_so:
        return JSON_FORMAT
    if not media_types:
        return JSON_FORMAT
    offered = dict.fromkeys(media_types, JSON_FORMAT) | {
        FORMATS[name].media_type.partition(";")[0]: name for name in formats
    }
    liked = preferred(request.headers.get("accept", ""), list(offered))
    if liked is None:
        available = [*media_types, *(FORMATS[name].media_type for name in formats)]
        raise NotAcceptable(available=available, headers={"Vary": "Accept, Accept-Language"})
    return offered[liked]


def readable(request: Request) -> list[tuple[str, str]]:
    """The names and values of the query; raises MalformedRequest or UriTooLong.

    Asks for one host (RFC 9112, 3.2), and a short URI of UTF-8 without controls.
    """
    hosts = sum(name == b"host" for name, _ in request.scope["headers"])
    if hosts > 1 or (hosts == 0 and request.scope["http_version"] == "1.1"):
        raise MalformedRequest
    path, query = request.scope.get("raw_path") or b"", request.scope["query_string"]
    if len(path) + len(query) > LONGEST_URI:
        raise UriTooLong
    if _BROKEN_ESCAPE.search(path) or _BROKEN_ESCAPE.search(query):
        raise MalformedRequest
    try:
        pairs = parse_qsl(query.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=1000)
        texts = [unquote(path.decode("ascii"), errors="strict"), *chain.from_iterable(pairs)]
    except ValueError:
        raise MalformedRequest from None
    if _CONTROL.search("".join(texts)):
        raise MalformedRequest
    return pairs


def require_known(pairs: list[tuple[str, str]], known: dict[str, bool]) -> None:
    """Raise UnknownParameter or RepeatedParameter for what the route does not take."""
    names = [name for name, _ in pairs]
    unknown = [
        Fault(name[:100], value[:100], ("本资源没有这个参数", "no such parameter here"), nearest(name, known))
        for name, value in pairs
        if name not in known
    ]
    if unknown:
        raise UnknownParameter(*unknown)
    twice = sorted({name for name in names if names.count(name) > 1 and not known[name]})
    if twice:
        raise RepeatedParameter(*(Fault(name, None, ("只能给一个值", "takes one value")) for name in twice))

"""Routers of nouns: strict routes, one tag, and every failure that they can have."""

from typing import Any

from fastapi import APIRouter

from app import problems
from app.api.errors import PROBLEM_JSON
from app.api.schemas.envelope import ProblemOut
from app.api.strict import StrictRoute


def failures(*kinds: type[problems.Problem]) -> dict[int | str, dict[str, Any]]:
    """The documentation of failures, by status."""
    found: dict[int | str, dict[str, Any]] = {}
    for kind in kinds:
        answer = found.setdefault(kind.status, {"description": "", "content": {PROBLEM_JSON: {"examples": {}}}})
        answer["description"] = " / ".join(filter(None, (answer["description"], f"{kind.title[0]} {kind.title[1]}")))
        answer["content"][PROBLEM_JSON]["schema"] = {"$ref": f"#/components/schemas/{ProblemOut.__name__}"}
        answer["content"][PROBLEM_JSON]["examples"][kind.slug] = {"value": kind().body("en", "/", "")}
    return found


ALWAYS = failures(
    problems.UnknownParameter,
    problems.RepeatedParameter,
    problems.MalformedRequest,
    problems.MethodNotAllowed,
    problems.NotAcceptable,
    problems.UriTooLong,
    problems.InvalidValue,
    problems.ReleaseGone,
    problems.RequestTimeout,
    problems.ContentTooLarge,
    problems.TooManyRequests,
    problems.HeadersTooLarge,
    problems.InternalError,
    problems.StoreUnavailable,
    problems.ServerBusy,
)
LIST = ALWAYS | failures(problems.InvalidValue, problems.UnknownCode, problems.InvalidCursor, problems.UnsoundTransform)
ONE = ALWAYS | failures(problems.NotFound)


def noun_router(prefix: str, tag: str) -> APIRouter:
    """A router whose routes share a path and a tag."""
    return APIRouter(prefix=prefix, tags=[tag], route_class=StrictRoute)

"""Successful answers: the envelope, and the headers by which it may be kept and asked for again."""

import hashlib
from collections.abc import Mapping
from email.utils import format_datetime
from typing import Any

import orjson
from fastapi import Request, Response

from app import __version__
from app.api.parameters import PageParameters, Pinned
from app.api.strict import JSON
from app.problems import Fault, ReleaseGone
from app.queries.pages import Page
from app.queries.releases import Stamp

CACHING = "public, max-age=300, stale-while-revalidate=86400"
_OPTIONS = orjson.OPT_NAIVE_UTC | orjson.OPT_UTC_Z


def page_answer(request: Request, asked: PageParameters, stamp: Stamp, page: Page, **meta: Any) -> Response:
    """A page of a list in the envelope."""
    links: dict[str, str | None] = {"self": _address(request, asked)}
    links["next"] = _address(request, asked, cursor=page.next_cursor) if page.next_cursor else None
    body: dict[str, Any] = {
        "data": page.rows,
        "page": {"limit": asked.limit, "next_cursor": page.next_cursor, "total": page.total},
        "meta": _meta(stamp, **meta),
        "links": links,
    }
    if page.included:
        body["included"] = page.included
    return _answer(request, asked, stamp, body, links)


def one_answer(request: Request, asked: Pinned, stamp: Stamp, data: Any, **meta: Any) -> Response:
    """One resource in the envelope."""
    links = {"self": _address(request, asked)}
    return _answer(request, asked, stamp, {"data": data, "meta": _meta(stamp, **meta), "links": links}, links)


def uncached(body: Mapping[str, Any], status: int = 200) -> Response:
    """An answer about this very moment."""
    return Response(orjson.dumps(body), status, {"Cache-Control": "no-store"}, JSON)


def _meta(stamp: Stamp, **more: Any) -> dict[str, Any]:
    dataset = stamp.dataset
    return {
        "release": stamp.release,
        "as_of": None,
        "license": dataset["license_name"],
        "citation": (
            f"{dataset['publisher_en']} ({stamp.published_at:%Y}). "
            f"{dataset['name_en']} {dataset['name_zh']}. Release {stamp.release}."
        ),
        "notes": [],
    } | more


def _address(request: Request, asked: Pinned, **others: Any) -> str:
    prefix: str = request.scope.get("root_path", "")
    return prefix + asked.canonical(_path(request), **others)


def _path(request: Request) -> str:
    path: str = request.scope["path"]
    return path.removeprefix(request.scope.get("root_path", "")) or "/"


def _answer(
    request: Request, asked: Pinned, stamp: Stamp, body: dict[str, Any], links: Mapping[str, str | None]
) -> Response:
    if asked.release not in {None, stamp.release}:
        reason = (f"当前版本为 {stamp.release}", f"the release served is {stamp.release}")
        raise ReleaseGone(Fault("release", asked.release, reason, (stamp.release,)))
    prefix = request.scope.get("root_path", "")
    related = {
        "next": links.get("next"),
        "describedby": f"{prefix}/openapi.json",
        "license": stamp.dataset["license_url"],
        "cite-as": f"{prefix}/releases/{stamp.release}",
    }
    link = ", ".join(f'<{target}>; rel="{rel}"' for rel, target in related.items() if target)
    # A permalink has the host in it: the same bytes under one address only.
    canonical = f"{request.base_url} {asked.canonical(_path(request))}"
    answer = document_answer(orjson.dumps(body, option=_OPTIONS), stamp, canonical)
    answer.headers["Link"] = link
    return answer


def document_answer(body: bytes, stamp: Stamp, canonical: str) -> Response:
    """Bytes that stay the same for a release and a canonical request."""
    key = hashlib.sha256(f"{__version__} {stamp.release} {JSON} {canonical}".encode())
    headers = {
        "ETag": f'"{key.hexdigest()[:24]}"',
        "Last-Modified": format_datetime(stamp.published_at, usegmt=True),
        "Cache-Control": CACHING,
    }
    return Response(body, 200, headers, JSON)

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
from app.domain.vocabulary import LISTS
from app.formats.registry import FORMATS
from app.formats.shapes import shaped
from app.problems import Fault, ReleaseGone
from app.queries.pages import Page
from app.queries.releases import Stamp, citation_of

# Five minutes for a browser; what is shared by many asks again after seconds, which costs a 304, so that a new release
# is seen by all at once. While the API is away an old answer is better than none.
CACHING = "public, max-age=300, s-maxage=5, stale-while-revalidate=60, stale-if-error=86400"
_OPTIONS = orjson.OPT_NAIVE_UTC | orjson.OPT_UTC_Z


# The files that an envelope leads to; other formats are for those who ask for them by name.
_LINKED = ("csv", "ndjson", "xlsx", "parquet")


def page_answer(request: Request, asked: PageParameters, stamp: Stamp, page: Page, **meta: Any) -> Response:
    """A page of a list in the envelope."""
    links: dict[str, str | None] = {"self": _address(request, asked)}
    links["next"] = _address(request, asked, cursor=page.next_cursor) if page.next_cursor else None
    links |= {name: address_of(request, asked, FORMATS[name].suffix) for name in _LINKED}
    body: dict[str, Any] = {
        "data": shaped(page.rows, page.names, asked.shape),
        "page": {"limit": asked.limit, "next_cursor": page.next_cursor, "total": page.total},
        "meta": _meta(stamp, **meta),
        "links": links,
    }
    if page.included:
        body["included"] = page.included
    return _answer(request, asked, stamp, body, links)


def one_answer(request: Request, asked: Pinned, stamp: Stamp, data: Any, *, also: str = "", **meta: Any) -> Response:
    """One resource in the envelope; `also` is what it follows from beside the release."""
    links = {"self": _address(request, asked)}
    return _answer(request, asked, stamp, {"data": data, "meta": _meta(stamp, **meta), "links": links}, links, also)


def uncached(body: Mapping[str, Any], status: int = 200) -> Response:
    """An answer about this very moment."""
    return Response(orjson.dumps(body), status, {"Cache-Control": "no-store"}, JSON)


def _meta(stamp: Stamp, **more: Any) -> dict[str, Any]:
    dataset = stamp.dataset
    return {
        "release": stamp.release,
        "as_of": None,
        "license": dataset["license_name"],
        "citation": citation_of(stamp),
        "notes": [],
    } | more


# What chooses a page or a representation, and not rows.
_OF_THIS_ANSWER = ("limit", "cursor", "include", "shape", "format", "bom")


def address_of(request: Request, asked: Pinned, suffix: str, *, is_rooted: bool = True) -> str:
    """Where all the rows of a selection are as a file, below the root of the host or of the service."""
    prefix = request.scope.get("root_path", "") if is_rooted else ""
    return f"{prefix}{asked.canonical(f'{path_of(request)}.{suffix}', without=_OF_THIS_ANSWER)}"


def _address(request: Request, asked: Pinned, **others: Any) -> str:
    prefix: str = request.scope.get("root_path", "")
    return prefix + asked.canonical(path_of(request), **others)


def address_below(request: Request, path: str) -> str:
    """A path of the service as a root-relative reference."""
    return f"{request.scope.get('root_path', '')}{path}"


def path_of(request: Request) -> str:
    """The path below the root of the service."""
    path: str = request.scope["path"]
    return path.removeprefix(request.scope.get("root_path", "")) or "/"


def require_release(request: Request, asked: Pinned, stamp: Stamp) -> None:
    """Raise ReleaseGone where another release is asked for than the one served; its files may still be here."""
    if asked.release is None or asked.release == stamp.release:
        return
    reason = (f"当前版本为 {stamp.release}", f"the release served is {stamp.release}")
    fault = Fault("release", asked.release, reason, (stamp.release,))
    if not request.app.state.shelf.files(asked.release):
        raise ReleaseGone(fault)
    zh, en = ReleaseGone.explanation
    place = f"{request.scope.get('root_path', '')}/files/{asked.release}"
    detail = (f"{zh}该版本的文件在 {place}。", f"{en} The files of that release are at {place}.")
    raise ReleaseGone(fault, detail=detail, headers={"Link": f'<{place}>; rel="archives"; type="{JSON}"'})


def _answer(
    request: Request, asked: Pinned, stamp: Stamp, body: dict[str, Any], links: Mapping[str, str | None], also: str = ""
) -> Response:
    require_release(request, asked, stamp)
    # A permalink has the host in it: the same bytes under one address only.
    canonical = f"{request.base_url} {asked.canonical(path_of(request))}{also}"
    answer = document_answer(orjson.dumps(body, option=_OPTIONS), stamp, canonical)
    answer.headers["Link"] = related(
        request, stamp, links.get("next"), table=path_of(request)[1:] if "next" in links else ""
    )
    return answer


def related(
    request: Request, stamp: Stamp, following: str | None = None, table: str = "", *, is_file: bool = False
) -> str:
    """What `Link` says: the next page, what describes the columns and the envelope, the terms, and what to cite."""
    prefix = request.scope.get("root_path", "")
    schema, envelope = f"{prefix}/schemas/{table}", f"{prefix}/openapi.json"
    links = [
        (following, 'rel="next"'),
        (schema if table in LISTS else None, f'rel="describedby"; type="{JSON}"; title="Table Schema"'),
        (None if is_file else envelope, f'rel="describedby"; type="{JSON}"; title="OpenAPI"'),
        (stamp.dataset["license_url"], 'rel="license"'),
        (f"{prefix}/releases/{stamp.release}", 'rel="cite-as"'),
    ]
    return ", ".join(f"<{target}>; {said}" for target, said in links if target)


def told_answer(request: Request, asked: Pinned, stamp: Stamp, body: bytes, media_type: str) -> Response:
    """A whole document in its own words, recognised by its content."""
    require_release(request, asked, stamp)
    headers = validators(stamp, media_type, hashlib.sha256(body).hexdigest())
    return Response(body, 200, headers | {"Link": related(request, stamp)}, media_type)


def document_answer(body: bytes, stamp: Stamp, canonical: str) -> Response:
    """Bytes that stay the same for a release and a canonical request."""
    return Response(body, 200, validators(stamp, JSON, canonical), JSON)


def validators(stamp: Stamp, media_type: str, canonical: str) -> dict[str, str]:
    """The headers by which a representation of a release may be kept and recognised."""
    key = hashlib.sha256(f"{__version__} {stamp.release} {media_type} {canonical}".encode())
    return {
        "ETag": f'"{key.hexdigest()[:24]}"',
        "Last-Modified": format_datetime(stamp.published_at, usegmt=True),
        "Cache-Control": CACHING,
    }

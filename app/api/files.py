"""Lists as whole files: what may be asked together, how the file is named, and whether it is streamed or spooled."""

import re
from contextlib import ExitStack
from itertools import chain
from typing import Any
from urllib.parse import quote

from fastapi import Request, Response

from app.api.answers import (
    address_of,
    page_answer,
    path_of,
    related,
    require_release,
    validators,
)
from app.api.errors import SUFFIX
from app.api.http import HEAD, is_unchanged
from app.api.parameters import JSON_FORMAT, PageParameters, TableParameters
from app.api.streams import Spooled, Streamed
from app.db import Reader
from app.domain.vocabulary import LISTS
from app.formats.registry import FORMATS
from app.formats.table import Format, Table
from app.problems import Fault, InvalidValue
from app.queries.releases import Stamp, current, edition_of
from app.queries.tables import Listed

# What a page has and a file has not.
_OF_PAGES = ("limit", "cursor", "include", "shape")
# What a cube's key and the order of its cells leave no choice in.
_NOT_OF_CUBES = ("fields",)
_CODINGS = ("zstd", "br", "gzip")


def list_answer(request: Request, store: Reader, asked: PageParameters, listed: Listed, **meta: Any) -> Response:
    """A page of a list, or all of it as a file: as `format`, the suffix or Accept say, in this order."""
    if is_for_file(request, asked):
        return file_answer(request, store, asked, lambda session: listed.whole(session, asked.words()))
    with store.reading() as session:
        # First of all: what is known of a release needs no second look.
        stamp, words = current(session), asked.words()
        page = listed.find(session, words)
        if listed.notes is not None:
            meta["notes"] = listed.notes(session, words)
        answer = page_answer(request, asked, stamp, page, **meta)
    return varying(request, asked, answer)


def is_for_file(request: Request, asked: TableParameters) -> bool:
    """Whether a file is wanted; raises InvalidValue for parameters that do not fit what is."""
    name = _format_of(request, asked)
    _require_fitting(asked, FORMATS.get(name))
    return name != JSON_FORMAT


def _format_of(request: Request, asked: TableParameters) -> str:
    found: str = asked.format or request.state.format
    return found


def varying(request: Request, asked: TableParameters, answer: Response, *, by_coding: bool = False) -> Response:
    """The answer, with `Vary` where it was Accept that chose its format, or a coding could have been chosen."""
    if by_coding:
        answer.headers.add_vary_header("Accept-Encoding")
    if asked.format is None and request.scope.get(SUFFIX) is None:
        answer.headers.add_vary_header("Accept")
    return answer


def file_answer(request: Request, store: Reader, asked: TableParameters, whole: Any) -> Response:
    """The table as a file; what is wrong with the request is found before the first byte."""
    format_ = FORMATS[_format_of(request, asked)]
    # The head and the parts of a file are of the file as it is, which may yet be sent compressed.
    as_it_is = bool(request.scope.get(HEAD)) or "range" in request.headers
    with ExitStack() as stack:
        session = stack.enter_context(store.reading())
        stamp = current(session)
        table: Table = whole(session)
        require_release(request, asked, stamp)
        address = str(request.base_url).rstrip("/") + address_of(request, asked, format_.suffix, is_rooted=False)
        edition = edition_of(stamp, address, lang=asked.lang, bom=asked.bom)
        headers = _headers(request, asked, stamp, format_, table)
        if _has_it(request, headers, format_):
            kept = {name: value for name, value in headers.items() if name not in {"Accept-Ranges", _DISPOSITION}}
            return varying(request, asked, Response(status_code=304, headers=kept), by_coding=_is_text(format_))
        answer: Response
        spool = request.app.state.spool
        if format_.is_streamed and not as_it_is and not spool.has(headers["ETag"]):
            pieces = format_.write(table, edition)
            stack.callback(pieces.close)
            first = next(pieces, b"")
            answer = Streamed(spool, chain([first], pieces), stack.pop_all().close, headers, format_.media_type)
        else:
            answer = Spooled(
                spool, lambda: format_.write(table, edition), stack.pop_all().close, headers, format_.media_type
            )
        return varying(request, asked, answer, by_coding=as_it_is and _is_text(format_))


def _is_text(format_: Format) -> bool:
    """Whether it is compressed on its way; the others are compressed by themselves."""
    return format_.is_streamed or format_.is_inline


def _require_fitting(asked: TableParameters, format_: Format | None) -> None:
    """Raise InvalidValue for parameters that the format has no use for."""
    given = asked.model_fields_set
    faults: list[Fault] = []

    def refuse(name: str, zh: str, en: str) -> None:
        if name in given and getattr(asked, name) not in (None, [], False):
            value = getattr(asked, name)
            shown = ",".join(value) if isinstance(value, list) else str(value).lower() if value is True else str(value)
            faults.append(Fault(name, shown[:100], (zh, en)))

    if format_ is None or format_.name != "csv":
        refuse("bom", "只用于 csv", "is for csv only")
    if format_ is not None:
        for name in _OF_PAGES:
            refuse(name, f"{format_.name} 文件总含全部行，没有分页", f"is of pages; a {format_.name} file has all rows")
        if format_.needs_cube:
            refuse("fields", "立方体需要全部字段", "cannot be chosen: a cube needs all fields")
        if format_.name == "json-stat":
            refuse("sort", "立方体中没有先后", "has no meaning: a cube has no order")
    if faults:
        raise InvalidValue(*faults)


_DISPOSITION = "Content-Disposition"


def _headers(request: Request, asked: TableParameters, stamp: Stamp, format_: Format, table: Table) -> dict[str, str]:
    spoken = f" {asked.lang}" if format_.speaks and asked.lang else ""
    canonical = f"{request.base_url} {asked.canonical(path_of(request), without=('format',))}{spoken}"
    headers = validators(stamp, format_.media_type, canonical) | {
        "Accept-Ranges": "bytes",
        "Link": related(request, stamp, table=table.name, is_file=True),
    }
    if not format_.is_inline:
        ending = format_.suffix.partition("-")[2] or format_.suffix
        headers[_DISPOSITION] = attachment(stamp, stamp.release, table.name, LISTS[table.name][0], ending)
    return headers


def attachment(stamp: Stamp, release: str, name: str, title: str, ending: str) -> str:
    """A file name by RFC 6266: plain for old programs, in Chinese for all others."""
    plain = re.sub(r"[^A-Za-z0-9._-]", "_", f"{stamp.dataset['code']}-{name}-{release}.{ending}")
    chinese = re.sub(r'[\\/:*?"<>|\x00-\x1f]', "_", f"{stamp.dataset['name_zh']}-{title}-{release}.{ending}")
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(chinese, safe='')}"


def _has_it(request: Request, headers: dict[str, str], format_: Format) -> bool:
    """Whether the client's copy is current, in any coding that it would be sent in: nothing need be read then."""
    known = {name.lower(): value for name, value in headers.items()}
    tags = [known["etag"]]
    if _is_text(format_) and not request.scope.get(HEAD):
        accepted = request.headers.get("accept-encoding", "")
        tags += [f'{tags[0][:-1]}-{coding}"' for coding in _CODINGS if coding in accepted]
    return any(is_unchanged(request.headers, known | {"etag": tag}) for tag in tags)

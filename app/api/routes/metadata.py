"""What machines read before the data: descriptor, catalogue, schemas, feed, and notes for language models."""

from typing import Annotated, Any

import orjson
from fastapi import Query, Request, Response

from app.api.answers import told_answer
from app.api.archive import require_files, shelf_of
from app.api.deps import StoreDep
from app.api.feed import feed
from app.api.linked import catalogue
from app.api.llms import notes
from app.api.parameters import OfFiles, Pinned
from app.api.routes.nouns import ALWAYS, ONE, noun_router
from app.api.schemas.metadata import (
    ATOM,
    JSON_LD,
    TEXT,
    DescriptorOut,
    OfCatalogue,
    OfFeed,
    OfText,
    TableSchemaOut,
)
from app.api.strict import JSON
from app.domain.nearest import nearest
from app.domain.vocabulary import LISTS
from app.formats.tableschema import table_schema
from app.problems import NO_SUCH_CODE, Fault, NotFound
from app.queries.about import about
from app.queries.examples import find_examples
from app.queries.releases import current, find_history
from app.queries.whole import COLUMNS

router = noun_router("", "metadata")
# As many as a reader of feeds keeps.
_RELEASES = 50


def _as(media_type: str) -> dict[int | str, dict[str, Any]]:
    kind = "object" if media_type.endswith("json") else "string"
    return {200: {"content": {media_type: {"schema": {"type": kind}}}}}


@router.get(
    "/datapackage.json",
    operation_id="get_package",
    summary="数据包描述 The data package",
    response_model=DescriptorOut,
    responses=ALWAYS,
)
def read_package(request: Request, store: StoreDep, asked: Annotated[OfFiles, Query()]) -> Response:
    """当前版本全部文件的 Frictionless 数据包描述。

    The files of the release served as a Frictionless data package.
    """
    with store.reading() as session:
        stamp = current(session)
    require_files(request, stamp.release, is_known=True)
    found = shelf_of(request).descriptor(stamp.release) or {}
    # Relative to this very document, so that it holds behind any host name and prefix.
    resources = [{**one, "path": f"files/{stamp.release}/{one['path']}"} for one in found["resources"]]
    return told_answer(request, asked, stamp, orjson.dumps({**found, "resources": resources}), JSON)


@router.get(
    "/catalog.jsonld",
    operation_id="get_catalog",
    summary="数据目录 The catalogue in DCAT and schema.org",
    response_class=Response,
    responses=ALWAYS | _as(JSON_LD),
)
def read_catalogue(request: Request, store: StoreDep, asked: Annotated[OfCatalogue, Query()]) -> Response:
    """以 DCAT 3 和 schema.org 描述的数据集，供数据门户和搜索引擎收录。

    The data set in DCAT 3 and schema.org, for data portals and search engines.
    """
    with store.reading() as session:
        stamp = current(session)
        history, subject = find_history(session, _RELEASES), about(session, stamp.dataset["area_code"])
    body = catalogue(str(request.base_url).rstrip("/"), stamp, history, subject, shelf_of(request).files(stamp.release))
    return told_answer(request, asked, stamp, orjson.dumps(body), JSON_LD)


@router.get(
    "/schemas/{list_name}",
    operation_id="get_schema",
    summary="一个列表的表结构 Get the table schema of a list",
    response_model=TableSchemaOut,
    responses=ONE,
)
def read_schema(request: Request, store: StoreDep, list_name: str, asked: Annotated[Pinned, Query()]) -> Response:
    """一个列表的各列：名称、类型、标题和含义（Frictionless Table Schema）。

    The columns of a list: names, types, titles and meanings, as a Frictionless Table Schema.
    """
    if list_name not in COLUMNS:
        raise NotFound(Fault("list_name", list_name[:100], NO_SUCH_CODE, nearest(list_name, COLUMNS)))
    zh, en = LISTS[list_name]
    described = {"name": list_name, "title": f"{en} · {zh}"} | table_schema(list_name, COLUMNS[list_name])
    with store.reading() as session:
        return told_answer(request, asked, current(session), orjson.dumps(described), JSON)


@router.get(
    "/releases.atom",
    operation_id="get_feed",
    summary="版本订阅 The feed of releases",
    response_class=Response,
    responses=ALWAYS | _as(ATOM),
)
def read_feed(request: Request, store: StoreDep, asked: Annotated[OfFeed, Query()]) -> Response:
    """每次发布一条的 Atom 订阅，附行数和所作的更改。

    An Atom feed with an entry for each release: its rows, and what it changed.
    """
    with store.reading() as session:
        stamp, history = current(session), find_history(session, _RELEASES)
    body = feed(str(request.base_url).rstrip("/"), stamp, history, shelf_of(request))
    return told_answer(request, asked, stamp, body, ATOM)


@router.get(
    "/llms.txt",
    operation_id="get_notes",
    summary="给语言模型的说明 Notes for language models",
    response_class=Response,
    responses=ALWAYS | _as(TEXT),
)
def read_notes(request: Request, store: StoreDep, asked: Annotated[OfText, Query()]) -> Response:
    """语言模型引用这些数字时须守的规则，以及可以照用的请求。

    The rules for a language model that quotes these figures, and requests that answer as they stand.
    """
    with store.reading() as session:
        stamp = current(session)
        examples = find_examples(session, stamp.release)
    body = notes(str(request.base_url).rstrip("/"), stamp, request.app.state.operations, examples)
    return told_answer(request, asked, stamp, body.encode(), TEXT)

"""The OpenAPI document: the routes' own words, the data set's title, and examples that were just run."""

from collections.abc import Mapping
from typing import Annotated, Any
from urllib.parse import quote

import httpx
import orjson
from fastapi import APIRouter, FastAPI, Query, Request, Response
from fastapi.openapi.utils import get_openapi
from starlette.concurrency import run_in_threadpool

from app import __version__
from app.api.answers import document_answer
from app.api.deps import StoreDep
from app.api.inner import within
from app.api.parameters import JSON_FORMAT, PageParameters, Parameters, SortedParameters, TableParameters
from app.api.routes import NOUNS
from app.api.schemas.envelope import ProblemOut, ShapedPage
from app.api.strict import JSON, StrictRoute, deprecated_of, parameters_of
from app.db import Store
from app.formats.registry import FORMATS
from app.queries.examples import Examples, find_examples
from app.queries.releases import Stamp, current

TAGS = {
    "indicators": ("指标目录", "What is measured"),
    "observations": ("数值", "The numbers"),
    "checks": ("核对", "What agrees and what does not"),
    "coverage": ("覆盖范围", "What there is, and why the rest is not there"),
    "clusters": ("产业体系", "The industrial policy as a tree"),
    "projects": ("项目", "Construction and innovation projects"),
    "organisations": ("企业与平台", "Companies, platforms and laboratories"),
    "claims": ("说法", "What sources say of organisations, areas and clusters"),
    "milestones": ("大事记", "Dated events and policy steps"),
    "areas": ("地区", "Country, province, city, districts"),
    "sources": ("来源", "Documents that facts come from"),
    "evidence": ("依据", "The words that facts rest on"),
    "search": ("搜索", "One box over all nouns"),
    "codelists": ("代码表", "The codes behind coded fields"),
    "releases": ("数据版本", "Published states of the data"),
    "files": ("发布文件", "The files of each release"),
    "metadata": ("机器可读的说明", "Metadata for machines"),
    "operations": ("运行", "Index, health and problem types"),
}

router = APIRouter(route_class=StrictRoute)


@router.get("/openapi.json", include_in_schema=False)
async def read_openapi(request: Request, store: StoreDep, _asked: Annotated[Parameters, Query()]) -> Response:
    """This API described in OpenAPI 3.1."""
    stamp, examples = await run_in_threadpool(_described, store)
    cached: dict[str, bytes] = request.app.state.__dict__.setdefault("documents", {})
    if stamp.release not in cached:
        document = described(request.app, _info(stamp), examples)
        await _run_examples(request.app, document)
        cached.clear()
        cached[stamp.release] = orjson.dumps(document)
    return document_answer(cached[stamp.release], stamp, "openapi")


def _described(store: Store) -> tuple[Stamp, Examples]:
    with store.reading() as session:
        stamp = current(session)
        return stamp, find_examples(session, stamp.release)


def _info(stamp: Stamp) -> dict[str, Any]:
    """What the document says of the data set."""
    dataset = stamp.dataset
    return {
        "title": f"{dataset['name_en']} · {dataset['name_zh']}",
        "description": f"{dataset['description_zh']}\n\n{dataset['description_en']}",
        "license_info": {"name": dataset["license_name"], "url": dataset["license_url"]},
        "contact": {"name": dataset["publisher_en"]},
    }


def described(app: FastAPI, info: Mapping[str, Any], examples: Examples) -> dict[str, Any]:
    """The document before its examples have been run; without examples it is the same for all data."""
    document = get_openapi(
        **info,
        version=__version__,
        tags=[{"name": name, "description": f"{zh} · {en}"} for name, (zh, en) in TAGS.items()],
        servers=[{"url": app.root_path or "/"}],
        routes=app.routes,
    )
    schemas = document["components"]["schemas"]
    for leftover in ("HTTPValidationError", "ValidationError"):
        schemas.pop(leftover, None)
    problem = ProblemOut.model_json_schema(ref_template="#/components/schemas/{model}", mode="serialization")
    schemas |= problem.pop("$defs") | {ProblemOut.__name__: problem}
    shaped = ShapedPage.model_json_schema(ref_template="#/components/schemas/{model}", mode="serialization")
    schemas |= shaped.pop("$defs") | {ShapedPage.__name__: shaped}
    kinds = _kinds()
    for path in document["paths"].values():
        operation = path["get"]
        operation.get("parameters", []).sort(key=lambda p: _SHARED.get(p["name"], 0))
        if operation["operationId"] not in _UNCACHED:
            operation["responses"]["200"]["headers"] = _HEADERS
            operation["responses"]["304"] = {"description": "未变化 Not modified", "headers": _HEADERS}
        kind = kinds.get(operation["operationId"], Parameters)
        _add_formats(operation["responses"]["200"]["content"], kind)
        for parameter in operation.get("parameters", []):
            _describe(parameter, kind, examples.get(operation["operationId"], {}))
    return document


def _kinds() -> dict[str, type[Parameters]]:
    """The parameters of each operation, by operation id."""
    return {
        route.operation_id: parameters_of(route.endpoint)
        for noun in NOUNS
        for route in noun.router.routes
        if isinstance(route, StrictRoute) and route.operation_id
    }


def _sorted_parameters() -> dict[str, type[SortedParameters]]:
    """The parameters of each operation that sorts, by operation id."""
    return {name: kind for name, kind in _kinds().items() if issubclass(kind, SortedParameters)}


def _add_formats(content: dict[str, Any], kind: type[Parameters]) -> None:
    """Document what else an operation answers: its files, and the other shapes of a page."""
    if issubclass(kind, PageParameters):
        shaped = {"$ref": f"#/components/schemas/{ShapedPage.__name__}"}
        content[JSON]["schema"] = {"anyOf": [content[JSON]["schema"], shaped]}
    for name in kind.formats if issubclass(kind, TableParameters) else ():
        format_ = FORMATS[name]
        # JSON of a format of its own is data; all else is text or bytes.
        schema = {"type": "object"} if format_.is_inline else {"type": "string"}
        content[format_.media_type] = {"schema": schema}


def _describe(parameter: dict[str, Any], kind: type[Parameters], examples: dict[str, str]) -> None:
    """Say how lists are written, which words `format`, `sort` and `fields` take, and show an example that answers."""
    name = parameter["name"]
    schema = parameter.pop("schema")
    # A parameter that is not given is left out, never null.
    kinds = [kind for kind in schema.pop("anyOf", []) if kind != {"type": "null"}]
    for said_elsewhere in (
        ("title", "description", "default") if schema.get("default") == [] else ("title", "description")
    ):
        schema.pop(said_elsewhere, None)
    parameter["schema"] = schema | (kinds[0] if kinds else {})
    is_list = parameter["schema"].get("type") == "array"
    if is_list:
        parameter |= {"style": "form", "explode": False}
    if issubclass(kind, SortedParameters) and name == "sort":
        parameter["description"] += f"\n\n`{'` `'.join(kind.listing.sortable)}`"
        parameter["schema"] |= {"default": kind.listing.default_sort, "x-words": list(kind.listing.sortable)}
    if issubclass(kind, SortedParameters) and name == "fields":
        parameter["description"] += f"\n\n`{'` `'.join(kind.listing.columns)}`"
        parameter["schema"]["x-words"] = list(kind.listing.columns)
    if issubclass(kind, TableParameters) and name == "format":
        parameter["schema"]["enum"] = [JSON_FORMAT, *kind.formats]
    if found := deprecated_of(kind).get(name):
        parameter |= found.described
        parameter["description"] += found.words
    if name in examples:
        value = examples[name]
        parameter["example"] = (
            value.split(",") if is_list else int(value) if value.isdigit() and name in _COUNTS else value
        )


_UNCACHED = {"get_liveness", "get_readiness", "get_metrics", "list_problems", "get_problem"}
_HEADERS = {
    name: {"description": description, "schema": {"type": "string"}}
    for name, description in {
        "ETag": "强校验值，随版本、请求和编码而变。 Strong validator, by release, request and coding.",
        "Last-Modified": "数据版本的发布时间。 When the release was published.",
        "Cache-Control": "可缓存的时间。 How long it may be kept.",
        "Link": "下一页、说明、许可和引用。 next, describedby, license, cite-as.",
        "X-Request-ID": "请求编号。 The id of the request.",
    }.items()
}
# What a noun has for itself is shown first, what all share after it.
_SHARED_NAMES = ("q", "sort", "fields", "limit", "cursor", "format", "shape", "bom", "release", "lang")
_SHARED = {name: place for place, name in enumerate(_SHARED_NAMES, 1)}
_COUNTS = {"limit", "last_n", "first_n"}


async def _run_examples(app: FastAPI, document: dict[str, Any]) -> None:
    """Ask every documented request of this very application, and show what it answers."""
    transport = httpx.ASGITransport(app=within(app))
    plain = {"Accept-Encoding": "identity"}
    async with httpx.AsyncClient(transport=transport, base_url="http://examples", headers=plain) as client:
        for path, operations in document["paths"].items():
            operation = operations["get"]
            given = [p for p in operation.get("parameters", []) if "example" in p]
            query = {p["name"]: _spelled(p["example"]) for p in given if p["in"] == "query"}
            names = {p["name"]: quote(p["example"]) for p in given if p["in"] == "path"}
            if path.count("{") > len(names):
                continue
            answer = await client.get(path.format(**names), params=query)
            content = operation["responses"]["200"]["content"]
            if answer.is_success and answer.headers["content-type"] == JSON and JSON in content:
                # As it came: all examples as objects would take more memory than all else of the document.
                content[JSON]["example"] = orjson.Fragment(answer.content)
                if (csv := FORMATS["csv"]).media_type in content:
                    address = answer.json()["links"].get("csv", f"{path.format(**names)}.csv")
                    content[csv.media_type]["example"] = await _start_of(client, address)


async def _start_of(client: httpx.AsyncClient, address: str) -> str:
    """The header and the first rows of a file."""
    lines = (await client.get(address)).text.splitlines(keepends=True)
    return "".join(lines[:3])


def _spelled(value: Any) -> str:
    return ",".join(value) if isinstance(value, list) else str(value)

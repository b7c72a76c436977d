"""Whether the service lives, whether it can answer, and where everything is."""

from contextlib import suppress
from typing import Annotated, Literal

from fastapi import Query, Request, Response
from fastapi.responses import PlainTextResponse
from pydantic import BaseModel, Field

from app import __version__
from app.api.answers import one_answer, uncached
from app.api.deps import StoreDep
from app.api.parameters import Parameters, Pinned
from app.api.routes.nouns import ALWAYS, noun_router
from app.api.schemas.envelope import OneOf, Wire
from app.domain.vocabulary import LISTS
from app.problems import Fault, StoreUnavailable
from app.queries.readiness import Check, checks_of
from app.queries.releases import current

router = noun_router("", "operations")
_ENDING = ("进程即将结束。", "The process is about to end.")
METRICS = "text/plain; version=0.0.4; charset=utf-8"


class Live(BaseModel):
    """The process answers."""

    status: Literal["ok"]


class ReadyCheck(BaseModel):
    """One thing that has to hold, and what was found."""

    name: Literal["process", "store", "schema", "release"]
    status: Literal["ok"]
    found: str


class Ready(Live):
    """The store answers, with this release; a failure names what does not hold in `errors`."""

    release: str
    checks: list[ReadyCheck]


class ResourceLink(Wire):
    """A resource and where it is."""

    name: str
    href: str
    title_zh: str
    title_en: str


class Index(Wire):
    """What this instance serves."""

    name_zh: str
    name_en: str
    description_zh: str
    description_en: str
    version: str
    area: Annotated[str, Field(description="Code of the area that the data set is about.")]
    cluster: Annotated[str, Field(description="Code of the root of its policy tree.")]
    resources: list[ResourceLink]


class IndexAnswer(OneOf[Index]):
    """The index of resources."""


_OTHERS = {
    "check": ("核对一个数字", "Check a number"),
    "problems": ("错误类型", "Problem types"),
    "datapackage.json": ("数据包描述", "Data package"),
    "catalog.jsonld": ("数据目录（DCAT、schema.org）", "Catalogue (DCAT, schema.org)"),
    "releases.atom": ("版本订阅", "Feed of releases"),
    "llms.txt": ("给语言模型的说明", "Notes for language models"),
    "openapi.json": ("OpenAPI 文档", "OpenAPI document"),
    "docs": ("交互文档", "Swagger UI"),
    "reference": ("接口参考", "API reference"),
    "guide": ("指南", "Guide"),
    "explore": ("探索", "Explore"),
    "metrics": ("运行指标", "Metrics"),
    "livez": ("存活检查", "Liveness"),
    "readyz": ("就绪检查", "Readiness"),
}
RESOURCES = [(name, *title) for name, title in (LISTS | _OTHERS).items()]


@router.get(
    "/", operation_id="get_index", summary="资源索引 Index of resources", response_model=IndexAnswer, responses=ALWAYS
)
def read_index(request: Request, store: StoreDep, asked: Annotated[Pinned, Query()]) -> Response:
    """本接口提供的全部资源及其地址。

    Every resource of this API and where it is.
    """
    with store.reading() as session:
        stamp = current(session)
        prefix = request.scope.get("root_path", "")
        names = ("name_zh", "name_en", "description_zh", "description_en")
        index = {name: stamp.dataset[name] for name in names} | {
            "version": __version__,
            "area": stamp.dataset["area_code"],
            "cluster": stamp.dataset["cluster_code"],
            "resources": [
                {"name": name, "href": f"{prefix}/{name}", "title_zh": zh, "title_en": en} for name, zh, en in RESOURCES
            ],
        }
        place = f"{prefix}/files/{stamp.release}"
        index["resources"].append({"name": "files", "href": place, "title_zh": "发布文件", "title_en": "Files"})
        root = stamp.dataset["cluster_code"]
        index["resources"].append(
            {"name": root, "href": f"{prefix}/clusters/{root}", "title_zh": "产业体系", "title_en": "Industrial system"}
        )
        return one_answer(request, asked, stamp, index)


@router.get("/livez", operation_id="get_liveness", summary="存活检查 Liveness", response_model=Live, responses=ALWAYS)
async def read_liveness(_asked: Annotated[Parameters, Query()]) -> Response:
    """进程在运行。

    The process answers; it does not look at the store.
    """
    return uncached({"status": "ok"})


@router.get(
    "/metrics",
    operation_id="get_metrics",
    summary="运行指标 Metrics",
    response_class=PlainTextResponse,
    responses=ALWAYS | {200: {"content": {METRICS: {"schema": {"type": "string"}}}}},
)
def read_metrics(request: Request, store: StoreDep, _asked: Annotated[Parameters, Query()]) -> Response:
    """供 Prometheus 抓取：按路由和状态的请求数、耗时、缓存和数据版本的时间。

    For Prometheus: requests by route and status, how long they took, the cache, the age of the release.
    """
    release, published_at = "", None
    with suppress(StoreUnavailable), store.reading() as session:
        stamp = current(session)
        release, published_at = stamp.release, stamp.published_at
    shown = request.app.state.metrics.shown(store.connections(), release, published_at)
    return Response(shown, headers={"Cache-Control": "no-store"}, media_type=METRICS)


@router.get(
    "/readyz", operation_id="get_readiness", summary="就绪检查 Readiness", response_model=Ready, responses=ALWAYS
)
def read_readiness(request: Request, store: StoreDep, _asked: Annotated[Parameters, Query()]) -> Response:
    """进程未在结束，数据库可读、结构相符且已有发布的版本；否则为 503，errors 说明是哪一项。

    The process is not ending, the store can be read, has the right schema and holds a release; otherwise 503, and
    `errors` says which of these does not hold.
    """
    checks = [Check("process", "serving")]
    if request.app.state.draining.has_begun:
        checks = [Check("process", "ending", _ENDING)]
    try:
        with store.reading() as session:
            checks += [Check("store", "readable"), *checks_of(session)]
    except StoreUnavailable as problem:
        checks.append(Check("store", "unreadable", problem.detail))
    faults = [Fault(check.name, check.found, check.reason) for check in checks if check.reason]
    if faults:
        raise StoreUnavailable(*faults, detail=faults[0].reason)
    told = [{"name": check.name, "status": "ok", "found": check.found} for check in checks]
    return uncached({"status": "ok", "release": checks[-1].found, "checks": told})

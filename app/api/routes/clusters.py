"""The policy tree."""

from typing import Annotated

from fastapi import Query, Request, Response

from app.api.answers import one_answer
from app.api.deps import StoreDep
from app.api.files import list_answer
from app.api.parameters import AsOfParameters
from app.api.routes.nouns import LIST, ONE, noun_router
from app.api.schemas.clusters import ClusterAnswer, ClusterPage, ClusterParameters
from app.queries.clusters import CLUSTERS, get_cluster
from app.queries.releases import current

router = noun_router("/clusters", "clusters")


@router.get(
    "",
    operation_id="list_clusters",
    summary="产业体系的全部节点 List clusters",
    response_model=ClusterPage,
    responses=LIST,
)
def list_clusters(request: Request, store: StoreDep, asked: Annotated[ClusterParameters, Query()]) -> Response:
    """全部产业集群、未来产业和现代服务业，平铺列出，可按 kind 筛选。

    Every cluster, future industry and modern service, flat; filter by `kind`.
    """
    return list_answer(request, store, asked, CLUSTERS.listed)


@router.get(
    "/{cluster_code}",
    operation_id="get_cluster",
    summary="一个节点及其下级 Get a cluster",
    response_model=ClusterAnswer,
    responses=ONE,
)
def read_cluster(
    request: Request, store: StoreDep, cluster_code: str, asked: Annotated[AsOfParameters, Query()]
) -> Response:
    """政策体系中的任一节点：自身、下级，以及其中的项目、机构、指标、说法和依据。

    Any node of the policy tree: itself, its subtree, and its projects, organisations, indicators, claims and evidence.
    """
    with store.reading() as session:
        found = get_cluster(session, cluster_code, asked.as_of)
        return one_answer(request, asked, current(session), found, as_of=asked.as_of)

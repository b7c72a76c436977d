"""Published states of the data."""

from typing import Annotated

from fastapi import Query, Request, Response

from app.api.answers import address_below, one_answer
from app.api.archive import listed, shelf_of, state_of
from app.api.citations import cited_release
from app.api.deps import StoreDep
from app.api.files import list_answer
from app.api.parameters import OfFiles
from app.api.routes.nouns import LIST, ONE, noun_router
from app.api.schemas.metadata import ATOM
from app.api.schemas.releases import ReleaseAnswer, ReleasePage, ReleaseParameters
from app.queries.releases import RELEASES, current, get_release

router = noun_router("/releases", "releases")


@router.get(
    "", operation_id="list_releases", summary="数据版本 List releases", response_model=ReleasePage, responses=LIST
)
def list_releases(request: Request, store: StoreDep, asked: Annotated[ReleaseParameters, Query()]) -> Response:
    """每一次发布的数据状态。

    Each published state of the data.
    """
    answer = list_answer(request, store, asked, RELEASES)
    feed = address_below(request, "/releases.atom")
    answer.headers["Link"] += f', <{feed}>; rel="alternate"; type="{ATOM}"'
    return answer


@router.get(
    "/{release_id}",
    operation_id="get_release",
    summary="一个版本 Get a release",
    response_model=ReleaseAnswer,
    responses=ONE,
)
def read_release(request: Request, store: StoreDep, release_id: str, asked: Annotated[OfFiles, Query()]) -> Response:
    """一个版本：行数、它改变了什么，以及它的文件。

    One release: its row counts, what it changed, and its files.
    """
    files = shelf_of(request).files(release_id)
    with store.reading() as session:
        stamp, found = current(session), get_release(session, release_id)
        told = found | {
            "files": listed(request, release_id, files),
            "citation": cited_release(request, stamp, found),
        }
        return one_answer(request, asked, stamp, told, also=state_of(files))

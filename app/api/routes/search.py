"""One box over all nouns."""

from typing import Annotated

from fastapi import Query, Request, Response

from app.api.deps import StoreDep
from app.api.files import list_answer
from app.api.routes.nouns import LIST, noun_router
from app.api.schemas.search import SearchPage, SearchParameters
from app.queries.search import hits

router = noun_router("/search", "search")


@router.get("", operation_id="search", summary="搜索 Search", response_model=SearchPage, responses=LIST)
def search(request: Request, store: StoreDep, asked: Annotated[SearchParameters, Query()]) -> Response:
    """在全部资源中搜索中文或英文，从一个汉字起。

    Search all nouns in Chinese or English, from one Han character up.
    """
    return list_answer(request, store, asked, hits(request.scope.get("root_path", "")))

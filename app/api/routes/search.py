"""One box over all nouns."""

from dataclasses import replace
from typing import Annotated

from fastapi import Query, Request, Response

from app.api.answers import page_answer
from app.api.deps import StoreDep
from app.api.routes.nouns import LIST, noun_router
from app.api.schemas.search import SearchPage, SearchParameters
from app.queries.releases import current
from app.queries.search import find_entries

router = noun_router("/search", "search")

# The nouns whose path is not their plural with an s.
_PATHS = {"evidence": "evidence"}


@router.get("", operation_id="search", summary="搜索 Search", response_model=SearchPage, responses=LIST)
def search(request: Request, store: StoreDep, asked: Annotated[SearchParameters, Query()]) -> Response:
    """在全部资源中搜索中文或英文，从一个汉字起。

    Search all nouns in Chinese or English, from one Han character up.
    """
    with store.reading() as session:
        page = find_entries(session, asked.words(), asked.q, asked.noun)
        prefix = request.scope.get("root_path", "")
        rows = [
            row | {"href": f"{prefix}/{_PATHS.get(row['noun'], row['noun'] + 's')}/{row['code']}"} for row in page.rows
        ]
        return page_answer(request, asked, current(session), replace(page, rows=rows))

"""The code lists behind every coded field."""

from typing import Annotated

from fastapi import Query, Request, Response

from app.api.answers import one_answer
from app.api.deps import StoreDep
from app.api.files import file_answer, is_for_file, varying
from app.api.parameters import TableParameters
from app.api.routes.nouns import ALWAYS, ONE, noun_router
from app.api.schemas.codelists import CodelistAnswer, CodelistsAnswer
from app.queries.codelists import codes_of, find_codelists, get_codelist
from app.queries.releases import current

router = noun_router("/codelists", "codelists")


@router.get(
    "",
    operation_id="list_codelists",
    summary="代码表 List code lists",
    response_model=CodelistsAnswer,
    responses=ALWAYS,
)
def list_codelists(request: Request, store: StoreDep, asked: Annotated[TableParameters, Query()]) -> Response:
    """每个编码字段可取的代码及其中英文名称。

    The codes that each coded field can have, with their names.
    """
    if is_for_file(request, asked):
        return file_answer(request, store, asked, lambda session: codes_of(session, None))
    with store.reading() as session:
        return varying(request, asked, one_answer(request, asked, current(session), find_codelists(session)))


@router.get(
    "/{codelist_code}",
    operation_id="get_codelist",
    summary="一个代码表 Get a code list",
    response_model=CodelistAnswer,
    responses=ONE,
)
def read_codelist(
    request: Request, store: StoreDep, codelist_code: str, asked: Annotated[TableParameters, Query()]
) -> Response:
    """一个代码表。

    One code list.
    """
    if is_for_file(request, asked):
        return file_answer(request, store, asked, lambda session: codes_of(session, codelist_code))
    with store.reading() as session:
        found = get_codelist(session, codelist_code)
        return varying(request, asked, one_answer(request, asked, current(session), found))

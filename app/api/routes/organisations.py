"""Organisations that sources name."""

from typing import Annotated

from fastapi import Query, Request, Response

from app.api.answers import one_answer
from app.api.deps import StoreDep
from app.api.files import list_answer
from app.api.parameters import Pinned
from app.api.routes.nouns import LIST, ONE, noun_router
from app.api.schemas.organisations import OrganisationAnswer, OrganisationPage, OrganisationParameters
from app.queries.organisations import ORGANISATIONS, get_organisation
from app.queries.releases import current

router = noun_router("/organisations", "organisations")


@router.get(
    "",
    operation_id="list_organisations",
    summary="企业与平台 List organisations",
    response_model=OrganisationPage,
    responses=LIST,
)
def list_organisations(
    request: Request, store: StoreDep, asked: Annotated[OrganisationParameters, Query()]
) -> Response:
    """来源中出现的企业、平台和实验室。

    Companies, platforms and laboratories that the sources name.
    """
    return list_answer(request, store, asked, ORGANISATIONS.listed)


@router.get(
    "/{organisation_code}",
    operation_id="get_organisation",
    summary="一个机构 Get an organisation",
    response_model=OrganisationAnswer,
    responses=ONE,
)
def read_organisation(
    request: Request, store: StoreDep, organisation_code: str, asked: Annotated[Pinned, Query()]
) -> Response:
    """一个机构，以及来源对它的每一条说法。

    One organisation with every claim that sources make of it.
    """
    with store.reading() as session:
        return one_answer(request, asked, current(session), get_organisation(session, organisation_code))

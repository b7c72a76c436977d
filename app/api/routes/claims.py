"""What sources say of organisations, areas and clusters."""

from typing import Annotated

from fastapi import Query, Request, Response

from app.api.answers import one_answer
from app.api.deps import StoreDep
from app.api.files import list_answer
from app.api.parameters import Pinned
from app.api.routes.nouns import LIST, ONE, noun_router
from app.api.schemas.claims import ClaimAnswer, ClaimPage, ClaimParameters
from app.queries.claims import CLAIMS
from app.queries.releases import current

router = noun_router("/claims", "claims")


@router.get("", operation_id="list_claims", summary="说法 List claims", response_model=ClaimPage, responses=LIST)
def list_claims(request: Request, store: StoreDep, asked: Annotated[ClaimParameters, Query()]) -> Response:
    """来源对机构、地区和产业的每一条说法：首创、排名、技术、承诺等。

    What sources say of organisations, areas and clusters: firsts, rankings, technologies, pledges.
    """
    return list_answer(request, store, asked, CLAIMS.listed)


@router.get(
    "/{claim_code}", operation_id="get_claim", summary="一条说法 Get a claim", response_model=ClaimAnswer, responses=ONE
)
def read_claim(request: Request, store: StoreDep, claim_code: str, asked: Annotated[Pinned, Query()]) -> Response:
    """一条说法。

    One claim.
    """
    with store.reading() as session:
        return one_answer(request, asked, current(session), CLAIMS.get(session, claim_code))

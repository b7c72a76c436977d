"""The words that facts rest on."""

from typing import Annotated

from fastapi import Query, Request, Response

from app.api.answers import one_answer
from app.api.deps import StoreDep
from app.api.files import list_answer
from app.api.parameters import Pinned
from app.api.routes.nouns import LIST, ONE, noun_router
from app.api.schemas.sources import EvidenceAnswer, EvidencePage, EvidenceParameters
from app.queries.releases import current
from app.queries.sources import EVIDENCE, get_evidence

router = noun_router("/evidence", "evidence")


@router.get("", operation_id="list_evidence", summary="依据 List evidence", response_model=EvidencePage, responses=LIST)
def list_evidence(request: Request, store: StoreDep, asked: Annotated[EvidenceParameters, Query()]) -> Response:
    """承载事实的原文短语及其位置。

    The phrases that carry facts, and where they stand.
    """
    return list_answer(request, store, asked, EVIDENCE.listed)


@router.get(
    "/{evidence_id}",
    operation_id="get_evidence",
    summary="一条依据 Get evidence",
    response_model=EvidenceAnswer,
    responses=ONE,
)
def read_evidence(request: Request, store: StoreDep, evidence_id: str, asked: Annotated[Pinned, Query()]) -> Response:
    """一条依据：原文、位置、文件，以及由它支撑的全部事实。

    One piece of evidence: the words, their place, the document, and all that rests on them.
    """
    with store.reading() as session:
        return one_answer(request, asked, current(session), get_evidence(session, evidence_id))

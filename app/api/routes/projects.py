"""Construction and innovation projects."""

from typing import Annotated

from fastapi import Query, Request, Response

from app.api.answers import one_answer
from app.api.deps import StoreDep
from app.api.files import list_answer
from app.api.parameters import Pinned
from app.api.routes.nouns import LIST, ONE, noun_router
from app.api.schemas.projects import ProjectAnswer, ProjectPage, ProjectParameters
from app.queries.projects import PROJECTS, get_project
from app.queries.releases import current

router = noun_router("/projects", "projects")


@router.get("", operation_id="list_projects", summary="项目 List projects", response_model=ProjectPage, responses=LIST)
def list_projects(request: Request, store: StoreDep, asked: Annotated[ProjectParameters, Query()]) -> Response:
    """产业建设和创新项目及其最新状态。

    Construction and innovation projects with their latest status.
    """
    return list_answer(request, store, asked, PROJECTS.listed)


@router.get(
    "/{project_code}",
    operation_id="get_project",
    summary="一个项目 Get a project",
    response_model=ProjectAnswer,
    responses=ONE,
)
def read_project(request: Request, store: StoreDep, project_code: str, asked: Annotated[Pinned, Query()]) -> Response:
    """一个项目及其状态变化。

    One project with its status history.
    """
    with store.reading() as session:
        return one_answer(request, asked, current(session), get_project(session, project_code))

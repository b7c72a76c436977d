"""The files of each release, which never change."""

from typing import Annotated, Any

from fastapi import Query, Request, Response

from app import problems
from app.api.answers import one_answer
from app.api.archive import archived, listed, require_file, require_files, state_of
from app.api.deps import StoreDep
from app.api.parameters import OfFiles
from app.api.routes.nouns import ONE, failures, noun_router
from app.api.schemas.files import FilesAnswer, OfOneFile
from app.queries.releases import current

router = noun_router("/files", "files")
# Of any type, by its name: CSV, Parquet, SQLite, JSON, text.
_FILE: dict[int | str, dict[str, Any]] = {200: {"content": {"*/*": {"schema": {}}}}}


@router.get(
    "/{release_id}",
    operation_id="list_files",
    summary="一个版本的文件 List the files of a release",
    response_model=FilesAnswer,
    responses=ONE,
)
def list_files(request: Request, store: StoreDep, release_id: str, asked: Annotated[OfFiles, Query()]) -> Response:
    """一个版本的全部文件及其大小和 sha256。

    Every file of a release, with its size and sha256.
    """
    files = require_files(request, release_id)
    with store.reading() as session:
        found = {"release": release_id, "files": listed(request, release_id, files)}
        return one_answer(request, asked, current(session), found, also=state_of(files))


@router.get(
    "/{release_id}/{file_name}",
    operation_id="get_file",
    summary="一个版本的一个文件 Get a file of a release",
    response_class=Response,
    responses=ONE | failures(problems.RangeNotSatisfiable) | _FILE,
)
def read_file(
    request: Request, store: StoreDep, release_id: str, file_name: str, _asked: Annotated[OfOneFile, Query()]
) -> Response:
    """一个文件，内容永不改变；可按 Range 分段取。

    One file, whose bytes never change; in parts by Range.
    """
    file = require_file(request, release_id, file_name)
    with store.reading() as session:
        return archived(request, current(session), release_id, file)

"""The files of releases as answers: listed with their checksums, sent whole or by ranges, kept for ever."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import PurePath

from fastapi import Request
from starlette.types import Receive, Scope, Send

from app.api.answers import address_below, related
from app.api.files import attachment
from app.api.http import HEAD
from app.api.streams import WholeFile
from app.domain.nearest import nearest
from app.domain.vocabulary import LISTS
from app.problems import NO_SUCH_CODE, Fault, NotFound
from app.queries.pages import Row
from app.queries.releases import Stamp
from app.release.shelf import DESCRIPTOR, KeptFile, Shelf

IMMUTABLE = "public, max-age=31536000, immutable"
_DATABASE = "整个数据库"
_NONE_YET = ("这个版本没有文件", "this release has no files here")


class ArchivedFile(WholeFile):
    """A file of a release; its head says that another coding could be chosen."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the file, a part of it, or its head."""
        if scope.get(HEAD):
            self.headers.add_vary_header("Accept-Encoding")
        await super().__call__(scope, receive, send)


def shelf_of(request: Request) -> Shelf:
    """Where the files of releases are."""
    shelf: Shelf = request.app.state.shelf
    return shelf


def require_files(request: Request, release: str, *, is_known: bool = False) -> Mapping[str, KeptFile]:
    """The files of a release by name; raises NotFound with the nearest releases that have any."""
    found = shelf_of(request).files(release)
    if not found:
        reason = _NONE_YET if is_known else NO_SUCH_CODE
        raise NotFound(Fault("release_id", release[:100], reason, nearest(release, shelf_of(request).releases())))
    return found


def require_file(request: Request, release: str, name: str) -> KeptFile:
    """One file of a release; raises NotFound with the nearest names."""
    files = require_files(request, release)
    if name not in files:
        reason = ("这个版本没有这个文件", "no such file of this release")
        raise NotFound(Fault("file_name", name[:100], reason, nearest(name, files)))
    return files[name]


def listed(request: Request, release: str, files: Mapping[str, KeptFile]) -> list[Row]:
    """The files as an answer lists them."""
    return [
        {
            "name": file.name,
            "href": address_below(request, f"/files/{release}/{file.name}"),
            "media_type": file.media_type,
            "bytes": file.size,
            "sha256": file.sha256,
        }
        for file in files.values()
    ]


def state_of(files: Mapping[str, KeptFile]) -> str:
    """What an answer that lists the files follows from."""
    return " ".join(file.sha256 for file in files.values())


def archived(request: Request, stamp: Stamp, release: str, file: KeptFile) -> ArchivedFile:
    """A file of a release, to be kept for ever: what its name stands for never changes."""
    name, ending = PurePath(file.name).stem, PurePath(file.name).suffix.removeprefix(".")
    described = address_below(request, f"/files/{release}/{DESCRIPTOR}")
    headers = {
        "ETag": f'"{file.sha256}"',
        "Cache-Control": IMMUTABLE,
        "Link": f'<{described}>; rel="describedby"; type="application/json"; title="Data Package", '
        + related(request, replace(stamp, release=release), is_file=True),
    }
    if ending in {"csv", "parquet", "sqlite"}:
        title = _DATABASE if ending == "sqlite" else LISTS[name][0]
        headers["Content-Disposition"] = attachment(stamp, release, name, title, ending)
    return ArchivedFile(file.path, headers=headers, media_type=file.media_type)

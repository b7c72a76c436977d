"""The static files of the pages: kept for a year where their address names their content."""

from fastapi import FastAPI, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from app.web.render import STATIC, YEAR, version_of


class OwnFiles(StaticFiles):
    """Static files; one that is asked for by its digest never changes."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """The file, with how long it may be kept."""
        response = await super().get_response(path, scope)
        if response.status_code in {200, 206, 304}:
            is_named = scope["query_string"] == f"v={version_of(path)}".encode()
            response.headers["Cache-Control"] = (
                f"public, max-age={YEAR}, immutable" if is_named else "public, max-age=300"
            )
        return response


def mount(app: FastAPI) -> None:
    """Add the static files."""
    app.mount("/static", OwnFiles(directory=STATIC), name="static")

"""Swagger UI and ReDoc from our own files."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from string import Template

from fastapi import FastAPI, Request, Response
from starlette.staticfiles import StaticFiles

HERE = Path(__file__).parent
# ReDoc and Swagger UI style their elements inline; nothing comes from another host.
POLICY = (
    "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; worker-src blob:;"
    " frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
)


def mount(app: FastAPI) -> None:
    """Add the documentation pages and the static files."""
    app.mount("/static", StaticFiles(directory=HERE / "static"), name="static")
    for path, name in (("/docs", "swagger.html"), ("/redoc", "redoc.html")):
        app.add_api_route(path, _page(name), include_in_schema=False)


def _page(name: str) -> Callable[[Request], Awaitable[Response]]:
    template = Template((HERE / "templates" / name).read_text(encoding="utf-8"))

    async def page(request: Request) -> Response:
        html = template.substitute(root=request.scope.get("root_path", ""))
        headers = {"Content-Security-Policy": POLICY, "Cache-Control": "public, max-age=300"}
        return Response(html, headers=headers, media_type="text/html")

    return page

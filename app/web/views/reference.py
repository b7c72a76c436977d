"""`/docs` and `/reference`: the OpenAPI document, to try and to read."""

from fastapi import Response

from app.api.strict import require_known
from app.web.client import Json
from app.web.render import Visit


async def swagger(visit: Visit) -> Response:
    """Swagger UI from our own files, under the policy of every page."""
    require_known(visit.pairs, {})
    return await visit.page("swagger.html")


async def reference(visit: Visit) -> Response:
    """Every operation with its parameters, to read without a script."""
    require_known(visit.pairs, {})
    document = await visit.api.get("/openapi.json")
    groups: dict[str, list[Json]] = {}
    for path, operations in document["paths"].items():
        operation = operations["get"]
        groups.setdefault(operation["tags"][0], []).append({"path": path, **operation})
    tags = {tag["name"]: tag.get("description", "") for tag in document.get("tags", [])}
    return await visit.page("reference.html", groups=groups, tags=tags, split=_split)


def _split(text: str | None, place: int) -> str:
    """The part of a text in one language: Chinese first, English after it."""
    told = text or ""
    parts = next((told.split(mark, 1) for mark in ("\n\n", "。 ", " · ") if mark in told), [told])
    return parts[min(place, len(parts) - 1)] if parts else ""

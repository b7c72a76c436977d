"""`/docs` and `/reference`: the OpenAPI document, to try and to read."""

import re

from fastapi import Response

from app.api.strict import require_known
from app.web.client import Json
from app.web.render import Visit

# What stands between the Chinese and the English of a text.
MARKS = (r"\n\n", r"(?<=[。？！]) ", r" · ")


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
    """The part of a text in one language: Chinese first, English after it; the words it takes belong to both."""
    told, _, words = (text or "").partition("\n\n`")
    parts = next((parts for mark in MARKS if len(parts := re.split(mark, told, maxsplit=1)) > 1), [told])
    said = parts[min(place, len(parts) - 1)]
    return f"{said} `{words}" if words else said

"""`/schemas/{list}`: what each column of a list is, for whoever opens its file."""

from fastapi import Response

from app.web.client import Json
from app.web.render import Visit


async def schema(visit: Visit, name: str) -> Response:
    """The columns of a list, with their types and meanings."""
    del name
    row: Json = await visit.answered()
    return await visit.page("schema.html", row=row, title=row["title"].split(" · ")[1 - visit.speech.place])

"""`/clusters`: every node of the tree, and what stands outside it."""

from fastapi import Response

from app.web.client import Json
from app.web.render import Visit
from app.web.sunburst import sunburst


async def clusters(visit: Visit) -> Response:
    """The whole system as a picture, and the industries beside it."""
    body = await visit.answered()
    site: Json = (await visit.api.get("/", quietly=True))["data"]
    tree: Json = (await visit.api.get(f"/clusters/{site['cluster']}"))["data"]
    inside = set(_codes(tree))
    return await visit.page(
        "clusters.html",
        tree=tree,
        arcs=sunburst(tree, visit.speech.of),
        total=body["page"]["total"],
        outside=[row for row in body["data"] if row["code"] not in inside],
    )


def _codes(node: Json) -> list[str]:
    return [node["code"], *(code for child in node["children"] for code in _codes(child))]

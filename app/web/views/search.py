"""`/search`: one box for everything."""

from fastapi import Response

from app.web.render import Visit

NOUNS = {
    "indicator": ("指标", "Indicator"),
    "cluster": ("产业", "Cluster"),
    "project": ("项目", "Project"),
    "organisation": ("企业与平台", "Organisation"),
    "area": ("地区", "Area"),
    "milestone": ("大事", "Milestone"),
    "claim": ("说法", "Claim"),
    "source": ("来源", "Source"),
    "evidence": ("原文字句", "Evidence"),
}


async def search(visit: Visit) -> Response:
    """What has the words, the best first."""
    body = await visit.answered()
    return await visit.page(
        "search.html",
        q=visit.request.query_params["q"],
        rows=body["data"],
        total=body["page"]["total"],
        following=body["links"]["next"],
        nouns=NOUNS,
    )

"""`/checks` and `/check`: what agrees, what does not, and whether a number may be printed."""

from fastapi import Response

from app.web.client import Json
from app.web.render import Visit
from app.web.views.lookups import codes, examples, intervals, names
from app.web.views.sums import in_words
from app.web.views.told import telling, told

ORDER = ("contradicted", "corroborated", "consistent", "unverified")


async def checks(visit: Visit) -> Response:
    """What agrees and what does not, for whoever has never seen it."""
    if not visit.pairs:
        # Who comes without a question is shown what does not agree.
        visit.pairs = [("verdict", "contradicted")]
    body = await visit.answered()
    chosen = dict(visit.pairs).get("verdict", "")
    counts = {}
    for verdict in ORDER:
        counts[verdict] = (await visit.api.get("/checks", quietly=True, verdict=verdict, limit=1))["page"]["total"]
    contradicted = await visit.api.get("/checks", quietly=True, verdict="contradicted", limit=1000)
    rules = {row["code"]: row for row in (await codes(visit, "rule")).values()}
    return await visit.page(
        "checks.html",
        rows=body["data"],
        total=body["page"]["total"],
        following=body["links"]["next"],
        chosen=chosen,
        counts=counts,
        verdicts=await codes(visit, "verdict"),
        names=await names(visit, "indicators"),
        areas=await names(visit, "areas"),
        rules=rules,
        said=await intervals(visit),
        shown=await telling(visit, contradicted["data"]),
    )


async def check(visit: Visit, check_id: str) -> Response:
    """One check: every figure that went into it, and where each comes from."""
    del check_id
    row: Json = (await visit.answered())["data"]
    said = await intervals(visit)
    shown = await told(visit, row) if row["arithmetic"] and row["verdict"] == "contradicted" else None
    return await visit.page(
        "check.html",
        row=row,
        shown=shown,
        names=await names(visit, "indicators"),
        areas=await names(visit, "areas"),
        sources=await names(visit, "sources"),
        verdicts=await codes(visit, "verdict"),
        roles=ROLES,
        said=said,
        sum=await in_words(visit, row, said),
    )


ROLES = {
    "stated": ("所述", "stated"),
    "part": ("部分", "part"),
    "whole": ("总体", "whole"),
    "level": ("数值", "level"),
    "level a year before": ("上年数值", "level a year before"),
}
ANSWERS = {
    "match": ("一致", "It matches"),
    "match_after_rounding": ("四舍五入后一致", "It matches after rounding"),
    "older_vintage": ("与较早公布的数一致", "It is an older figure"),
    "rival": ("与另一来源一致", "Another source says so"),
    "within_hedge": ("与已公布的约数或界限不冲突，但未获证实", "A hedged figure allows it; nothing confirms it"),
    "contradicts": ("与已公布的数字矛盾", "It contradicts what is published"),
    "unknown": ("没有可以对照的数字", "Nothing is published to hold it against"),
}
MARKS = {
    "match": "corroborated",
    "match_after_rounding": "consistent",
    "older_vintage": "unverified",
    "rival": "unverified",
    "within_hedge": "unverified",
    "contradicts": "contradicted",
    "unknown": "unverified",
}


async def check_number(visit: Visit) -> Response:
    """The form to check a number before it is printed, and its answer."""
    given = dict(visit.pairs)
    # A browser sends the empty fields of a form, too.
    visit.pairs = [(name, value) for name, value in visit.pairs if value]
    answer = (await visit.answered())["data"] if visit.pairs else None
    example = (await examples(visit))["/check"]
    return await visit.page(
        "check_number.html",
        given=given,
        answer=answer,
        answers=ANSWERS,
        marks=MARKS,
        example={name: str(value) for name, value in example.items()},
        said=await intervals(visit),
        names=await names(visit, "indicators"),
        areas=await names(visit, "areas"),
        sources=await names(visit, "sources"),
    )

"""A contradiction as one can see it: what is stated, what arithmetic says, and that the two do not meet."""

from app.web.client import Json
from app.web.render import Visit
from app.web.views.lookups import ends_of, intervals
from app.web.views.sums import in_words

# Where the scale of the picture begins and ends.
LEFT, RIGHT = 30.0, 570.0


async def telling(visit: Visit, checks: list[Json]) -> Json | None:
    """The check to tell: of a headline figure before others, then the one that is furthest out; None without any."""
    sums = [check for check in checks if check["verdict"] == "contradicted" and check["arithmetic"]]
    if not sums:
        return None
    listed = await visit.api.get("/indicators", quietly=True, sort="headline", limit=24)
    heads = {row["code"] for row in listed["data"] if row["headline"]}

    def distance(check: Json) -> tuple[bool, float]:
        return check["indicator"] in heads, abs(check["difference"] or 0.0) / max(1e-9, _size(check["stated"]))

    return await told(visit, max(sums, key=distance))


async def told(visit: Visit, check: Json) -> Json | None:
    """A check with what a picture of it needs; None where an end is open."""
    detail: Json = (await visit.api.get(f"/checks/{check['id']}"))["data"]
    stated = next((one for one in detail["inputs"] if one["role"] == "stated"), None)
    ends, sums = ends_of(check["stated"]), ends_of(check["computed"] or "")
    if stated is None or ends is None or sums is None:
        return None
    observation: Json = (await visit.api.get(f"/observations/{stated['observation_id']}"))["data"]
    included = observation["included"]
    low, high = min(ends[0], sums[0], 0.0), max(ends[1], sums[1])

    def at(pair: tuple[float, float]) -> tuple[float, float, float]:
        first = LEFT + (pair[0] - low) / ((high - low) or 1.0) * (RIGHT - LEFT)
        last = LEFT + (pair[1] - low) / ((high - low) or 1.0) * (RIGHT - LEFT)
        return round(first - 2, 1), round(max(4.0, last - first + 4), 1), round((first + last) / 2, 1)

    said = await intervals(visit)
    return {
        "check": check,
        # The page of the check has no need to lead to itself.
        "is_here": visit.path == f"/checks/{check['id']}",
        "sum": await in_words(visit, detail, said),
        "observation_id": stated["observation_id"],
        "name": visit.speech.of(included["indicator"]),
        "area": visit.speech.of(included["area"]),
        "stated_text": observation["obs_value_text"],
        "computed_text": said.result(check["computed"], check["indicator"]),
        "stated_x": at(ends),
        "computed_x": at(sums),
        "quote": included["evidence"]["quote"],
        "evidence": included["evidence"]["id"],
        "source": visit.speech.of(included["source"]),
    }


def _size(interval: str) -> float:
    ends = ends_of(interval)
    return max(abs(ends[0]), abs(ends[1])) if ends else float("inf")

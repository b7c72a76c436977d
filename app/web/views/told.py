"""A contradiction as one can see it: what is stated, what arithmetic says, and that the two do not meet."""

from app.web.client import Json
from app.web.render import Visit
from app.web.views.lookups import units

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
    ends, sums = _ends(check["stated"]), _ends(check["computed"] or "")
    if stated is None or ends is None or sums is None:
        return None
    observation: Json = (await visit.api.get(f"/observations/{stated['observation_id']}"))["data"]
    included = observation["included"]
    low, high = min(ends[0], sums[0], 0.0), max(ends[1], sums[1])

    def at(pair: tuple[float, float]) -> tuple[float, float, float]:
        first = LEFT + (pair[0] - low) / ((high - low) or 1.0) * (RIGHT - LEFT)
        last = LEFT + (pair[1] - low) / ((high - low) or 1.0) * (RIGHT - LEFT)
        return round(first - 2, 1), round(max(4.0, last - first + 4), 1), round((first + last) / 2, 1)

    unit = (await units(visit)).get(observation["unit_measure"])
    number, word = visit.speech.quantity(
        round((sums[0] + sums[1]) / 2, max(1, observation["decimals"])), observation["unit_mult"], unit
    )
    return {
        "check": check,
        "observation_id": stated["observation_id"],
        "name": visit.speech.of(included["indicator"]),
        "area": visit.speech.of(included["area"]),
        "stated_text": observation["obs_value_text"],
        "computed_text": number + ("" if word == "%" else " ") + word,
        "stated_x": at(ends),
        "computed_x": at(sums),
        "quote": included["evidence"]["quote"],
        "evidence": included["evidence"]["id"],
        "source": visit.speech.of(included["source"]),
    }


def _ends(interval: str) -> tuple[float, float] | None:
    """Both ends of an interval such as `[14.5, 15.5]`; None where one is open to infinity."""
    try:
        low, high = (float(end) for end in interval.strip("[]()").split(","))
    except ValueError:
        return None
    return (low, high) if abs(low) != float("inf") and abs(high) != float("inf") else None


def _size(interval: str) -> float:
    ends = _ends(interval)
    return max(abs(ends[0]), abs(ends[1])) if ends else float("inf")

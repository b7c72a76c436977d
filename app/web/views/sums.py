"""What arithmetic a check does, in words: which figure over which, and what that comes to."""

from typing import Any

from app.web.client import Json
from app.web.render import Visit
from app.web.views.lookups import Said, names

# What stands between two figures, and what stands after the last.
SIGNS = {
    "share": ("÷", ""),
    "growth": ("÷", "− 1"),
    "equal": ("", ""),
    "sum_of_areas": ("+", ""),
    "sum_of_indicators": ("+", ""),
}


async def in_words(visit: Visit, check: Json, said: Said) -> Json | None:
    """The figures that a check works with, each named, and the result; None where it works nothing out."""
    sign = SIGNS.get(check["rule_detail"]["kind"])
    parts = [one for one in check["inputs"] if one["role"] != "stated"]
    if sign is None or not parts or not check["computed"]:
        return None
    indicators, areas = await names(visit, "indicators"), await names(visit, "areas")
    varying = {name for name in ("indicator", "area", "time_period") if len({one[name] for one in parts}) > 1}
    if any(one["indicator"] != check["indicator"] for one in parts):
        varying.add("indicator")

    def named(one: Json) -> str:
        told: dict[str, Any] = {
            "area": areas.get(one["area"], one["area"]),
            "time_period": visit.speech.period(one["time_period"]),
            "indicator": indicators.get(one["indicator"], one["indicator"]),
        }
        words = [told[name] for name in told if name in varying] or [told["indicator"]]
        return "".join(words) if visit.speech.lang == "zh" else ", ".join(reversed(words))

    return {
        "terms": [
            {"name": named(one), "figure": said.figure(one), "observation_id": one["observation_id"]} for one in parts
        ],
        "sign": sign[0],
        "tail": sign[1],
        "result": said.result(check["computed"], check["indicator"]),
    }

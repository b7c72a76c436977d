"""`/observations/{id}`: where one number comes from, in one page."""

from typing import Any

from fastapi import Response

from app.web.client import Json
from app.web.render import Visit
from app.web.views.lookups import codes, in_order, intervals, names, units
from app.web.views.sums import in_words


async def observation(visit: Visit, observation_id: str) -> Response:
    """The page of a number: the words, the source, the rivals, and the verdict with its arithmetic."""
    del observation_id
    body = await visit.answered()
    row: Json = body["data"]
    found = await visit.api.find("/checks", indicator=row["indicator"], area=row["area"])
    checks = [check for check in found if check["time_period"] == row["time_period"]]
    said = await intervals(visit)
    details = [(await visit.api.get(f"/checks/{check['id']}"))["data"] for check in checks[:6]]
    return await visit.page(
        "observation.html",
        row=row,
        unit=row["included"]["unit"],
        units=await units(visit),
        checks=[one | {"sum": await in_words(visit, one, said)} for one in details if _concerns(one, row)],
        areas=await names(visit, "areas"),
        sources=await names(visit, "sources"),
        indicators=await names(visit, "indicators"),
        statuses=await codes(visit, "obs_status"),
        hedges=await codes(visit, "qualifier"),
        reliabilities=await codes(visit, "reliability"),
        revisions=await codes(visit, "revision"),
        said=said,
        superseded=_text_of(row, row["supersedes"]),
        data=_linked(visit, row, body["meta"]),
    )


def _text_of(row: Json, observation_id: str | None) -> str | None:
    """What another telling of the same figure printed; its id where it is not among them."""
    texts = {one["observation_id"]: one["obs_value_text"] for one in row["vintages"]}
    return texts.get(observation_id, observation_id)


def _concerns(check: Json, row: Json) -> bool:
    """A check of all statements concerns each of them; any other the one that it holds against the rest."""
    return check["rule_detail"]["kind"] == "same" or any(
        one["observation_id"] == row["observation_id"] for one in check["inputs"] if one["role"] == "stated"
    )


def _linked(visit: Visit, row: Json, meta: Json) -> dict[str, Any]:
    included = row["included"]
    return in_order(
        {
            "@context": "https://schema.org",
            "@type": "Observation",
            "@id": f"{visit.origin}{visit.root}/observations/{row['observation_id']}",
            "name": f"{visit.speech.of(included['indicator'])} · {visit.speech.of(included['area'])}",
            "observationDate": row["time_period"],
            "observationAbout": {"@type": "Place", "name": visit.speech.of(included["area"])},
            "variableMeasured": visit.speech.of(included["indicator"]),
            "value": row["obs_value"],
            "unitText": row["unit_measure"],
            "isBasedOn": in_order(
                {
                    "@type": "CreativeWork",
                    "name": visit.speech.of(included["source"]),
                    "url": included["source"]["url"],
                    "datePublished": included["source"]["published"],
                    "publisher": visit.speech.of(included["source"], "publisher"),
                }
            ),
            "license": meta["license"],
        }
    )

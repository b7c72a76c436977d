"""The examples of the documents, asked of this very service: whichever city it serves, they answer here."""

import json
import re
from typing import Any

from app.web.client import Json
from app.web.markdown import WRITTEN
from app.web.render import Visit
from app.web.views.lookups import examples, names

CONSOLE = re.compile(r"```console\n(\$ curl -s '?(http\S+?)'?(?: \|[^\n]*)?)\n(.*?)```", re.DOTALL)
# Where an address names an indicator, an area or a number.
NAMED = (
    ("indicator", re.compile(r"(?<=[?&]indicator=)[\w.,]+|(?<=/indicators/)\w+")),
    ("area", re.compile(r"(?<=[?&]area=)[\w.,]+")),
    ("observation", re.compile(r"(?<=/observations/)[\w.:-]+")),
)
ADDRESS = re.compile(re.escape(WRITTEN) + r"[^'\"`\s]*")


async def suited(visit: Visit, text: str) -> str:
    """A document with this city's codes in its addresses, and with the answers that they get."""
    codes = await _codes(visit)
    text = ADDRESS.sub(lambda found: _with(found[0], codes), text)
    for found in list(CONSOLE.finditer(text)):
        command, address, printed = found.groups()
        answer = await visit.api.as_program(address.removeprefix(WRITTEN))
        if answer.is_success:
            text = text.replace(found[0], f"```console\n{command}\n{_printed(answer.json(), printed)}```")
    return text


async def of_problem(visit: Visit, text: str, slug: str) -> str:
    """The example of a problem as this city answers it; nothing where it is no such problem here."""
    found = CONSOLE.search(text)
    if found is None:
        return text
    command, address, _ = found.groups()
    ways = (address, _with(address, await _codes(visit)))
    # The same question in the language of the page comes first; one that cannot take `lang` is asked as it is.
    for asked in (*(_spoken(way, visit.speech.lang) for way in ways), *ways):
        answer = await visit.api.as_program(asked.removeprefix(WRITTEN))
        problem: Json = {} if answer.is_success else answer.json()
        if str(problem.get("type", "")).endswith(f"/problems/{slug}"):
            shown = json.dumps(problem | {"request_id": "..."}, indent=2, ensure_ascii=False)
            return f"```console\n{command.replace(address, asked)}\n{shown}\n```"
    return ""


async def is_of_another_city(visit: Visit, text: str) -> bool:
    """Whether the requests in a document name areas that this service does not have."""
    named = {code for codes in dict(NAMED)["area"].findall(text) for code in codes.split(",")}
    return not named <= set(await names(visit, "areas"))


async def _codes(visit: Visit) -> dict[str, str]:
    """What this city's examples are: an indicator, an area and a number."""
    given = await examples(visit)
    indicators = given["/observations"].get("indicator") or given["/check"].get("indicator") or []
    site = (await visit.api.get("/", quietly=True))["data"]
    return {
        "indicator": indicators if isinstance(indicators, str) else indicators[0],
        "area": site["area"],
        "observation": given["/observations/{observation_id}"]["observation_id"],
    }


def _with(address: str, codes: dict[str, str]) -> str:
    """An address with each code in it replaced by this city's own."""
    for kind, pattern in NAMED:
        address = pattern.sub(codes[kind], address)
    return address


def _spoken(address: str, lang: str) -> str:
    """An address that is answered in a language: English is what a program gets that says nothing."""
    silent = re.sub(r"[?&]lang=\w+", "", address)
    return silent if lang == "en" else f"{silent}{'&' if '?' in silent else '?'}lang={lang}"


def _printed(body: Any, printed: str) -> str:
    """An answer as the document prints such a one: whole and indented, or the beginning of a line."""
    if printed.startswith("{\n"):
        return json.dumps({"data": body["data"]}, indent=2, ensure_ascii=False).removesuffix("\n}") + ",\n  ...\n}\n"
    name, value = next(iter(body["data"].items()))
    return json.dumps({"data": {name: value}}, ensure_ascii=False, separators=(",", ":")).removesuffix("}}") + ",...\n"

"""`/indicators/{code}.svg` and `.png`, and `/embed/indicators/{code}`: charts that stand in any page."""

import hashlib
from functools import cache
from typing import Annotated, Any, Literal

from fastapi import Response
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.concurrency import run_in_threadpool

from app.api.answers import CACHING
from app.api.security import picture_policy
from app.api.strict import require_known
from app.problems import Fault, InvalidValue, Problem
from app.web.drawing import Frame, both_sizes, line_chart
from app.web.lettering import shortened
from app.web.render import STATIC, TEMPLATES, Visit
from app.web.views.selection import Selection, select
from app.web.views.taking import PICTURED

FONT = STATIC / "vendor" / "noto-sans-sc" / "NotoSansSC-Regular.gb2312.ttf"
SHARPNESS = 2.0


class Look(BaseModel):
    """How a picture is drawn; all else is a question to the API."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    width: Annotated[int, Field(ge=320, le=1600)] = 720
    height: Annotated[int, Field(ge=200, le=1200)] = 400
    theme: Literal["light", "dark"] = "light"
    chart: Literal["line", "bar"] = "line"


ASKED = ("area", "freq", *PICTURED)
# So many areas are named; of more, how many there are is said.
NAMED = 3
# Room for the name of a publisher, in heights of its letters.
PUBLISHER = 26


async def svg(visit: Visit, code: str) -> Response:
    """The chart as SVG."""
    drawn = await _drawn(visit, code)
    return _picture(visit, drawn.encode(), "image/svg+xml")


async def png(visit: Visit, code: str) -> Response:
    """The chart as PNG, at twice its size, with Chinese from a font of our own."""
    drawn = await _drawn(visit, code)
    return _picture(visit, await run_in_threadpool(_rasterised, drawn), "image/png")


@cache
def _font() -> str:
    return str(FONT)


def _rasterised(drawn: str) -> bytes:
    # Heavy, and of no use to whoever never asks for a PNG.
    import resvg_py  # noqa: PLC0415

    return bytes(
        resvg_py.svg_to_bytes(
            svg_string=drawn,
            zoom=SHARPNESS,
            skip_system_fonts=True,
            font_files=[_font()],
            font_family="Noto Sans SC",
            sans_serif_family="Noto Sans SC",
        )
    )


async def embed(visit: Visit, code: str) -> Response:
    """The chart in a page of its own, for an iframe."""
    look, query = _asked(visit)
    # Whoever says how wide it is has one drawing; else it follows the frame that it stands in.
    chosen, drawn = await _chart(visit, code, look, query, follows="width" not in look.model_fields_set)
    html = TEMPLATES.get_template("embed.html").render(
        t=visit.speech.t, s=visit.speech, chart=drawn, code=code, theme=look.theme, root=visit.root,
        address=visit.url("explore", indicator=code, view="bar" if look.chart == "bar" else None, **query),
        title=" · ".join(_titles(visit, code, chosen, query)), **visit.tools,
    )  # fmt: skip
    return visit.answer(html, framers="*")


async def _drawn(visit: Visit, code: str) -> str:
    look, query = _asked(visit)
    return (await _chart(visit, code, look, query))[1]


def _asked(visit: Visit) -> tuple[Look, dict[str, str]]:
    """How it is to look, and what the API is asked; raises UnknownParameter or InvalidValue."""
    known = dict.fromkeys((*Look.model_fields, *ASKED), False)
    require_known(visit.pairs, known)
    given = dict(visit.pairs)
    try:
        look = Look.model_validate({name: given[name] for name in Look.model_fields if name in given})
    except ValidationError as error:
        raise _invalid(error) from None
    return look, {name: given[name] for name in ASKED if given.get(name)}


def _invalid(error: ValidationError) -> Problem:
    return InvalidValue(
        *(Fault(str(one["loc"][0]), str(one["input"])[:100], (one["msg"], one["msg"])) for one in error.errors())
    )


async def _chart(
    visit: Visit, code: str, look: Look, query: dict[str, str], *, follows: bool = False
) -> tuple[Selection, str]:
    indicator = (await visit.api.get(f"/indicators/{code}"))["data"]
    if "area" not in query and indicator["latest_area"]:
        query["area"] = indicator["latest_area"]
    if "freq" not in query and "A" in indicator["freqs"].split(","):
        query["freq"] = "A"
    chosen = await select(visit, {"indicator": code, **query, "limit": 1000})
    group = chosen.groups[0] if chosen.groups else None
    draw = both_sizes if follows else line_chart
    return chosen, draw(
        group.lines if group else [],
        Frame(
            title=_titles(visit, code, chosen, query),
            unit=group.unit if group else "",
            source=await _source_line(visit, code, chosen),
            size=(look.width, look.height),
            theme=look.theme,
            is_bar=look.chart == "bar",
            is_computed="transform" in query,
            lang=visit.speech.lang,
        ),
    )


def _titles(visit: Visit, code: str, chosen: Selection, query: dict[str, str]) -> tuple[str, str]:
    """The title in both languages, the reader's first."""
    codes = query.get("area", "").split(",")
    rows = [chosen.areas[area] for area in codes if area in chosen.areas]
    shown = rows if len(rows) <= NAMED else rows[: NAMED - 1]
    more = len(rows) - len(shown)

    def said(lang: str) -> str:
        names = [row[f"name_{lang}"] for row in shown]
        others = [f"等{len(rows)}个地区" if lang == "zh" else f"and {more} more"] if more else []
        return " · ".join([chosen.indicators[code][f"name_{lang}"], *names, *others])

    return said(visit.speech.lang), said(visit.speech.other)


async def _source_line(visit: Visit, code: str, chosen: Selection) -> str:
    used = list(dict.fromkeys(row["source"] for row in chosen.rows if row["is_preferred"]))
    rows = [(await visit.api.get(f"/sources/{source}"))["data"] for source in used[-2:]]
    publishers = dict.fromkeys(shortened(visit.speech.of(row, "publisher"), 1, PUBLISHER) for row in rows)
    more = len(used) - len(rows)
    others = visit.speech.t(f"等{len(used)}个", f" and {more} more") if more > 0 else ""
    said = visit.speech.t("、", ", ").join(publishers) + others
    place = f"{visit.request.url.netloc}{visit.root}/indicators/{code}"
    return f"来源 Source: {said} · {chosen.meta['release']} · {place}"


def _picture(visit: Visit, body: bytes, kind: str) -> Response:
    headers: dict[str, Any] = {
        "Cache-Control": CACHING,
        "Content-Language": visit.speech.tag,
        "Content-Security-Policy": picture_policy(),
        "ETag": f'"{hashlib.sha256(body).hexdigest()[:24]}"',
        "Vary": "Accept-Language, Cookie",
    }
    return Response(body, 200, headers, kind)

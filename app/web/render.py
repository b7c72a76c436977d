"""Templates and the answer that a page is, with its policy."""

import hashlib
import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from fastapi import Request, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from app.api.security import page_policy
from app.web.client import Api
from app.web.language import Speech

HERE = Path(__file__).parent
STATIC = HERE / "static"
HTML = "text/html"
YEAR = 365 * 24 * 3600
# What stands at the foot of every page: where else one can go.
SECTIONS = (
    (
        ("数字", "Figures"),
        (
            ("indicators", "指标", "Indicators"),
            ("explore", "探索", "Explore"),
            ("coverage", "覆盖范围", "Coverage"),
            ("checks", "核对", "Checks"),
            ("check", "核对一个数字", "Check a number"),
        ),
    ),
    (
        ("城市", "The city"),
        (
            ("clusters", "产业体系", "Industrial system"),
            ("projects", "项目", "Projects"),
            ("organisations", "企业与平台", "Organisations"),
            ("areas", "地区", "Areas"),
            ("milestones", "大事记", "Milestones"),
        ),
    ),
    (
        ("出处", "Where it comes from"),
        (
            ("sources", "来源", "Sources"),
            ("evidence", "依据", "Evidence"),
            ("claims", "说法", "Claims"),
            ("releases", "数据版本", "Releases"),
        ),
    ),
    (
        ("接口", "The API"),
        (
            ("guide", "指南", "Guide"),
            ("docs", "在线试用", "Try it"),
            ("reference", "接口参考", "Reference"),
            ("codelists", "代码表", "Code lists"),
            ("problems", "错误类型", "Problem types"),
        ),
    ),
)
TEMPLATES = Environment(
    loader=FileSystemLoader(HERE / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def coded(text: str) -> Markup:
    """Words between backticks as code."""
    parts = [
        f"<code>{escape(part)}</code>" if place % 2 else str(escape(part)) for place, part in enumerate(text.split("`"))
    ]
    return Markup("".join(parts))  # noqa: S704


TEMPLATES.filters["coded"] = coded


@cache
def version_of(name: str) -> str:
    """The start of a static file's digest: its address changes when it does."""
    return hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]


class Visit:
    """One request for a page: who asks, in which language, and the client that answers come from."""

    def __init__(self, request: Request, api: Api, speech: Speech) -> None:
        self.request = request
        self.api = api
        self.speech = speech
        self.root: str = request.scope.get("root_path", "")
        self.path = request.scope["path"].removeprefix(self.root) or "/"
        self.pairs = [(name, value) for name, value in request.query_params.multi_items() if name != "lang"]

    @property
    def address(self) -> str:
        """The request without its language: what the API is asked for the same page."""
        query = urlencode(self.pairs, safe=",:/")
        return quote(self.path, safe="/:,") + (f"?{query}" if query else "")

    async def answered(self) -> dict[str, Any]:
        """What the API answers to this very request; raises Refused."""
        body = await self.api.get_address(self.address)
        if all(name != "fields" for name, _ in self.pairs):
            return body
        # A page shows whole rows, whichever fields were asked for.
        self.pairs = [pair for pair in self.pairs if pair[0] != "fields"]
        return await self.api.get_address(self.address)

    def here(self, **others: str) -> str:
        """This page with other parameters."""
        pairs = [(name, value) for name, value in self.pairs if name not in others]
        return self.root + quote(self.path, safe="/:,") + "?" + urlencode([*pairs, *others.items()], safe=",:/")

    async def page(self, template: str, status: int = 200, **given: Any) -> Response:
        """The page as an answer."""
        site = await self.api.or_none("/", quietly=True)
        html = TEMPLATES.get_template(template).render(
            v=self, sections=SECTIONS, s=self.speech, t=self.speech.t, root=self.root,
            site=site["data"] if site else None, **self.tools,
            release=site["meta"]["release"] if site else "", license=site["meta"]["license"] if site else "",
            asked=list(self.api.asked), theme=self.theme, origin=self.origin,
            picture=await self._picture(site["data"]) if site else "", **given,
        )  # fmt: skip
        return self.answer(html, status)

    async def _picture(self, site: dict[str, Any]) -> str:
        """What stands for a page that has no picture of its own: the first headline figure, drawn for a card."""
        listed = await self.api.or_none("/indicators", quietly=True, sort="headline", limit=1)
        if not listed or not listed["data"]:
            return ""
        code = listed["data"][0]["code"]
        return self.origin + self.url(
            "indicators", f"{code}.png", area=site["area"], width=600, height=315, lang=self.speech.lang
        )

    @property
    def theme(self) -> str:
        """Light or dark, if the reader chose; else as the system has it."""
        chosen = self.request.cookies.get("theme", "")
        return chosen if chosen in {"light", "dark"} else "auto"

    @property
    def origin(self) -> str:
        """Scheme and host, for addresses that are copied elsewhere."""
        return f"{self.request.url.scheme}://{self.request.url.netloc}"

    @property
    def tools(self) -> dict[str, Callable[..., Any]]:
        """What templates call."""
        return {"asset": self._asset, "url": self.url, "data_json": data_json}

    def url(self, *parts: str, **query: Any) -> str:
        """An address of this service."""
        path = "/".join(quote(part, safe=":,.") for part in parts)
        given = {name: value for name, value in query.items() if value not in (None, "")}
        return f"{self.root}/{path}" + ("?" + urlencode(given, safe=",:/") if given else "")

    def _asset(self, name: str) -> str:
        return f"{self.root}/static/{name}?v={version_of(name)}"

    def answer(self, html: str, status: int = 200, framers: str = "'none'") -> Response:
        """HTML with the headers of every page."""
        body = html.encode()
        headers = {
            "Content-Security-Policy": page_policy(framers),
            "Content-Language": self.speech.tag,
            "Vary": "Accept, Accept-Language, Cookie",
            "Cache-Control": "no-store" if status >= 400 else "public, max-age=60, s-maxage=5",
        }
        if status < 400:
            headers["ETag"] = f'"{hashlib.sha256(body).hexdigest()[:24]}"'
        answer = Response(body, status, headers, f"{HTML}; charset=utf-8")
        if self.request.query_params.get("lang") == self.speech.lang:
            answer.set_cookie(
                "lang", self.speech.lang, max_age=YEAR, path=f"{self.root}/", samesite="lax", httponly=True
            )
        return answer


def data_json(value: Any) -> Markup:
    """JSON for a data block, which no character of it can end."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return Markup(text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"))  # noqa: S704

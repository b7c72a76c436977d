"""`/guide` and `/problems`: the documents of the project, and what each failure means."""

import posixpath
from collections.abc import Callable

from fastapi import Response

from app.api.strict import require_known
from app.domain.nearest import nearest
from app.problems import NO_SUCH_CODE, Fault, NotFound
from app.web.markdown import html_of, section, text_of, titled
from app.web.render import Visit
from app.web.views.examples import is_of_another_city, of_problem, suited

# In each language; then the contract, which is in English with Chinese terms.
SPOKEN = ("start", "curl", "pandas", "javascript", "excel", "concepts")
# Those in English only have a title and an abstract for whoever reads Chinese.
WHOLE = {
    "api": ("接口约定", "每个地址、参数和字段的完整约定：怎样筛选、翻页、取首选值和历史版本，哪些不会改变。"),
    "data-model": ("数据模型", "各张表、编码和修饰词的含义，数值怎样写成区间，以及从种子表到发布版本的每一步。"),
    "problems": ("错误类型", "每一种失败的状态码、含义和例子。正文中每一条都附有中文说明。"),
    "web": ("网页", "这些网页怎样由公开接口生成：地址、语言、图表、安全策略和测试。"),
    "settings": ("设置", "全部环境变量：监听地址、数据库、缓存、限流和日志，各有默认值。"),
    "deployment": ("部署", "怎样用容器、PostgreSQL 和 nginx 把服务部署起来，以及升级和回退。"),
    "development": ("开发", "怎样运行测试，怎样增加来源、规则、指标、接口和表。"),
    "architecture": ("架构", "代码怎样分层、谁可以引用谁、一个请求经过哪些步骤，以及各项决定的理由。"),
}
PAGES = (*SPOKEN, *WHOLE)


async def guide(visit: Visit, name: str = "start") -> Response:
    """A document as a page, with the list of all others."""
    require_known(visit.pairs, {})
    text = text_of(f"guide/{visit.speech.lang}/{name}" if name in SPOKEN else name) if name in PAGES else None
    if text is None:
        raise NotFound(Fault("page", name[:100], NO_SUCH_CODE, nearest(name, PAGES)))
    is_foreign = name in WHOLE and await is_of_another_city(visit, text)
    if name in SPOKEN:
        text = await suited(visit, text)
    body = html_of(text, visit.origin + visit.root, placed(visit, name), called(visit))
    return await visit.page(
        "guide.html",
        name=name,
        title=titled(text),
        body=body,
        is_english=name in WHOLE,
        is_foreign=is_foreign,
        spoken=[(one, titled(text_of(f"guide/{visit.speech.lang}/{one}") or one)) for one in SPOKEN],
        whole=[
            (one, visit.speech.t(zh, titled(text_of(one) or one))) for one, (zh, _) in WHOLE.items() if text_of(one)
        ],
        abstract=WHOLE[name][1] if name in WHOLE else "",
    )


def called(visit: Visit) -> tuple[str, str]:
    """What a table and the button that copies are called."""
    return visit.speech.t("表", "Table"), visit.speech.t("复制", "Copy")


def placed(visit: Visit, name: str) -> Callable[[str], str | None]:
    """Where a link of a document leads on this service."""
    here = f"docs/guide/{visit.speech.lang}" if name in SPOKEN else "docs"

    def place(target: str) -> str | None:
        if target.startswith(("http:", "https:", "mailto:", "#")):
            return target
        path, _, anchor = target.partition("#")
        document = posixpath.normpath(posixpath.join(here, path)).removeprefix("docs/").removesuffix(".md")
        document = document.removeprefix(f"guide/{visit.speech.lang}/")
        if document not in PAGES:
            return None
        return visit.url("guide", document) + (f"#{anchor}" if anchor else "")

    return place


async def problems(visit: Visit) -> Response:
    """Every kind of failure."""
    body = await visit.answered()
    return await visit.page("problems.html", rows=body["data"])


async def problem(visit: Visit, slug: str) -> Response:
    """One kind of failure: what it means, and an example."""
    row = (await visit.answered())["data"]
    told = section(text_of("problems") or "", f"`{slug}`")
    # The explanation stands in both languages already; the example is what the document adds.
    example = await of_problem(visit, told[told.index("```") :], slug) if "```" in told else ""
    body = html_of(example, visit.origin + visit.root, placed(visit, "problems"), called(visit))
    return await visit.page("problem.html", row=row, body=body)

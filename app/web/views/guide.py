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
WHOLE = ("api", "data-model", "problems", "web", "settings", "deployment", "development", "architecture")


async def guide(visit: Visit, name: str = "start") -> Response:
    """A document as a page, with the list of all others."""
    require_known(visit.pairs, {})
    text = text_of(f"guide/{visit.speech.lang}/{name}" if name in SPOKEN else name) if name in SPOKEN + WHOLE else None
    if text is None:
        raise NotFound(Fault("page", name[:100], NO_SUCH_CODE, nearest(name, SPOKEN + WHOLE)))
    is_foreign = name in WHOLE and await is_of_another_city(visit, text)
    if name in SPOKEN:
        text = await suited(visit, text)
    body = html_of(text, visit.origin + visit.root, placed(visit, name), visit.speech.t("表", "Table"))
    return await visit.page(
        "guide.html",
        name=name,
        title=titled(text),
        body=body,
        is_english=name in WHOLE,
        is_foreign=is_foreign,
        spoken=[(one, titled(text_of(f"guide/{visit.speech.lang}/{one}") or one)) for one in SPOKEN],
        whole=[(one, titled(text_of(one) or one)) for one in WHOLE if text_of(one)],
    )


def placed(visit: Visit, name: str) -> Callable[[str], str | None]:
    """Where a link of a document leads on this service."""
    here = f"docs/guide/{visit.speech.lang}" if name in SPOKEN else "docs"

    def place(target: str) -> str | None:
        if target.startswith(("http:", "https:", "mailto:", "#")):
            return target
        path, _, anchor = target.partition("#")
        document = posixpath.normpath(posixpath.join(here, path)).removeprefix("docs/").removesuffix(".md")
        document = document.removeprefix(f"guide/{visit.speech.lang}/")
        if document not in SPOKEN + WHOLE:
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
    body = html_of(example, visit.origin + visit.root, placed(visit, "problems"), visit.speech.t("表", "Table"))
    return await visit.page("problem.html", row=row, body=body)

"""`/sitemap.xml` and `/robots.txt`: every page, for whoever looks for all of them."""

from collections.abc import Sequence
from urllib.parse import quote

from fastapi import Response

from app.api.strict import require_known
from app.web.render import SECTIONS, TEMPLATES, Visit
from app.web.views.guide import SPOKEN, WHOLE

# Each of these has a page for every row. Single numbers, words and checks are reached from them.
LISTED = ("indicators", "clusters", "projects", "organisations", "areas", "milestones", "claims", "sources")


async def sitemap(visit: Visit) -> Response:
    """Every page but those of single numbers, words and checks, in both languages."""
    require_known(visit.pairs, {})
    fixed = ["", *(href for _, links in SECTIONS for href, _, _ in links)]
    rows = [f"{noun}/{row['code']}" for noun in LISTED for row in await visit.api.find(f"/{noun}", fields="code")]
    lists = [f"codelists/{row['code']}" for row in (await visit.api.get("/codelists"))["data"]]
    releases = [f"releases/{row['id']}" for row in await visit.api.find("/releases", fields="id")]
    problems = [f"problems/{row['slug']}" for row in (await visit.api.get("/problems"))["data"]]
    guides = [f"guide/{name}" for name in (*SPOKEN[1:], *WHOLE)]
    return _file(visit, "sitemap.xml", "application/xml", [*fixed, *guides, *rows, *lists, *releases, *problems])


async def robots(visit: Visit) -> Response:
    """Everything may be read; where the list of pages is."""
    require_known(visit.pairs, {})
    return _file(visit, "robots.txt", "text/plain")


def _file(visit: Visit, template: str, kind: str, paths: Sequence[str] = ()) -> Response:
    base = visit.origin + visit.root
    body = TEMPLATES.get_template(template).render(base=base, addresses=[f"{base}/{quote(path)}" for path in paths])
    headers = {"Cache-Control": "public, max-age=3600", "X-Content-Type-Options": "nosniff"}
    return Response(body, 200, headers, f"{kind}; charset=utf-8")

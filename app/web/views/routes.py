"""Every page and its address."""

from app.web.layer import Page, page
from app.web.views.checks import check, check_number, checks
from app.web.views.clusters import clusters
from app.web.views.codelists import codelist, codelists
from app.web.views.coverage import coverage
from app.web.views.documents import evidence, source
from app.web.views.explore import explore
from app.web.views.guide import guide, problem, problems
from app.web.views.indicators import indicator
from app.web.views.nouns import NOUNS, listing
from app.web.views.observations import observation
from app.web.views.overview import overview
from app.web.views.pictures import embed, png, svg
from app.web.views.reference import reference, swagger
from app.web.views.releases import files, release
from app.web.views.schemas import schema
from app.web.views.search import search
from app.web.views.sitemap import robots, sitemap
from app.web.views.things import area, claim, cluster, milestone, organisation, project

PAGES: list[Page] = [
    page("/", overview),
    page("/explore", explore, is_shared=False),
    page("/observations", explore),
    page("/observations/{observation_id}", observation),
    page("/indicators/{code}.svg", svg, is_shared=False),
    page("/indicators/{code}.png", png, is_shared=False),
    page("/embed/indicators/{code}", embed, is_shared=False),
    page("/indicators/{code}", indicator),
    page("/checks", checks),
    page("/checks/{check_id}", check),
    page("/check", check_number),
    page("/clusters", clusters),
    page("/clusters/{code}", cluster),
    page("/projects/{code}", project),
    page("/organisations/{code}", organisation),
    page("/areas/{code}", area),
    page("/milestones/{code}", milestone),
    page("/claims/{code}", claim),
    page("/sources/{code}", source),
    page("/evidence/{evidence_id}", evidence),
    page("/releases/{release_id}", release),
    page("/files/{release_id}", files),
    page("/coverage", coverage),
    page("/codelists", codelists),
    page("/codelists/{code}", codelist),
    page("/schemas/{name}", schema),
    page("/search", search),
    page("/guide", guide, is_shared=False),
    page("/guide/{name}", guide, is_shared=False),
    page("/problems", problems),
    page("/problems/{slug}", problem),
    page("/docs", swagger, is_shared=False),
    page("/reference", reference, is_shared=False),
    page("/sitemap.xml", sitemap, is_shared=False),
    page("/robots.txt", robots, is_shared=False),
    *(page(f"/{noun.path}", listing(noun)) for noun in NOUNS),
]

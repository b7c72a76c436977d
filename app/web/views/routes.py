"""Every page and its address."""

from app.web.layer import Page, page
from app.web.views.overview import overview

PAGES: list[Page] = [
    page("/", overview),
]

"""The one place where the parts are put together."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from asgi_correlation_id import CorrelationIdMiddleware
from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware
from starlette_compress import CompressMiddleware

from app import __version__
from app.api import docs
from app.api.errors import ErrorBoundary, OneShape, answer_problems
from app.api.http import Methods, OnePath, Validators
from app.api.routes import NOUNS
from app.db import Store
from app.settings import Settings
from app.web import pages
from app.web.client import Answers
from app.web.layer import ErrorPages, Pages
from app.web.views.routes import PAGES

EXPOSED = ("ETag", "Link", "Retry-After", "Content-Disposition", "X-Request-ID")


def create_app(settings: Settings | None = None) -> FastAPI:
    """The application on the store of its settings."""
    configured = settings or Settings()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        app.state.store = Store(configured.database_url, busy_timeout=configured.busy_timeout)
        yield
        app.state.store.close()

    app = FastAPI(
        version=__version__,
        lifespan=lifespan,
        root_path=configured.root_path,
        redirect_slashes=False,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
    )
    for noun in NOUNS:
        app.include_router(noun.router)
    app.include_router(docs.router)
    pages.mount(app)
    answer_problems(app)
    # The last one added is the outermost: it sees a request first and its answer last.
    answers = Answers()
    app.add_middleware(Pages, pages=PAGES, answers=answers)
    app.add_middleware(OnePath)
    app.add_middleware(CompressMiddleware, minimum_size=1000)
    app.add_middleware(Validators)
    app.add_middleware(Methods)
    app.add_middleware(ErrorBoundary)
    app.add_middleware(
        CORSMiddleware,
        allow_origins=["*"],
        # A browser elsewhere may ask for what is not allowed, and read the 405 that says so.
        allow_methods=["*"],
        allow_headers=["*"],
        expose_headers=EXPOSED,
    )
    app.add_middleware(OneShape)
    app.add_middleware(ErrorPages, answers=answers)
    app.add_middleware(CorrelationIdMiddleware)
    return app

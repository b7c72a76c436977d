"""The one place where the parts are put together."""

from collections.abc import AsyncIterator, Hashable
from contextlib import asynccontextmanager
from typing import Any

from asgi_correlation_id import CorrelationIdMiddleware
from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware
from starlette_compress import CompressMiddleware, add_compress_type

from app import __version__
from app.api import docs
from app.api.access import AccessLog, NotedMetrics
from app.api.cache import Cache
from app.api.direct import KEPT
from app.api.draining import Draining
from app.api.edge import EDGE, Edge, Limits
from app.api.errors import ErrorBoundary, OneShape, answer_problems
from app.api.front import Front
from app.api.http import EXPOSED, Methods, OnePath, Suffixes, Validators
from app.api.kept import Kept
from app.api.metrics import Metrics
from app.api.proxied import Proxied
from app.api.ratelimit import RateLimit
from app.api.routes import NOUNS, list_paths, operations_of, own_paths
from app.api.security import SecurityHeaders
from app.api.spool import Spool
from app.db import PoolLimits, Store, newest_revision
from app.formats.registry import FORMATS
from app.release.shelf import Shelf
from app.settings import Settings
from app.watch import watching
from app.web import pages
from app.web.client import Answers
from app.web.layer import ErrorPages, Pages
from app.web.views.routes import PAGES

# CSV and its kin are text, and shrink like text.
for format_ in FORMATS.values():
    if format_.is_streamed or format_.is_inline:
        add_compress_type(format_.media_type.partition(";")[0])


def create_app(settings: Settings | None = None) -> FastAPI:
    """The application on the store of its settings."""
    configured = settings or Settings()
    edge = Edge(Limits.of(configured), configured.root_path)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[dict[str, Any]]:
        app.state.store = Store(
            configured.serving_url, busy_timeout=configured.busy_timeout, limits=PoolLimits.of(configured)
        )
        app.state.shelf = Shelf(configured.files_dir)
        app.state.spool = Spool(configured.spool_bytes)
        app.state.watch = watching(configured.serving_url, newest_revision())
        yield {EDGE: edge} | ({KEPT: kept} if is_direct else {})
        app.state.watch.close()
        app.state.spool.close()
        app.state.store.close()

    def version() -> Hashable:
        found: Hashable = app.state.watch.version()
        return found

    app = FastAPI(
        version=__version__,
        lifespan=lifespan,
        root_path=configured.root_path,
        redirect_slashes=False,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
    )
    app.state.operations = operations_of(NOUNS)
    for noun in NOUNS:
        app.include_router(noun.router)
    app.include_router(docs.router)
    pages.mount(app)
    answer_problems(app)
    # The last one added is the outermost: it sees a request first and its answer last.
    answers = Answers()
    app.add_middleware(Pages, pages=PAGES, answers=answers)
    app.add_middleware(Suffixes, lists=list_paths(NOUNS), others=own_paths(NOUNS))
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
    app.add_middleware(SecurityHeaders, hsts=configured.hsts_seconds)
    cache = Cache(configured.cache_bytes)
    app.state.metrics = (NotedMetrics if configured.access_log else Metrics)(cache, edge)
    app.state.draining = Draining()
    kept = Kept(cache, app.state.metrics, version)
    app.add_middleware(Front, kept=kept, metrics=app.state.metrics)
    # A connection may send what was kept by itself only where nothing stands outside of that.
    is_direct = not _add_edge(app, configured, edge)
    return app


def _add_edge(app: FastAPI, configured: Settings, edge: Edge) -> bool:
    """Add what stands outside of the kept answers; gives whether anything was asked for."""
    if configured.rate_limit:
        app.add_middleware(RateLimit, limit=configured.rate_limit, store=configured.rate_limit_store, edge=edge)
    if configured.access_log:
        app.add_middleware(AccessLog)
    if configured.trusted_proxies:
        app.add_middleware(Proxied, proxies=configured.trusted_proxies)
    return bool(configured.rate_limit or configured.access_log or configured.trusted_proxies)

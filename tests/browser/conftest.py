"""A real browser on a real server: Debian's Chromium, driven by Playwright."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Literal

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, sync_playwright

from tests.docs.conftest import server

__all__ = ["server"]

LOCALES = {"zh": "zh-CN", "en": "en-GB"}


# Nothing of a page is still to come: modules have run before it has loaded, and only these ask for more.
SETTLED = """() => {
    const chart = document.querySelector('script[src*="explore.js"]') && document.querySelector('.drawing');
    const isSeen = chart && chart.getBoundingClientRect().top < innerHeight;
    const isDrawn = !isSeen || document.querySelector('[data-drawn]');
    const swagger = document.querySelector('#swagger-ui');
    return isDrawn && (!swagger || swagger.querySelector('.opblock'));
}"""


@dataclass
class Watched:
    """What went wrong while a page was open."""

    page: Page
    host: str
    wrong: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("console", self._spoke)
        self.page.on("pageerror", lambda error: self.wrong.append(f"error: {error}"))
        self.page.on("requestfailed", self._failed)
        self.page.on("request", self._asked)
        self.page.on("response", lambda answer: self._answered(answer.url, answer.status))

    def settle(self) -> None:
        """Wait for what a page does after it has loaded: a chart in view that is drawn anew, and Swagger UI."""
        self.page.wait_for_load_state()
        self.page.wait_for_function(SETTLED)

    def _spoke(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.wrong.append(f"console: {message.text}")

    def _failed(self, request: Request) -> None:
        # A page that is left takes what it was still asking for with it.
        if request.failure != "net::ERR_ABORTED":
            self.wrong.append(f"failed: {request.url} {request.failure}")

    def _asked(self, request: Request) -> None:
        if not request.url.startswith((self.host, "data:", "blob:")):
            self.wrong.append(f"foreign: {request.url}")

    def _answered(self, url: str, status: int) -> None:
        if status >= 400:
            self.wrong.append(f"{status}: {url}")


Open = Callable[..., Any]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    # The shell is Chromium without a window to draw, and takes two thirds of the time.
    named = (os.environ.get("CHROMIUM"), shutil.which("chromium-headless-shell"), shutil.which("chromium"))
    executable = next(filter(None, named), None)
    assert executable, "chromium is not installed: apt-get install chromium-headless-shell fonts-noto-cjk"
    with sync_playwright() as playwright:
        # A container's root has no sandbox to offer.
        yield playwright.chromium.launch(executable_path=executable, args=["--no-sandbox"])


@pytest.fixture(scope="session")
def readers(browser: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """A reader of each kind, who comes back with files that never change and without cookies."""
    known: dict[str, BrowserContext] = {}

    def reader(**options: Any) -> BrowserContext:
        name = repr(sorted(options.items()))
        if name not in known:
            known[name] = browser.new_context(**options)
        return known[name]

    yield reader
    for context in known.values():
        context.close()


@pytest.fixture(scope="session")
def release(server: str) -> str:
    """The release that the server serves."""
    found: str = httpx.get(f"{server}/readyz").json()["release"]
    return found


@pytest.fixture
def watch(readers: Callable[..., BrowserContext], server: str, release: str) -> Open:
    """Opens a page at an address in a language, a light and a width; nothing may go wrong while it is open."""

    @contextmanager
    def opened(
        address: str, lang: str = "en", light: Literal["light", "dark"] = "light", width: int = 1440, **options: Any
    ) -> Iterator[Watched]:
        # A page that is made larger afterwards may be drawn before it is: all of it would seem to move.
        viewport = {"width": width, "height": 900}
        context = readers(locale=LOCALES[lang], color_scheme=light, viewport=viewport, **options)
        page = context.new_page()
        try:
            watched = Watched(page, server)
            answer = watched.page.goto(server + address.replace("{release}", release))
            assert answer is not None
            if options.get("java_script_enabled", True):
                watched.settle()
            yield watched
        finally:
            page.close()
            context.clear_cookies()

    return opened

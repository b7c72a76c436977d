"""The pages' client of the public API: it asks the application itself, in-process, and nothing else."""

from collections import OrderedDict
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import httpx
import orjson
from fastapi import Request

from app.api.inner import within

# Answers of one release, kept until the next one: a page asks for the same few lists again and again.
KEPT = 512
Json = dict[str, Any]


class Refused(Exception):
    """The API answered with a problem; the page passes it on."""

    def __init__(self, answer: httpx.Response) -> None:
        super().__init__(str(answer.status_code))
        self.answer = answer


class ReleaseChanged(Exception):
    """Another release was published while a page was made: what it has so far is of the one before."""


class Answers:
    """Answers that were given before, the least used forgotten first."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, Json] = OrderedDict()

    def get(self, key: str) -> Json | None:
        """The answer that was kept, if it still is."""
        if key in self._kept:
            self._kept.move_to_end(key)
        return self._kept.get(key)

    def keep(self, key: str, body: Json) -> None:
        """Keep an answer."""
        self._kept[key] = body
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)


class Api:
    """Asks the API on behalf of one page, and remembers what was asked; all answers are of one release.

    Where they `are_anew`, none is one that the API kept.
    """

    def __init__(
        self, request: Request, answers: Answers, lang: str, request_id: str | None, *, are_anew: bool = False
    ) -> None:
        self._answers = answers
        self._root: str = request.scope.get("root_path", "")
        self._base = f"{request.url.scheme}://{request.url.netloc}"
        self._release: str | None = None
        self._client = httpx.AsyncClient(
            transport=httpx.ASGITransport(app=within(request.scope["app"], is_anew=are_anew)),
            base_url=self._base,
            headers={
                "Accept": "application/json",
                "Accept-Encoding": "identity",
                "Accept-Language": lang,
                # The application echoes the id: the page and all that it asks for have one.
                **({"X-Request-ID": request_id} if request_id else {}),
            },
            trust_env=False,
        )
        self.asked: list[str] = []

    async def get(self, path: str, *, quietly: bool = False, **query: Any) -> Json:
        """What the API answers; raises Refused or ReleaseChanged. What is asked quietly is not shown on the page."""
        address = path + ("?" + urlencode(_spelled(query), safe=",:/") if query else "")
        return await self.get_address(address, quietly=quietly)

    async def get_address(self, address: str, *, quietly: bool = False) -> Json:
        """The same for an address with its query."""
        is_shown = not quietly and address not in self.asked
        if is_shown:
            self.asked.append(address)
        if self._release is None:
            # Every page names the data set.
            await self._answer("/")
        try:
            return self._answers.get(self._key(address)) or await self._answer(address)
        except Refused:
            # What is refused is no command to run.
            if is_shown:
                self.asked.remove(address)
            raise

    async def _answer(self, address: str) -> Json:
        """An answer of the release that the page is of: that of the first answer it gets."""
        body = await self._fetch(address)
        release = body.get("meta", {}).get("release")
        self._release = self._release or release
        if release not in {None, self._release}:
            raise ReleaseChanged
        self._answers.keep(self._key(address), body)
        return body

    def _key(self, address: str) -> str:
        return f"{self._base} {self._release} {address}"

    async def find(self, path: str, *, quietly: bool = False, **query: Any) -> list[Json]:
        """Every row of a list, all pages of it."""
        body = await self.get(path, quietly=quietly, **{"limit": 1000, **query})
        rows: list[Json] = list(body["data"])
        while body.get("page", {}).get("next_cursor"):
            body = await self.get_address(body["links"]["next"].removeprefix(self._root), quietly=True)
            rows += body["data"]
        return rows

    async def or_none(self, path: str, **query: Any) -> Json | None:
        """What the API answers, or None where it refuses."""
        try:
            return await self.get(path, **query)
        except Refused:
            return None

    async def as_program(self, address: str) -> httpx.Response:
        """The answer to a program that says nothing of itself, as one that is copied from a page would get it."""
        return await self._client.get(self._root + address, headers={"Accept": "*/*", "Accept-Language": ""})

    async def _fetch(self, address: str) -> Json:
        answer = await self._client.get(self._root + address)
        if not answer.is_success:
            raise Refused(answer)
        body: Json = orjson.loads(answer.content)
        return body


def _spelled(query: Mapping[str, Any]) -> dict[str, str]:
    return {
        name: ",".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
        for name, value in query.items()
        if value not in (None, "", [], ())
    }

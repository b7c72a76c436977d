"""Finished answers as bytes, by canonical request, for as long as the release is the newest."""

import asyncio
from collections.abc import Hashable, Mapping
from typing import Any

from starlette.datastructures import Headers
from starlette.types import Message

from app.api.http import KEPT, is_unchanged, one_range

# An answer may take this part of the limit and no more.
_SHARE = 16
# As many spellings of one request as are remembered, and what one weighs.
_SPELLINGS = 64
_SPELLING_BYTES = 400
# What an answer may vary by and still be found by its key; for browsers of every origin it is the same.
_VARIES_BY = {"accept", "accept-encoding", "origin"}
_NOT_KEPT = (b"content-length", b"x-request-id")

# What makes a request conditional (RFC 9110, 13.2.2).
_CONDITIONS = frozenset({b"if-none-match", b"if-modified-since", b"range"})

RawHeaders = list[tuple[bytes, bytes]]


class Answer:
    """What is sent, all but the request's id; `lines` are its headers as they stand on the wire."""

    __slots__ = ("body", "headers", "lines", "status")

    def __init__(self, status: int, headers: RawHeaders, body: bytes) -> None:
        self.status = status
        self.headers = headers
        self.lines = b"".join(b"%s: %s\r\n" % header for header in headers)
        self.body = body


class Entry:
    """An answer of 200, and what else follows from it; `route` is the template of its path."""

    __slots__ = (
        "etag",
        "is_compressed_file",
        "is_used",
        "key",
        "last_modified",
        "not_modified",
        "route",
        "size",
        "spellings",
        "whole",
    )

    def __init__(self, key: Hashable, route: str, headers: RawHeaders, body: bytes) -> None:
        self.key = key
        self.route = route
        kept = [
            *((name, value) for name, value in headers if name not in _NOT_KEPT),
            (b"content-length", b"%d" % len(body)),
        ]
        self.whole = Answer(200, kept, body)
        self.not_modified = Answer(304, [(name, value) for name, value in kept if name.decode() in KEPT], b"")
        self.etag = dict(headers)[b"etag"]
        self.last_modified = dict(headers).get(b"last-modified")
        # Its head and its ranges are of the file as it is, which has another length and another tag.
        self.is_compressed_file = {b"accept-ranges", b"content-encoding"} <= dict(headers).keys()
        self.spellings: list[Hashable] = []
        self.size = len(body) + 2 * len(self.whole.lines)
        self.is_used = False

    def answer(self, asked: Mapping[bytes, bytes], *, is_head: bool) -> Answer | None:
        """What a request is answered by its headers; None where these bytes cannot answer it."""
        if self.is_compressed_file and (is_head or b"range" in asked):
            return None
        found = self.whole if _CONDITIONS.isdisjoint(asked) else self._under_conditions(asked)
        return Answer(found.status, found.headers, b"") if is_head and found else found

    def _under_conditions(self, asked: Mapping[bytes, bytes]) -> Answer | None:
        if asked.get(b"if-none-match") == self.etag:
            return self.not_modified
        headers, body = Headers(raw=self.whole.headers), self.whole.body
        if is_unchanged(Headers(raw=list(asked.items())), headers):
            return self.not_modified
        if b"range" not in asked:
            return self.whole
        if asked.get(b"if-range", self.etag) not in {self.etag, self.last_modified}:
            return self.whole
        span = one_range(asked[b"range"], len(body))
        if span is None or "content-encoding" in headers or headers.get("accept-ranges") != "bytes":
            return None
        part = body[span.start : span.stop]
        place = b"bytes %d-%d/%d" % (span.start, span.stop - 1, len(body))
        kept = [(name, value) for name, value in headers.raw if name != b"content-length"]
        return Answer(206, [*kept, (b"content-range", place), (b"content-length", b"%d" % len(part))], part)


class Cache:
    """Answers up to a limit in bytes, all of one version of the store.

    Where it is full, the oldest that was not asked for since the last look is given up.
    """

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.share = limit // _SHARE
        self.version: Hashable = None
        self.size = self.hits = self.misses = self.evictions = 0
        self._by_key: dict[Hashable, Entry] = {}
        self._by_spelling: dict[Hashable, Entry] = {}
        self._begun: dict[Hashable, asyncio.Event] = {}

    def __len__(self) -> int:
        return len(self._by_key)

    def renew(self, version: Hashable) -> None:
        """Forget everything where the store has another version."""
        if version != self.version:
            self._by_key.clear()
            self._by_spelling.clear()
            self.size = 0
            self.version = version

    def spelled(self, spelling: Hashable) -> Entry | None:
        """The answer to a request that was written in just this way before."""
        entry = self._by_spelling.get(spelling)
        if entry is not None:
            entry.is_used = True
        return entry

    def keyed(self, key: Hashable, spelling: Hashable) -> Entry | None:
        """The answer to a canonical request, from now on under this spelling, too."""
        entry = self._by_key.get(key)
        if entry is not None:
            entry.is_used = True
            self._spell(entry, spelling)
        return entry

    def add(self, entry: Entry, spelling: Hashable) -> None:
        """Keep an answer."""
        if entry.key not in self._by_key:
            self._by_key[entry.key] = entry
            self.size += entry.size
            self._spell(entry, spelling)
            while self.size > self.limit:
                self._evict()

    def _spell(self, entry: Entry, spelling: Hashable) -> None:
        if len(entry.spellings) < _SPELLINGS and spelling not in self._by_spelling:
            entry.spellings.append(spelling)
            entry.size += _SPELLING_BYTES
            self.size += _SPELLING_BYTES
            self._by_spelling[spelling] = entry

    def _evict(self) -> None:
        key, entry = next(iter(self._by_key.items()))
        del self._by_key[key]
        if entry.is_used:
            entry.is_used = False
            self._by_key[key] = entry
            return
        for spelling in entry.spellings:
            del self._by_spelling[spelling]
        self.size -= entry.size
        self.evictions += 1

    async def begin(self, key: Hashable) -> bool:
        """Whether nobody works on this answer yet; otherwise wait until whoever does is done."""
        if (other := self._begun.get(key)) is not None:
            await other.wait()
            return False
        self._begun[key] = asyncio.Event()
        return True

    def end(self, key: Hashable) -> None:
        """Let those who waited look."""
        self._begun.pop(key).set()


class Slot:
    """What becomes of one request: an answer that was kept, or one that is made and perhaps kept."""

    def __init__(
        self, cache: Cache, spelling: Hashable, asked: dict[bytes, bytes], *, is_head: bool, is_plain: bool = True
    ) -> None:
        self.route = ""
        self.status = 0
        self.found: tuple[Entry, Answer] | None = None
        self._asked = asked
        self._is_head = is_head
        self._cache = cache
        # Without a version nothing is found, and nothing kept.
        self._version = cache.version if is_plain else None
        self._spelling = spelling
        self._key: Hashable = None
        self._is_ours = False
        self._headers: RawHeaders | None = None
        self._pieces: list[bytes] = []
        self._length = 0
        self._is_whole = False

    async def claim(self, key: Hashable) -> bool:
        """Whether the answer to a canonical request is kept; if not, it is for this request to make.

        Of several that miss the same answer one makes it, and the others wait.
        """
        self._key = key
        while self._version is not None and self._version == self._cache.version:
            entry = self._cache.keyed(key, self._spelling)
            if entry is not None:
                answer = entry.answer(self._asked, is_head=self._is_head)
                self.found = None if answer is None else (entry, answer)
                return answer is not None
            # A part or a head is not what may be kept.
            if self._is_head or b"range" in self._asked:
                return False
            if await self._cache.begin(key):
                self._is_ours = True
                return False
        return False

    def note(self, message: Message) -> None:
        """Take down what is answered, as far as it may be kept."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            if self._is_ours:
                headers = Headers(raw=message["headers"])
                varies_by = {name.strip().lower() for name in headers.get("vary", "").split(",")} - {""}
                if self.status == 200 and "etag" in headers and varies_by <= _VARIES_BY:
                    self._headers = message["headers"]
                    self._cache.misses += 1
                else:
                    self._give_up()
        elif self._headers is not None and message["type"] == "http.response.body":
            self._pieces.append(message.get("body", b""))
            self._length += len(self._pieces[-1])
            self._is_whole = not message.get("more_body", False)
            if self._length > self._cache.share:
                self._give_up()

    def close(self, version: Any) -> None:
        """Keep the answer if it is whole and made from what is still the newest version."""
        if self._headers is not None and self._is_whole and self._version == version == self._cache.version:
            self._cache.add(Entry(self._key, self.route, self._headers, b"".join(self._pieces)), self._spelling)
        self._give_up()

    def _give_up(self) -> None:
        self._headers = None
        self._pieces.clear()
        if self._is_ours:
            self._is_ours = False
            self._cache.end(self._key)

"""The kept answers as a request finds them: by how it is spelled, while the store is what it was."""

from collections.abc import Callable, Hashable, Mapping
from itertools import count
from time import monotonic
from uuid import uuid4

from asgi_correlation_id.middleware import is_valid_uuid4

from app.api.cache import Answer, Cache, Entry
from app.api.metrics import Metrics

# How long the store is taken to be what it was when last looked at, in seconds.
_TRUST = 0.001
_PREFIX, _NUMBERS = uuid4().hex[:16].encode(), count()


class Kept:
    """The cache of a process, and when it is to be emptied.

    `version` tells what the store has, or None where it cannot be read: then nothing is kept.
    """

    def __init__(self, cache: Cache, metrics: Metrics, version: Callable[[], Hashable]) -> None:
        self.cache = cache
        self._metrics = metrics
        self._version = version
        self._looked = -1.0

    def version(self) -> Hashable:
        """What the store has at this moment; None where nothing may be kept."""
        return self._version() if self.cache.limit else None

    def find(self, spelling: Hashable, asked: Mapping[bytes, bytes], *, is_head: bool) -> tuple[Entry, Answer] | None:
        """The answer to a request that was written in just this way before, counted as sent."""
        now = monotonic()
        # A look costs 5 µs.
        if now - self._looked > _TRUST:
            self._looked = now
            self.cache.renew(self.version())
        entry = self.cache.spelled(spelling)
        answer = None if entry is None else entry.answer(asked, is_head=is_head)
        if entry is None or answer is None:
            return None
        self.count(entry, answer)
        return entry, answer

    def count(self, entry: Entry, answer: Answer) -> None:
        """Count a kept answer."""
        self.cache.hits += 1
        self._metrics.count_kept(entry.route, answer.status)


def spelling_of(target: bytes, scheme: str, asked: Mapping[bytes, bytes]) -> Hashable:
    """How a request is written, as far as its answer may depend on that."""
    return target, scheme, asked.get(b"host"), asked.get(b"accept"), asked.get(b"accept-encoding")


def id_of(asked: Mapping[bytes, bytes]) -> bytes:
    """The id that a request brings, or one of its own."""
    given = asked.get(b"x-request-id")
    if given is not None and is_valid_uuid4(given.decode("latin-1")):
        return given
    return b"%s%016x" % (_PREFIX, next(_NUMBERS))

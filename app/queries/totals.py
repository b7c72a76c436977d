"""How many rows a selection has: counted once for each release, whatever page of it is asked for."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from weakref import WeakKeyDictionary

from sqlalchemy import Engine
from sqlmodel import Session

# In a session's `info`: the release that its snapshot is of.
RELEASE = "release"
# As many counts as a store's last requests may share.
_MOST = 4096


class _Counts:
    """The counts of one store and release, the least recently asked for given up first."""

    def __init__(self, release: str) -> None:
        self.release = release
        self._known: OrderedDict[Hashable, int] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable) -> int | None:
        with self._lock:
            if key in self._known:
                self._known.move_to_end(key)
            return self._known.get(key)

    def keep(self, key: Hashable, total: int) -> None:
        with self._lock:
            self._known[key] = total
            if len(self._known) > _MOST:
                self._known.popitem(last=False)


_STORES: WeakKeyDictionary[Engine, _Counts] = WeakKeyDictionary()


def counted_once(session: Session, key: Hashable, count: Callable[[], int]) -> int:
    """The count of a selection in the release of the session, worked out if it is not known."""
    release, engine = session.info.get(RELEASE), session.connection().engine
    if release is None:
        return count()
    counts = _STORES.get(engine)
    if counts is None or counts.release != release:
        counts = _STORES[engine] = _Counts(release)
    total = counts.get(key)
    if total is None:
        total = count()
        counts.keep(key, total)
    return total

"""What was looked up in a release: it does not change, and need not be looked up again."""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable
from threading import Lock
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from sqlmodel import Session

from app.db import STORE

# In a session's `info`: what is known of the release that its snapshot is of.
_MEMORY = "memory"
# As many counts and codes as a store's last requests may share.
_MOST = 16_384

Key = TypeVar("Key", bound=Hashable)


class Memory:
    """What is known of one store and release, the least recently asked for given up first."""

    def __init__(self, release: str) -> None:
        self.release = release
        self._known: OrderedDict[Hashable, int] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable) -> int | None:
        """A number that was kept."""
        with self._lock:
            if key in self._known:
                self._known.move_to_end(key)
            return self._known.get(key)

    def keep(self, key: Hashable, number: int) -> None:
        """Keep a number."""
        with self._lock:
            self._known[key] = number
            if len(self._known) > _MOST:
                self._known.popitem(last=False)


_STORES: WeakKeyDictionary[Any, Memory] = WeakKeyDictionary()


def counted_once(session: Session, key: Hashable, count: Callable[[], int]) -> int:
    """The count of a selection in the release of the session, worked out if it is not known."""
    memory = _memory(session)
    total = memory.get(key)
    if total is None:
        total = count()
        memory.keep(key, total)
    return total


def found_once(
    session: Session, noun: Hashable, keys: Iterable[Key], find: Callable[[set[Key]], Iterable[Key]]
) -> set[Key]:
    """Those of some keys of a noun that are in the release of the session; only new ones are looked for."""
    memory = _memory(session)
    wanted = set(keys)
    new = {key for key in wanted if memory.get((noun, key)) is None}
    found = set(find(new)) if new else set()
    for key in found:
        memory.keep((noun, key), 1)
    return wanted - new | found


def store_of(session: Session) -> Any:
    """What a session reads: its store, or its engine where it has none."""
    return session.info.get(STORE) or session.get_bind()


def remember(session: Session, release: str) -> None:
    """Tell a session what is known of the release that it reads."""
    store = store_of(session)
    memory = _STORES.get(store)
    if memory is None or memory.release != release:
        memory = _STORES[store] = Memory(release)
    session.info[_MEMORY] = memory


def _memory(session: Session) -> Memory:
    """What is known of the session's release; nothing where that is not known itself."""
    memory: Memory | None = session.info.get(_MEMORY)
    return memory or Memory("")

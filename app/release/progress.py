"""How far a run has come, for whoever watches it."""

from collections.abc import Iterable, Iterator
from typing import TypeVar

T = TypeVar("T")
# Often enough to look alive, too seldom to cost anything.
_EACH = 2000


class Progress:
    """Is told each step as it begins, and how far it has come; this one keeps it to itself."""

    def step(self, name: str) -> None:
        """A step begins."""

    def reached(self, done: int, total: int) -> None:
        """The step has done so much of all there is to do."""

    def counted(self, items: Iterable[T], total: int) -> Iterator[T]:
        """The same items, told as they go by."""
        for number, item in enumerate(items, 1):
            yield item
            if number % _EACH == 0:
                self.reached(number, total)


SILENT = Progress()

"""What is wrong with a seed: where it stands, what was expected, what was found."""

from collections.abc import Iterable
from dataclasses import dataclass

# A file that is wrong from end to end is understood from fewer than these.
MOST_NAMED = 1000


@dataclass(frozen=True, slots=True)
class SeedFault:
    """One thing to mend in a seed."""

    file: str
    line: int
    column: str
    expected: str
    found: str = ""

    def __str__(self) -> str:
        found = f", found {self.found!r}" if self.found else ""
        return f"{self.file}:{self.line}: {self.column}: expected {self.expected}{found}"


class Faults(list[SeedFault]):
    """Faults by name, up to `MOST_NAMED` of them; the others are counted in `omitted`."""

    omitted = 0

    def note(self, faults: Iterable[SeedFault]) -> None:
        """Add faults as long as there is room, and count the rest."""
        for fault in faults:
            if len(self) < MOST_NAMED:
                self.append(fault)
            else:
                self.omitted += 1

    @property
    def total(self) -> int:
        """How many there are, named or not."""
        return len(self) + self.omitted

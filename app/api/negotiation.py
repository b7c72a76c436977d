"""Which of the representations there are the client would have (RFC 9110, 12.5)."""

from collections.abc import Sequence


def preferred(header: str, offered: Sequence[str]) -> str | None:
    """The offered value that an Accept or Accept-Language header likes best; None where it likes none.

    The first offered one wins a tie, and an empty header likes everything.
    """
    ranges = [_range(part) for part in header.split(",") if part.strip()]
    if not ranges:
        return offered[0]
    best = max(offered, key=lambda value: _quality(value, ranges))
    return best if _quality(best, ranges) > 0 else None


def _range(part: str) -> tuple[str, float]:
    name, *parameters = (piece.strip().lower() for piece in part.split(";"))
    for parameter in parameters:
        if parameter.startswith("q="):
            try:
                return name, min(max(float(parameter[2:]), 0.0), 1.0)
            except ValueError:
                return name, 0.0
    return name, 1.0


def _quality(value: str, ranges: list[tuple[str, float]]) -> float:
    """The quality of the most specific range that covers the value (`text/*`, `zh`, `*`)."""
    covering = [
        (len(name), quality)
        for name, quality in ranges
        if name in {value, "*", "*/*"}
        or (name.endswith("/*") and value.startswith(name[:-1]))
        or name.startswith(f"{value}-")
    ]
    exact = [quality for name, quality in ranges if name == value]
    return exact[0] if exact else max(covering)[1] if covering else 0.0

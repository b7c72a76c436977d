"""The policy tree as rings, drawn here, where each arc can be a link."""

from collections.abc import Callable
from math import cos, pi, radians, sin

from app.web.client import Json

# How much of a name stands on one line beside its arc, in half-width characters; there is room for three lines.
WIDTH = 24
LINES = 3


def sunburst(root: Json, named: Callable[[Json], str], radius: float = 200.0, core: float = 58.0) -> list[Json]:
    """A tree as rings: each node an arc; members that are declared but not listed are empty places."""
    depth = _depth(root)
    ring = (radius - core) / max(1, depth)
    arcs: list[Json] = []

    def walk(node: Json, level: int, start: float, end: float, family: int) -> None:
        places = [*node["children"], *[None] * _unlisted(node)]
        weights = [1.0 if child is None else float(_leaves(child)) for child in places]
        at = start
        for place, (child, weight) in enumerate(zip(places, weights, strict=True)):
            until = at + (end - start) * weight / sum(weights)
            kin = place if level == 0 else family
            is_leaf = child is None or not (child["children"] or _unlisted(child))
            inner = core + ring * level
            outer = radius if is_leaf else inner + ring
            middle = (at + until) / 2
            arcs.append(
                {
                    "node": child,
                    "path": _arc(inner, outer, at, until),
                    "family": kin % 6,
                    "level": level,
                    "is_leaf": is_leaf,
                    "lines": in_lines(named(child)) if child is not None and is_leaf else [],
                    "middle": middle,
                    "mid": _at((inner + outer) / 2, middle),
                    "label": _at(radius + 8, middle),
                    "turn": middle - 90 if middle < 180 else middle + 90,
                    "anchor": "start" if middle < 180 else "end",
                }
            )
            if child is not None:
                walk(child, level + 1, at, until, kin)
            at = until

    walk(root, 0, 0.0, 360.0, 0)
    return arcs


def in_lines(name: str, width: int = WIDTH) -> list[str]:
    """A name on at most three lines; what does not fit ends in an ellipsis."""
    words = name.split(" ") if " " in name else list(name)
    space = " " if " " in name else ""
    lines = [""]
    for word in words:
        longer = f"{lines[-1]}{space}{word}" if lines[-1] else word
        if _breadth(longer) <= width or not lines[-1]:
            lines[-1] = longer
        elif len(lines) < LINES:
            lines.append(word)
        else:
            lines[-1] += "…"
            break
    return lines


def _breadth(text: str) -> int:
    """How wide a text is: a Han character takes the room of two others."""
    return sum(2 if "\u2e80" <= character <= "\uffef" else 1 for character in text)


def _unlisted(node: Json) -> int:
    """How many members are declared and cannot be named, where no node below says so itself."""
    if node["declared_count"] is None or any(child["declared_count"] is not None for child in node["children"]):
        return 0
    missing: int = node["declared_count"] - node["listed_count"]
    return max(0, missing)


def _leaves(node: Json) -> int:
    return (sum(map(_leaves, node["children"])) + _unlisted(node)) or 1


def _depth(node: Json) -> int:
    return 1 + max(map(_depth, node["children"])) if node["children"] else (1 if _unlisted(node) else 0)


def _at(radius: float, degrees: float) -> tuple[float, float]:
    angle = radians(degrees) - pi / 2
    return round(radius * cos(angle), 2), round(radius * sin(angle), 2)


def _arc(inner: float, outer: float, start: float, end: float) -> str:
    # A whole turn has no direction: it is drawn a hair short of one.
    end = min(end, start + 359.99)
    large = int(end - start > 180)
    (ax, ay), (bx, by) = _at(outer, start), _at(outer, end)
    (cx, cy), (dx, dy) = _at(inner, end), _at(inner, start)
    there = f"M{ax} {ay}A{outer:.2f} {outer:.2f} 0 {large} 1 {bx} {by}"
    return f"{there}L{cx} {cy}A{inner:.2f} {inner:.2f} 0 {large} 0 {dx} {dy}Z"

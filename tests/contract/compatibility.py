"""Whether whoever was served by an old OpenAPI document is served by a new one: each thing that breaks, and where.

One rule says most of it: every request that was taken is taken, and every answer that is given was announced.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple

from tests.contract.containment import Containment, spelled

Node = dict[str, Any]


class Break(NamedTuple):
    """A place of the document, and what is no longer so there."""

    place: str
    what: str

    def __str__(self) -> str:
        return f"{self.place}: {self.what}"


def breaks(old: Node, new: Node, today: date) -> list[Break]:
    """What a client of the old document would stumble over; nothing, where it may be served by the new one."""
    return [Break(place, what) for place, what in _of_paths(old, new, today)]


def may_break(old: str, new: str) -> bool:
    """Whether a version announces that something may have broken (Semantic Versioning: before 1.0, the second part)."""
    before, after = (tuple(int(part) for part in version.split(".")[:2]) for version in (old, new))
    return after > before if before[0] == 0 else after[0] > before[0]


def _of_paths(old: Node, new: Node, today: date) -> Iterator[tuple[str, str]]:
    for path, methods in old["paths"].items():
        for method, operation in methods.items():
            place = f"{method.upper()} {path}"
            there_is = new["paths"].get(path, {}).get(method)
            if there_is is None:
                if not _is_past(operation, today):
                    yield place, "is gone"
                continue
            if operation["operationId"] != there_is["operationId"]:
                yield place, f"operationId {operation['operationId']} is now {there_is['operationId']}"
            yield from _of_parameters(place, operation, there_is, Containment(old, new, "no longer takes"), today)
            yield from _of_answers(place, operation, there_is, Containment(new, old, "may now be"))


def _is_past(described: Node, today: date) -> bool:
    """Whether a thing may go: it was announced, and its day has come."""
    return "x-sunset" in described and date.fromisoformat(described["x-sunset"]) <= today


def _of_parameters(place: str, old: Node, new: Node, taken: Containment, today: date) -> Iterator[tuple[str, str]]:
    before, after = _parameters(old), _parameters(new)
    for key, parameter in before.items():
        there = f"{place} ?{parameter['name']}"
        if key not in after:
            if not _is_past(parameter, today):
                yield there, "is gone"
            continue
        yield from _of_parameter(there, parameter, after[key], taken)
    for key in after.keys() - before.keys():
        if after[key].get("required"):
            yield f"{place} ?{after[key]['name']}", "is new and required"


def _parameters(operation: Node) -> dict[tuple[str, str], Node]:
    return {(parameter["in"], parameter["name"]): parameter for parameter in operation.get("parameters", [])}


def _of_parameter(place: str, old: Node, new: Node, taken: Containment) -> Iterator[tuple[str, str]]:
    if new.get("required") and not old.get("required"):
        yield place, "is now required"
    for word in ("style", "explode"):
        if old.get(word) != new.get(word):
            yield place, f"{word} {spelled(old.get(word))} is now {spelled(new.get(word))}"
    before, after = (described["schema"].get("default") for described in (old, new))
    # What had to be given had no default.
    if before != after and not old.get("required"):
        yield place, f"default {spelled(before)} is now {spelled(after)}"
    yield from taken.beyond(old["schema"], new["schema"], place)


def _of_answers(place: str, old: Node, new: Node, given: Containment) -> Iterator[tuple[str, str]]:
    for status, answer in old["responses"].items():
        there = f"{place} {status}"
        now = new["responses"].get(status)
        if now is None:
            yield there, "is gone"
            continue
        for name in answer.get("headers", {}).keys() - now.get("headers", {}).keys():
            yield f"{there} {name}", "is gone"
        for media_type, content in answer.get("content", {}).items():
            if media_type not in now.get("content", {}):
                yield f"{there} {media_type}", "is gone"
            else:
                yield from given.beyond(now["content"][media_type].get("schema", {}), content.get("schema", {}), there)
    for status in new["responses"].keys() - old["responses"].keys():
        # A client must expect any failure, but of successes those that it knows.
        if status < "400":
            yield f"{place} {status}", "is a new way to succeed"

"""Whether all that one JSON schema allows is allowed by another, as far as OpenAPI documents of ours go."""

import json
from collections.abc import Iterator
from operator import ge, le
from typing import Any

Schema = dict[str, Any]
Found = Iterator[tuple[str, str]]

ANNOTATIONS = {"title", "description", "default", "example", "examples", "deprecated", "x-sunset"}
AT_LEAST = ("minimum", "exclusiveMinimum", "minLength", "minItems")
AT_MOST = ("maximum", "exclusiveMaximum", "maxLength", "maxItems")
EXACTLY = ("pattern", "format", "multipleOf", "uniqueItems", "prefixItems", "contentMediaType")
# `x-words` are the words of a text that is a list of words, as in `sort`.
ONE_OF = ("const", "enum", "x-words")
WITHIN = ("type", "properties", "required", "additionalProperties", "items", "anyOf", "oneOf", "$ref")
KNOWN = ANNOTATIONS | {*AT_LEAST, *AT_MOST, *EXACTLY, *ONE_OF, *WITHIN}


def spelled(value: Any) -> str:
    """A value as JSON."""
    return json.dumps(value, ensure_ascii=False)


class Containment:
    """Holds schemas of one document against those of another; `said` begins the sentence about what is beyond.

    A field that only the smaller schema names is no fault: whoever reads JSON leaves aside what it does not know.
    """

    def __init__(self, small: Schema, large: Schema, said: str) -> None:
        self._small = small
        self._large = large
        self._said = said
        self._open: set[tuple[str, str]] = set()

    def beyond(self, small: Any, large: Any, place: str) -> Found:
        """What the small schema allows and the large one does not, each with its place."""
        small, large = _plain(small), _plain(large)
        pair = (str(small.get("$ref", "")), str(large.get("$ref", "")))
        if all(pair):
            # A schema that names itself is looked at once on the way down.
            if pair in self._open:
                return
            self._open.add(pair)
        yield from self._alternatives(_resolved(small, self._small), _resolved(large, self._large), place)
        self._open.discard(pair)

    def _alternatives(self, small: Schema, large: Schema, place: str) -> Found:
        """Each alternative of the small schema has to be within one of the large."""
        allowed = list(_branches(large, self._large))
        for branch in _branches(small, self._small):
            alike = [other for other in allowed if _kind(branch) <= _kind(other)]
            if not alike:
                yield place, f"{self._said} {' or '.join(sorted(_kind(branch)))}"
                continue
            tried = [(other.get("title") != branch.get("title"), self._faults(branch, other, place)) for other in alike]
            # Where none will do, what is told is what differs from the one of the same name.
            yield from min(tried, key=lambda told: (bool(told[1]), told[0], len(told[1])))[1]

    def _faults(self, small: Schema, large: Schema, place: str) -> list[tuple[str, str]]:
        return list(self._differences(small, large, place))

    def _differences(self, small: Schema, large: Schema, place: str) -> Found:
        for unknown in sorted({*small, *large} - KNOWN):
            if small.get(unknown) != large.get(unknown):
                yield place, f"{unknown} differs, and cannot be compared"
        yield from self._words(small, large, place)
        yield from self._bounds(small, large, place)
        yield from self._fields(small, large, place)
        if "items" in large and "array" in _kind(small):
            yield from self.beyond(small.get("items", {}), large["items"], f"{place}[]")

    def _words(self, small: Schema, large: Schema, place: str) -> Found:
        for keyword in ("enum", "x-words"):
            before, after = _words(large, keyword), _words(small, keyword)
            if before is None:
                continue
            if after is None:
                yield place, f"{self._said} any word, beside {spelled(before)}"
                continue
            for word in after:
                if word not in before:
                    yield place, f"{self._said} {spelled(word)}"

    def _bounds(self, small: Schema, large: Schema, place: str) -> Found:
        for keywords, is_within in ((AT_LEAST, ge), (AT_MOST, le)):
            for keyword in keywords:
                here, there = small.get(keyword), large.get(keyword)
                if there is not None and (here is None or not is_within(here, there)):
                    yield place, f"{self._said} what is beyond {keyword} {there}"
        for keyword in EXACTLY:
            if keyword in large and small.get(keyword) != large[keyword]:
                yield place, f"{self._said} what is not {keyword} {spelled(large[keyword])}"

    def _fields(self, small: Schema, large: Schema, place: str) -> Found:
        if "object" not in _kind(small):
            return
        here, there = small.get("properties", {}), large.get("properties", {})
        required = set(small.get("required", []))
        for name, schema in there.items():
            if name not in here:
                yield f"{place}.{name}", "is gone"
            else:
                yield from self.beyond(here[name], schema, f"{place}.{name}")
        for name in large.get("required", []):
            if name in here and name not in required:
                yield f"{place}.{name}", "is not always there"
        others = large.get("additionalProperties")
        if isinstance(others, dict):
            yield from self.beyond(small.get("additionalProperties", {}), others, f"{place}.*")


def _plain(schema: Any) -> Schema:
    """`true` allows anything; `false`, where it stands for further fields, allows none and is within all."""
    found: Schema = {} if schema is True else {"enum": []} if schema is False else schema
    return found


def _resolved(schema: Schema, document: Schema) -> Schema:
    while "$ref" in schema:
        name = schema["$ref"].removeprefix("#/components/schemas/")
        schema = {**document["components"]["schemas"][name], **{k: v for k, v in schema.items() if k != "$ref"}}
    return schema


def _branches(schema: Schema, document: Schema) -> Iterator[Schema]:
    """The alternatives of a schema, each with what holds for all of them, and of one type."""
    for keyword in ("anyOf", "oneOf"):
        if keyword in schema:
            shared = {name: value for name, value in schema.items() if name != keyword}
            for branch in schema[keyword]:
                yield from _branches({**shared, **_resolved(_plain(branch), document)}, document)
            return
    kinds = schema.get("type")
    if isinstance(kinds, list):
        yield from ({**schema, "type": kind} for kind in kinds)
    else:
        yield schema


_KINDS = {str: "string", bool: "boolean", int: "integer", float: "number", dict: "object", list: "array"}
_ALL = frozenset({*_KINDS.values(), "null"})


def _kind(schema: Schema) -> frozenset[str]:
    """The types that a schema allows; a number may be whole."""
    words = _words(schema, "enum")
    if "type" in schema:
        return frozenset({"integer", "number"} if schema["type"] == "number" else {schema["type"]})
    if words is not None:
        return frozenset(_KINDS.get(type(word), "null") for word in words)
    return _ALL


def _words(schema: Schema, keyword: str) -> list[Any] | None:
    if keyword == "enum" and "const" in schema:
        return [schema["const"]]
    return schema.get(keyword)

"""The OpenAPI document as tests read it: its operations, their examples, and what each answer must look like."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from urllib.parse import quote

from fastapi.testclient import TestClient
from jsonschema import Draft202012Validator

JSON = "application/json"
PROBLEM = "application/problem+json"


@dataclass(frozen=True, slots=True)
class Operation:
    """One documented GET, with its example as a request."""

    path: str
    described: dict[str, Any]
    components: dict[str, Any]
    _validators: dict[tuple[int, str], Draft202012Validator] = field(default_factory=dict)

    @property
    def id(self) -> str:
        return str(self.described["operationId"])

    @property
    def parameters(self) -> dict[str, dict[str, Any]]:
        return {parameter["name"]: parameter for parameter in self.described.get("parameters", [])}

    @property
    def is_list(self) -> bool:
        return "cursor" in self.parameters

    @property
    def requires_words(self) -> bool:
        """Whether it answers only what it is asked."""
        return any(p["in"] == "query" and p["required"] for p in self.parameters.values())

    def example(self, place: str) -> dict[str, str]:
        return {
            name: ",".join(given) if isinstance(given, list) else str(given)
            for name, parameter in self.parameters.items()
            if parameter["in"] == place and (given := parameter.get("example")) is not None
        }

    @property
    def address(self) -> str:
        """The path with the examples in it."""
        path = self.path
        for name, value in self.example("path").items():
            path = path.replace(f"{{{name}}}", quote(value))
        return path

    @property
    def query(self) -> dict[str, str]:
        return self.example("query")

    def faults(self, status: int, media_type: str, body: Any) -> list[str]:
        """What the document does not allow in an answer; nothing, where all is well."""
        answers = self.described["responses"]
        if str(status) not in answers:
            return [f"{status} is not documented"]
        if (status, media_type) not in self._validators:
            schema = answers[str(status)]["content"][media_type]["schema"] | {"components": self.components}
            self._validators[status, media_type] = Draft202012Validator(schema)
        found = self._validators[status, media_type].iter_errors(body)
        return [f"{error.json_path}: {error.message}" for error in found]


@lru_cache
def operations(client: TestClient) -> list[Operation]:
    """Every operation that answers JSON, read once for each client, whose store must not change."""
    document = client.get("/openapi.json").json()
    return [
        Operation(path, described, document["components"])
        for path, methods in document["paths"].items()
        for described in methods.values()
        if JSON in described["responses"]["200"]["content"]
    ]


def operation(client: TestClient, operation_id: str) -> Operation:
    return next(found for found in operations(client) if found.id == operation_id)


def nodes(value: Any) -> Iterator[Any]:
    """A JSON value and all within it."""
    yield value
    for child in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from nodes(child)

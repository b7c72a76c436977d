from typing import Any

import httpx
import pytest

from app.api.docs import _sorted_parameters
from app.api.parameters import SortedParameters
from app.api.schemas.observations import ComputedRow
from app.domain.transform import Transform
from app.queries.judgement import Answer
from tests.docs.markdown import differences, names, names_in, sections, table_of, text_of

TEXT = text_of("docs/api.md")
SECTIONS = {heading.strip("`"): body for heading, body in sections(TEXT, 3).items()}
PATHS = {heading: body for heading, body in SECTIONS.items() if heading.startswith("/")}
SHAPES = {heading: body for heading, body in SECTIONS.items() if not heading.startswith("/")}
SORTED = _sorted_parameters()


def properties(openapi: dict[str, Any], schema: dict[str, Any]) -> set[str]:
    """The properties of a schema, of the items of an array, of either of two, or of what a reference names."""
    if "$ref" in schema:
        return properties(openapi, openapi["components"]["schemas"][schema["$ref"].rpartition("/")[2]])
    if schema.get("type") == "array":
        return properties(openapi, schema["items"])
    if "anyOf" in schema:
        return set().union(*(properties(openapi, kind) for kind in schema["anyOf"]))
    return set(schema["properties"])


def usual(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema of an answer in its usual shape, where there are others."""
    found: dict[str, Any] = schema["anyOf"][0] if "anyOf" in schema else schema
    return found


def schema_of(openapi: dict[str, Any], path: str) -> dict[str, Any]:
    """The schema of what a path answers, without the envelope."""
    content = openapi["paths"][path]["get"]["responses"]["200"]["content"].get("application/json")
    if content is None:
        # What answers something else than JSON has no fields.
        return {"properties": {}}
    answer: dict[str, Any] = openapi["components"]["schemas"][usual(content["schema"])["$ref"].rpartition("/")[2]]
    found: dict[str, Any] = answer["properties"].get("data", answer)
    return found


def data_of(openapi: dict[str, Any], path: str) -> set[str]:
    """The fields of what a path answers."""
    return properties(openapi, schema_of(openapi, path))


def shapes_of(openapi: dict[str, Any], path: str) -> list[set[str]]:
    """The fields of each shape in which a path answers."""
    schema = schema_of(openapi, path)
    return [properties(openapi, kind) for kind in schema.get("items", schema).get("anyOf", [schema])]


def test_the_documented_paths_are_those_there_are(openapi: dict[str, Any]) -> None:
    assert differences(PATHS, openapi["paths"]) == {}


@pytest.mark.parametrize("path", PATHS)
def test_the_documented_parameters_of_a_path_are_those_there_are(path: str, openapi: dict[str, Any]) -> None:
    there_are = [parameter["name"] for parameter in openapi["paths"][path]["get"]["parameters"]]
    assert differences(names_in(PATHS[path], "parameter"), there_are) == {}


def test_the_shared_parameters_are_explained() -> None:
    explained = names_in(sections(TEXT, 2)["Shared parameters"], "parameter")
    referred = {
        name
        for section in PATHS.values()
        for row in table_of(section, "parameter").rows
        if row[2].startswith("[shared]")
        for name in names(row[0])
    }
    assert differences(explained, referred) == {}


@pytest.mark.parametrize("path", PATHS)
def test_the_documented_fields_of_a_path_are_those_there_are(path: str, openapi: dict[str, Any]) -> None:
    """A list is documented by its row, and one resource by what it has besides."""
    there_are = data_of(openapi, path)
    collection, _, last = path.rpartition("/")
    if last.startswith("{") and collection in openapi["paths"]:
        there_are -= data_of(openapi, collection)
    assert differences(names_in(PATHS[path], "field"), there_are) == {}


@pytest.mark.parametrize("operation", SORTED)
def test_a_list_says_by_what_it_sorts(operation: str, openapi: dict[str, Any]) -> None:
    kind: type[SortedParameters] = SORTED[operation]
    (path,) = (path for path, item in openapi["paths"].items() if item["get"]["operationId"] == operation)
    (words,) = (row[1] for row in table_of(PATHS[path], "parameter").rows if row[0] == "`sort`")
    assert names(words) == [*kind.listing.sortable, kind.listing.default_sort]


def test_every_field_of_an_observation_is_described() -> None:
    table = table_of(PATHS["/observations"], "field")
    described = {name for row in table.rows if row[2] for name in names(row[0])}
    assert differences(described, ComputedRow.model_fields) == {}


@pytest.mark.parametrize("shape", SHAPES)
def test_the_documented_fields_of_a_shape_are_those_there_are(shape: str, openapi: dict[str, Any]) -> None:
    there_are = openapi["components"]["schemas"][shape]["properties"]
    assert differences(names_in(SHAPES[shape], "field"), there_are) == {}


def test_every_shape_of_an_answer_is_documented(openapi: dict[str, Any]) -> None:
    schemas = openapi["components"]["schemas"]
    answered = [fields for path in PATHS for fields in shapes_of(openapi, path)]
    undocumented = [
        name
        for name, schema in schemas.items()
        if "properties" in schema
        and "data" not in schema["properties"]
        and name not in SHAPES
        and set(schema["properties"]) not in answered
    ]
    assert undocumented == []


def test_the_transforms_are_those_there_are() -> None:
    assert differences(names_in(PATHS["/observations"], "transform"), Transform) == {}


ANSWERS = table_of(PATHS["/check"], "answer")


def test_the_answers_are_those_there_are() -> None:
    assert differences(names_in(PATHS["/check"], "answer"), Answer) == {}


@pytest.mark.parametrize("row", ANSWERS.rows, ids=lambda row: str(row[0]))
def test_an_example_of_an_answer_is_answered_so(row: tuple[str, ...], server: str) -> None:
    answer, _, example = row
    found = httpx.get(f"{server}/check?{names(example)[0]}", trust_env=False).raise_for_status().json()
    assert [found["data"]["answer"]] == names(answer)

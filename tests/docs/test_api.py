from typing import Any

import pytest

from app.api.docs import _sorted_parameters
from app.api.parameters import SortedParameters
from app.api.schemas.observations import ObservationRow
from tests.docs.markdown import differences, names, names_in, sections, table_of, text_of

TEXT = text_of("docs/api.md")
SECTIONS = {heading.strip("`"): body for heading, body in sections(TEXT, 3).items()}
PATHS = {heading: body for heading, body in SECTIONS.items() if heading.startswith("/")}
SHAPES = {heading: body for heading, body in SECTIONS.items() if not heading.startswith("/")}
SORTED = _sorted_parameters()


def properties(openapi: dict[str, Any], schema: dict[str, Any]) -> set[str]:
    """The properties of a schema, of the items of an array, or of what a reference names."""
    if "$ref" in schema:
        return properties(openapi, openapi["components"]["schemas"][schema["$ref"].rpartition("/")[2]])
    if schema.get("type") == "array":
        return properties(openapi, schema["items"])
    return set(schema["properties"])


def data_of(openapi: dict[str, Any], path: str) -> set[str]:
    """The fields of what a path answers, without the envelope."""
    content = openapi["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]
    answer = openapi["components"]["schemas"][content["schema"]["$ref"].rpartition("/")[2]]
    return properties(openapi, answer["properties"].get("data", answer))


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
    if last.startswith("{"):
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
    assert differences(described, ObservationRow.model_fields) == {}


@pytest.mark.parametrize("shape", SHAPES)
def test_the_documented_fields_of_a_shape_are_those_there_are(shape: str, openapi: dict[str, Any]) -> None:
    there_are = openapi["components"]["schemas"][shape]["properties"]
    assert differences(names_in(SHAPES[shape], "field"), there_are) == {}


def test_every_shape_of_an_answer_is_documented(openapi: dict[str, Any]) -> None:
    schemas = openapi["components"]["schemas"]
    answered = [data_of(openapi, path) for path in PATHS]
    undocumented = [
        name
        for name, schema in schemas.items()
        if "properties" in schema
        and "data" not in schema["properties"]
        and name not in SHAPES
        and set(schema["properties"]) not in answered
    ]
    assert undocumented == []

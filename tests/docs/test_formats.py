"""The document of formats names just those there are, and its recipes in Python run."""

import pytest

from app.api.parameters import JSON_FORMAT
from app.formats.registry import FORMATS
from tests.docs.markdown import blocks, names, table_of, text_of

TEXT = text_of("docs/formats.md")
RECIPES = [block.text for block in blocks(TEXT) if block.language == "python"]


def test_the_formats_are_those_there_are() -> None:
    told = {names(row[0])[0]: names(row[1])[0] for row in table_of(TEXT, "format").rows}
    assert told == {JSON_FORMAT: "application/json"} | {name: found.media_type for name, found in FORMATS.items()}


@pytest.mark.filterwarnings("ignore::DeprecationWarning:pyjstat")
@pytest.mark.parametrize("recipe", RECIPES, ids=lambda recipe: str(recipe).split()[1])
def test_a_recipe_gives_rows(recipe: str, server: str) -> None:
    found: dict[str, object] = {}
    exec(recipe.replace("http://127.0.0.1:8000", server), found)
    assert len(found["frame"]) > 5  # type: ignore[arg-type]

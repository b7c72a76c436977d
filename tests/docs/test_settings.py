from typing import Any

import pytest
from pydantic.fields import FieldInfo

from app.settings import ROOT, Settings
from tests.docs.markdown import differences, names, table_of, text_of


def documented() -> dict[str, dict[str, str]]:
    table = table_of(text_of("docs/settings.md"), "variable")
    return {names(row[0])[0]: dict(zip(table.header, row, strict=True)) for row in table.rows}


def shown(default: Any) -> str:
    """A default as the document writes it."""
    return f"`{default}`".replace(str(ROOT), "<project>") if str(default) else "empty"


def test_the_documented_settings_are_those_there_are() -> None:
    assert differences(documented(), (name.upper() for name in Settings.model_fields)) == {}


@pytest.mark.parametrize(("name", "setting"), Settings.model_fields.items(), ids=Settings.model_fields)
def test_a_setting_is_documented_with_its_default_and_meaning(name: str, setting: FieldInfo) -> None:
    row = documented()[name.upper()]
    assert (row["default"], row["meaning"]) == (shown(setting.default), setting.description)

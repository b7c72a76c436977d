"""`make openapi`: write docs/openapi.json anew, unless a client of what it says would break.

The snapshot is the OpenAPI document without the words and the examples that follow from the data.
"""

import json
import sys
from datetime import UTC, datetime
from typing import Any

from app.api.docs import described
from app.main import create_app
from app.settings import ROOT, Settings
from tests.contract.compatibility import breaks, may_break

PLACE = ROOT / "docs" / "openapi.json"


def current() -> dict[str, Any]:
    """What this code serves, whatever the data."""
    document = described(create_app(Settings(root_path="")), {"title": "Economic indicators"}, {})
    for methods in document["paths"].values():
        for operation in methods.values():
            for answer in operation["responses"].values():
                for content in answer.get("content", {}).values():
                    content.pop("examples", None)
    return document


def committed() -> dict[str, Any]:
    """What was promised."""
    found: dict[str, Any] = json.loads(PLACE.read_text(encoding="utf-8"))
    return found


def written(document: dict[str, Any]) -> str:
    """The document as it is committed: a line for each thing, so that a difference can be read."""
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def refusals(old: dict[str, Any], new: dict[str, Any]) -> list[str]:
    """What the new document breaks without a version that says so."""
    if may_break(old["info"]["version"], new["info"]["version"]):
        return []
    return [str(found) for found in breaks(old, new, datetime.now(UTC).date())]


def main() -> None:
    """Write the snapshot, or say what speaks against it."""
    new = current()
    if PLACE.exists() and (found := refusals(committed(), new)):
        sys.exit("\n".join([*found, "This breaks clients. It takes a new version: see docs/api.md, Compatibility."]))
    PLACE.write_text(written(new), encoding="utf-8")


if __name__ == "__main__":
    main()

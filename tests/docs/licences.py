"""`make licences`: write docs/licences.md anew from what is installed, unless a licence is not allowed."""

import json
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from app.settings import ROOT
from tests.docs.markdown import table_of, text_of

PLACE = ROOT / "docs" / "licences.md"
RULES: dict[str, Any] = tomllib.loads(text_of("pyproject.toml"))["tool"]["licences"]
INTRODUCTION = """\
# Licences

What this project runs on and what it ships, each under its own licence; the project itself is under the [MIT
licence](../LICENSE). `make licences` writes this list from what is installed from `requirements.lock` on Linux, and a
test fails where it differs, or where a licence is not among those that `pyproject.toml` allows (`tool.licences`).

Licences are named as the packages name them. Where a package names none, `pyproject.toml` says what its licence file
has. A package under a weak copyleft (LGPL, MPL) is used as it is published, and can be replaced by its user.

## Packages

| package | licence |
| --- | --- |
"""
FILES = """
## Files in this repository

Their texts stand beside them in [`app/web/static/vendor`](../app/web/static/vendor/README.md).

| file | package | licence |
| --- | --- | --- |
"""


class Shipped(NamedTuple):
    """What somebody else wrote, and the terms it comes under; `place` is where its files are, if in this repository."""

    name: str
    licence: str
    place: str = ""


def locked() -> list[str]:
    """The packages of requirements.lock that run on this system, by their canonical names."""
    lines = (ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines()
    pinned = (Requirement(line.rstrip(" \\")) for line in lines if line[:1].isalnum())
    return sorted(canonicalize_name(one.name) for one in pinned if one.marker is None or one.marker.evaluate())


def packages() -> list[Shipped]:
    """Each package that runs, with the licence that it names or that was read in its licence file."""
    tool = Path(sys.executable).with_name("pip-licenses")
    command = [str(tool), "--python", sys.executable, "--from=mixed", "--with-system", "--format=json"]
    listed = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    named: dict[str, str] = {canonicalize_name(row["Name"]): row["License"] for row in listed}
    return [Shipped(name, RULES["read"].get(name, named.get(name, "not installed"))) for name in locked()]


def files() -> Iterator[Shipped]:
    """What is vendored, as its own list has it."""
    table = table_of(text_of("app/web/static/vendor/README.md"), "directory")
    for directory, package, licence in zip(
        *(table.column(column) for column in ("directory", "package", "licence")), strict=True
    ):
        yield Shipped(package.strip("`"), licence, directory.strip("`"))


def refused() -> list[str]:
    """What comes under terms that are not allowed."""
    return [f"{one.name}: {one.licence}" for one in (*packages(), *files()) if one.licence not in RULES["allowed"]]


def document() -> str:
    """The list as it is committed."""
    run = "".join(f"| `{one.name}` | {one.licence} |\n" for one in packages())
    held = "".join(f"| `{one.place}` | `{one.name}` | {one.licence} |\n" for one in files())
    return INTRODUCTION + run + FILES + held


def main() -> None:
    """Write the list, or say what speaks against it."""
    if found := refused():
        sys.exit("\n".join([*found, "Not allowed by tool.licences in pyproject.toml."]))
    PLACE.write_text(document(), encoding="utf-8")


if __name__ == "__main__":
    main()

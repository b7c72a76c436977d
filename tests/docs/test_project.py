import re
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest

from app import __version__
from app.settings import ROOT
from tests.docs.markdown import (
    anchors,
    blocks,
    differences,
    documents,
    links,
    names,
    names_in,
    prose,
    sections,
    table_of,
    text_of,
)

PROJECT: dict[str, Any] = tomllib.loads(text_of("pyproject.toml"))
TARGETS = re.findall(r"^([a-z-]+):.*## ", text_of("Makefile"), flags=re.MULTILINE)
# Where packages come from is the business of whoever installs them.
REGISTRIES = re.compile(
    r"pypi\.(org|python|tuna)|pythonhosted\.org|npmjs\.(com|org)/|registry\.npm|npmmirror\.com"
    r"|crates\.io|mirrors?\.[a-z0-9-]+\.(com|cn|org|edu)|--(extra-)?index-url|/simple/?[\"'\s]",
)
BY_DOCUMENT = pytest.mark.parametrize("document", documents(), ids=str)


def files() -> list[Path]:
    """Every file of the project that Git keeps or would keep."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
    if listed.returncode:
        pytest.skip("not a Git checkout")
    return [path for name in listed.stdout.decode().split("\0") if name and (path := ROOT / name).is_file()]


@BY_DOCUMENT
def test_every_relative_link_leads_somewhere(document: Path) -> None:
    text = text_of(str(document))
    broken = []
    for path, anchor in links(text):
        target = (ROOT / document.parent / path).resolve() if path else ROOT / document
        is_there = target.exists() and (not anchor or anchor in anchors(target.read_text(encoding="utf-8")))
        if not is_there:
            broken.append(f"{path}#{anchor}")
    assert broken == []


@BY_DOCUMENT
def test_every_make_target_that_is_mentioned_exists(document: Path) -> None:
    text = text_of(str(document))
    mentioned = re.findall(r"`(?:\S+=\S+ )*make ([a-z-]+)", prose(text))
    for block in blocks(text):
        mentioned += re.findall(r"(?:^|\s)make ([a-z-]+)", block.text)
    assert set(mentioned) - set(TARGETS) == set()


def test_every_make_target_is_in_the_development_guide() -> None:
    told = [name.split()[1] for name in names_in(sections(text_of("docs/development.md"), 2)["Commands"], "command")]
    assert differences(told, TARGETS) == {}


def test_every_dependency_has_its_reason() -> None:
    required = PROJECT["project"]["dependencies"] + PROJECT["dependency-groups"]["dev"]
    packages = [re.split(r"[^a-z0-9-]", requirement, maxsplit=1)[0] for requirement in required]
    assert differences(names_in(text_of("docs/architecture.md"), "package"), packages) == {}


def test_every_import_contract_is_explained() -> None:
    told = table_of(text_of("docs/architecture.md"), "contract").column("contract")
    contracts = PROJECT["tool"]["importlinter"]["contracts"]
    assert differences(told, (contract["name"] for contract in contracts)) == {}


def test_what_protects_something_and_what_tests_that_are_there() -> None:
    protections = table_of(text_of("SECURITY.md"), "against")
    for column in ("where", "test"):
        for cell in protections.column(column):
            places = [name for name in names(cell) if "/" in name]
            assert places or "`Dockerfile`" in cell or "](docs/" in cell or "`requirements.lock`" in cell, cell
            assert all((ROOT / place).exists() for place in places), cell


def test_the_changelog_has_this_version() -> None:
    assert f"[{__version__}]" in text_of("CHANGELOG.md")
    assert PROJECT["project"]["version"] == __version__


def test_no_file_names_a_package_registry() -> None:
    naming = []
    for path in files():
        text = path.read_bytes()
        found = None if b"\0" in text else REGISTRIES.search(text.decode("utf-8", "replace"))
        if found:
            naming.append(f"{path.relative_to(ROOT)}: {found[0]}")
    assert naming == []

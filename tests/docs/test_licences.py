"""Whose work runs here, and under which terms."""

from pathlib import Path

import pytest

from app.settings import ROOT
from tests.docs import licences
from tests.docs.licences import PLACE, RULES, Shipped, document, files, locked, packages, refused

VENDOR = ROOT / "app" / "web" / "static" / "vendor"


def test_the_list_is_what_is_installed() -> None:
    assert document() == PLACE.read_text(encoding="utf-8"), "run `make licences`, and read the difference"


def test_every_licence_is_allowed() -> None:
    assert refused() == []


def test_every_package_of_the_lock_file_is_listed_with_what_it_says() -> None:
    listed = packages()
    assert [one.name for one in listed] == locked()
    assert {"fastapi", "psycopg-binary", "uvicorn"} <= set(locked())
    assert not {one.licence for one in listed} & {"UNKNOWN", "not installed"}


@pytest.mark.parametrize("licence", ["AGPL-3.0-only", "UNKNOWN", "not installed"])
def test_a_licence_that_is_not_allowed_is_refused(licence: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(licences, "packages", lambda: [Shipped("new", licence)])
    assert refused() == [f"new: {licence}"]


def test_no_licence_is_allowed_or_read_for_nothing() -> None:
    assert set(RULES["allowed"]) == {one.licence for one in (*packages(), *files())}
    assert set(RULES["read"]) <= set(locked())


def test_whatever_is_vendored_is_listed_with_its_licence() -> None:
    held = {one.place.rstrip("/"): one for one in files()}
    assert set(held) == {path.name for path in VENDOR.iterdir() if path.is_dir()}
    for place in held:
        assert (VENDOR / place / "LICENSE").is_file()
    fonts = {path for path in Path(ROOT / "app").rglob("*") if path.suffix in {".ttf", ".otf", ".woff", ".woff2"}}
    assert all(VENDOR in font.parents for font in fonts)

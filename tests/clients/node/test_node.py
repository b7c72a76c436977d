"""Clients of JavaScript and TypeScript, as npm has them."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.clients.conftest import FILTER, Rows

HERE = Path(__file__).parent
TOOLS = HERE.parent / "node_modules" / ".bin"
# Strict, as the document's users have it; the page's own types come from the browser.
STRICT = ("--strict", "--noEmit", "--target", "es2022", "--module", "esnext", "--moduleResolution", "bundler")


def run(*command: str | Path, cwd: Path = HERE) -> subprocess.CompletedProcess[str]:
    return subprocess.run(list(map(str, command)), cwd=cwd, capture_output=True, text=True, timeout=120, check=False)


def said(script: str, *words: str) -> Any:
    """What a script of ours prints."""
    ended = run("node", script, *words)
    assert ended.returncode == 0, ended.stderr
    return json.loads(ended.stdout)


@pytest.mark.parametrize("address", ["/observations.json-stat?", "/observations?format=json-stat&"])
def test_jsonstat_toolkit_reads_every_cell_of_a_cube(server: str, rows: Rows, address: str) -> None:
    last = rows[-1]
    key = json.dumps({name: last[name] for name in ("indicator", "area", "freq", "time_period")})
    found = said("jsonstat.mjs", f"{server}{address}{FILTER}", key)
    assert (found["class"], found["id"]) == ("dataset", ["indicator", "area", "freq", "time_period"])
    assert found["one"] == {"value": last["obs_value"], "status": last["obs_status"]}
    assert found["unit"]["multiplier"] == last["unit_mult"]
    assert (found["labels"]["indicator"], found["labels"]["area"]) == ("Gross domestic product", "Guangzhou")
    cells = {(cell["freq"], cell["time_period"]): (cell["value"], cell["status"]) for cell in found["cells"]}
    assert cells == {(row["freq"], row["time_period"]): (row["obs_value"], row["obs_status"]) for row in rows}


@pytest.mark.parametrize("shape", ["objects", "arrays", "columns"])
def test_echarts_draws_a_point_for_every_row_of_every_shape(server: str, rows: Rows, shape: str) -> None:
    found = said("echarts.mjs", f"{server}/observations?{FILTER}&freq=A&shape={shape}")
    annual = [row for row in rows if row["freq"] == "A"]
    assert found["values"] == [row["obs_value"] for row in annual]
    assert found["periods"] == [row["time_period"] for row in annual]
    assert found["symbols"] == len(annual)
    assert found["starts"] == "<svg"


@pytest.fixture(scope="session")
def types(server: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the types of the served document are."""
    directory = tmp_path_factory.mktemp("types")
    ended = run(TOOLS / "openapi-typescript", f"{server}/openapi.json", "-o", directory / "api.d.ts")
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return directory


def compiled(types: Path, text: str) -> str:
    """What the compiler finds wrong with a client, and with the types it uses."""
    (types / "client.ts").write_text(text, encoding="utf-8")
    ended = run(TOOLS / "tsc", *STRICT, "--lib", "es2022,dom,dom.iterable", "client.ts", "api.d.ts", cwd=types)
    assert (ended.returncode == 0) == (not ended.stdout)
    return ended.stdout


def test_a_typed_client_compiles(types: Path) -> None:
    assert compiled(types, (HERE / "typed.ts").read_text(encoding="utf-8")) == ""


@pytest.mark.parametrize(
    ("right", "wrong", "found"),
    [
        ("row.time_period", "row.time_perod", "TS2551"),
        ("value: number | null", "value: number", "TS2322"),
        ('values: "preferred"', 'values: "best"', "TS2322"),
        ("following: string | null", "following: string", "TS2322"),
        ("limit: 10", "limits: 10", "TS2561"),
    ],
)
def test_the_types_are_those_of_the_fields(types: Path, right: str, wrong: str, found: str) -> None:
    text = (HERE / "typed.ts").read_text(encoding="utf-8")
    assert right in text
    assert found in compiled(types, text.replace(right, wrong))


def test_spectral_has_nothing_to_say_of_the_document(server: str) -> None:
    linted = run(
        TOOLS / "spectral", "lint", "--fail-severity=hint", "--ruleset", ".spectral.yaml", f"{server}/openapi.json"
    )
    assert linted.returncode == 0, linted.stdout + linted.stderr


def test_spectral_would_say_it(server: str, tmp_path: Path) -> None:
    document = tmp_path / "openapi.json"
    ended = run("curl", "-sf", f"{server}/openapi.json")
    described = json.loads(ended.stdout)
    del described["paths"]["/observations"]["get"]["operationId"]
    document.write_text(json.dumps(described), encoding="utf-8")
    linted = run(TOOLS / "spectral", "lint", "--fail-severity=hint", "--ruleset", ".spectral.yaml", document)
    assert linted.returncode == 1
    assert "operation-operationId" in linted.stdout


def test_every_tool_is_the_one_of_the_lock_file() -> None:
    locked = json.loads((HERE.parent / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    for name in locked[""]["devDependencies"]:
        installed = json.loads((HERE.parent / "node_modules" / name / "package.json").read_text(encoding="utf-8"))
        assert installed["version"] == locked[f"node_modules/{name}"]["version"]
    assert not any("resolved" in package for package in locked.values())
    assert shutil.which("node")

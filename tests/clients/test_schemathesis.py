"""Schemathesis reads the OpenAPI document, and finds no request whose answer it does not allow."""

import subprocess
import sys
from pathlib import Path

import httpx

from tests.commands import environment, serving
from tests.seeds import SHIPPED
from tests.stores import Originals

HERE = Path(__file__).parent
TOOL = Path(sys.executable).with_name("st")


def test_schemathesis_finds_nothing_with_every_check_on(originals: Originals, tmp_path: Path) -> None:
    url = originals.url("sqlite", SHIPPED)
    with serving(database_url=url, log_level="error") as server:
        count = len(httpx.get(f"{server.url}/openapi.json", timeout=60, trust_env=False).json()["paths"])
        ended = subprocess.run(
            [
                *(TOOL, "--config-file", HERE / "schemathesis.toml", "run", f"{server.url}/openapi.json"),
                *("--checks", "all", "--max-examples", "3", "--seed", "1", "--continue-on-failure"),
                *("--generation-database", "none", "--no-color"),
            ],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            env=environment({}),
            timeout=600,
            check=False,
        )
    assert ended.returncode == 0, ended.stdout[-3000:]
    assert f"{count}/{count}" in ended.stdout

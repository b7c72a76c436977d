"""Schemathesis reads the OpenAPI document, and finds no request whose answer it does not allow."""

import subprocess
import sys
from pathlib import Path

from tests.commands import serving
from tests.seeds import SHIPPED
from tests.stores import Originals

HERE = Path(__file__).parent
TOOL = Path(sys.executable).with_name("st")


def test_schemathesis_finds_nothing_with_every_check_on(originals: Originals, tmp_path: Path) -> None:
    with serving(database_url=originals.url("sqlite", SHIPPED), log_level="error") as server:
        ended = subprocess.run(
            [
                *(TOOL, "--config-file", HERE / "schemathesis.toml", "run", f"{server.url}/openapi.json"),
                *("--checks", "all", "--max-examples", "6", "--seed", "1", "--continue-on-failure"),
                *("--generation-database", "none", "--no-color"),
            ],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
    assert ended.returncode == 0, ended.stdout[-3000:]
    assert "28/28" in ended.stdout

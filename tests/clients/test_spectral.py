import subprocess
from pathlib import Path

from tests.seeds import SHIPPED
from tests.serving import Clients

HERE = Path(__file__).parent


def test_spectral_has_nothing_to_say_of_the_openapi_document(clients: Clients, tmp_path: Path) -> None:
    document = tmp_path / "openapi.json"
    document.write_bytes(clients("sqlite", SHIPPED).get("/openapi.json").content)
    command = ["npx", "spectral", "lint", "--fail-severity=hint", "--ruleset", ".spectral.yaml", str(document)]
    linted = subprocess.run(command, cwd=HERE, capture_output=True, text=True, check=False)
    assert linted.returncode == 0, linted.stdout + linted.stderr

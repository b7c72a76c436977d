"""`describe`: write the seed's datapackage.json from the tables it fills."""

from pathlib import Path
from typing import Annotated

import typer

from app.cli.exits import fail, settings
from app.release.check import check
from app.release.describe import datapackage
from app.release.read import read


def describe(directory: Annotated[Path | None, typer.Argument(help="The seed, if not SEED_DIR.")] = None) -> None:
    """Write the seed's datapackage.json (Frictionless) from the tables it fills."""
    where = directory or settings().seed_dir
    seed = read(where)
    if faults := check(seed):
        fail(*faults)
    target = where / "datapackage.json"
    target.write_text(datapackage(where, seed), encoding="utf-8")
    typer.echo(f"wrote {target}")

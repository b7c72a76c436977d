"""`seed`: check the tables of the seed and publish them as a release."""

from pathlib import Path
from typing import Annotated

import typer

from app.cli.exits import fail, settings, store_errors
from app.release import schema
from app.release.publish import Outcome, SeedRefused, seed_store


def seed(
    directory: Annotated[Path | None, typer.Argument(help="The seed, if not SEED_DIR.")] = None,
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would change, and change nothing.")] = False,
    correct: Annotated[
        bool, typer.Option("--correct", help="Allow published observations to be mended or withdrawn.")
    ] = False,
) -> None:
    """Check the tables of the seed and publish them as a release, all or nothing."""
    configured = settings()
    with store_errors():
        schema.upgrade(configured.database_url, busy_timeout=configured.busy_timeout)
        try:
            outcome = seed_store(
                configured.database_url,
                directory or configured.seed_dir,
                is_dry_run=dry_run,
                is_correction=correct,
                busy_timeout=configured.busy_timeout,
                say=lambda step: typer.echo(f"seed: {step}"),
            )
        except SeedRefused as refused:
            fail(*refused.faults, f"seed: {len(refused.faults)} faults; nothing was changed")
    show(outcome, is_dry_run=dry_run)


def show(outcome: Outcome, *, is_dry_run: bool = False) -> None:
    """Print the rows that changed, by table, and the release that readers now see."""
    for change in outcome.changes:
        if change:
            typer.echo(
                f"{change.table.name:18} {change.rows:6} rows"
                f"  +{change.added} ~{change.changed} -{change.removed}"
            )
            if is_dry_run:
                for what, key in change.named():
                    typer.echo(f"  {what:8} {key}")
    if outcome.is_published:
        typer.echo(f"release: {outcome.release_id} published")
    else:
        typer.echo(f"release: {outcome.release_id}, nothing was published")

"""`seed`: check the tables of the seed and publish them as a release."""

from pathlib import Path
from time import perf_counter
from typing import Annotated, NoReturn

import typer

from app.cli.exits import fail, settings, store_errors
from app.cli.keep import keep_files
from app.cli.watching import watched
from app.release import schema
from app.release.publish import Outcome, SeedRefused, Terms, seed_store
from app.settings import Settings


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
    publish(configured, directory or configured.seed_dir, Terms(is_dry_run=dry_run, is_correction=correct))


def publish(configured: Settings, directory: Path, terms: Terms) -> None:
    """Bring the schema up to date, publish the seed, and tell what became of it."""
    began = perf_counter()
    with store_errors():
        schema.upgrade(configured.database_url, busy_timeout=configured.busy_timeout)
        try:
            with watched() as progress:
                outcome = seed_store(
                    configured.database_url,
                    directory,
                    terms,
                    busy_timeout=configured.busy_timeout,
                    progress=progress,
                )
        except SeedRefused as refused:
            refusal(refused)
    rows, seconds = sum(change.rows for change in outcome.changes), perf_counter() - began
    typer.echo(f"seed: {rows:,} rows in {seconds:,.1f} s, {rows / seconds:,.0f} rows/s")
    show(outcome, is_dry_run=terms.is_dry_run)
    if not terms.is_dry_run:
        keep_files(configured)


def refusal(refused: SeedRefused) -> NoReturn:
    """End with every fault."""
    unnamed = f" ({refused.faults.omitted} of them not listed)" if refused.faults.omitted else ""
    fail(*refused.faults, f"seed: {refused.faults.total} faults{unnamed}; nothing was changed")


def show(outcome: Outcome, *, is_dry_run: bool = False) -> None:
    """Print the rows that changed, by table, and the release that readers now see."""
    for change in outcome.changes:
        if change:
            typer.echo(
                f"{change.table.name:18} {change.rows:6} rows  +{change.added} ~{change.changed} -{change.removed}"
            )
            if is_dry_run:
                for what, key in change.named():
                    typer.echo(f"  {what:8} {key}")
    if outcome.is_published:
        typer.echo(f"release: {outcome.release_id} published")
    elif outcome.is_held:
        typer.echo(f"release: {outcome.release_id}; the seed was rolled back, and `seed` publishes it all the same")
    else:
        typer.echo(f"release: {outcome.release_id}, nothing was published")

"""`python -m app`: the commands of the project."""

import typer

from app.cli import describe, migrate, probe, prune, rollback, seed, serve, snapshot, verify

commands = typer.Typer(no_args_is_help=True, pretty_exceptions_enable=False, help=__doc__)
for command in (
    serve.serve,
    migrate.migrate,
    seed.seed,
    snapshot.snapshot,
    rollback.rollback,
    prune.prune,
    verify.verify,
    describe.describe,
    probe.probe,
):
    commands.command()(command)

if __name__ == "__main__":
    commands()

"""How a run is watched: a bar for a person at a terminal, a line for each step for a file or a log."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import typer
from rich.console import Console
from rich.progress import BarColumn, TaskProgressColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.progress import Progress as Bars

from app.release.progress import Progress


class Lines(Progress):
    """Prints each step on a line of its own."""

    def step(self, name: str) -> None:
        """Print the step as it begins."""
        typer.echo(f"seed: {name}")


class Bar(Progress):
    """Shows each step with how far it is, and how long it will take."""

    def __init__(self, bars: Bars) -> None:
        self._bars = bars
        self._task = bars.add_task("seed", total=None)

    def step(self, name: str) -> None:
        """Leave the step before as done, and begin a bar for this one."""
        self._finish()
        self._task = self._bars.add_task(f"seed: {name}", total=None)

    def reached(self, done: int, total: int) -> None:
        """Move the bar."""
        self._bars.update(self._task, completed=done, total=total)

    def _finish(self) -> None:
        task = next(task for task in self._bars.tasks if task.id == self._task)
        self._bars.update(self._task, total=task.total or 1, completed=task.total or 1)


@contextmanager
def watched() -> Iterator[Progress]:
    """Whatever suits where the command's output goes."""
    if not sys.stdout.isatty():
        yield Lines()
        return
    columns = TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn()
    with Bars(*columns, TimeRemainingColumn(), console=Console()) as bars:
        yield Bar(bars)

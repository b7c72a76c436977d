"""What is seen of a run while it works."""

import io

import pytest
from rich.console import Console
from rich.progress import Progress as Bars

from app.cli.watching import Bar, Lines, watched


def test_a_file_or_a_log_gets_a_line_for_each_step(capsys: pytest.CaptureFixture[str]) -> None:
    with watched() as progress:
        assert isinstance(progress, Lines)
        progress.step("read here")
        progress.reached(1, 2)
        progress.step("load")
    assert capsys.readouterr().out == "seed: read here\nseed: load\n"


def test_a_terminal_gets_a_bar_for_each_step(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    with watched() as progress:
        assert isinstance(progress, Bar)


def test_a_bar_moves_and_is_full_when_the_next_step_begins() -> None:
    bars = Bars(console=Console(file=io.StringIO()))
    bar = Bar(bars)
    bar.step("read here")
    bar.reached(5, 20)
    assert bars.tasks[-1].percentage == 25
    bar.step("load")
    assert [(task.description, task.finished) for task in bars.tasks[1:]] == [
        ("seed: read here", True),
        ("seed: load", False),
    ]

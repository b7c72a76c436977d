"""`make fuzz`: the tests of this package again and again, each time with other chances, until the time is over."""

import os
import random
import subprocess
import sys
from pathlib import Path
from time import monotonic

import typer

from tests.fuzz.conftest import EXAMPLES


def main(seconds: int) -> None:
    """Run rounds for some seconds, and end with the first that finds something; what it found is tried first again."""
    until, rounds = monotonic() + seconds, 0
    while monotonic() < until:
        seed = random.SystemRandom().getrandbits(31)
        rounds += 1
        typer.echo(f"round {rounds}, --hypothesis-seed={seed}, {until - monotonic():.0f} s left")
        command = ["pytest", "--quiet", "--exitfirst", f"--hypothesis-seed={seed}", "--numprocesses=auto"]
        ended = subprocess.run(
            [sys.executable, "-m", *command, Path(__file__).parent],
            env={EXAMPLES: "1000", **os.environ},
            check=False,
        )
        if ended.returncode:
            sys.exit(ended.returncode)


if __name__ == "__main__":
    main(int(sys.argv[1]))

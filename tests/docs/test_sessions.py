import difflib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.docs.markdown import blocks, documents, text_of

# Where a server listens unless it is told otherwise, and so where the documents ask.
DEFAULT = "http://127.0.0.1:8000"
SESSIONS = {
    f"{document}-{number}": block.text
    for document in documents()
    for number, block in enumerate(blocks(text_of(str(document))), 1)
    if block.language == "console"
}


def steps(session: str) -> list[tuple[str, str]]:
    """Each command of a session, with what it is said to print."""
    said = re.split(r"^\$ (.+)\n", session, flags=re.MULTILINE)
    assert not said[0].strip(), "a session begins with a command"
    return list(zip(said[1::2], said[2::2], strict=True))


def pattern(said: str) -> re.Pattern[str]:
    """What the text stands for: a line of `...` is any lines, `...` within a line any characters."""
    lines = [
        r"(?:.*\n)+?" if line.strip() == "..." else re.escape(line).replace(r"\.\.\.", ".+") + r"\n"
        for line in said.strip("\n").split("\n")
    ]
    return re.compile("".join(lines))


def printed(command: str, server: str) -> str:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    run = subprocess.run(
        ["/bin/sh", "-c", command.replace(DEFAULT, server)],
        env=os.environ | {"PATH": path, "PYTHONIOENCODING": "utf-8", "NO_PROXY": "127.0.0.1"},
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert run.returncode == 0, run.stderr.decode()
    return run.stdout.decode().replace("\r\n", "\n").strip("\n") + "\n"


def test_the_readme_shows_sessions() -> None:
    assert len([name for name in SESSIONS if name.startswith("README.md")]) >= 5


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
@pytest.mark.parametrize("session", SESSIONS.values(), ids=SESSIONS)
def test_a_session_prints_what_the_document_shows(session: str, server: str) -> None:
    for command, said in steps(session):
        found = printed(command, server)
        differences = difflib.unified_diff(
            said.strip("\n").split("\n"), found.rstrip("\n").split("\n"), "shown", "now", lineterm=""
        )
        assert pattern(said).fullmatch(found), "\n".join([f"$ {command}", *differences])


def test_an_elision_stands_for_something() -> None:
    assert pattern('{\n  ...\n  "a": "..."\n}').fullmatch('{\n  "b": 1,\n  "a": "x"\n}\n')
    assert not pattern("{\n  ...\n}").fullmatch("{\n}\n")

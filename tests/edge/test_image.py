"""The image as it would run: what the Dockerfile says, as its user, on a root file system that is read-only."""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from app.settings import ROOT
from tests.commands import free_port
from tests.edge.conftest import await_port

IMAGE = (ROOT / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")
# No engine is needed for what an engine would do: its own mounts, and none of root's rights.
INSIDE = """
set -e
if ! setpriv --reuid {user} --clear-groups --bounding-set=-all test -x {prefix}; then
    # Python is at the home of whoever runs this.
    mount --bind {prefix} {place}/python
    mount -t tmpfs -o mode=755 tmpfs {home}
    mkdir -p {prefix}
    mount --bind {place}/python {prefix}
fi
mount --bind {packages} {place}/srv/.venv
mount -t tmpfs -o mode=1777 tmpfs /tmp
mount -t tmpfs -o uid={user},mode=700 tmpfs {place}/data
mount -o remount,bind,ro /
cd {place}/srv
exec setpriv --reuid {user} --regid {user} --clear-groups --no-new-privs --inh-caps=-all --bounding-set=-all {command}
"""


@dataclass(frozen=True, slots=True)
class Image:
    """What the image holds, laid out in a directory, and how things are run in it."""

    place: Path
    environment: dict[str, str]
    user: str

    def inside(self, command: str) -> list[str]:
        """The command that runs another one as the image's user, on mounts of its own."""
        prefix = Path(sys.base_prefix)
        words = {"user": self.user, "place": self.place, "prefix": prefix, "home": Path(*prefix.parts[:2])}
        return ["unshare", "--mount", "sh", "-c", INSIDE.format(command=command, packages=sys.prefix, **words)]

    def run(self, command: str) -> subprocess.CompletedProcess[str]:
        """A command from beginning to end."""
        return subprocess.run(
            self.inside(command), env=self.environment, capture_output=True, text=True, timeout=60, check=False
        )


@pytest.fixture
def image() -> Iterator[Image]:
    if os.geteuid() != 0:
        pytest.skip("only root may mount")
    # Not in /tmp, which is another one inside.
    place = Path(tempfile.mkdtemp(prefix="image-", dir="/var/tmp"))
    place.chmod(0o755)
    for directory in ("data", "python", "srv/.venv"):
        (place / directory).mkdir(parents=True)
    for line in re.findall(r"^COPY (?!--from)(.+)$", IMAGE, flags=re.MULTILINE):
        *sources, target = line.split()
        for source in sources:
            into = place / "srv" / (target if target != "./" else source)
            (shutil.copytree if (ROOT / source).is_dir() else shutil.copyfile)(ROOT / source, into)
    (declared,) = re.findall(r"^ENV (.+)$", IMAGE, flags=re.MULTILINE)
    environment = dict(word.split("=", 1) for word in shlex.split(declared))
    environment |= {name: value.replace("/data", f"{place}/data") for name, value in environment.items()}
    environment["PATH"] = f"{place}/srv/.venv/bin:{os.environ['PATH']}"
    (user,) = re.findall(r"^USER (\d+)$", IMAGE, flags=re.MULTILINE)
    yield Image(place, environment | {"HOST": "127.0.0.1", "PORT": str(free_port())}, user)
    shutil.rmtree(place)


def test_it_serves_without_rights_and_writes_to_its_volume_alone(image: Image) -> None:
    probe, serve = (shlex.join(json.loads(words)) for words in re.findall(r"CMD (\[.+\])$", IMAGE, flags=re.MULTILINE))
    port = int(image.environment["PORT"])
    log = image.place / "log"
    with log.open("wb") as written:
        process = subprocess.Popen(image.inside(serve), env=image.environment, stdout=written, stderr=written)
    try:
        await_port(port, process)
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False, timeout=20) as client:
            assert client.get("/readyz").json()["status"] == "ok", log.read_text(encoding="utf-8")
            # Files are written where they may be.
            assert client.get("/observations.xlsx").is_success
        status = Path(f"/proc/{process.pid}/status").read_text(encoding="ascii")
        assert re.findall(r"^[UG]id:\s+(\d+)", status, flags=re.MULTILINE) == [image.user] * 2
        assert re.findall(r"^Cap(?:Prm|Eff|Bnd):\s+(\S+)", status, flags=re.MULTILINE) == ["0" * 16] * 3
        assert image.run(probe).returncode == 0
    finally:
        process.terminate()
        process.wait(timeout=20)
    assert image.run(probe).returncode == 1
    refused = image.run(f"touch {image.place}/srv/written")
    assert (refused.returncode, "Read-only file system" in refused.stderr) == (1, True)

"""The files of releases as they stand on disk: found by release and name, never written here."""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.release.package import media_type_of

SUMS = "SHA256SUMS"
DESCRIPTOR = "datapackage.json"
_RELEASE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


@dataclass(frozen=True, slots=True)
class KeptFile:
    """One file of a release."""

    name: str
    path: Path
    size: int
    sha256: str

    @property
    def media_type(self) -> str:
        """What it is."""
        return media_type_of(self.name)


class Shelf:
    """A directory with a directory for each release."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory

    def releases(self) -> list[str]:
        """The releases that have files."""
        return sorted(path.parent.name for path in self.directory.glob(f"*/{SUMS}") if _is_name(path.parent.name))

    def files(self, release: str) -> Mapping[str, KeptFile]:
        """The files of a release by name, as its checksums list them; none where none can be read."""
        if not _is_name(release):
            return {}
        directory = self.directory / release
        try:
            sums = (directory / SUMS).read_bytes()
            lines = [line.split("  ", 1) for line in sums.decode().splitlines()]
            digests = {name: digest for digest, name in lines} | {SUMS: hashlib.sha256(sums).hexdigest()}
            return {name: _kept(directory / name, digest) for name, digest in digests.items()}
        except OSError:
            return {}

    def descriptor(self, release: str) -> dict[str, Any] | None:
        """The data package of a release."""
        if not _is_name(release):
            return None
        try:
            found: dict[str, Any] = json.loads((self.directory / release / DESCRIPTOR).read_bytes())
        except OSError:
            return None
        return found


def _is_name(release: str) -> bool:
    """Whether it can be a release: one name, and no hidden one, which is still being written."""
    return _RELEASE.fullmatch(release) is not None


def _kept(path: Path, digest: str) -> KeptFile:
    return KeptFile(path.name, path, path.stat().st_size, digest)

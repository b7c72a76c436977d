"""The files of a release on the wire."""

from typing import Annotated, ClassVar

from pydantic import Field

from app.api.parameters import Parameters
from app.api.schemas.envelope import OneOf, Wire


class FileOut(Wire):
    """One file of a release; its bytes never change."""

    name: str
    href: Annotated[str, Field(description="Where it is, as a root-relative reference.")]
    media_type: str
    bytes: int
    sha256: str


class FilesOut(Wire):
    """The files of a release."""

    release: str
    files: list[FileOut]


class FilesAnswer(OneOf[FilesOut]):
    """The files of one release."""


class OfOneFile(Parameters):
    """What one file is asked with: its name says what it is."""

    media_types: ClassVar[tuple[str, ...]] = ()
    is_kept: ClassVar[bool] = False

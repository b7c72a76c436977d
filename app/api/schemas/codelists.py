"""Code lists on the wire."""

from app.api.schemas.envelope import Links, Meta, OneOf, Wire


class CodeOut(Wire):
    """A code and its names."""

    code: str
    name_zh: str
    name_en: str


class CodelistOut(Wire):
    """The codes that a field can have."""

    code: str
    codes: list[CodeOut]


class CodelistsAnswer(Wire):
    """Every code list."""

    data: list[CodelistOut]
    meta: Meta
    links: Links


class CodelistAnswer(OneOf[CodelistOut]):
    """One code list."""

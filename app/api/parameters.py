"""The parameters that routes share, parsed strictly: what is not understood is refused."""

from collections.abc import Callable, Collection
from datetime import date
from functools import cached_property
from typing import Annotated, Any, ClassVar, Literal
from urllib.parse import quote_plus

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, field_validator
from pydantic_core import PydanticCustomError

from app.domain.nearest import nearest
from app.domain.period import FORMS, TimePeriod
from app.formats.registry import OF_TABLES
from app.formats.shapes import Shape
from app.queries.pages import Listing, Words

# What a route answers unless it is asked for a file.
JSON_FORMAT = "json"
MOST_ROWS = 1000
MOST_CODES = 100


def _whole_number(given: Any) -> Any:
    """Only plain ASCII digits: no sign, space, underscore, exponent or full-width digit."""
    if isinstance(given, str) and not (given.isascii() and given.isdigit() and len(given) < 10):
        raise ValueError("不是半角数字写的整数", "is not a whole number in plain digits")
    return given


def _truth(given: Any) -> Any:
    """Only `true` and `false`."""
    if isinstance(given, str) and given not in {"true", "false"}:
        raise ValueError("只能是 true 或 false", "is neither true nor false")
    return given


def _listed(given: Any) -> Any:
    """`a,b` and repeats as one sorted list, each code once."""
    texts = [given] if isinstance(given, str) else given
    codes = [code.strip() for text in texts for code in text.split(",")]
    if not all(codes):
        raise ValueError("有空的代码", "has an empty code")
    # A code that stands twice counts twice: the limit is on what was written.
    return sorted(set(codes)) if len(codes) <= MOST_CODES else codes


def _period(text: str) -> TimePeriod:
    try:
        return TimePeriod.parse(text)
    except ValueError as error:
        raise ValueError(f"不是时期，可写 {FORMS.replace(' or ', ' 或 ')}", str(error)) from None


def time_period(text: str) -> str:
    """The text of a time period, if it is one; raises ValueError."""
    return _period(text).text


def _bound(edge: Callable[[TimePeriod], date]) -> Callable[[Any], Any]:
    def read(given: Any) -> Any:
        return edge(_period(given)) if isinstance(given, str) else given

    return read


def _day(given: Any) -> Any:
    if not isinstance(given, str):
        return given
    try:
        period = TimePeriod.parse(given)
    except ValueError:
        period = None
    if period is None or period.start != period.end:
        raise ValueError("不是某一天，例如 2025-02-28", "is not a day: use 2025-02-28")
    return period.start


RowCount = Annotated[int, Field(ge=1, le=MOST_ROWS), BeforeValidator(_whole_number)]
Codes = Annotated[list[str], BeforeValidator(_listed), Field(max_length=MOST_CODES)]
StartPeriod = Annotated[
    date,
    BeforeValidator(_bound(lambda period: period.start), json_schema_input_type=str),
]
EndPeriod = Annotated[date, BeforeValidator(_bound(lambda period: period.end), json_schema_input_type=str)]
Day = Annotated[date, BeforeValidator(_day)]
AsOf = Annotated[Day | None, Field(description="只看这一天已公开的内容。 Only what was public on this day.")]
Lang = Literal["zh", "en"]


class Parameters(BaseModel):
    """What every route understands."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    # As what the answer may be asked for, none for anything; and whether a version of the store tells it whole.
    media_types: ClassVar[tuple[str, ...]] = ("application/json",)
    is_kept: ClassVar[bool] = True

    lang: Annotated[
        Lang | None,
        Field(
            description="错误信息的语言，优先于 Accept-Language。 Language of error messages; beats Accept-Language."
        ),
    ] = None

    @property
    def is_brief(self) -> bool:
        """Whether the answer is so small that it may be read at once, should the store find it soon."""
        return False

    @cached_property
    def _given(self) -> dict[str, str]:
        """What differs from the defaults, each as it stands in a query, in order."""
        defaults = type(self).model_fields
        given = ((name, getattr(self, name)) for name in sorted(self.model_fields_set - {"lang"}))
        return {
            name: _spelled(name, value)
            for name, value in given
            if value != defaults[name].get_default(call_default_factory=True)
        }

    def canonical(self, path: str, *, without: Collection[str] = (), **others: Any) -> str:
        """The request as this API spells it: known parameters in order, defaults left out."""
        given = {name: spelled for name, spelled in self._given.items() if name not in without}
        if others:
            given = dict(sorted((given | {name: _spelled(name, value) for name, value in others.items()}).items()))
        return f"{path}?{'&'.join(given.values())}" if given else path


def _spelled(name: str, value: Any) -> str:
    if isinstance(value, bool):
        value = str(value).lower()
    text = ",".join(value) if isinstance(value, list) else str(value)
    return f"{name}={quote_plus(text, safe=',:/')}"


class Pinned(Parameters):
    """What every route that answers from a release understands."""

    release: Annotated[
        str | None,
        Field(
            min_length=1,
            max_length=100,
            description="只从这个数据版本回答，否则 410。 Answer from this release or, where it is gone, with 410.",
        ),
    ] = None


class OfFiles(Pinned):
    """What is said of files that stand beside the store, and may come when it does not change."""

    is_kept: ClassVar[bool] = False


class AsOfParameters(Pinned):
    """As what was public on a day has it."""

    as_of: AsOf = None


class TableParameters(Pinned):
    """What everything that can be had as a file understands; `formats` says as which."""

    formats: ClassVar[tuple[str, ...]] = OF_TABLES

    format: Annotated[
        str | None,
        Field(
            description="返回格式，优先于路径后缀和 Accept；文件总含全部行。"
            " The format; beats the suffix of the path and Accept. A file always has all rows."
        ),
    ] = None
    bom: Annotated[
        bool,
        BeforeValidator(_truth),
        Field(
            description="CSV 以字节顺序标记开头，文字不会被当成公式，供 Excel 直接打开。"
            " CSV for Excel: a byte-order mark first, and no text that reads as a formula."
        ),
    ] = False

    @field_validator("format", mode="before")
    @classmethod
    def _known_format(cls, given: Any) -> Any:
        names = (JSON_FORMAT, *cls.formats)
        if given is None or given in names:
            return given
        near = nearest(str(given), names)
        listed = [repr(name) for name in dict.fromkeys((*near, *names))]
        expected = f"{', '.join(listed[:-1])} or {listed[-1]}"
        raise PydanticCustomError("literal_error", "Input should be {expected}", {"expected": expected})


class PageParameters(TableParameters):
    """What everything that comes in pages understands."""

    shape: Annotated[
        Shape,
        Field(
            description="JSON 中 data 的形状：对象、首行为表头的数组，或按列。"
            " The shape of `data` in JSON: objects, arrays below a header, or columns."
        ),
    ] = "objects"
    limit: Annotated[
        RowCount,
        Field(description="一页的行数。 Rows in a page."),
    ] = 100
    cursor: Annotated[
        str | None,
        Field(
            min_length=1,
            max_length=2000,
            description="上一页 page.next_cursor 的值。 `page.next_cursor` of the page before.",
        ),
    ] = None

    def words(self) -> Words:
        """The same as the queries understand it: what all lists share, and the noun's own filters."""
        given = {name: getattr(self, name) for name in type(self).model_fields if name not in _NOT_WORDS}
        shared = {name: given.pop(name) for name in ("limit", "cursor", "sort", "q") if name in given}
        return Words(**shared, fields=tuple(given.pop("fields", ())), filters=given)


# Rows of a page that take less time than a thread would.
_BRIEF = 100
# How rows are shown is not which rows.
_NOT_WORDS = {*TableParameters.model_fields, "shape"}


class SortedParameters(PageParameters):
    """What every list that can be sorted understands; `listing` says by what."""

    listing: ClassVar[Listing]

    sort: Annotated[
        str | None,
        Field(
            min_length=1,
            max_length=200,
            description="排序字段，逗号分隔，前加 - 为倒序。 Fields to sort by, with commas; a leading - reverses.",
        ),
    ] = None
    fields: Annotated[
        Codes,
        Field(
            description="只返回这些字段，行中不再有其他键。 Only these fields of each row, which then lacks the others."
        ),
    ] = []


class ListParameters(SortedParameters):
    """What every list of a noun understands."""

    q: Annotated[
        str | None,
        Field(
            min_length=1,
            max_length=200,
            description="中英文关键词，从一个汉字起。 Words in Chinese or English, from one Han character up.",
        ),
    ] = None

    @property
    def is_brief(self) -> bool:
        """A page of JSON that is not long; words are looked for everywhere."""
        return self.format in {None, JSON_FORMAT} and self.limit <= _BRIEF and self.q is None


def codes(zh: str, en: str) -> Any:
    """A filter that takes codes, separated by commas or repeated."""
    return Field(default=[], description=f"{zh}，逗号分隔或重复。 {en}; separated by commas or repeated.")

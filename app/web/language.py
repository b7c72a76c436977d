"""Chinese and English: which of them a reader has, and numbers as each writes them."""

import re
from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any

from fastapi import Request

from app.api.negotiation import preferred

LANGUAGES = ("zh", "en")
_ZH = {4: "万", 8: "亿", 12: "万亿"}
_EN = ((12, "trillion"), (9, "billion"), (6, "million"), (3, "thousand"))
HEDGES = {
    "exact": ("", ""),
    "over": ("超", "over"),
    "about": ("约", "about"),
    "nearly": ("近", "nearly"),
    "up_to": ("至多", "up to"),
}
# What stands in place of a section where only a part of a document was seen.
PLACES = {
    "title": ("标题", "its title"),
    "figure only": ("只录下数字", "only the figure was kept"),
    "name only": ("只录下名称", "only the name was kept"),
}
VERDICTS = {
    "corroborated": ("印证", "Corroborated"),
    "consistent": ("算得通", "Consistent"),
    "contradicted": ("矛盾", "Contradicted"),
    "unverified": ("无人印证", "Unverified"),
}


def language_of(request: Request) -> str:
    """`lang=`, then what was remembered, then what the browser asks for; English where it says nothing."""
    for asked in (request.query_params.get("lang"), request.cookies.get("lang")):
        if asked in LANGUAGES:
            return asked
    return preferred(request.headers.get("accept-language", ""), ["en", "zh"]) or "en"


class Speech:
    """One language: it chooses among texts in both, and writes numbers."""

    def __init__(self, lang: str) -> None:
        self.lang = lang
        self.place = LANGUAGES.index(lang)
        self.other = LANGUAGES[1 - self.place]
        self.tag = ("zh-Hans", "en")[self.place]
        self.other_tag = ("en", "zh-Hans")[self.place]

    def t(self, zh: str, en: str) -> str:
        """The text in this language."""
        return (zh, en)[self.place]

    def of(self, row: dict[str, Any] | None, name: str = "name") -> str:
        """A row's text in this language, such as its name."""
        return "" if row is None else row.get(f"{name}_{self.lang}") or ""

    def beside(self, row: dict[str, Any], name: str = "name") -> str:
        """The same in the other language; nothing where both are the same."""
        text: str = row.get(f"{name}_{self.other}") or ""
        return "" if text == self.of(row, name) else text

    @staticmethod
    def spoken(text: str) -> str:
        """The language of a quotation: Chinese where it has a Han character."""
        return "zh-Hans" if any("\u4e00" <= character <= "\u9fff" for character in text) else "en"

    def hedge(self, qualifier: str | None) -> str:
        """The hedge word, if there is one."""
        return HEDGES.get(qualifier or "exact", ("", ""))[self.place]

    def verdict(self, code: str) -> str:
        """The verdict in one word."""
        return VERDICTS[code][self.place]

    def section(self, text: str | None) -> str:
        """Where in its document a phrase stands: 第02节; a file or a table by its own name."""
        if text in PLACES:
            return PLACES[text][self.place]
        return self.t("第{}节", "section {}").format(text) if (text or "").isdigit() else text or ""

    def number(self, value: float | None, decimals: int | None = None) -> str:
        """A number with separators; no digit is added or lost unless decimals are given."""
        if value is None:
            return "—"
        return _written(_rounded(Decimal(repr(value)), decimals))

    @staticmethod
    def scaled(value: float | None, scale: float) -> str:
        """A number in the unit of an axis, with every digit that it has."""
        return "—" if value is None else _written(Decimal(repr(value)) * Decimal(repr(scale)))

    def quantity(self, value: float | None, mult: int, unit: dict[str, Any] | None) -> tuple[str, str]:
        """A value and its unit as this language writes them: 32,039.46 and 亿元, or 3,203.946 and billion CNY."""
        if value is None:
            return "—", ""
        power, word = self._measured(abs(Decimal(repr(value)).scaleb(mult)), mult, unit)
        return _written(Decimal(repr(value)).scaleb(mult - power)), word

    def amount(self, value: float, mult: int, unit: dict[str, Any] | None) -> str:
        """A value with its unit as one text: 3.9%, 63.5 亿元."""
        number, word = self.quantity(value, mult, unit)
        return number + ("" if word in {"", "%"} else " ") + word

    def _measured(self, size: Decimal, mult: int, unit: dict[str, Any] | None) -> tuple[int, str]:
        """The power of ten that a number of this size is written in, and its unit in words."""
        symbol = self.of(unit, "symbol") or self.of(unit)
        if self.lang == "zh":
            return (mult, _ZH.get(mult, "") + symbol) if mult in _ZH or mult == 0 else (0, symbol)
        power, word = _scale(size) if mult else (0, "")
        return power, f"{word} {symbol}".strip()

    def axis(self, values: Iterable[float], mult: int, unit: dict[str, Any] | None) -> tuple[str, float]:
        """The unit that an axis is in, and what values are multiplied by to be in it: billion CNY, and 0.1."""
        largest = max((abs(Decimal(repr(value))).scaleb(mult) for value in values), default=Decimal(0))
        power, word = self._measured(largest, mult, unit)
        return word, 10.0 ** (mult - power)

    def interval(
        self, text: str | None, mult: int = 0, unit: dict[str, Any] | None = None, decimals: int | None = None
    ) -> str:
        """An interval as it is said: 14.5 to 15.5%, above 31,000; a form that is not known stays as it is."""
        found = re.fullmatch(r"([\[(])(-∞|-?[\d.]+), (∞|-?[\d.]+)([\])])", text or "")
        if found is None:
            return text or ""
        opening, low, high, closing = found.groups()
        largest = max((abs(Decimal(end)).scaleb(mult) for end in (low, high) if "∞" not in end), default=Decimal(0))
        power, word = self._measured(largest, mult, unit)
        first, last = (
            "" if "∞" in end else _written(_rounded(Decimal(end), decimals).scaleb(mult - power)) for end in (low, high)
        )
        tail = word if word == "%" or not word else f" {word}"
        if not first and not last:
            return self.t("任何数", "anything")
        if not first:
            return (self.t("不超过 ", "at most ") if closing == "]" else self.t("小于 ", "below ")) + last + tail
        if not last:
            return (self.t("不少于 ", "at least ") if opening == "[" else self.t("大于 ", "above ")) + first + tail
        return (first if first == last else self.t("{} 至 {}", "{} to {}").format(first, last)) + tail

    def period(self, text: str | None) -> str:
        """A period as it is said: 2024年, 2025年1—9月; 2024, Jan–Sep 2025."""
        return "" if text is None else _period(text, self.lang)

    def instant(self, text: str) -> str:
        """A moment of UTC to the minute: 2026年11月24日 02:06 UTC."""
        day, _, clock = text.partition("T")
        return f"{self.period(day)} {clock[:5]} UTC"


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


# Each form of a period, how Chinese says it and how English does.
_FORMS: tuple[tuple[str, Callable[..., str], Callable[..., str]], ...] = (
    (r"(\d{4})", lambda y: f"{y}年", lambda y: y),
    (r"(\d{4})-Q(\d)", lambda y, q: f"{y}年{'一二三四'[int(q) - 1]}季度", lambda y, q: f"Q{q} {y}"),
    (r"(\d{4})-S(\d)", lambda y, h: f"{y}年{'上下'[int(h) - 1]}半年", lambda y, h: f"H{h} {y}"),
    (r"(\d{4})-(\d\d)", lambda y, m: f"{y}年{int(m)}月", lambda y, m: f"{_month(m)} {y}"),
    (
        r"(\d{4})-(\d\d)-(\d\d)",
        lambda y, m, d: f"{y}年{int(m)}月{int(d)}日",
        lambda y, m, d: f"{int(d)} {_month(m)} {y}",
    ),
    (
        r"(\d{4})-01-01/P(\d|1[0-2])M",
        lambda y, m: f"{y}年1—{m}月",
        lambda y, m: f"{_month('1')}–{_month(m)} {y}",
    ),
)


def _period(text: str, lang: str) -> str:
    for form, chinese, english in _FORMS:
        if found := re.fullmatch(form, text):
            return (chinese if lang == "zh" else english)(*found.groups())
    return text


def _month(number: str) -> str:
    return _MONTHS[int(number) - 1]


def _scale(size: Decimal) -> tuple[int, str]:
    """The word for a size, if it is worth one; thousands are not."""
    for power, word in _EN:
        # Four digits before the point are still read at a glance: 3,203.946 billion.
        if power > 3 and size >= Decimal(10) ** (power if power < 12 else power + 1):
            return power, word
    return 0, ""


def _rounded(exact: Decimal, decimals: int | None) -> Decimal:
    return exact if decimals is None else round(exact, decimals)


def _written(exact: Decimal) -> str:
    text = f"{exact:,f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace("-", "−")

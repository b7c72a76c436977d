"""Chinese and English: which of them a reader has, and numbers as each writes them."""

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

    def number(self, value: float | None, decimals: int | None = None) -> str:
        """A number with separators; no digit is added or lost unless decimals are given."""
        if value is None:
            return "—"
        exact = Decimal(repr(value)) if decimals is None else round(Decimal(repr(value)), decimals)
        return _written(exact)

    def quantity(self, value: float | None, mult: int, unit: dict[str, Any] | None) -> tuple[str, str]:
        """A value and its unit as this language writes them: 32,039.46 and 亿元, or 3,203.946 and billion CNY."""
        if value is None:
            return "—", ""
        symbol = self.of(unit, "symbol") or self.of(unit)
        if self.lang == "zh":
            exact = Decimal(repr(value))
            if mult in _ZH or mult == 0:
                return _written(exact), _ZH.get(mult, "") + symbol
            return _written(exact.scaleb(mult)), symbol
        whole = Decimal(repr(value)).scaleb(mult)
        if mult:
            for power, word in _EN:
                # Four digits before the point are still read at a glance: 3,203.946 billion.
                if power > 3 and abs(whole) >= Decimal(10) ** (power if power < 12 else power + 1):
                    return _written(whole.scaleb(-power)), f"{word} {symbol}".strip()
        return _written(whole), symbol

    def period(self, text: str | None) -> str:
        """A period as it is said: 2024年, 2025年1—9月; 2024, Jan–Sep 2025."""
        return "" if text is None else _period(text, self.lang)


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def _period(text: str, lang: str) -> str:
    zh = lang == "zh"
    if "/P" in text and text.endswith("M"):
        start, _, length = text.partition("/P")
        year, month = int(start[:4]), int(start[5:7])
        last = month + int(length[:-1]) - 1
        if last <= 12:
            return f"{year}年{month}—{last}月" if zh else f"{_MONTHS[month - 1]}–{_MONTHS[last - 1]} {year}"
        return text
    year, *rest = text.split("-")
    if not rest:
        return f"{year}年" if zh else year
    if rest[0][0] == "Q":
        return f"{year}年{'一二三四'[int(rest[0][1]) - 1]}季度" if zh else f"{rest[0]} {year}"
    if rest[0][0] == "S":
        return f"{year}年{'上下'[int(rest[0][1]) - 1]}半年" if zh else f"{'H' + rest[0][1]} {year}"
    if len(rest) == 1 and rest[0].isdigit():
        return f"{year}年{int(rest[0])}月" if zh else f"{_MONTHS[int(rest[0]) - 1]} {year}"
    if len(rest) == 2 and all(part.isdigit() for part in rest):
        month, day = map(int, rest)
        return f"{year}年{month}月{day}日" if zh else f"{day} {_MONTHS[month - 1]} {year}"
    return text


def _written(exact: Decimal) -> str:
    text = f"{exact:,f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace("-", "−")

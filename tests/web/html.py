"""A page as the tests read it: what is wrong with its HTML, what it loads, and where it leads."""

import itertools
import json
import re
from collections import Counter
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit

import html5lib

BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"}
LOADING = {"src", "data", "srcset", "poster", "data-openapi", "data-echarts", "data-request"}
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


class Html(HTMLParser):
    """The elements of a page, in order, and what stands within script elements."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.scripts: list[tuple[dict[str, str], str]] = []
        self.words: list[str] = []
        self._open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.elements.append((tag, given))
        if tag in {"script", "style"}:
            self.scripts.append((given, ""))
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self._open:
            while self._open.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        if self._open[-1:] == ["script"] or self._open[-1:] == ["style"]:
            attributes, text = self.scripts[-1]
            self.scripts[-1] = attributes, text + data
        else:
            self.words.append(data)

    def all(self, *tags: str) -> list[dict[str, str]]:
        """The attributes of every element of these tags."""
        return [given for tag, given in self.elements if tag in tags]

    @property
    def linked_data(self) -> list[dict[str, Any]]:
        """Every block of JSON-LD."""
        return [json.loads(text) for given, text in self.scripts if given.get("type") == "application/ld+json"]

    @property
    def loads(self) -> list[str]:
        """Every address that the page would load by itself."""
        found = [value for _, given in self.elements for name, value in given.items() if name in LOADING]
        return found + [given["href"] for given in self.all("link") if given["rel"] in {"icon", "stylesheet"}]

    @property
    def links(self) -> list[str]:
        """Every address within the service that the page leads to, without anchors and languages."""
        return [
            given["href"].partition("#")[0]
            for given in self.all("a")
            if given.get("href", "").startswith("/") and "lang=" not in given["href"]
        ]

    def faults(self) -> list[str]:
        """What is wrong with the page."""
        ids = Counter(given["id"] for _, given in self.elements if "id" in given)
        found = [f"id {name} stands {count} times" for name, count in ids.items() if count > 1]
        found += [f"an image without alt: {given}" for given in self.all("img") if "alt" not in given]
        if len(self.all("h1")) != 1:
            found.append(f"{len(self.all('h1'))} h1")
        if self.all("html")[0].get("lang") not in {"zh-Hans", "en"}:
            found.append("no language")
        levels = [int(tag[1]) for tag, _ in self.elements if re.fullmatch(r"h[1-6]", tag)]
        found += [f"h{after} after h{before}" for before, after in itertools.pairwise(levels) if after > before + 1]
        labelled = {given["for"] for given in self.all("label") if "for" in given}
        for given in self.all("select", "input"):
            is_within = given.get("type") in {"hidden", "checkbox", "radio"}
            if not is_within and given.get("id") not in labelled:
                found.append(f"no label: {given}")
        for tag, given in self.elements:
            found += [f"{tag} has {name}" for name in given if name == "style" or name.startswith("on")]
            if "href" in given and given["href"].startswith("javascript:"):
                found.append(f"{tag} runs a script")
        data = {"application/json", "application/ld+json"}
        found += [
            f"inline: {text[:60]}" for given, text in self.scripts if text.strip() and given.get("type") not in data
        ]
        found += [f"foreign: {address}" for address in self.loads if not re.match(r"/[^/]", address)]
        names = {given["aria-labelledby"] for _, given in self.elements if "aria-labelledby" in given}
        found += [f"labelled by what is not there: {name}" for name in names - set(ids)]
        return found

    def check(self) -> None:
        """Raise where HTML's own grammar or one of our rules is broken."""
        html5lib.HTMLParser(strict=True).parse(self.text)
        assert self.faults() == []
        assert self.words


def path_of(address: str) -> str:
    """The path of an address."""
    return urlsplit(address).path

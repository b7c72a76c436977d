"""The Markdown of `docs/` as HTML: no HTML of its own, links that lead to pages, tables that scroll."""

import itertools
import re
from collections.abc import Callable, Sequence
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup, escape

from app.settings import ROOT

DOCS = ROOT / "docs"
# Where the documents say that a server is.
WRITTEN = "http://127.0.0.1:8000"
# One command at a prompt, and what it prints.
COMMAND = re.compile(r'<pre><code class="language-console">\$ ([^\n]*)\n((?:(?!\$ )[^\n]*\n)*?)</code></pre>')


@cache
def text_of(name: str) -> str | None:
    """A document of `docs/`, or None where there is none."""
    path = DOCS / f"{name}.md"
    return path.read_text(encoding="utf-8") if path.is_file() else None


def titled(text: str) -> str:
    """The first heading of a document."""
    return text.partition("\n")[0].lstrip("# ").strip()


def section(text: str, heading: str) -> str:
    """What stands below a heading of the second level, without the heading."""
    found = re.search(rf"^## {re.escape(heading)}\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    return found[1].strip() if found else ""


def html_of(text: str, origin: str, place: Callable[[str], str | None], words: tuple[str, str]) -> Markup:
    """The document with this server's address; `place` says where a link leads, if anywhere here.

    The words are what a table and the button that copies a command are called.
    """
    label, copying = words
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = parser.parse(text.replace(WRITTEN, origin))
    _anchor(tokens)
    for token in tokens:
        if token.children:
            token.children = _linked(token.children, place)
        if token.type in {"fence", "code_block"}:
            token.type = "fence"
    rendered = parser.renderer.render(tokens, parser.options, {})
    rendered = COMMAND.sub(lambda found: _copyable(found, copying), rendered)
    rendered = rendered.replace("<pre>", '<pre tabindex="0">')
    opened = f'<div class="scroll" tabindex="0" role="region" aria-label="{label} %d">'
    parts = rendered.split("<table>")
    joined = parts[0] + "".join(f"{opened % number}<table>{part}" for number, part in enumerate(parts[1:], 1))
    joined = joined.replace("</table>", "</table></div>")
    # An alignment is an inline style, which the policy forbids; the style sheet aligns numbers.
    return Markup(re.sub(r' style="text-align:(left|center|right)"', "", joined))  # noqa: S704


def _copyable(found: re.Match[str], copying: str) -> str:
    """A command that is copied without its prompt, and what it prints below it."""
    command, printed = found.groups()
    button = f'<button type="button" class="copy" hidden>{escape(copying)}</button>'
    copied = f'<div class="copying"><pre><code>{command}</code></pre>{button}</div>\n'
    return copied + (f"<pre><code>{printed}</code></pre>" if printed.strip() else "")


def _anchor(tokens: Sequence[Token]) -> None:
    """Give each heading the anchor that links in the documents mean."""
    used: set[str] = set()
    for token, inline in itertools.pairwise(tokens):
        if token.type == "heading_open":
            plain = re.sub(r"[^\w\- ]", "", inline.content.lower()).replace(" ", "-")
            name = plain
            while name in used:
                name += "-1"
            used.add(name)
            token.attrSet("id", name)


def _linked(children: list[Token], place: Callable[[str], str | None]) -> list[Token]:
    """Links to where they lead on this service; what leads nowhere here stays as words."""
    kept: list[Token] = []
    dropped = False
    for token in children:
        if token.type == "link_open":
            target = place(str(token.attrGet("href") or ""))
            dropped = target is None
            if target is not None:
                token.attrSet("href", target)
                kept.append(token)
        elif token.type == "link_close" and dropped:
            dropped = False
        else:
            kept.append(token)
    return kept

"""Text → Matrix HTML and the plain words beside it. All that a person typed is escaped; pills are made for ids only."""

import html
import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple
from urllib.parse import quote

from bot.platforms.matrix.names import clean_name, hush
from commands.domain.addresses import CLICKED, leads_somewhere, with_address
from commands.domain.text import Block, Code, Emoji, Heading, Inline, Link, List, Mention, Paragraph, Quote, Span, Text

Pills = Mapping[str, str]
"""Person key → user id of this account, for those who are really mentioned."""

_RUN = re.compile(r"(?<= ) ")
_LANGUAGE = re.compile(r"[^A-Za-z0-9+#_.-]")


class Body(NamedTuple):
    """One message's two faces."""

    plain: str
    html: str

    @property
    def size(self) -> int:
        """Bytes of UTF-8 that both faces take."""
        return len(self.plain.encode(errors="replace")) + len(self.html.encode(errors="replace"))

    def __add__(self, other: "Body") -> "Body":  # type: ignore[override]
        return Body(self.plain + other.plain, self.html + other.html)


NOTHING = Body("", "")


def escape(text: str) -> str:
    """Characters as HTML shows them, runs of blanks and line breaks kept."""
    return html.escape(hush(text), quote=True).replace("  ", " &nbsp;").replace("\n", "<br>")


def body(text: Text, pills: Pills, lead: Body = NOTHING) -> Body:
    """Both faces of ``text`` with ``lead`` before its first word."""
    return Body(lead.plain + "\n".join(_plain(text)), _html(text, pills, lead.html))


def _html(text: Text, pills: Pills, lead: str) -> str:
    if len(text) == 1 and isinstance(text[0], Paragraph):
        return lead + _inlines(text[0].inlines, pills)
    if text and isinstance(text[0], Paragraph):
        return f"<p>{lead}{_inlines(text[0].inlines, pills)}</p>" + _blocks(text[1:], pills)
    return (f"<p>{lead}</p>" if lead and text else lead) + _blocks(text, pills)


def _blocks(blocks: Text, pills: Pills) -> str:
    return "".join(_block(block, pills) for block in blocks)


def _block(block: Block, pills: Pills) -> str:
    if isinstance(block, Paragraph):
        return f"<p>{_inlines(block.inlines, pills)}</p>"
    if isinstance(block, Heading):
        level = min(max(block.level, 1), 6)
        return f"<h{level}>{_inlines(block.inlines, pills)}</h{level}>"
    if isinstance(block, Code):
        language = _LANGUAGE.sub("", block.language)
        kind = f' class="language-{language}"' if language else ""
        return f"<pre><code{kind}>{html.escape(hush(block.text))}\n</code></pre>"
    if isinstance(block, Quote):
        return f"<blockquote>{_blocks(block.blocks, pills)}</blockquote>"
    if isinstance(block, List):
        return _list(block, pills)
    return "<hr>"


def _list(block: List, pills: Pills) -> str:
    items = "".join(f"<li>{_html(item, pills, '')}</li>" for item in block.items)
    start = f' start="{block.start}"' if block.ordered and block.start != 1 else ""
    return f"<ol{start}>{items}</ol>" if block.ordered else f"<ul>{items}</ul>"


def _inlines(inlines: tuple[Inline, ...], pills: Pills) -> str:
    return "".join(_inline(inline, pills) for inline in inlines)


def _inline(inline: Inline, pills: Pills) -> str:
    if isinstance(inline, Span):
        return _styled(escape(inline.text), inline, code=inline.code)
    if isinstance(inline, Link):
        return _link(inline)
    if isinstance(inline, Mention):
        if user := pills.get(inline.who):
            return pill(user, inline.name).html
        return escape(clean_name(inline.shown))
    return escape(_face(inline))


def _styled(text: str, style: Span | Link, *, code: bool = False) -> str:
    if not text:
        return ""
    for wanted, tag in ((code, "code"), (style.strike, "del"), (style.italic, "em"), (style.bold, "strong")):
        text = f"<{tag}>{text}</{tag}>" if wanted else text
    return text


def pill(user: str, name: str) -> Body:
    """A real mention of a user (``@name:server``) of this account, under the name that people see."""
    shown = clean_name(name) or user
    return Body(hush(shown), f'<a href="https://matrix.to/#/{quote(user, safe="@:")}">{escape(shown)}</a>')


def _link(link: Link) -> str:
    """A link; beside it the address, where clients make none of it."""
    text = link.text or link.url
    if not leads_somewhere(link.url):
        return _styled(escape(text if is_script(link.url) else with_address(text, link.url)), link)
    anchor = f'<a href="{html.escape(link.url)}">{escape(text)}</a>'
    beside = "" if link.url.lower().startswith(CLICKED) else with_address(text, link.url).removeprefix(text)
    return _styled(anchor, link) + escape(beside)


def is_script(url: str) -> bool:
    """An address that would do something instead of leading somewhere."""
    return url.lower().lstrip().startswith(("javascript:", "data:", "vbscript:"))


def _face(emoji: Emoji) -> str:
    return emoji.unicode or f":{emoji.name}:"


def _plain(blocks: Text) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, Paragraph | Heading):
            yield "".join(_word(inline) for inline in block.inlines)
        elif isinstance(block, Code):
            yield hush(block.text)
        elif isinstance(block, Quote):
            yield from ("> " + part.replace("\n", "\n> ") for part in _plain(block.blocks))
        elif isinstance(block, List):
            for number, item in enumerate(block.items, block.start):
                mark = f"{number}." if block.ordered else "-"
                yield f"{mark} " + "\n".join(_plain(item)).replace("\n", "\n  ")
        else:
            yield "---"


def _word(inline: Inline) -> str:
    if isinstance(inline, Span):
        return hush(inline.text)
    if isinstance(inline, Link):
        url = inline.url.replace("@room", "%40room")
        return f"{hush(inline.text)} ({url})" if inline.text and inline.text != inline.url else url
    if isinstance(inline, Mention):
        return hush(clean_name(inline.shown))
    return hush(_face(inline))

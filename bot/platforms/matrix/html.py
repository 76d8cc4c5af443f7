"""Matrix HTML → Text. A parser reads whatever comes; only what Text can say is kept.

Unknown tags are dropped and their words kept; scripts, styles and reply fallbacks go with all they hold.
"""

import re
from collections.abc import Callable
from dataclasses import replace
from urllib.parse import unquote

from bot.platforms.matrix.tree import HEARD_NOT, Node, read
from commands.domain.addresses import leads_somewhere, with_address
from commands.domain.text import (
    Block,
    Code,
    Emoji,
    Heading,
    Inline,
    Link,
    List,
    Mention,
    Paragraph,
    Quote,
    Rule,
    Span,
    Text,
)

_STYLES = {
    **dict.fromkeys(("b", "strong"), "bold"),
    **dict.fromkeys(("i", "em", "cite"), "italic"),
    **dict.fromkeys(("del", "s", "strike"), "strike"),
    **dict.fromkeys(("code", "tt", "kbd", "samp"), "code"),
}
_PARTS = {"p", "div", "details", "summary", "section", "article", "center", "dl", "dt", "dd", "caption", "figure"}
_MATRIX_TO = re.compile(r"^https?://(?:www\.)?matrix\.to/#/([^/?]+)$", re.IGNORECASE)
_MATRIX_URI = re.compile(r"^matrix:(?:u|user)/([^/?]+)", re.IGNORECASE)
_BLANKS = re.compile(r"[ \t\r\n\f]+")


def parse(source: str, mention: Callable[[str], str] = lambda _user: "") -> Text:
    """Read ``source``; ``mention`` turns the user id of a pill into a person's key. Nothing where it is too much."""
    root = read(source)
    if root is None:
        return ()
    writer = _Writer(mention)
    writer.walk(root, Span(""))
    return writer.done()


class _Writer:
    """Walks nodes and gathers blocks; ``_line`` holds the inlines of the paragraph being written."""

    def __init__(self, mention: Callable[[str], str]) -> None:
        self._mention = mention
        self._blocks: list[Block] = []
        self._line: list[Inline] = []

    def walk(self, node: Node, style: Span) -> None:
        for child in node.children:
            if isinstance(child, str):
                self._line.append(replace(style, text=_BLANKS.sub(" ", child)))
            else:
                self._element(child, style)

    def done(self) -> Text:
        self._flush()
        return tuple(self._blocks)

    def _element(self, node: Node, style: Span) -> None:  # noqa: C901, PLR0912  (a table of tags reads best in one place)
        tag = node.tag
        if tag in HEARD_NOT:
            return
        if tag in _STYLES:
            self.walk(node, replace(style, **{_STYLES[tag]: True}))  # type: ignore[arg-type]
        elif tag == "br":
            self._line.append(replace(style, text="\n"))
        elif tag == "a":
            self._link(node, style)
        elif tag in RAISED:
            self._line.append(replace(style, text=flat(node)))
        elif tag == "img":
            self._picture(node, style)
        elif tag == "pre":
            self._block(_code(node))
        elif tag == "blockquote":
            self._block(Quote(self._within(node)))
        elif tag in {"ul", "ol"}:
            self._list(node)
        elif tag == "hr":
            self._block(Rule())
        elif tag in {"h1", "h2", "h3", "h4", "h5", "h6"}:
            self._heading(node)
        elif tag == "table":
            self._table(node)
        elif tag in _PARTS:
            self._flush()
            self.walk(node, style)
            self._flush()
        else:
            if why := node.attributes.get("data-mx-spoiler", "").strip():
                self._line.append(replace(style, text=f"({why}) "))  # nobody can hide it from all, but say what it is
            self.walk(node, style)

    def _within(self, node: Node) -> Text:
        inner = _Writer(self._mention)
        inner.walk(node, Span(""))
        return inner.done()

    def _block(self, block: Block) -> None:
        self._flush()
        empty = (isinstance(block, Quote) and not block.blocks) or (isinstance(block, Heading) and not block.inlines)
        if not empty:
            self._blocks.append(block)

    def _flush(self) -> None:
        inlines = tidy(self._line)
        self._line = []
        if inlines:
            self._blocks.append(Paragraph(inlines))

    def _heading(self, node: Node) -> None:
        """Whatever else stands in a heading stands there by itself."""
        for block in self._within(node):
            self._block(Heading(int(node.tag[1]), block.inlines) if isinstance(block, Paragraph) else block)

    def _link(self, node: Node, style: Span) -> None:
        address = node.attributes.get("href", "").strip()
        text = " ".join(flat(node).split())
        if user := _user(address):
            self._line.append(Mention(name=text.removeprefix("@") or user, who=self._mention(user)))
        elif leads_somewhere(address):
            self._line.append(Link(address, text, style.bold, style.italic, style.strike))
        else:
            self.walk(node, style)

    def _picture(self, node: Node, style: Span) -> None:
        name = (node.attributes.get("alt") or node.attributes.get("title") or "").strip()
        if "data-mx-emoticon" in node.attributes and name.strip(":"):
            self._line.append(Emoji(name.strip(":")))
        elif name:
            self._line.append(replace(style, text=name))

    def _list(self, node: Node) -> None:
        """What stands between the items belongs to the one before it, as clients show it; a number is never moved."""
        items: list[Text] = []
        between = Node("")
        if not any(isinstance(child, Node) and child.tag == "li" for child in node.children):
            self.walk(node, Span(""))
            return
        for child in [*node.children, Node("li")]:
            if not isinstance(child, Node) or child.tag != "li":
                between.children.append(child)
                continue
            if stray := self._within(between):
                items[-1:] = [(*items[-1], *stray)] if items else [stray]
            between = Node("")
            items.append(self._within(child))
        start = node.attributes.get("start", "1")
        first = int(start) if start.isdecimal() and len(start) < 7 else 1
        ordered = node.tag == "ol"
        kept = tuple(item for item in items[:-1] if item or ordered)
        if any(kept):
            self._block(List(kept, ordered=ordered, start=first if ordered else 1))

    def _table(self, node: Node) -> None:
        """A table is read as lines of cells."""
        rows = [" | ".join(_cells(row)) for row in below(node, "tr")]
        if not any(rows):
            self.walk(node, Span(""))
            return
        for caption in below(node, "caption"):
            self._flush()
            self.walk(caption, Span(""))
        self._block(Code("\n".join(rows)))


RAISED = {"sup": "^", "sub": "_"}
_SMALL = {
    "sup": str.maketrans("0123456789+-−=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿⁱ"),
    "sub": str.maketrans("0123456789+-−=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎"),
}
_ENDS_OF_NUMBERS = {"st", "nd", "rd", "th", "er", "re", "e", "º", "ª", "tm", "®", "™"}


def raised(text: str, tag: str) -> str:
    """What stands above or below the line, in characters that do so themselves; else behind ``^`` or ``_``."""
    text = " ".join(text.split())
    small = text.translate(_SMALL[tag])
    if not text or text.lower() in _ENDS_OF_NUMBERS or all(ord(char) in _SMALL[tag] for char in text):
        return text if text.lower() in _ENDS_OF_NUMBERS else small
    return f"{RAISED[tag]}{text}" if text.isalnum() or text[0] in "([" else f"{RAISED[tag]}({text})"


def below(node: Node, *tags: str) -> list[Node]:
    """The nearest nodes of these tags, in order."""
    found: list[Node] = []
    for child in node.children:
        if isinstance(child, Node):
            found += [child] if child.tag in tags else below(child, *tags)
    return found


def flat(node: Node, *, addresses: bool = False) -> str:
    """The characters below a node, as they stand; a picture is its alternative text, a link may tell its address."""
    if node.tag in HEARD_NOT:
        return ""
    if node.tag == "br":
        return "\n"
    if node.tag == "img":
        return node.attributes.get("alt", "")
    inner = "".join(child if isinstance(child, str) else flat(child, addresses=addresses) for child in node.children)
    if addresses and node.tag == "a" and leads_somewhere(address := node.attributes.get("href", "").strip()):
        return inner if _user(address) else with_address(inner, address)
    return raised(inner, node.tag) if node.tag in RAISED else inner


def tidy(line: list[Inline]) -> tuple[Inline, ...]:
    """Blanks collapsed as a browser does, styles of neighbours joined, nothing empty left."""
    kept: list[Inline] = []
    for inline in line:
        before = _last_character(kept)
        if isinstance(inline, Span):
            text = _collapse(inline.text, at_start=before in {"", " ", "\n"})
            if text.startswith("\n"):
                _trim(kept)
            if not text:
                continue
            if kept and isinstance(kept[-1], Span) and _style(kept[-1]) == _style(inline):
                kept[-1] = replace(inline, text=kept[-1].text + text)
            else:
                kept.append(inline if text == inline.text else replace(inline, text=text))
        else:
            kept.append(inline)
    while _trim(kept, " \n"):
        pass
    shown = tuple(_spaced(inline) for inline in kept)
    return shown if any(not isinstance(inline, Span) or inline.text.strip() for inline in shown) else ()


def _collapse(text: str, *, at_start: bool) -> str:
    return text.lstrip(" ") if at_start else text


def _last_character(kept: list[Inline]) -> str:
    if not kept:
        return ""
    last = kept[-1]
    return last.text[-1:] if isinstance(last, Span) else "x"


def _trim(kept: list[Inline], blanks: str = " ") -> bool:
    """Take blanks from the end of the line; True where a whole span went."""
    if not kept or not isinstance(kept[-1], Span):
        return False
    text = kept[-1].text.rstrip(blanks)
    if text:
        kept[-1] = replace(kept[-1], text=text)
        return False
    kept.pop()
    return True


def _spaced(inline: Inline) -> Inline:
    if isinstance(inline, Span) and "\xa0" in inline.text:
        return replace(inline, text=inline.text.replace("\xa0", " "))
    return inline


def _style(span: Span) -> tuple[bool, ...]:
    return span.bold, span.italic, span.strike, span.code


def _code(node: Node) -> Code:
    inner = below(node, "code")
    language = inner[0].attributes.get("class", "") if inner else ""
    named = language.removeprefix("language-") if language.startswith("language-") else ""
    return Code(flat(node, addresses=True).removeprefix("\n").rstrip("\n"), named.split(" ")[0])


def _cells(row: Node) -> list[str]:
    return [" ".join(flat(cell, addresses=True).split()) for cell in below(row, "td", "th")]


def _user(address: str) -> str:
    """The user id that a pill points to; empty for any other link."""
    if found := _MATRIX_TO.match(address):
        id = unquote(found.group(1))
        return id if id.startswith("@") and ":" in id else ""
    if found := _MATRIX_URI.match(address):
        return "@" + unquote(found.group(1))
    return ""

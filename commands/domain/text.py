"""What a person wrote, free of any platform's markup.

A ``Text`` is a tuple of blocks; a block holds inlines or further blocks. Platforms parse their own markup into
this tree and render this tree into their own markup; nobody else looks inside. Every value is frozen and carries
a ``kind`` so that it can be written to the store and read back.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal

LARGEST_NAME = 80
"""Characters of a person's name that are shown; the rest is cut."""

LONGEST = 65_536
"""Characters of one message that are read and written; the rest is cut, and the reader is told so."""


@dataclass(frozen=True)
class Span:
    """A run of characters in one style. A line break is a ``"\\n"`` inside ``text``."""

    text: str
    bold: bool = False
    italic: bool = False
    strike: bool = False
    code: bool = False
    kind: Literal["span"] = "span"


@dataclass(frozen=True)
class Link:
    """``text`` that leads to ``url`` (http, https, mailto, tel, geo or matrix)."""

    url: str
    text: str
    bold: bool = False
    italic: bool = False
    strike: bool = False
    kind: Literal["link"] = "link"


@dataclass(frozen=True)
class Mention:
    """Somebody named in the text.

    ``who`` is a person's key (``slack.county/U1``), a channel's (``slack.county/#C1``), or ``""`` for a special mention
    (everybody, a user group), which is only ever shown as the plain word ``name``.
    """

    name: str
    who: str = ""
    kind: Literal["mention"] = "mention"

    @property
    def shown(self) -> str:
        """``@name`` or ``#name``; the id where no name is known."""
        name = self.name or self.who.partition("/")[2]
        return name if self.is_channel and name.startswith("#") else f"@{name}"

    @property
    def is_channel(self) -> bool:
        """True where a channel is named and not a person: its key has a ``#`` before the id."""
        return "/#" in self.who


@dataclass(frozen=True)
class Emoji:
    """One emoji: ``name`` is its short name without colons, ``unicode`` is empty for a custom one."""

    name: str
    unicode: str = ""
    kind: Literal["emoji"] = "emoji"


Inline = Span | Link | Mention | Emoji


@dataclass(frozen=True)
class Paragraph:
    """Running text in one piece; its line breaks stand inside the spans."""

    inlines: tuple[Inline, ...]
    kind: Literal["paragraph"] = "paragraph"


@dataclass(frozen=True)
class Heading:
    """Words that stand above what follows; ``level`` counts from 1, the largest."""

    level: int
    inlines: tuple[Inline, ...]
    kind: Literal["heading"] = "heading"


@dataclass(frozen=True)
class Code:
    """A code block; ``text`` has no trailing line break."""

    text: str
    language: str = ""
    kind: Literal["code"] = "code"


@dataclass(frozen=True)
class Quote:
    """What somebody else said, quoted: blocks within a block, so a quote may hold lists and quotes."""

    blocks: "tuple[Block, ...]"
    kind: Literal["quote"] = "quote"


@dataclass(frozen=True)
class List:
    """``start`` is the number of the first item of an ordered list."""

    items: "tuple[tuple[Block, ...], ...]"
    ordered: bool = False
    start: int = 1
    kind: Literal["list"] = "list"


@dataclass(frozen=True)
class Rule:
    """A line across, between two parts of a message."""

    kind: Literal["rule"] = "rule"


Block = Paragraph | Heading | Code | Quote | List | Rule
Text = tuple[Block, ...]


def plain(text: str) -> Text:
    """The same characters as one paragraph without any style; empty text has no blocks."""
    return (Paragraph((Span(text),)),) if text else ()


def cut(text: str, most: int = LONGEST) -> str:
    """At most so many characters, with words that say so where something is missing."""
    return text if len(text) <= most else f"{text[:most]} … cut at {most:,} characters"


def words(text: Text) -> str:
    """The characters that a person reads, one block a line; this is what commands and the log see."""
    return "\n".join(_lines(text))


def mentions(text: Text) -> Iterator[Mention]:
    """Every mention in the text, in order."""
    for block in text:
        if isinstance(block, Paragraph | Heading):
            yield from (inline for inline in block.inlines if isinstance(inline, Mention))
        elif isinstance(block, Quote):
            yield from mentions(block.blocks)
        elif isinstance(block, List):
            for item in block.items:
                yield from mentions(item)


def mapped(text: Text, change: Callable[[Inline], Inline]) -> Text:
    """The text with each inline replaced by what ``change`` makes of it."""
    return tuple(_mapped(block, change) for block in text)


def named(text: Text, names: Mapping[str, str]) -> Text:
    """The text with a name for each mention that has none: of ``names``, which are by key, or else the id."""

    def name_of(inline: Inline) -> Inline:
        if isinstance(inline, Mention) and inline.who and not inline.name:
            return replace(inline, name=names.get(inline.who) or inline.who.partition("/")[2])
        return inline

    return mapped(text, name_of)


def nameless(text: Text) -> set[str]:
    """The keys of those who are mentioned without a name."""
    return {one.who for one in mentions(text) if one.who and not one.name}


def _mapped(block: Block, change: Callable[[Inline], Inline]) -> Block:
    if isinstance(block, Paragraph):
        return Paragraph(tuple(change(inline) for inline in block.inlines))
    if isinstance(block, Heading):
        return Heading(block.level, tuple(change(inline) for inline in block.inlines))
    if isinstance(block, Quote):
        return Quote(mapped(block.blocks, change))
    if isinstance(block, List):
        return List(tuple(mapped(item, change) for item in block.items), block.ordered, block.start)
    return block


def _lines(blocks: Text) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, Paragraph | Heading):
            yield "".join(_inline(inline) for inline in block.inlines)
        elif isinstance(block, Code):
            yield block.text
        elif isinstance(block, Quote):
            yield from ("> " + part.replace("\n", "\n> ") for part in _lines(block.blocks))
        elif isinstance(block, List):
            for number, item in enumerate(block.items, block.start):
                mark = f"{number}." if block.ordered else "-"
                yield f"{mark} " + "\n  ".join(_lines(item))


def _inline(inline: Inline) -> str:
    if isinstance(inline, Span):
        return inline.text
    if isinstance(inline, Link):
        return inline.text or inline.url
    if isinstance(inline, Mention):
        return inline.shown
    return inline.unicode or f":{inline.name}:"

"""In a post that holds the words of several people a bold name and a time begin whatever somebody said.

Only the bridge writes such heads: a line of a person's own that looks like one is shown without its bold.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from commands.domain.text import Block, Heading, Inline, Link, Paragraph, Span, Text, words

_HEAD = re.compile(r".* \d{4}(?::|$)")


def without_heads(text: Text) -> Text:
    """The same words, where nothing looks like the head of another person's."""
    return tuple(map(_without, text))


def _without(block: Block) -> Block:
    if isinstance(block, Paragraph) and not any(getattr(inline, "bold", False) for inline in block.inlines):
        return block
    lines = list(_lines(block)) if isinstance(block, Paragraph | Heading) else []
    heads = list(map(_is_head, lines))
    if not any(heads):
        return block
    calmed = [_calmed(line) if head else line for line, head in zip(lines, heads, strict=True)]
    return Paragraph(tuple(inline for line in calmed for inline in line))


def _lines(block: Paragraph | Heading) -> Iterator[list[Inline]]:
    """The lines of a block, each with its line break at its end; a heading's are bold."""
    line: list[Inline] = []
    for inline in block.inlines:
        if not isinstance(inline, Span):
            line.append(inline)
            continue
        for part in inline.text.splitlines(keepends=True):
            line.append(replace(inline, text=part, bold=inline.bold or isinstance(block, Heading)))
            if part.endswith("\n"):
                yield line
                line = []
    yield line


def _is_head(line: list[Inline]) -> bool:
    said = [inline for inline in line if not isinstance(inline, Span) or inline.text.strip()]
    first = said[0] if said else None
    return isinstance(first, Span | Link) and first.bold and bool(_HEAD.match(words((Paragraph(tuple(line)),))))


def _calmed(line: Iterable[Inline]) -> list[Inline]:
    return [replace(inline, bold=False) if isinstance(inline, Span | Link) else inline for inline in line]

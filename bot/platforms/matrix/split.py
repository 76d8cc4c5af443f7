"""A text that is too long becomes several: cut between blocks, else lines, else words, else characters.

``fits`` says whether a piece may be sent; it must be true for every piece of a piece that fits.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace

from commands.domain.text import Block, Code, Heading, Inline, Link, List, Mention, Paragraph, Quote, Span, Text

Fits = Callable[[Text], bool]


def split(text: Text, fits: Fits) -> list[Text]:
    """The pieces of ``text`` in order; one piece where it fits as it is, and for an empty text."""
    return [text] if fits(text) else list(_pack(text, fits))


def _pack(blocks: Text, fits: Fits) -> Iterator[Text]:
    held: Text = ()
    for block in blocks:
        if fits((*held, block)):
            held = (*held, block)
            continue
        if held:
            yield held
        parts: list[Text] = [(block,)] if fits((block,)) else [(part,) for part in _parts(block, fits)]
        *full, held = parts or [()]
        yield from full
    if held:
        yield held


def _parts(block: Block, fits: Fits) -> Iterator[Block]:
    """A block that is too long by itself, as several of its kind."""
    if isinstance(block, Paragraph | Heading):
        yield from _lines(block, fits)
    elif isinstance(block, Code):
        yield from _code(block, fits)
    elif isinstance(block, Quote):
        yield from (Quote(piece) for piece in _pack(block.blocks, lambda piece: fits((Quote(piece),))))
    elif isinstance(block, List):
        yield from _items(block, fits)
    else:
        yield block


def _items(block: List, fits: Fits) -> Iterator[Block]:
    for number, item in enumerate(block.items, block.start):
        one = replace(block, start=number if block.ordered else 1)
        for piece in _pack(item, lambda piece, one=one: fits((replace(one, items=(piece,)),))):  # type: ignore[misc]
            yield replace(one, items=(piece,))


def _code(block: Code, fits: Fits) -> Iterator[Block]:
    rest = block.text
    while rest:
        size = _most(len(rest), lambda count, rest=rest: fits((replace(block, text=rest[:count]),)))  # type: ignore[misc]
        size = _boundary(rest, size)
        yield replace(block, text=rest[:size].rstrip("\n"))
        rest = rest[size:]


def _lines(block: Paragraph | Heading, fits: Fits) -> Iterator[Block]:
    rest = tuple(_bare(inline, fits) for inline in block.inlines)
    while rest:
        whole = "".join(_shape(inline) for inline in rest)
        size = _most(len(whole), lambda count, rest=rest: fits((replace(block, inlines=_cut(rest, count)[0]),)))  # type: ignore[misc]
        head, rest = _cut(rest, _boundary(whole, size))
        yield replace(block, inlines=head)


def _bare(inline: Inline, fits: Fits) -> Inline:
    """An inline that can never fit, as characters that can be cut."""
    if isinstance(inline, Span) or fits((Paragraph((inline,)),)):
        return inline
    if isinstance(inline, Link):
        return Span(f"{inline.text} {inline.url}")
    return Span(inline.shown if isinstance(inline, Mention) else f":{inline.name}:")


def _most(length: int, fits: Callable[[int], bool]) -> int:
    """The largest count up to ``length`` that fits; at least 1, so that cutting always ends."""
    low, high = 1, length
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if fits(middle) else (low, middle - 1)
    return low


def _boundary(text: str, size: int) -> int:
    """Where to cut at or before ``size``: after a line, else after a word, else right there."""
    if size >= len(text):
        return size
    for mark in ("\n", " "):
        if (found := text.rfind(mark, size // 2, size)) > 0:
            return found + 1
    return size


def _shape(inline: Inline) -> str:
    """The characters at which an inline may be cut; a name, an emoji and a link are one."""
    return inline.text if isinstance(inline, Span) else "\ufffc"


def _cut(inlines: tuple[Inline, ...], count: int) -> tuple[tuple[Inline, ...], tuple[Inline, ...]]:
    head: list[Inline] = []
    for place, inline in enumerate(inlines):
        shape = _shape(inline)
        if len(shape) <= count:
            head.append(inline)
            count -= len(shape)
        elif count and isinstance(inline, Span):
            head.append(replace(inline, text=inline.text[:count]))
            return tuple(head), (replace(inline, text=inline.text[count:]), *inlines[place + 1 :])
        else:
            return tuple(head), inlines[place:]
    return tuple(head), ()

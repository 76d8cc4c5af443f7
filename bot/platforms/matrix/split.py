"""A text that is too long becomes several: cut between blocks, else lines, else words, else characters.

``fits`` says whether a piece may be sent; it must be true for every piece of a piece that fits.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace

from commands.domain.text import Block, Code, Heading, Inline, Link, List, Mention, Paragraph, Quote, Span, Text

Fits = Callable[[Text], bool]

EXACT = 16
"""The part of what fits that may be left for the next piece: to look for the last character would cost too much."""


def split(text: Text, fits: Fits) -> list[Text]:
    """The pieces of ``text`` in order; one piece where it fits as it is, and for an empty text."""
    return [text] if fits(text) else list(_pack(text, fits))


def _pack(blocks: Text, fits: Fits) -> Iterator[Text]:
    held: Text = ()
    at = 0
    while at < len(blocks):
        count = _most(len(blocks) - at, lambda count, at=at, held=held: fits((*held, *blocks[at : at + count])))  # type: ignore[misc]
        if fits((*held, *blocks[at : at + count])):
            held, at = (*held, *blocks[at : at + count]), at + count
            continue
        if held:
            yield held
            held = ()
        if not fits((blocks[at],)):
            parts: list[Text] = [(part,) for part in _parts(blocks[at], fits)]
            *full, held = parts or [()]
            yield from full
            at += 1
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
    """As many items together as fit; an item that is too long by itself becomes several of one number."""
    at = 0
    while at < len(block.items):
        start = block.start + at if block.ordered else 1
        rest = replace(block, items=block.items[at:], start=start)
        count = _most(len(rest.items), lambda count, rest=rest: fits((replace(rest, items=rest.items[:count]),)))  # type: ignore[misc]
        some = replace(rest, items=rest.items[:count])
        if count > 1 or fits((some,)):
            yield some
        else:
            pieces = _pack(rest.items[0], lambda piece, rest=rest: fits((replace(rest, items=(piece,)),)))  # type: ignore[misc]
            yield from (replace(rest, items=(piece,)) for piece in pieces)
        at += count


def _code(block: Code, fits: Fits) -> Iterator[Block]:
    rest = block.text
    while rest:
        size = _most(len(rest), lambda count, rest=rest: fits((replace(block, text=rest[:count]),)))  # type: ignore[misc]
        size = _boundary(rest[:size], size) if size < len(rest) else size
        yield replace(block, text=rest[:size].rstrip("\n"))
        rest = rest[size:]


def _lines(block: Paragraph | Heading, fits: Fits) -> Iterator[Block]:
    rest = block.inlines
    while rest:
        length = sum(len(_shape(inline)) for inline in rest)
        size = _most(length, lambda count, rest=rest: fits((replace(block, inlines=_cut(rest, count)[0]),)))  # type: ignore[misc]
        head, behind = _cut(rest, size)
        if size == 1 and not isinstance(head[-1], Span) and not fits((replace(block, inlines=head),)):
            rest = (*head[:-1], _bare(head[-1]), *behind)
            continue
        if behind:
            head, behind = _cut(rest, _boundary("".join(map(_shape, head)), size))
        yield replace(block, inlines=head)
        rest = behind


def _bare(inline: Inline) -> Inline:
    """An inline that can never fit, as characters that can be cut."""
    if isinstance(inline, Span):
        return inline
    if isinstance(inline, Link):
        return Span(f"{inline.text} {inline.url}")
    return Span(inline.shown if isinstance(inline, Mention) else f":{inline.name}:")


def _most(length: int, fits: Callable[[int], bool]) -> int:
    """The largest count up to ``length`` that fits, or a little less; at least 1, so that cutting always ends.

    It looks from the beginning on: what is looked at is a few times what fits, however long the whole is.
    """
    low, high, reach = 1, length, 2
    while reach < high and fits(reach):
        low, reach = reach, 2 * reach
    if reach < high:
        high = reach - 1
    while low + low // EXACT < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if fits(middle) else (low, middle - 1)
    return high if low < high and fits(high) else low


def _boundary(text: str, size: int) -> int:
    """Where to cut at or before ``size``: after a line, else after a word, else right there."""
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

"""Who is mentioned in a command: the name as it stands in the line, and the person whom it means."""

from dataclasses import replace

from commands.domain.text import Block, Heading, Inline, List, Mention, Paragraph, Quote, Text, mentions
from storage.store import Work


def with_names(work: Work, text: Text) -> Text:
    """The message's words with a name behind every ``@``: some platforms tell only an id."""
    nameless = {one.who for one in mentions(text) if one.who and not one.name}
    if not nameless:
        return text
    known = work.people.names(nameless)
    names = {who: known.get(who) or who.partition("/")[2] for who in nameless}
    return tuple(_block(block, names) for block in text)


def mentioned(work: Work, text: Text) -> dict[str, str]:
    """Name as it stands in the line → the person's key."""
    return {one.name: one.who for one in mentions(with_names(work, text)) if one.who}


def _block(block: Block, names: dict[str, str]) -> Block:
    if isinstance(block, Paragraph):
        return Paragraph(tuple(_inline(one, names) for one in block.inlines))
    if isinstance(block, Heading):
        return Heading(block.level, tuple(_inline(one, names) for one in block.inlines))
    if isinstance(block, Quote):
        return Quote(tuple(_block(inner, names) for inner in block.blocks))
    if isinstance(block, List):
        return replace(block, items=tuple(tuple(_block(inner, names) for inner in item) for item in block.items))
    return block


def _inline(inline: Inline, names: dict[str, str]) -> Inline:
    if isinstance(inline, Mention) and inline.who and not inline.name:
        return replace(inline, name=names[inline.who])
    return inline

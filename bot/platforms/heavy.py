"""What would cost too much to write with all its markup is posted plainly: its words alone, cut, in a code block.

The measure is the number of its parts and lines, not time: what is rendered again has to come out the same.
"""

from collections.abc import Iterator

from commands.domain.text import Code, Heading, List, Paragraph, Quote, Text, cut, words

LINES = 4_000
"""Lines of one text that are written with their markup."""

PARTS = 6_500
"""Blocks and inlines of one text that are."""

MARKED = 5_000
"""Characters of a text that Slack could take for markup, each of which has to be made harmless."""

SHOWN = 4_000
"""Characters of a heavier one that are shown."""


def lightened(text: Text) -> Text:
    """The text itself, or its first words as they stand where it is too heavy; the reader is told that it was cut."""
    said = words(text)
    heavy = max(said.count("\n"), said.count("\r")) > LINES or sum(map(said.count, "*_~`")) > MARKED
    return (Code(cut(said, SHOWN)),) if heavy or sum(_weights(text)) > PARTS else text


def _weights(text: Text) -> Iterator[int]:
    for block in text:
        yield 1
        if isinstance(block, Quote):
            yield from _weights(block.blocks)
        elif isinstance(block, List):
            for item in block.items:
                yield from _weights(item)
        elif isinstance(block, Paragraph | Heading):
            yield len(block.inlines)

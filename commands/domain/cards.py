"""A card as plain words, for where there are no cards."""

from collections.abc import Iterator

from commands.domain.messages import Card, Table


def words(card: Card) -> str:
    """Everything that the card says, a line each; the cells of a row with a bar between."""
    return "\n".join(_lines(card))


def _lines(card: Card) -> Iterator[str]:
    yield card.title
    yield from (f"{label}: {value}" for label, value in card.fields)
    if card.table is not None:
        yield from _rows(card.table)
    yield from card.lines
    if card.footer:
        yield card.footer


def _rows(table: Table) -> Iterator[str]:
    yield from (" | ".join(row) for row in (table.header, *table.rows))

"""A form as a list of numbered blocks, one below the other: what the generic template prints."""

from dataclasses import dataclass

from commands.domain.paper.paper import Row


@dataclass(frozen=True, kw_only=True)
class Block:
    """A block by its number and label on the form, with lines of text, a table below them, or both.

    Each of ``rows`` has a cell for each of ``columns``. A block without either is printed blank, for a hand.
    """

    number: int
    label: str
    lines: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()


def content(*blocks: Block) -> dict[str, object]:
    """The data of a form that the generic template prints, in this order."""
    return {
        "blocks": [
            {
                "number": one.number,
                "label": one.label,
                "lines": list(one.lines),
                "columns": list(one.columns),
                "rows": [list(row) for row in one.rows],
            }
            for one in blocks
        ]
    }

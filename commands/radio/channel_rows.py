"""One row of a table in our own columns becomes a channel. The library is such a table; so is what people import."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from commands.domain.radio.frequencies import Channel, Kind, Mode, kind_of
from commands.radio import words


@dataclass(frozen=True)
class Taken:
    """A channel of a table, with who may use it and what was remarked beside it."""

    channel: Channel
    users: str = ""
    remarks: str = ""


OWN_COLUMNS = ("channel_name", "rx_mhz", "tx_mhz", "rx_tone", "tx_tone", "width", "emission", "mode")
"""``kind``, ``system``, ``talkgroup``, ``lender``, ``users`` and ``remarks`` are read where they are there."""

Value = TypeVar("Value")


def read_channel(row: Mapping[str, str]) -> Channel:
    """Raises ValueError that names the column, with words for the person."""
    mode = maybe(row, "mode", words.mode) or Mode.ANALOG
    rx, tx = maybe(row, "rx_mhz", words.hertz), maybe(row, "tx_mhz", words.hertz)
    lender = cell(row, "lender")
    return Channel(
        name=read(row, "channel_name", _name),
        kind=maybe(row, "kind", _kind) or kind_of(rx, tx),
        rx=rx,
        tx=tx,
        rx_tones=read(row, "rx_tone", lambda text: words.tones(text, mode)),
        tx_tones=read(row, "tx_tone", lambda text: words.tones(text, mode)),
        mode=mode,
        width=maybe(row, "width", words.width),
        emission=maybe(row, "emission", words.emission),
        system=cell(row, "system"),
        talkgroup=cell(row, "talkgroup"),
        lender=lender,
        sensitive=bool(lender),
    )


def read_own(row: Mapping[str, str]) -> Taken:
    """A row of our own table with its users and remarks. Raises ValueError that names the column."""
    return Taken(read_channel(row), words_of(row, "users"), words_of(row, "remarks"))


def words_of(row: Mapping[str, str], column: str) -> str:
    """A cell of free words in one line."""
    return " ".join(cell(row, column).split())


def cell(row: Mapping[str, str], column: str) -> str:
    """The text in a column without blanks around it; empty where the table has no such column."""
    return (row.get(column) or "").strip()


def read(row: Mapping[str, str], column: str, reader: Callable[[str], Value]) -> Value:
    """The cell's value; what is wrong with it is said with the column's name."""
    try:
        return reader(cell(row, column))
    except ValueError as error:
        raise ValueError(f"{column} {cell(row, column)!r}: {error}") from None


def maybe(row: Mapping[str, str], column: str, reader: Callable[[str], Value]) -> Value | None:
    """As ``read``; an empty cell is None."""
    return read(row, column, reader) if cell(row, column) else None


def _name(text: str) -> str:
    if not any(c.isalnum() for c in text):
        raise ValueError("a channel has a name")
    return " ".join(text.split())


def _kind(text: str) -> Kind:
    if text.casefold() in (kinds := {kind.value: kind for kind in Kind}):
        return kinds[text.casefold()]
    raise ValueError(f"it is none of {', '.join(kinds)}")

"""Tables of channels that people bring along: our own, CHIRP's, a plain ICS 217A. Row by row: taken, or why not."""

import csv
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from commands.domain.radio.frequencies import Channel, name_key
from commands.radio import chirp_import, form217a_import
from commands.radio.channel_rows import OWN_COLUMNS, read_channel

MOST_ROWS = 2_000
SHOWN_TEXT = 80
Row = Mapping[str, str]


@dataclass(frozen=True)
class RefusedRow:
    """A row that was not taken: its line in the file (the first is 1), how it begins, and why."""

    line: int
    text: str
    why: str

    @property
    def shown(self) -> str:
        """``line 7 (…): what is wrong with it``."""
        return f"line {self.line} ({self.text}): {self.why}"


@dataclass(frozen=True)
class Imported:
    """What was read, and what was not. ``table`` says which kind of table it was taken for."""

    table: str
    channels: tuple[Channel, ...]
    refused: tuple[RefusedRow, ...]


@dataclass(frozen=True)
class Dialect:
    """A kind of table: the columns it is known by, and what makes a channel of a row (ValueError: why not)."""

    name: str
    needs: frozenset[str]
    read: Callable[[Row], Channel]
    heading: Callable[[str], str]
    exact: bool = False  # a row with more or fewer cells than the heading is not to be trusted


DIALECTS = (
    Dialect("our own table", frozenset({"channel_name", "rx_mhz"}), read_channel, lambda text: text.casefold()),
    Dialect("CHIRP", chirp_import.NEEDS, chirp_import.read_memory, str, exact=True),
    Dialect("ICS 217A", form217a_import.NEEDS, form217a_import.read_row, form217a_import.heading),
)


def read_table(text: str) -> Imported:
    """Read a whole file. Raises ValueError, with words for the person, where its heading is of no kind known here."""
    lines = text.removeprefix("\ufeff").splitlines(keepends=True)
    table = [(number, cells) for number, cells in _rows(lines) if any(cell.strip() for cell in cells)]
    if not table:
        raise ValueError("the file is empty")
    if len(table) - 1 > MOST_ROWS:
        raise ValueError(f"the file has {len(table) - 1:,} rows, at most {MOST_ROWS:,} are read")
    dialect, columns = _dialect(table[0][1])
    channels: dict[str, tuple[int, Channel]] = {}
    refused = []
    for line, cells in table[1:]:
        try:
            channel = _channel(dialect, columns, cells)
            _refuse_again(channels, channel)
        except ValueError as error:
            refused.append(RefusedRow(line, ",".join(cells)[:SHOWN_TEXT], str(error)))
        else:
            channels[name_key(channel.name)] = (line, channel)
    return Imported(dialect.name, tuple(channel for _, channel in channels.values()), tuple(refused))


def _rows(lines: list[str]) -> Iterator[tuple[int, list[str]]]:
    """The cells of each row with its last line's number. Remarks (#) may precede. Commas, semicolons or tabs."""
    start = next((n for n, line in enumerate(lines) if line.strip() and not line.lstrip().startswith("#")), len(lines))
    delimiter = max(",;\t", key=lines[start].count) if start < len(lines) else ","
    reader = csv.reader(lines[start:], delimiter=delimiter)
    try:
        yield from ((start + reader.line_num, cells) for cells in reader)
    except csv.Error as error:
        raise ValueError(f"line {start + reader.line_num} cannot be read as a table: {error}") from None


def _dialect(heading: list[str]) -> tuple[Dialect, list[str]]:
    for dialect in DIALECTS:
        columns = [dialect.heading(cell.strip()) for cell in heading]
        if dialect.needs <= set(columns):
            return dialect, columns
    raise ValueError(
        f"the first line is no heading known here. Ours: {','.join(OWN_COLUMNS)}; CHIRP's begins with Location,Name,"
        "Frequency; an ICS 217A has Channel Name, RX Freq, RX Tone/NAC, TX Freq, TX Tone/NAC, Mode"
    )


def _channel(dialect: Dialect, columns: list[str], cells: list[str]) -> Channel:
    if dialect.exact and len(cells) != len(columns):
        raise ValueError(f"it has {len(cells)} cells, the heading has {len(columns)}")
    return dialect.read(dict(zip(columns, cells, strict=False)))


def _refuse_again(channels: Mapping[str, tuple[int, Channel]], channel: Channel) -> None:
    if known := channels.get(name_key(channel.name)):
        raise ValueError(f"the name {channel.name} is on line {known[0]} already")

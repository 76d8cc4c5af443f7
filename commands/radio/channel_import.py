"""Tables of channels that people bring along, each row taken or refused with the reason, and nothing dropped unsaid.

Our own columns, CHIRP's, a plain ICS 217A, and the exports of RadioReference, RepeaterBook and RT Systems. Titles may
stand above the heading, and the heading may take two lines.
"""

import csv
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from commands.domain.cells import unguarded
from commands.domain.folding import channel_key
from commands.domain.radio.frequencies import Channel, mhz
from commands.radio.channel_rows import OWN_COLUMNS, Taken
from commands.radio.dialects import DIALECTS, Dialect

MOST_ROWS = 2_000
MOST_CELLS = 200
MOST_TITLES = 15
"""Rows in which a heading is looked for: a form has its titles above it."""
SHOWN_TEXT = 80
SHOWN_CELL = 30


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
class Dropped:
    """A column of which nothing was kept: its heading, how many cells had something, and the first of them."""

    heading: str
    cells: int
    first: str

    @property
    def shown(self) -> str:
        """``Users (3, such as “Fire”)``: the heading, how many cells, and the first of them."""
        return f"{self.heading or 'a column without a heading'} ({self.cells:,}, such as “{self.first[:SHOWN_CELL]}”)"


@dataclass(frozen=True)
class Imported:
    """What was read, and what was not. ``table`` says which kind of table it was taken for."""

    table: str
    taken: tuple[Taken, ...]
    refused: tuple[RefusedRow, ...]
    dropped: tuple[Dropped, ...] = ()

    @property
    def channels(self) -> tuple[Channel, ...]:
        """The channels alone, in the order of the table."""
        return tuple(one.channel for one in self.taken)


@dataclass(frozen=True)
class _Heading:
    """The heading that was found: its dialect, the columns as it knows and as they are written, the row behind."""

    dialect: Dialect
    columns: tuple[str, ...]
    written: tuple[str, ...]
    behind: int


_FIGURES = re.compile(r"\d{2,3}\.\d")
"""A frequency or a tone: a row that has one is no heading."""

Table = Sequence[tuple[int, list[str]]]


def read_table(text: str) -> Imported:
    """Read a whole file. Raises ValueError, with words for the person, where its heading is of no kind known here."""
    lines = text.removeprefix("\ufeff").splitlines(keepends=True)
    table = [(number, cells) for number, cells in _rows(lines) if any(cell.strip() for cell in cells)]
    if not table:
        raise ValueError("the file is empty")
    heading = _heading(table)
    rows = [row for row in table[heading.behind :] if tuple(cell.strip() for cell in row[1]) != heading.written]
    if len(rows) > MOST_ROWS:
        raise ValueError(f"the file has {len(rows):,} rows, at most {MOST_ROWS:,} are read")
    taken: dict[str, tuple[int, Taken]] = {}
    refused = []
    for line, cells in rows:
        try:
            one = _told_apart(heading.dialect, taken, _taken(heading, cells))
        except ValueError as error:
            refused.append(RefusedRow(line, ",".join(cells)[:SHOWN_TEXT], str(error)))
        else:
            taken[channel_key(one.channel.name)] = (line, one)
    kept = tuple(one for _, one in taken.values())
    return Imported(heading.dialect.name, kept, tuple(refused), _dropped(heading, rows))


def _rows(lines: list[str]) -> Iterator[tuple[int, list[str]]]:
    """The cells of each row with its last line's number. Remarks (#) may precede. Commas, semicolons or tabs."""
    start = next((n for n, line in enumerate(lines) if line.strip() and not line.lstrip().startswith("#")), len(lines))
    beginning = "".join(lines[start : start + MOST_TITLES])
    delimiter = max(",;\t", key=beginning.count)
    reader = csv.reader(lines[start:], delimiter=delimiter)
    try:
        for cells in reader:
            if len(cells) > MOST_CELLS:
                line = start + reader.line_num
                raise ValueError(f"line {line} has {len(cells):,} cells, at most {MOST_CELLS} may be")
            yield start + reader.line_num, [unguarded(cell) for cell in cells]
    except csv.Error as error:
        raise ValueError(f"line {start + reader.line_num} cannot be read as a table: {error}") from None


def _heading(table: Table) -> _Heading:
    """The first row, or two rows together, that some dialect knows; what stands above it are titles."""
    for at in range(min(MOST_TITLES, len(table))):
        first = [cell.strip() for cell in table[at][1]]
        below = [cell.strip() for cell in table[at + 1][1]] if at + 1 < len(table) else []
        both = [] if any(map(_FIGURES.search, below)) else [_two_lines(first, below), _two_lines(_spread(first), below)]
        found = [_read(written, at + size) for written, size in ((first, 1), *((one, 2) for one in both))]
        if known := [one for one in found if one]:
            return max(known, key=_recognised)
    raise ValueError(
        f"the first {min(MOST_TITLES, len(table))} lines have no heading known here. Ours: {','.join(OWN_COLUMNS)}; "
        "CHIRP's begins with Location,Name,Frequency; an ICS 217A has Channel Name, RX Freq, RX Tone/NAC, TX Freq, "
        "TX Tone/NAC, Mode; tables of RadioReference, RepeaterBook and RT Systems are read as they are exported"
    )


def _read(written: list[str], behind: int) -> _Heading | None:
    for dialect in DIALECTS:
        columns = dialect.columns(written)
        if written and dialect.needs <= set(columns):
            return _Heading(dialect, tuple(columns), tuple(written), behind)
    return None


def _recognised(one: _Heading) -> int:
    """How many columns are read by their headings."""
    pairs = zip(one.columns, one.written, strict=True)
    return sum(bool(text) and column in one.dialect.reads for column, text in pairs)


def _two_lines(first: list[str], below: list[str]) -> list[str]:
    size = max(len(first), len(below)) if below else 0
    both = zip(first + [""] * (size - len(first)), below + [""] * (size - len(below)), strict=True) if size else ()
    return [" ".join(part for part in parts if part) for parts in both]


def _spread(first: list[str]) -> list[str]:
    """Cells joined over several columns stand in the first of them."""
    last, spread = "", []
    for cell in first:
        last = cell or last
        spread.append(last)
    return spread


def _taken(heading: _Heading, cells: list[str]) -> Taken:
    if heading.dialect.exact and len(cells) != len(heading.columns):
        raise ValueError(f"it has {len(cells)} cells, the heading has {len(heading.columns)}")
    row: dict[str, str] = {}
    for column, cell in zip(heading.columns, cells, strict=False):
        if cell.strip() or column not in row:
            row[column] = "; ".join(filter(None, (row.get(column, ""), cell.strip())))
    return heading.dialect.read(row)


def _told_apart(dialect: Dialect, taken: Mapping[str, tuple[int, Taken]], one: Taken) -> Taken:
    """Where call signs are names, one has several repeaters: each further one has its frequency in its name."""
    name = one.channel.name
    if not (known := taken.get(channel_key(name))):
        return one
    if dialect.repeats and one.channel.rx:
        apart = replace(one, channel=replace(one.channel, name=f"{name} {mhz(one.channel.rx)}"))
        if channel_key(apart.channel.name) not in taken:
            return apart
    raise ValueError(f"the name {name} is on line {known[0]} already")


def _dropped(heading: _Heading, rows: Table) -> tuple[Dropped, ...]:
    """The columns that are not read, where something stands in them."""
    found: Counter[int] = Counter()
    first: dict[int, str] = {}
    for _, cells in rows:
        for at, cell in enumerate(cells):
            if cell.strip() and (at >= len(heading.columns) or heading.columns[at] not in heading.dialect.reads):
                found[at] += 1
                first.setdefault(at, cell.strip())
    names = dict(enumerate(heading.written))
    return tuple(Dropped(names.get(at, ""), found[at], first[at]) for at in sorted(found))

"""A row of a plain ICS 217A table becomes a channel: frequencies with N or W behind or beside them, tones or NAC, users
and remarks.
"""

import re
from collections.abc import Mapping, Sequence

from commands.domain.radio.frequencies import Channel, Kind, Mode, Width, kind_of
from commands.domain.radio.tones import Tone, ToneKind
from commands.radio import words
from commands.radio.channel_rows import Taken, cell, maybe, read, words_of

Row = Mapping[str, str]
NEEDS = frozenset({"channel", "rxfreq", "txfreq"})
READS = NEEDS | {
    "rxwidth",
    "txwidth",
    "width",
    "rxtone",
    "txtone",
    "mode",
    "configuration",
    "users",
    "remarks",
    "number",
}
_HEADINGS = {
    "channelname": "channel",
    "channelconfiguration": "configuration",
    "configuration": "configuration",
    "channelnumber": "number",
    "ch": "number",
    "trunkedradiosystem": "channel",
    "eligible": "users",
    "users": "users",
    "rxfreq": "rxfreq",
    "receivefreq": "rxfreq",
    "rxtone": "rxtone",
    "rxnac": "rxtone",
    "receivetone": "rxtone",
    "txfreq": "txfreq",
    "transmitfreq": "txfreq",
    "txtone": "txtone",
    "txnac": "txtone",
    "transmittone": "txtone",
    "mode": "mode",
    "rxmode": "mode",
    "txmode": "mode",
    "remarks": "remarks",
    "comment": "remarks",
    "notes": "remarks",
}
_WHOLE = frozenset({"ch"})
_EXACT = {"channel": "channel", "name": "channel", "talkgroup": "channel", "rx": "rxfreq", "tx": "txfreq"}
_WIDTHS = frozenset({"", "nw", "norw", "wn", "worn", "width", "bandwidth", "bw", "unnamed"})


def columns(written: Sequence[str]) -> list[str]:
    """The columns by their headings; N or W may have one of its own beside the frequency, with a heading or without."""
    found: list[str] = []
    for text in written:
        letters = "".join(c for c in text.casefold() if c.isalpha())
        before = found[-1] if found else ""
        if letters in _WIDTHS and before in {"rxfreq", "txfreq"}:
            found.append(f"{before[:2]}width")
        elif letters in _WIDTHS - {"", "unnamed"}:
            found.append("width")
        else:
            found.append(_heading(letters, text))
    return found


def _heading(letters: str, text: str) -> str:
    """``RX Freq N or W`` and ``Rx Frequency (MHz)`` are one column; columns that are not read keep their name."""
    if letters in _EXACT:
        return _EXACT[letters]
    starts = (name for start, name in _HEADINGS.items() if letters.startswith(start) and start not in _WHOLE)
    return next(starts, _HEADINGS.get(letters, text))


def read_row(row: Row) -> Taken:
    """Raises ValueError with the column. A row with no frequencies is a talkgroup, if its configuration says so."""
    mode = maybe(row, "mode", words.mode) or _mode_of(row)
    users, remarks = words_of(row, "users"), words_of(row, "remarks")
    if "talkgroup" in cell(row, "configuration").casefold():
        system = cell(row, "rxfreq") or cell(row, "txfreq")
        return Taken(Channel(name=_name(row), kind=Kind.TALKGROUP, system=system, mode=mode), users, remarks)
    (rx, rx_width), (tx, tx_width) = (_side(row, side) for side in ("rx", "tx"))
    if rx is None and tx is None:
        raise ValueError("rxfreq, txfreq: both are empty, and the configuration is no talkgroup")
    if rx_width and tx_width and rx_width is not tx_width:
        raise ValueError(f"RX is {rx_width.value} and TX is {tx_width.value}: one of them is wrong")
    rx_tones, rx_slot = _tones(row, "rxtone", mode)
    tx_tones, tx_slot = _tones(row, "txtone", mode)
    channel = Channel(
        name=_name(row),
        kind=kind_of(rx, tx),
        rx=rx,
        tx=tx,
        rx_tones=rx_tones,
        tx_tones=tx_tones,
        mode=mode,
        width=rx_width or tx_width or maybe(row, "width", words.width),
        talkgroup=tx_slot or rx_slot,
    )
    return Taken(channel, users, remarks)


def _tones(row: Row, column: str, mode: Mode) -> tuple[tuple[Tone, ...], str]:
    return read(row, column, lambda text: words.tones_of_column(text, mode))


def _mode_of(row: Row) -> Mode:
    """Where no column says it, a NAC or a colour code does."""
    for column in ("rxtone", "txtone"):
        try:
            tones, _ = words.tones_of_column(cell(row, column), Mode.MIXED)
        except ValueError:
            continue
        if any(one.kind is ToneKind.COLOUR for one in tones):
            return Mode.DIGITAL
    return Mode.ANALOG


def _name(row: Row) -> str:
    """The name; a memory without one has its number."""
    name = words_of(row, "channel")
    number = words_of(row, "number")
    if not any(c.isalnum() for c in name) and number:
        return f"Memory {number}"
    return read(row, "channel", _written)


def _written(text: str) -> str:
    if not any(c.isalnum() for c in text):
        raise ValueError("a channel has a name")
    return " ".join(text.split())


def _side(row: Row, side: str) -> tuple[int | None, Width | None]:
    hertz, width = maybe(row, f"{side}freq", _frequency) or (None, None)
    return hertz, width or maybe(row, f"{side}width", words.width)


def _frequency(text: str) -> tuple[int, Width | None]:
    """``155.7525 N``, ``122.9000 AM`` → hertz and width; the width may be missing."""
    found = re.fullmatch(r"(.*?)\s*([NW]|AM)?", text, re.IGNORECASE) if len(text) <= words.LONGEST else None
    digits, width = (found[1], found[2]) if found else (text, None)
    return words.hertz(digits), words.width(width) if width else None

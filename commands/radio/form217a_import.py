"""A row of a plain ICS 217A table becomes a channel: frequencies with N or W behind them, tones or NAC beside them."""

import re
from collections.abc import Mapping

from commands.domain.radio.frequencies import Channel, Kind, Mode, Width, kind_of
from commands.radio import words
from commands.radio.channel_rows import cell, maybe, read

Row = Mapping[str, str]
NEEDS = frozenset({"channel", "rxfreq", "txfreq"})
_HEADINGS = {
    "channelname": "channel",
    "rxfreq": "rxfreq",
    "rxtone": "rxtone",
    "txfreq": "txfreq",
    "txtone": "txtone",
    "mode": "mode",
    "channelconfiguration": "configuration",
}


def heading(text: str) -> str:
    """``RX Freq N or W`` and ``Rx Frequency (MHz)`` are one column; columns that are not read keep their name."""
    letters = "".join(c for c in text.casefold() if c.isalpha())
    return next((name for start, name in _HEADINGS.items() if letters.startswith(start)), text)


def read_row(row: Row) -> Channel:
    """Raises ValueError with the column. A row with no frequencies is a talkgroup, if its configuration says so."""
    mode = maybe(row, "mode", words.mode) or Mode.ANALOG
    if "talkgroup" in cell(row, "configuration").casefold():
        system = cell(row, "rxfreq") or cell(row, "txfreq")
        return Channel(name=read(row, "channel", _name), kind=Kind.TALKGROUP, system=system, mode=mode)
    (rx, rx_width), (tx, tx_width) = (maybe(row, side, _frequency) or (None, None) for side in ("rxfreq", "txfreq"))
    if rx is None and tx is None:
        raise ValueError("rxfreq, txfreq: both are empty, and the configuration is no talkgroup")
    if rx_width and tx_width and rx_width is not tx_width:
        raise ValueError(f"RX is {rx_width.value} and TX is {tx_width.value}: one of them is wrong")
    return Channel(
        name=read(row, "channel", _name),
        kind=kind_of(rx, tx),
        rx=rx,
        tx=tx,
        rx_tones=read(row, "rxtone", lambda text: words.tones(text, mode)),
        tx_tones=read(row, "txtone", lambda text: words.tones(text, mode)),
        mode=mode,
        width=rx_width or tx_width,
    )


def _name(text: str) -> str:
    if not any(c.isalnum() for c in text):
        raise ValueError("a channel has a name")
    return " ".join(text.split())


def _frequency(text: str) -> tuple[int, Width | None]:
    """``155.7525 N``, ``122.9000 AM`` → hertz and width; the width may be missing."""
    found = re.fullmatch(r"(.*?)\s*([NW]|AM)?", text, re.IGNORECASE)
    digits, width = (found[1], found[2]) if found else (text, None)
    return words.hertz(digits), words.width(width) if width else None

"""Rows of the tables that RadioReference, RepeaterBook and RT Systems export become channels.

Their columns have other names, not other contents; a receive frequency is the repeater's output.
"""

import re
from collections.abc import Callable, Mapping, Sequence

from commands.domain.radio.frequencies import Channel, Mode, Width, kind_of
from commands.domain.radio.tones import CARRIER, Tone, ToneKind
from commands.radio import words
from commands.radio.channel_rows import Taken, cell, maybe, read, words_of

Row = Mapping[str, str]

RADIO_REFERENCE = {
    "frequencyoutput": "rx", "frequency": "rx", "frequencyinput": "tx", "ploutputtone": "rxtone",
    "plinputtone": "txtone", "tone": "bothtone", "alphatag": "name", "description": "remarks", "mode": "mode",
    "agencycategory": "users", "fcccallsign": "remarks", "license": "remarks",
}  # fmt: skip
REPEATER_BOOK = {
    "outputfreq": "rx", "frequency": "rx", "inputfreq": "tx", "uplinktone": "txtone", "downlinktone": "rxtone",
    "pl": "txtone", "tsq": "rxtone", "call": "name", "callsign": "name", "location": "remarks",
    "nearestcity": "remarks", "landmark": "remarks", "county": "remarks", "state": "remarks", "use": "users",
    "operationalstatus": "remarks", "notes": "remarks", "modes": "mode", "offset": "offset",
}  # fmt: skip
RT_SYSTEMS = {
    "receivefrequency": "rx", "transmitfrequency": "tx", "offsetfrequency": "offset", "offsetdirection": "direction",
    "operatingmode": "mode", "name": "name", "tonemode": "tonemode", "ctcss": "txtone", "txctcss": "txtone",
    "rxctcss": "rxtone", "dcs": "dcs", "rxdcs": "rxdcs", "dcspolarity": "polarity", "comment": "remarks",
    "channelnumber": "number", "channel": "number", "ch": "number", "memory": "number",
}  # fmt: skip
"""Which column is what, by the letters of its heading."""

NEEDS_RADIO_REFERENCE = frozenset({"rx", "name", "mode"})
NEEDS_REPEATER_BOOK = frozenset({"rx", "tx", "txtone", "name"})
NEEDS_RT_SYSTEMS = frozenset({"rx", "direction", "mode", "name"})

_MODES = {
    **dict.fromkeys(("fm", "fmw", "wfm", "fmwide", "analog", "fmanalog"), (Mode.ANALOG, Width.WIDE)),
    **dict.fromkeys(("fmn", "nfm", "fmnarrow", "narrowfm", "narrow"), (Mode.ANALOG, Width.NARROW)),
    **dict.fromkeys(("am", "nam"), (Mode.ANALOG, Width.AM)),
    **dict.fromkeys(("p", "pe", "dmr", "dmre", "nxdn", "nxdnn", "dstar", "ysf", "digital"), (Mode.DIGITAL, None)),
}
_POLARITY = {"": "N", "bothn": "N", "nn": "N", "n": "N", "bothr": "I", "rr": "I", "r": "I"}


def columns_by(names: Mapping[str, str]) -> Callable[[Sequence[str]], list[str]]:
    """What reads a heading: each column by the letters of its name; those that are not known keep theirs."""

    def columns(written: Sequence[str]) -> list[str]:
        return [names.get("".join(c for c in text.casefold() if c.isalpha()), text) for text in written]

    return columns


def reads_of(names: Mapping[str, str]) -> frozenset[str]:
    """The columns that are read of such a table."""
    return frozenset(names.values())


def read_row(row: Row) -> Taken:
    """Raises ValueError with the column."""
    mode, width = maybe(row, "mode", _mode) or (Mode.ANALOG, None)
    rx = maybe(row, "rx", _hertz)
    tx = _transmit(row, rx)
    if rx is None and tx is None:
        raise ValueError("it has no frequency")
    tx_tones, rx_tones = _tones(row, mode)
    if mode is Mode.ANALOG and any(one.kind in {ToneKind.NAC, ToneKind.COLOUR} for one in (*tx_tones, *rx_tones)):
        mode = Mode.MIXED
    channel = Channel(
        name=_name(row),
        kind=kind_of(rx, tx),
        rx=rx,
        tx=tx,
        rx_tones=rx_tones,
        tx_tones=tx_tones if tx is not None else (),
        mode=mode,
        width=width,
    )
    return Taken(channel, words_of(row, "users"), words_of(row, "remarks"))


def _name(row: Row) -> str:
    name, number = words_of(row, "name"), words_of(row, "number")
    if not any(c.isalnum() for c in name):
        if not number:
            raise ValueError("a channel has a name, or else the number of its memory")
        return f"Memory {number}"
    return name


def _mode(text: str) -> tuple[Mode, Width | None]:
    """``FMN``, ``FM Narrow``, ``P25``, ``DMR``; of several (``FM P25``) it is mixed."""
    found = [_MODES[part] for part in re.split(r"[^a-z]+", text.casefold()) if part in _MODES]
    joined = "".join(c for c in text.casefold() if c.isalpha())
    if joined in _MODES:
        return _MODES[joined]
    if not found:
        raise ValueError("it is no mode known here, such as FM, FMN, AM, P25 or DMR")
    modes = {mode for mode, _ in found}
    return (modes.pop() if len(modes) == 1 else Mode.MIXED), next((width for _, width in found if width), None)


def _hertz(text: str) -> int | None:
    """None where nothing is said: RadioReference writes 0.00000."""
    return words.hertz(text) if text.strip("0. ") else None


def _transmit(row: Row, rx: int | None) -> int | None:
    if (tx := maybe(row, "tx", _hertz)) is not None or rx is None:
        return tx
    direction = cell(row, "direction").casefold()
    shift = maybe(row, "offset", _shift) or 0
    if direction.startswith(("minus", "-")):
        return rx - shift
    if direction.startswith(("plus", "+")):
        return rx + shift
    return rx if direction in {"simplex", "none", "off"} else rx + shift if shift else None


def _shift(text: str) -> int:
    """``600 kHz``, ``5.00 MHz``, ``-0.6``: hertz, with the sign."""
    found = re.fullmatch(r"([+-]?)\s*(\d{1,4}(?:\.\d{1,6})?)\s*([km]?)(?:hz)?", text.strip(), re.IGNORECASE)
    if not found:
        return 0
    whole = round(float(found[2]) * (1_000 if found[3].casefold() == "k" else 1_000_000))
    return -whole if found[1] == "-" else whole


def _tones(row: Row, mode: Mode) -> tuple[tuple[Tone, ...], tuple[Tone, ...]]:
    """(TX, RX). A tone mode says which of the columns count; without one, all do."""
    kind = "".join(c for c in cell(row, "tonemode").casefold() if c.isalpha())
    if kind in {"none", "off"}:
        return (CARRIER,), (CARRIER,)
    if "dcs" in kind or kind.startswith("dcode"):
        code = read(row, "dcs", lambda text: _dcs(text, cell(row, "polarity")))
        return (code,), (code,)
    tx, rx = (_column(row, column, mode) for column in ("txtone", "rxtone"))
    both = _column(row, "bothtone", mode)
    if kind.startswith("tsq"):
        return tx, rx or tx
    if kind == "tone":
        return tx, (CARRIER,)
    return tx or both, rx or both


def _column(row: Row, column: str, mode: Mode) -> tuple[Tone, ...]:
    where = Mode.MIXED if mode is Mode.ANALOG else mode
    return read(row, column, lambda text: words.tones_of_column(text, where)[0] if text.strip("0. ") else ())


def _dcs(text: str, polarity: str) -> Tone:
    letters = "".join(c for c in polarity.casefold() if c.isalpha())
    return words.tone(f"D{text.strip():0>3}{_POLARITY.get(letters, 'N')}", Mode.ANALOG)

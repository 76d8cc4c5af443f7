"""A row of CHIRP's generic CSV becomes a channel."""

from collections.abc import Callable, Mapping

from commands.domain.radio.frequencies import Channel, Mode, Width, kind_of
from commands.domain.radio.tones import CARRIER, Tone
from commands.radio import words
from commands.radio.channel_rows import Taken, cell, read, words_of

Row = Mapping[str, str]
NEEDS = frozenset({"Location", "Name", "Frequency", "Duplex", "Offset", "Tone", "Mode"})
WIDTHS = {"NFM": Width.NARROW, "FM": Width.WIDE, "AM": Width.AM, "NAM": Width.AM}


READS = NEEDS | {
    *("rToneFreq", "cToneFreq", "DtcsCode", "DtcsPolarity", "RxDtcsCode", "CrossMode", "Comment"),
    *("TStep", "Skip", "Power"),  # how a radio is set, nothing of the channel
}


def read_memory(row: Row) -> Taken:
    """Raises ValueError with the column: digital modes are not read, as CHIRP's table has no NAC."""
    rx = read(row, "Frequency", words.hertz)
    tx = _transmit(row, rx)
    tx_tone, rx_tone = _tones(row)
    channel = Channel(
        name=read(row, "Name", _name) or f"Memory {read(row, 'Location', _number)}",
        kind=kind_of(rx, tx),
        rx=rx,
        tx=tx,
        rx_tones=(rx_tone,),
        tx_tones=(tx_tone,) if tx is not None else (),
        mode=Mode.ANALOG,
        width=read(row, "Mode", _width),
    )
    return Taken(channel, remarks=words_of(row, "Comment"))


def _name(text: str) -> str:
    return " ".join(text.split()) if any(c.isalnum() for c in text) else ""


def _number(text: str) -> str:
    if not text.isdecimal():
        raise ValueError("a channel has a name, or else the number of its memory")
    return text


def _width(text: str) -> Width:
    if text not in WIDTHS:
        raise ValueError(f"only {', '.join(WIDTHS)} are read from CHIRP's table")
    return WIDTHS[text]


def _transmit(row: Row, rx: int) -> int | None:
    """``split`` has the TX frequency in Offset, ``off`` has none."""
    ways: dict[str, Callable[[], int | None]] = {
        "": lambda: rx,
        "+": lambda: rx + read(row, "Offset", _offset),
        "-": lambda: rx - read(row, "Offset", _offset),
        "split": lambda: read(row, "Offset", words.hertz),
        "off": lambda: None,
    }
    duplex = cell(row, "Duplex")
    if duplex not in ways:
        raise ValueError(f"Duplex {duplex!r}: it is none of empty, +, -, split, off")
    return ways[duplex]()


def _offset(text: str) -> int:
    whole, _, part = text.partition(".")
    if not (whole + part).isdecimal() or len(part) > 6 or len(whole) > 4:
        raise ValueError("it is not megahertz such as 5.000000")
    return int(f"{whole or 0}{part:0<6}")


def _tones(row: Row) -> tuple[Tone, Tone]:
    """(TX, RX) by CHIRP's tone mode; in a cross mode TX stands left of the arrow."""
    mode = cell(row, "Tone")
    sides = {
        "": ("", ""),
        "Tone": ("Tone", ""),
        "TSQL": ("TSQL", "Tone"),
        "DTCS": ("DTCS", "Both"),
        "Cross": tuple(cell(row, "CrossMode").partition("->")[::2]),
    }
    if mode not in sides or (mode == "Cross" and "->" not in cell(row, "CrossMode")):
        raise ValueError(f"Tone {mode!r}: it is none of empty, Tone, TSQL, DTCS, Cross")
    left, right = sides[mode]
    return _tone(row, left, tx=True), _tone(row, right, tx=False)


def _tone(row: Row, kind: str, *, tx: bool) -> Tone:
    """``TSQL`` sends the receive tone; ``Both`` receives the one code of a DTCS row."""
    columns = {
        "": "",
        "Tone": "rToneFreq" if tx else "cToneFreq",
        "TSQL": "cToneFreq",
        "DTCS": "DtcsCode" if tx else "RxDtcsCode",
        "Both": "DtcsCode",
    }
    if kind not in columns:
        raise ValueError(f"CrossMode {cell(row, 'CrossMode')!r}: it has more than Tone and DTCS")
    if not kind:
        return CARRIER
    polarity = (cell(row, "DtcsPolarity") or "NN")[0 if tx else -1]
    if kind in {"DTCS", "Both"}:
        return read(row, columns[kind], lambda text: words.tone(f"D{text:0>3}{polarity}", Mode.ANALOG))
    return read(row, columns[kind], lambda text: words.tone(words.whole_tone(text), Mode.ANALOG))

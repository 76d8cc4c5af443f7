"""Rows of a plan as CHIRP's generic CSV: analog rows with fixed frequencies; what is left out is named.

Every row is receive-only unless the COML said otherwise: most radios that CHIRP programs are not certified for Part 90.
The rules are those of CHIRP's generic CSV driver (21 columns, a power in every row, the TX frequency of an odd split in
Offset).
"""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import StringIO

from commands.domain.cells import guarded
from commands.domain.radio.assignments import Assignment
from commands.domain.radio.bands import band_of
from commands.domain.radio.chirp_names import short_names
from commands.domain.radio.frequencies import KINDS_WITH_FREQUENCIES, Channel, Kind, Mode, Width
from commands.domain.radio.tones import CARRIER, Tone, ToneKind

COLUMNS = (
    "Location", "Name", "Frequency", "Duplex", "Offset", "Tone", "rToneFreq", "cToneFreq", "DtcsCode", "DtcsPolarity",
    "RxDtcsCode", "CrossMode", "Mode", "TStep", "Skip", "Power", "Comment", "URCALL", "RPT1CALL", "RPT2CALL", "DVCODE",
)  # fmt: skip
MODES = {Width.NARROW: "NFM", Width.WIDE: "FM", Width.AM: "AM"}
STEPS = ((25_000, "25.00"), (12_500, "12.50"), (6_250, "6.25"), (5_000, "5.00"), (2_500, "2.50"))
QUIET_POWER, SENDING_POWER = "1.0W", "5.0W"
DEFAULT_CTCSS, DEFAULT_DCS = "88.5", "023"
NOTICE = (
    "Most radios that CHIRP programs are not certified for Part 90: transmit only with a licence and a radio that the "
    "licence allows. Rows without the COML's word receive only."
)
NPSPAC_NOTICE = "4 kHz deviation (14K0F3E) cannot be said in CHIRP: FM is programmed; check the radio."


@dataclass(frozen=True)
class Export:
    """The file's text and what must be said beside it. ``left_out`` is (name, why), ``shortened`` (name, short)."""

    text: str
    included: tuple[str, ...]
    left_out: tuple[tuple[str, str], ...]
    shortened: tuple[tuple[str, str], ...]
    transmitting: tuple[str, ...]
    notices: tuple[str, ...]


def export(rows: Iterable[Assignment], *, longest: int = 8, sensitive: bool = False) -> Export:
    """The plan as CHIRP's generic CSV. ``longest`` is how many characters a name may have, ``sensitive`` lets rows on
    loan into the file. Raises ValueError for names shorter than four characters.
    """
    ordered = sorted(rows, key=lambda row: (row.zone, row.position or 0))
    left_out = {row.id: why for row in ordered if (why := reason_to_leave_out(row, sensitive))}
    kept = [row for row in ordered if row.id not in left_out]
    names = short_names([row.name for row in kept], longest)
    out = StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for place, row, name in zip(_locations(kept), kept, names, strict=True):
        writer.writerow(memory(row, place, name))
    shortened = tuple((row.name, name) for row, name in zip(kept, names, strict=True) if row.name != name)
    return Export(
        text=out.getvalue(),
        included=tuple(row.name for row in kept),
        left_out=tuple((row.name, left_out[row.id]) for row in ordered if row.id in left_out),
        shortened=shortened,
        transmitting=tuple(row.name for row in kept if _sends(row)),
        notices=_notices(kept),
    )


def reason_to_leave_out(row: Assignment, sensitive: bool = False) -> str:
    """Why a row cannot be written as CHIRP understands it; empty where it can."""
    channel = row.channel
    tones = (*channel.rx_tones, *channel.tx_tones)
    reasons = {
        f"{channel.kind.value}: no fixed frequency": channel.kind not in KINDS_WITH_FREQUENCIES,
        "transmit-only: CHIRP builds on the receive frequency": channel.kind is Kind.TRANSMIT,
        f"part of {channel.system}, not conventional": bool(channel.system) and channel.kind is not Kind.TALKGROUP,
        "digital: CHIRP's table has no NAC": channel.mode is Mode.DIGITAL,
        "mixed mode: choose A in the plan to export its analog side": channel.mode is Mode.MIXED,
        "a colour code or NAC on an analog row": any(tone.kind in {ToneKind.NAC, ToneKind.COLOUR} for tone in tones),
        "more than one tone on a side: choose one": max(len(channel.rx_tones), len(channel.tx_tones)) > 1,
        "width not known": channel.width is None,
        f"sensitive, on loan from {channel.lender or 'its owner'}": channel.sensitive and not sensitive,
    }
    return next((why for why, stands in reasons.items() if stands), "")


def _locations(rows: Sequence[Assignment]) -> list[int]:
    """The positions of the plan, where they are unique; else 1, 2, 3 … in the order of zones and positions."""
    positions = [row.position for row in rows if row.position is not None]
    if len(positions) == len(rows) == len(set(positions)):
        return positions
    return list(range(1, len(rows) + 1))


def _notices(rows: Sequence[Assignment]) -> tuple[str, ...]:
    odd = [row for row in rows if row.channel.emission and row.channel.emission.designator == "14K0F3E"]
    numbered = [row.position for row in rows] != _locations(rows)
    return (
        NOTICE,
        *((f"{', '.join(row.name for row in odd)}: {NPSPAC_NOTICE}",) if odd else ()),
        *(("Memories are numbered from 1, not by the plan's positions.",) if numbered and rows else ()),
    )


def _sends(row: Assignment) -> bool:
    return row.transmit and row.channel.tx is not None


def memory(row: Assignment, location: int, name: str) -> tuple[str, ...]:
    """One memory as CHIRP's generic CSV driver reads it: a cell for each of the 21 ``COLUMNS``, the receive frequency
    in megahertz with six decimals, a power in every row. Receive-only without the COML's word.
    """
    channel = row.channel
    duplex, offset = _duplex(channel) if _sends(row) else ("off", 0)
    return (
        str(location),
        name,
        _mhz6(channel.rx or 0),
        duplex,
        _mhz6(offset),
        *_tones(channel),
        MODES[channel.width or Width.NARROW],
        _step(channel),
        "",
        SENDING_POWER if _sends(row) else QUIET_POWER,
        _comment(row),
        *("",) * 4,
    )


def _mhz6(hertz: int) -> str:
    return f"{hertz // 1_000_000}.{hertz % 1_000_000:06d}"


def _duplex(channel: Channel) -> tuple[str, int]:
    """Simplex is empty; the band's standard offset is + or -; anything else is a split with the TX frequency."""
    rx, tx = channel.rx or 0, channel.tx or 0
    if rx == tx:
        return "", 0
    band = band_of(rx)
    if band and band.offset == tx - rx:
        return ("+" if tx > rx else "-"), abs(tx - rx)
    return "split", tx


def _step(channel: Channel) -> str:
    """The widest step that reaches the frequency; 5 kHz, CHIRP's own default, where none does."""
    widest = 12_500 if channel.width is Width.NARROW else 25_000
    fitting = (text for step, text in STEPS if step <= widest and (channel.rx or 0) % step == 0)
    return next(fitting, "5.00")


def _tones(channel: Channel) -> tuple[str, ...]:
    """Tone, rToneFreq, cToneFreq, DtcsCode, DtcsPolarity, RxDtcsCode, CrossMode. TX stands left, RX right."""
    tx, rx = _only(channel.tx_tones), _only(channel.rx_tones)
    mode, cross = _tone_mode(tx, rx)
    return (
        mode,
        _ctcss(tx) or DEFAULT_CTCSS,
        _ctcss(rx) or DEFAULT_CTCSS,
        _dcs(tx) or (_dcs(rx) if mode == "DTCS" else "") or DEFAULT_DCS,
        "".join("R" if tone and tone.inverted else "N" for tone in (tx, rx)),
        _dcs(rx) or DEFAULT_DCS,
        cross,
    )


def _only(tones: tuple[Tone, ...]) -> Tone | None:
    return tones[0] if tones and tones[0] != CARRIER else None


def _tone_mode(tx: Tone | None, rx: Tone | None) -> tuple[str, str]:
    names = {ToneKind.CTCSS: "Tone", ToneKind.DCS: "DTCS"}
    left, right = (names[tone.kind] if tone else "" for tone in (tx, rx))
    cross = f"{left}->{right}"
    if not left and not right:
        return "", "Tone->Tone"
    if cross == "Tone->":
        return "Tone", "Tone->Tone"
    if tx and rx and left == right and (tx.number, tx.code) == (rx.number, rx.code):
        return ("TSQL" if left == "Tone" else "DTCS"), "Tone->Tone"
    return "Cross", cross


def _ctcss(tone: Tone | None) -> str:
    return tone.shown if tone and tone.kind is ToneKind.CTCSS else ""


def _dcs(tone: Tone | None) -> str:
    return tone.code if tone and tone.kind is ToneKind.DCS else ""


def _comment(row: Assignment) -> str:
    parts = (row.name, row.net, row.remarks, "" if _sends(row) else "receive only")
    return guarded(" ".join(" - ".join(part for part in parts if part).split()))

"""Lines of the radio forms: ICS 205 block 4, ICS 217A, the radio block of ICS 204, our own table, words for the air.

Only cells are made here, in the columns and the order of the forms; templates print them.
"""

from collections.abc import Iterable, Mapping

from commands.domain.folding import channel_key
from commands.domain.radio.assignments import Assignment
from commands.domain.radio.frequencies import KINDS_WITH_FREQUENCIES, Channel, Kind, mhz

ICS_205 = (
    "Zone Grp.",
    "Ch #",
    "Function",
    "Channel Name/Trunked Radio System Talkgroup",
    "Assignment",
    "RX Freq N or W",
    "RX Tone/NAC",
    "TX Freq N or W",
    "TX Tone/NAC",
    "Mode (A, D, or M)",
    "Remarks",
)
ICS_217A = (
    "Channel Configuration",
    "Channel Name/Trunked Radio System Talkgroup",
    "Eligible Users",
    "RX Freq N or W",
    "RX Tone/NAC",
    "TX Freq N or W",
    "TX Tone/NAC",
    "Mode A, D, or M",
    "Remarks",
)
ICS_204 = ("Name/Function", "Channel", "RX", "TX", "Mode")
OWN = (
    "channel_name", "kind", "rx_mhz", "tx_mhz", "rx_tone", "tx_tone", "width", "emission", "mode", "system",
    "talkgroup", "lender",
)  # fmt: skip
CONFIGURATIONS = {
    Kind.PAIR: "Repeater",
    Kind.SIMPLEX: "Direct",
    Kind.RECEIVE: "Receive only",
    Kind.TRANSMIT: "Transmit only",
    Kind.TALKGROUP: "Talkgroup",
    Kind.LTE: "LTE",
    Kind.POOL: "Pool",
    Kind.UNKNOWN: "Not yet known",
}


def in_order(rows: Iterable[Assignment]) -> tuple[Assignment, ...]:
    """By zone and position; rows without a position last, as they came."""
    return tuple(sorted(rows, key=lambda row: (row.zone, row.position is None, row.position or 0)))


def ics_205(row: Assignment, changed: str = "") -> tuple[str, ...]:
    """A cell for each column of ICS 205, block 4, as the mobile or portable is programmed. For a talkgroup the system's
    name stands in the frequency fields. ``changed`` comes first in the remarks: what is otherwise on the air.
    """
    return (
        row.zone,
        str(row.position or ""),
        row.function or row.net,
        _name(row.channel),
        ", ".join(row.units),
        *sides(row.channel),
        row.channel.mode.value,
        _joined(changed, _remarks(row)),
    )


def ics_217a(channel: Channel, *, users: str = "", remarks: str = "") -> tuple[str, ...]:
    """A cell for each column of ICS 217A; ``users`` are the eligible ones. The worksheet is the pool that ICS 205
    assigns from.
    """
    return (
        CONFIGURATIONS[channel.kind],
        _name(channel),
        users,
        *sides(channel),
        channel.mode.value,
        _joined(remarks, _loan(channel)),
    )


def ics_204(
    rows: Iterable[Assignment], unit: str, changed: Mapping[str, str] | None = None
) -> tuple[tuple[str, ...], ...]:
    """The communications lines of ICS 204, block 8, for one division: its nets, and those that everybody has (command,
    air, safety …: no division, or ``All``). ``changed``: row id to what is otherwise on the air, said at the channel.
    """
    wanted = {channel_key(unit), "all"}
    mine = (row for row in in_order(rows) if not row.units or wanted & {channel_key(each) for each in row.units})
    return tuple(_of_204(row, (changed or {}).get(row.id, "")) for row in mine)


def _of_204(row: Assignment, changed: str) -> tuple[str, ...]:
    rx, rx_tone, tx, tx_tone = sides(row.channel)
    place = f"{row.zone}-{row.position} " if row.zone and row.position else f"{row.position or ''} ".lstrip()
    return (
        row.net or row.function,
        _joined(f"{place}{_name(row.channel)}", changed),
        f"{rx} {rx_tone}".strip(),
        f"{tx} {tx_tone}".strip(),
        row.channel.mode.value,
    )


def sides(channel: Channel) -> tuple[str, str, str, str]:
    """RX frequency, RX tone, TX frequency, TX tone as ICS 205 writes them: ``155.7525 N``, ``156.7``, …; a system's
    name and blanks where nothing is fixed.
    """
    if channel.kind not in KINDS_WITH_FREQUENCIES:
        return channel.system or CONFIGURATIONS[channel.kind], "", "", ""
    return _side(channel, channel.rx), channel.rx_tone, _side(channel, channel.tx), channel.tx_tone


def _side(channel: Channel, hertz: int | None) -> str:
    width = f" {channel.width.value}" if channel.width else ""
    return "" if hertz is None else f"{mhz(hertz)}{width}"


def _name(channel: Channel) -> str:
    return _joined(
        channel.name, channel.talkgroup if channel_key(channel.talkgroup) != channel_key(channel.name) else ""
    )


def _remarks(row: Assignment) -> str:
    place = f"at {row.site}" if row.site and row.channel.kind is Kind.PAIR else ""
    receive = "RECEIVE ONLY" if row.channel.kind is Kind.RECEIVE else ""
    return _joined(row.remarks, place, receive, "ENCRYPTED" if row.encrypted else "", _loan(row.channel))


def _loan(channel: Channel) -> str:
    return f"on loan from {channel.lender}, give back" if channel.lender else ""


def _joined(*parts: str) -> str:
    return "; ".join(part for part in parts if part)


def own_table(channel: Channel) -> tuple[str, ...]:
    """A cell for each of ``OWN``: what our own import reads back as the same channel."""
    return (
        channel.name,
        channel.kind.value,
        mhz(channel.rx) if channel.rx is not None else "",
        mhz(channel.tx) if channel.tx is not None else "",
        channel.rx_tone,
        channel.tx_tone,
        channel.width.value if channel.width else "",
        channel.emission.designator if channel.emission else "",
        channel.mode.value,
        channel.system,
        channel.talkgroup,
        channel.lender,
    )


def aloud(row: Assignment) -> str:
    """One line to be read on the air: digits in groups that a hand can copy, ``decimal`` for the point."""
    channel = row.channel
    place = f"zone {row.zone} channel {row.position}" if row.zone else f"channel {row.position}"
    place = place if row.position else ""
    said = ", ".join(part for part in (channel.name, place, row.net or row.function) if part)
    if channel.kind not in KINDS_WITH_FREQUENCIES:
        return f"{said}. {CONFIGURATIONS[channel.kind]}, {channel.system or 'system to be announced'}."
    rx = _spoken("Receive", channel.rx, channel.rx_tone)
    same = (channel.rx, channel.rx_tone) == (channel.tx, channel.tx_tone)
    tx = "Transmit the same." if same else _spoken("Transmit", channel.tx, channel.tx_tone)
    silent = "Do not transmit." if channel.kind is Kind.RECEIVE else ""
    return " ".join(part for part in (f"{said}.", rx, silent or tx) if part)


def _spoken(verb: str, hertz: int | None, tone: str) -> str:
    if hertz is None:
        return ""
    squelch = {"CSQ": ", carrier squelch", "": ""}.get(tone, f", tone {tone}".replace("tone $", "access code "))
    return f"{verb} {_digits(mhz(hertz))}{_digits(squelch)}."


def _digits(text: str) -> str:
    return text.replace(".", " decimal ")

"""RF-008: a row that bears a name of the national table but does not say what the table says."""

from collections.abc import Iterator

from commands.domain.radio.assignments import Assignment
from commands.domain.radio.findings import Finding, Level
from commands.domain.radio.frequencies import KINDS_WITH_FREQUENCIES, Channel, Kind, Mode, mhz
from commands.domain.radio.library import LibraryRow, Limit
from commands.domain.radio.rf_channel import found
from commands.domain.radio.rf_conflicts import register
from commands.domain.radio.tones import CARRIER, Tone, shown


def table_checks(row: Assignment, known: LibraryRow) -> Iterator[Finding]:
    """RF-008 of the TX-COMU register: frequency, tone, NAC or mode differ from the table's row of this name. RX is
    compared with RX and TX with TX only.
    """
    if row.channel.kind not in KINDS_WITH_FREQUENCIES:
        return
    yield from _frequency(row, known, "RX", row.channel.rx, known.channel.rx)
    yield from _frequency(row, known, "TX", row.channel.tx, known.channel.tx)
    yield from _tones(row, known, "RX", row.channel.rx_tones, known.channel.rx_tones)
    if row.channel.tx is not None:
        yield from _tones(row, known, "TX", row.channel.tx_tones, known.channel.tx_tones)
    yield from _mode(row, known)
    yield from _talk_around(row, known)


def _differs(row: Assignment, known: LibraryRow, what: str, level: Level = Level.CRITICAL) -> Finding:
    do = f"Program it as the table has it: {known.channel.shown}."
    return found("RF-008", level, row, what, do=do, source=f"{register('RF-008')}; {known.source}", about=what)


def _frequency(row: Assignment, known: LibraryRow, side: str, mine: int | None, table: int | None) -> Iterator[Finding]:
    """A channel that somebody only listens to has no TX, and is none the worse for it."""
    if mine == table or (side == "TX" and mine is None):
        return
    has, wants = (mhz(hertz) if hertz is not None else "none" for hertz in (mine, table))
    yield _differs(row, known, f"{side} {has}, the table has {wants}.")


def _tones(
    row: Assignment, known: LibraryRow, side: str, mine: tuple[Tone, ...], table: tuple[Tone, ...]
) -> Iterator[Finding]:
    """Where the table allows two, one of them will do; where it says nothing, nothing is asked."""
    if not table or (mine and set(mine) <= set(table)):
        return
    level = Level.CRITICAL
    remark = ""
    if side == "RX" and mine == (CARRIER,) and Limit.CSQ_ACCEPTED in known.limits:
        level, remark = Level.INFO, " Carrier squelch on receive is acceptable here."
    elif Limit.OTHER_TONES in known.limits:
        remark = " A local plan may use another: then accept this finding and name the plan."
    yield _differs(
        row, known, f"{side} tone {shown(mine) or 'not given'}, the table has {shown(table)}.{remark}", level
    )


def _mode(row: Assignment, known: LibraryRow) -> Iterator[Finding]:
    mine, table = row.channel, known.channel
    if mine.mode is not table.mode and table.mode is not Mode.MIXED:
        yield _differs(row, known, f"mode {mine.mode.value}, the table has {table.mode.value}.")
    if mine.width and table.width and mine.width is not table.width:
        yield _differs(row, known, f"width {mine.width.value}, the table has {table.width.value}.", Level.WARNING)


def _talk_around(row: Assignment, known: LibraryRow) -> Iterator[Finding]:
    if known.channel.kind is Kind.PAIR and _direct(row.channel):
        what = "talk-around programmed: TX = RX under the name of a repeater channel."
        do = f"Use TX {mhz(known.channel.tx or 0)}, or the name of the direct form."
        yield found("offset", Level.WARNING, row, what, do=do, source=known.source, about="talk-around")


def _direct(channel: Channel) -> bool:
    return channel.kind is Kind.SIMPLEX

"""Whether a row's squelch settings can work, whoever wrote them."""

from collections.abc import Iterator

from commands.domain.radio.assignments import Assignment
from commands.domain.radio.findings import JUDGED, Finding, Level
from commands.domain.radio.frequencies import Channel, Kind, Mode, Width
from commands.domain.radio.library import LibraryRow
from commands.domain.radio.rf_channel import found
from commands.domain.radio.tones import (
    CARRIER,
    MAINS_CTCSS,
    NAC_ANY,
    NAC_REPEAT,
    NEWER_CTCSS,
    Tone,
    ToneKind,
    ctcss_shown,
)

NAC_SOURCE = "P25 network access codes"


def tone_checks(row: Assignment, known: LibraryRow | None) -> Iterator[Finding]:
    """Whether the tones fit the mode (A: CTCSS, DCS, CSQ; D: a NAC), open the repeater and are in the radios; $F7E and
    $F7F are no identity to transmit. ``known`` is the library's row of that name, if there is one.
    """
    channel = row.channel
    yield from _kinds(row, channel)
    yield from _repeater(row, channel)
    yield from _reserved(row, channel)
    yield from _older_radios(row, channel)
    yield from _against_carrier(row, channel, known)


def _kinds(row: Assignment, channel: Channel) -> Iterator[Finding]:
    for side, tone in _each(channel):
        wrong = {
            Mode.DIGITAL: tone.kind in {ToneKind.CTCSS, ToneKind.DCS},
            Mode.ANALOG: tone.kind in {ToneKind.NAC, ToneKind.COLOUR},
            Mode.MIXED: False,
        }[channel.mode]
        if wrong:
            wants = "a NAC or a colour code" if channel.mode is Mode.DIGITAL else "CTCSS, DCS or CSQ"
            what = f"{side} {tone.shown} on a row of mode {channel.mode.value}, which has {wants}."
            yield found("tones", Level.WARNING, row, what, do="Correct mode or tone.", source=NAC_SOURCE, about=side)


def _repeater(row: Assignment, channel: Channel) -> Iterator[Finding]:
    opened = [tone for tone in channel.tx_tones if tone != CARRIER]
    if channel.kind is Kind.PAIR and not opened and not channel.system and channel.width is not Width.AM:
        what = f"no transmit {'NAC' if channel.mode is Mode.DIGITAL else 'tone'}: it cannot open the repeater."
        do = "Ask the repeater's owner for the access tone or code."
        yield found("tones", Level.WARNING, row, what, do=do, source="practice", about="access")


def _reserved(row: Assignment, channel: Channel) -> Iterator[Finding]:
    for tone in channel.tx_tones:
        if tone.kind is ToneKind.NAC and tone.number in {NAC_ANY, NAC_REPEAT}:
            what = f"transmit NAC {tone.shown} is a setting of receivers and repeaters, not an identity."
            do = "Transmit the channel's own NAC; $293 is the default."
            yield found("tones", Level.WARNING, row, what, do=do, source=NAC_SOURCE, about="reserved")


def _older_radios(row: Assignment, channel: Channel) -> Iterator[Finding]:
    numbers = sorted({tone.number for _, tone in _each(channel) if tone.kind is ToneKind.CTCSS})
    for number in numbers:
        if number in NEWER_CTCSS:
            what = f"tone {ctcss_shown(number)} is not in the older list: some radios lack it."
            do = "Check the oldest radio of the cache."
            yield found("tones", Level.INFO, row, what, do=do, source="EIA tone list", about=str(number))
        if number in MAINS_CTCSS:
            what = f"tone {ctcss_shown(number)} lies beside {MAINS_CTCSS[number]}, a hum of the mains."
            do = "Choose another where hum opens the squelch."
            yield found("tones", Level.INFO, row, what, do=do, source=JUDGED, about=str(number))


def _against_carrier(row: Assignment, channel: Channel, known: LibraryRow | None) -> Iterator[Finding]:
    toned = [tone for tone in channel.rx_tones if tone != CARRIER]
    if known and toned and known.channel.rx_tones == (CARRIER,):
        what = f"receive tone {channel.rx_tone} where carrier squelch is the standard: who sends none is not heard."
        do = "Receive with carrier squelch."
        yield found("tones", Level.INFO, row, what, do=do, source=known.source, about="carrier")


def _each(channel: Channel) -> Iterator[tuple[str, Tone]]:
    for side, tones in (("RX", channel.rx_tones), ("TX", channel.tx_tones)):
        for tone in tones:
            yield side, tone

"""What one row says about itself: band, repeater offset, narrowband, emission, raster."""

from collections.abc import Iterator

from commands.domain.radio.assignments import Assignment
from commands.domain.radio.bands import AIR, HIGH, MILITARY_AIR, Band, band_of, family, narrowbanded
from commands.domain.radio.findings import JUDGED, Finding, Level
from commands.domain.radio.frequencies import Channel, Emission, Kind, Mode, Width, khz, mhz
from commands.domain.radio.library import Library, Limit, frequencies
from commands.domain.radio.rf_settings import RfSettings

NARROW_SINCE = "47 CFR 90.209(b)(5), 12.5 kHz since 1 January 2013"


def channel_checks(row: Assignment, library: Library, settings: RfSettings) -> Iterator[Finding]:
    """What one row says about itself: band and air band (47 CFR part 87), raster (700 MHz: 47 CFR 90.531), repeater
    offset, narrowband and emission (47 CFR 90.209(b)(5), 2.201). Tones are checked apart.
    """
    yield from _band(row)
    yield from _air(row)
    yield from _raster(row)
    yield from _offset(row, settings)
    yield from _width(row)
    yield from _narrowband(row, library)
    yield from _emission(row)


def found(
    rule: str, level: Level, row: Assignment, what: str, *, sums: str = "", do: str, source: str, about: str = ""
) -> Finding:
    """A finding of ``rule`` about one row: ``sums`` are the numbers, ``do`` what to do, ``source`` where the rule is
    from, ``about`` what tells it from another of that rule.
    """
    return Finding(
        rule=rule,
        level=level,
        rows=(row.id,),
        names=(row.name,),
        what=f"{row.shown}: {what}",
        arithmetic=sums,
        do=do,
        source=source,
        about=(about,) if about else (),
    )


def _sides(channel: Channel) -> Iterator[tuple[str, int]]:
    if channel.rx is not None:
        yield "RX", channel.rx
    if channel.tx is not None and channel.tx != channel.rx:
        yield "TX", channel.tx


def _band(row: Assignment) -> Iterator[Finding]:
    for side, hertz in _sides(row.channel):
        if band_of(hertz) is None:
            what = f"{side} {mhz(hertz)} MHz is in none of the bands known here."
            yield found(
                "band", Level.WARNING, row, what, do="Check the digits and the licence.", source=JUDGED, about=side
            )


def _air(row: Assignment) -> Iterator[Finding]:
    """Aircraft speak AM; nobody else does."""
    am = row.channel.width is Width.AM
    for side, hertz in _sides(row.channel):
        band = band_of(hertz)
        if (am and band not in {AIR, MILITARY_AIR}) or (band is AIR and not am):
            what = f"{side} {mhz(hertz)} is in {'no' if am else 'an'} air band, the row is {'' if am else 'not '}AM."
            do = "Check width and digits."
            yield found("air", Level.WARNING, row, what, do=do, source="47 CFR part 87", about=side)


def _raster(row: Assignment) -> Iterator[Finding]:
    for side, hertz in _sides(row.channel):
        band = band_of(hertz)
        if band and not band.on_raster(hertz):
            low, high = band.neighbours(hertz)
            sums = f"({mhz(hertz)} - {mhz(band.anchor)}) MHz is no multiple of {khz(band.step)}."
            do = f"Check the digits: the nearest channels are {mhz(low)} and {mhz(high)}."
            what = f"{side} {mhz(hertz)} is not on the raster of {band.name}."
            source = "47 CFR 90.531" if band.anchor else "band rasters as licensed"
            yield found("raster", Level.WARNING, row, what, sums=sums, do=do, source=source, about=side)


def _offset(row: Assignment, settings: RfSettings) -> Iterator[Finding]:
    rx, tx = row.channel.rx, row.channel.tx
    if row.channel.kind is not Kind.PAIR or rx is None or tx is None:
        return
    band, sums = band_of(rx), f"TX {mhz(tx)} - RX {mhz(rx)} = {khz(tx - rx)}"
    if family(rx) != family(tx):
        what = "receive and transmit lie in different bands."
        yield found("offset", Level.WARNING, row, what, sums=f"{sums}.", do="Check the digits.", source=JUDGED)
    elif band and band.offset is not None and tx - rx != band.offset:
        yield _wrong_offset(row, band, tx - rx, sums)
    elif family(rx) == HIGH.name and abs(tx - rx) < settings.vhf_split:
        what = "the repeater's receiver stands too close to its own transmitter."
        sums = f"{sums}, less than {khz(settings.vhf_split)}."
        yield found(
            "offset", Level.WARNING, row, what, sums=sums, do="Choose a wider split, or special filters.", source=JUDGED
        )


def _wrong_offset(row: Assignment, band: Band, offset: int, sums: str) -> Finding:
    assert band.offset is not None  # noqa: S101
    swapped = offset == -band.offset
    what = "programmed from the station's side: RX and TX are exchanged." if swapped else "non-standard split."
    do = "Exchange RX and TX: a plan is written as the subscriber radio is programmed." if swapped else "Check TX."
    sums = f"{sums}; {band.name} repeaters have {khz(band.offset)}."
    return found("offset", Level.WARNING, row, what, sums=sums, do=do, source="standard offsets of the bands")


def _width(row: Assignment) -> Iterator[Finding]:
    """Block 4 of ICS 205 has N or W behind each frequency: without it nobody sees a channel that is too wide."""
    channel = row.channel
    sides = [hertz for _, hertz in _sides(channel) if narrowbanded(hertz)]
    if channel.width is None and channel.mode is not Mode.DIGITAL and sides:
        what = f"neither N nor W is said for {', '.join(map(mhz, sides))}: whether it is narrow cannot be checked."
        do = f"Say the width, N or W: freq change {row.id} width:N"
        yield found("width", Level.WARNING, row, what, do=do, source="ICS 205, block 4")


def _narrowband(row: Assignment, library: Library) -> Iterator[Finding]:
    channel = row.channel
    sides = [hertz for _, hertz in _sides(channel) if narrowbanded(hertz)]
    if channel.width is not Width.WIDE or channel.kind is Kind.RECEIVE or not sides:
        return
    if all(hertz in _rightly_wide(library) for hertz in sides):
        return
    sums = f"{khz(channel.bandwidth)} at {', '.join(mhz(hertz) for hertz in sides)} MHz."
    yield found(
        "narrowband",
        Level.WARNING,
        row,
        "wide, where Part 90 licensees have had to be narrow.",
        sums=sums,
        do="Program N unless the licence says otherwise.",
        source=NARROW_SINCE,
    )


def _rightly_wide(library: Library) -> frozenset[int]:
    """Marine, MURS and GMRS frequencies, which are wide in the library."""
    wide = (row for row in library.rows if row.channel.width is Width.WIDE and Limit.RECEIVE_ONLY not in row.limits)
    return frozenset(hertz for row in wide for hertz in frequencies(row.channel))


def _emission(row: Assignment) -> Iterator[Finding]:
    channel, emission = row.channel, row.channel.emission
    if emission is None:
        return
    if channel.width and emission.bandwidth > channel.bandwidth:
        what = f"emission {emission.designator} is wider than the channel."
        sums = f"{khz(emission.bandwidth)} > {khz(channel.bandwidth)} authorized in {channel.width.value}."
        yield found(
            "emission", Level.WARNING, row, what, sums=sums, do="Check designator and width.", source=NARROW_SINCE
        )
    if words := _mode_clash(channel, emission):
        do = "Make mode and designator agree."
        yield found("emission", Level.WARNING, row, words, do=do, source="47 CFR 2.201", about="mode")


def _mode_clash(channel: Channel, emission: Emission) -> str:
    if (channel.width is Width.AM) != emission.am:
        return f"emission {emission.designator} is {'AM' if emission.am else 'not AM'}, the row is the other."
    if channel.mode is Mode.ANALOG and emission.digital:
        return f"emission {emission.designator} is digital, the mode is A."
    if channel.mode is Mode.DIGITAL and not emission.digital:
        return f"emission {emission.designator} is analog, the mode is D."
    return ""

"""The frequency desk: the library of interoperability channels, and the incident's own channels."""

import re
from dataclasses import replace
from typing import Annotated

from commands.call import Call
from commands.domain.cards import words
from commands.domain.errors import Refused
from commands.domain.folding import channel_key
from commands.domain.messages import Audience, Card, Reply
from commands.domain.moments import shown as time_shown
from commands.domain.radio.frequencies import Channel, Emission, Kind, Mode, Width, kind_of
from commands.domain.radio.library import LibraryRow, shown
from commands.domain.radio.records import OwnChannel
from commands.domain.radio.tones import Tone, ToneKind
from commands.line.converters import Long
from commands.line.signature import Hint, Rest, Verbatim
from commands.radio import words as radio_words
from commands.radio.converters import EmissionWord, Hertz, KindWord, KnownChannel, ModeWord, WidthWord
from commands.radio.desk import note
from commands.radio.library import library
from commands.radio.plan_view import plan_card
from commands.radio.taking import keep_channel, take_in
from commands.registry import command

MOST_FOUND = 25
SENSITIVE = "SENSITIVE: on loan, keep it out of what is made public"


@command(also=("frequency", "channel", "channels"))
def freq(call: Call, channel: Annotated[KnownChannel | None, Hint("empty for the whole plan")] = None) -> Reply:
    """Show the radio plan, or everything that is known of one channel; only you see the answer.

    freq: the plan of this period. freq VTAC14: that channel.
    """
    return plan_card(call) if channel is None else _about(call, channel)


@command(also=("search",))
def find(
    call: Call, words_: Annotated[Long, Rest(), Hint("a name, its beginning, a use, or digits of a frequency")]
) -> Reply:
    """Find channels by name, use or frequency in the library and among the incident's own; only you see the answer.

    freq find vtac: all whose names begin so. freq find 155.16: all that receive or transmit there.
    freq find fire: all whose use says so.
    """
    text = " ".join(words_.split())[:80]
    own = [one for one in call.store.own_channels(call.here.id) if _matches(one.channel, one.users, text)]
    rows = _in_library(text)
    if not own and not rows:
        near = ", ".join(library().near(text))
        hint = f"Nearest names: {near}." if near else "Names begin with VTAC, UTAC, 8TAC, 7TAC, VFIRE, VMED, VLAW …"
        return Reply(text=f"Nothing found for “{text}”. {hint}")
    lines = [f"{one.channel.shown} · own{_marks_of(one)}" for one in own] + [row.shown for row in rows]
    more = (f"… and {len(lines) - MOST_FOUND} more: narrow it.",) if len(lines) > MOST_FOUND else ()
    card = Card(title=f"{len(lines)} found for {text}", lines=(*lines[:MOST_FOUND], *more), footer=library().edition)
    return Reply(text=words(card), card=card)


def _in_library(text: str) -> tuple[LibraryRow, ...]:
    if span := radio_words.beginning(text):
        return library().within(*span)
    if found := library().beginning(text):
        return found
    begins = re.compile(rf"\b{re.escape(text)}", re.IGNORECASE)
    return tuple(row for row in library().rows if begins.search(f"{row.use} {row.band}"))


def _matches(channel: Channel, users: str, text: str) -> bool:
    if span := radio_words.beginning(text):
        return any(hertz is not None and span[0] <= hertz <= span[1] for hertz in (channel.rx, channel.tx))
    key = channel_key(text)
    return key in channel_key(channel.name) or text.casefold() in users.casefold()


def _marks_of(one: OwnChannel) -> str:
    lent = f" · lent by {one.channel.lender}" if one.channel.lender else ""
    return lent + (f" · {SENSITIVE}" if one.channel.sensitive else "")


@command()
def show(call: Call, channel: KnownChannel) -> Reply:
    """Show one channel: frequencies, tones, use, limits, direct form, source, and where it stands in the plan.

    freq show VTAC14
    """
    return _about(call, channel)


def _about(call: Call, channel: Channel) -> Reply:
    own = call.store.own_channel(call.here.id, channel_key(channel.name))
    known = library().named(channel.name)
    fields = _own_fields(own, call) if own and own.returned is None else shown(library(), known) if known else ()
    record = call.store.radio_plan(call.here.id)
    rows = call.store.plan_rows(record.id) if record else ()
    here = [one.row for one in rows if channel_key(one.row.name) == channel_key(channel.name)]
    lines = tuple(f"In the plan: {row.shown}, {', '.join(row.units) or 'no division'}" for row in here)
    down = [one for one in call.store.outages(call.here.id) if one.name_key == channel_key(channel.name)]
    lines += tuple(f"DOWN since {time_shown(one.at, call.zone)}: {one.reason or 'no reason given'}" for one in down)
    card = Card(title=channel.name, fields=fields, lines=lines or ("Not in the plan.",))
    return Reply(text=words(card), card=card)


def _own_fields(own: OwnChannel, call: Call) -> tuple[tuple[str, str], ...]:
    channel = own.channel
    fields = (
        ("Channel", channel.shown),
        ("Kind", channel.kind.value),
        ("System", channel.system),
        ("Talkgroup", channel.talkgroup),
        ("Emission", channel.emission.designator if channel.emission else ""),
        ("Users", own.users),
        ("Remarks", own.remarks),
        ("Lent by", channel.lender),
        ("Marked", SENSITIVE if channel.sensitive else ""),
        ("Source", f"added by {own.by}, {time_shown(own.at, call.zone)}: compare with the licence"),
    )
    return tuple((name, value) for name, value in fields if value)


@command(needs="plan edit")
def add(
    call: Call,
    name: Annotated[str, Hint("the channel's name, in quotes if it has blanks")],
    *,
    rx: Annotated[Hertz | None, Hint("receive frequency, as the portable is programmed")] = None,
    tx: Annotated[Hertz | None, Hint("transmit frequency; empty for receive-only")] = None,
    rxtone: Annotated[str, Hint("156.7, D023N, $293, CC1 or CSQ")] = "",
    txtone: Annotated[str, Hint("156.7, D023N, $293, CC1 or CSQ")] = "",
    mode: ModeWord = Mode.ANALOG,
    width: WidthWord | None = None,
    emission: EmissionWord | None = None,
    kind: KindWord | None = None,
    system: Annotated[str, Hint("of a talkgroup: the trunked system")] = "",
    talkgroup: str = "",
    users: Annotated[str, Hint("who may use it")] = "",
    lender: Annotated[str, Hint("who lent it, such as the COMC; it is marked sensitive")] = "",
    remarks: str = "",
) -> Reply:
    """Add a channel of the incident's own; frequencies are those of the portable, in whole hertz.

    freq add "RIDGE CMD" rx:154.1750 tx:159.1050 rxtone:103.5 txtone:103.5 mode:A width:N
    freq add "FIRE TG 3" kind:talkgroup system:"State 700" talkgroup:1203
    freq add "NIFC TAC 2" rx:168.2000 tx:168.2000 width:N lender:"NIFC COMC": on loan, marked sensitive.
    """
    channel = _channel(name, kind, rx, tx, mode=mode, width=width, emission=emission, system=system)
    channel = replace(
        channel,
        rx_tones=_tones("rxtone", rxtone, mode),
        tx_tones=_tones("txtone", txtone, mode),
        talkgroup=talkgroup,
        lender=lender,
        sensitive=bool(lender),
    )
    keep_channel(call, channel, users, remarks)
    loan = f"; on loan from {lender}, {SENSITIVE}" if lender else ""
    differs = _national(channel)
    codes = dict.fromkeys(one.shown for one in (*channel.rx_tones, *channel.tx_tones) if one.kind is ToneKind.COLOUR)
    read = f"; {' and '.join(codes)}: DMR colour code" if codes else ""
    return Reply(text=f"Own channel added: {channel.shown}{read}{loan}{differs}", audience=Audience.MAIN)


def _channel(
    name: str,
    kind: Kind | None,
    rx: int | None,
    tx: int | None,
    *,
    mode: Mode,
    width: Width | None,
    emission: Emission | None,
    system: str,
) -> Channel:
    if not any(c.isalnum() for c in name):
        raise Refused("A channel's name has letters or digits.")
    if kind is None and rx is None and tx is None:
        kind = Kind.TALKGROUP if system else Kind.UNKNOWN
    try:
        return Channel(
            name=name,
            kind=kind or kind_of(rx, tx),
            rx=rx,
            tx=tx,
            mode=mode,
            width=width,
            emission=emission,
            system=system,
        )
    except ValueError as fault:
        raise Refused(f"{fault}. Nothing was recorded.") from None


def _tones(key: str, text: str, mode: Mode) -> tuple[Tone, ...]:
    try:
        return radio_words.tones(text, mode)
    except ValueError as fault:
        raise Refused(f"{key} “{text[:40]}”: {fault}") from None


def _national(channel: Channel) -> str:
    """A word of warning where a national channel's name is used for something else."""
    known = library().named(channel.name)
    if known is None or (known.channel.rx, known.channel.tx) == (channel.rx, channel.tx):
        return ""
    return f"\nThe library has other values under this name: {known.channel.shown}. Choose another name, or check."


@command(verb="import", needs="plan edit")
def import_(call: Call, table: Annotated[Long, Verbatim(), Hint("the rows with their heading, as CSV")]) -> Reply:
    """Take in a table of channels; every refused row is named with why, and every column of which nothing is kept.

    Read are our own columns, CHIRP's CSV, an ICS 217A, and what RadioReference, RepeaterBook and RT Systems export.
    Paste the heading and the rows behind the command. Our columns: channel_name,rx_mhz,tx_mhz,rx_tone,tx_tone,width,
    emission,mode, and where they are needed kind,system,talkgroup,lender,users,remarks.
    """
    return take_in(call, table)


@command(needs="plan edit", verb="return")
def give_back(call: Call, channel: KnownChannel) -> Reply:
    """Give back a channel that was lent, or take one of the incident's own off the list.

    freq return "NIFC TAC 2"
    """
    own = call.store.own_channel(call.here.id, channel_key(channel.name))
    if own is None or own.returned is not None:
        raise Refused(f"{channel.name} is not one of the incident's own channels.")
    record = call.store.radio_plan(call.here.id)
    used = [one.row for one in (call.store.plan_rows(record.id) if record else ()) if one.name_key == own.name_key]
    if used:
        raise Refused(
            f"{channel.name} is still in the plan as {used[0].shown}. Release it first: freq release {used[0].id}"
        )
    call.store.save(replace(own, returned=call.at, returned_by=call.who.shown))
    to = f" to {own.channel.lender}" if own.channel.lender else ""
    note(call, f"{channel.name} given back{to}", names=(channel.name,))
    return Reply(text=f"{channel.name} given back{to}; radios may still have it.", audience=Audience.MAIN)

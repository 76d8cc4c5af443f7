"""Reports of interference: taken down with what a search begins with, numbered, followed, closed."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Annotated

from commands.call import Call
from commands.domain.accountability.checkins import counted
from commands.domain.cards import words
from commands.domain.errors import Refused
from commands.domain.folding import channel_key
from commands.domain.messages import Audience, Card, Colour, Reply, Table
from commands.domain.moments import shown
from commands.domain.radio.interference import ADVICE, SERIES, Interference
from commands.line import times
from commands.line.converters import Converter, Long, id_of
from commands.line.signature import Hint, Key, Rest
from commands.radio.converters import KnownChannel
from commands.radio.desk import note
from commands.registry import command
from commands.shared.still_open import NAMED, some, tells_what_is_open

Number = Annotated[int, id_of(SERIES)]


def _read_past(text: str, call: Call) -> datetime:
    moment = times.read_any(text, call)
    if moment > call.at:
        raise ValueError(f"{shown(moment, call.zone)} is still to come")
    return moment


Past = Annotated[datetime, Converter(read=_read_past, hint="a time that has been, such as 0540", most=3)]


@tells_what_is_open()
def _not_closed(call: Call) -> Iterator[str]:
    if found := call.store.interferences(call.here.id, most=NAMED + 1):
        yield f"interference: {some(one.shown for one in found)}"
    if down := call.store.outages(call.here.id):
        yield f"down: {some(one.name for one in down)}"


@command(creates=True)
def interference(
    call: Call,
    channel: KnownChannel,
    heard: Annotated[Long, Rest(), Hint("what is heard, in your words")],
    *,
    first: Annotated[Past | None, Key("since"), Hint("when it was first heard; empty: now")] = None,
    last: Annotated[Past | None, Hint("when it was last heard")] = None,
    frequency: Annotated[str, Hint("as the radio shows it")] = "",
    tone: Annotated[str, Hint("tone or NAC as the radio shows it")] = "",
    signal: Annotated[str, Hint("signal report")] = "",
    place: Annotated[str, Hint("where it was heard")] = "",
    antenna: Annotated[str, Hint("antenna, site")] = "",
    effect: Annotated[str, Hint("what it does to operations")] = "",
    pattern: Annotated[str, Hint("continuous or periodic")] = "",
    source: Annotated[str, Hint("suspected source")] = "",
    told: Annotated[str, Hint("who was told")] = "",
    action: Annotated[str, Hint("what was done")] = "",
) -> Reply:
    """Report interference on a channel; it is numbered, and followed until somebody closes it.

    freq interference VTAC14 "carrier with music" since:0540 place:"Camp 3" pattern:continuous
    """
    report = Interference(
        incident=call.here.id,
        number=call.store.next_number(call.here.id, SERIES),
        channel=channel.name,
        name_key=channel_key(channel.name),
        heard=heard[:500],
        first=first or call.at,
        last=last,
        frequency=frequency,
        tone=tone,
        signal=signal,
        place=place,
        antenna=antenna,
        effect=effect,
        pattern=pattern,
        source=source,
        told=told,
        action=action,
        at=call.at,
        by=call.who.shown,
    )
    kept = call.store.add(report)
    note(call, f"interference {kept.shown}", names=(channel.name,))
    where = f", {place}" if place else ""
    ask = f"\nStill to be asked: {', '.join(kept.missing)}. freq interference note {SERIES}-{kept.number} …"
    text = f"INTERFERENCE {kept.shown}, first heard {shown(kept.first, call.zone)}{where}.{ask if kept.missing else ''}"
    return Reply(text=f"{text}\n{ADVICE}", audience=Audience.MAIN, about=kept.shown)


@command(verb="interference note")
def add_note(
    call: Call,
    id: Number,
    *,
    heard: str | None = None,
    last: Past | None = None,
    frequency: str | None = None,
    tone: str | None = None,
    signal: str | None = None,
    place: str | None = None,
    antenna: str | None = None,
    effect: str | None = None,
    pattern: str | None = None,
    source: str | None = None,
    told: str | None = None,
    action: str | None = None,
) -> Reply:
    """Add to a report what has become known since.

    freq interference note RI-1 told:"FCC, federal coordinator" action:"direction finding at Camp 3"
    """
    told_ = {"heard": heard, "last": last, "frequency": frequency, "tone": tone, "signal": signal, "place": place}
    told_ |= {
        "antenna": antenna,
        "effect": effect,
        "pattern": pattern,
        "source": source,
        "told": told,
        "action": action,
    }
    given = {key: value for key, value in told_.items() if value is not None}
    if not given:
        raise Refused("Nothing was added: say place:, signal:, source:, told:, action: or another field.")
    report = _open(call, id)
    after = call.store.save(replace(report, **given))  # type: ignore[arg-type]
    said = ", ".join(f"{key} {shown(v, call.zone) if isinstance(v, datetime) else v}" for key, v in given.items())
    note(call, f"interference {SERIES}-{id}: {said}", names=(report.channel,))
    return Reply(text=f"{SERIES}-{id} {after.channel}: {said}", audience=Audience.MAIN, about=after.shown)


@command(verb="interference close")
def close(call: Call, id: Number, outcome: Annotated[Long, Rest(), Hint("what it was, what ended it")] = "") -> Reply:
    """Close a report of interference, with what it turned out to be.

    freq interference close RI-1 stuck microphone in E12
    """
    report = _open(call, id)
    call.store.save(replace(report, closed=call.at, closed_by=call.who.shown, outcome=outcome[:500]))
    because = f": {outcome[:500]}" if outcome else ""
    note(call, f"interference {SERIES}-{id} closed{because}", names=(report.channel,))
    return Reply(text=f"{SERIES}-{id} {report.channel} closed{because}", audience=Audience.MAIN, about=report.shown)


def _open(call: Call, number: int) -> Interference:
    report = call.store.interference(call.here.id, number)
    if report is None:
        known = ", ".join(f"{SERIES}-{one.number}" for one in call.store.interferences(call.here.id)) or "none"
        raise Refused(f"There is no report {SERIES}-{number}. Open ones: {known}.")
    if report.closed:
        raise Refused(
            f"{SERIES}-{number} was closed {shown(report.closed, call.zone)} by {report.closed_by}"
            f"{': ' + report.outcome if report.outcome else ''}."
        )
    return report


@command(verb="interference list")
def list_reports(call: Call, closed: Annotated[bool, Hint("yes: closed ones as well")] = False) -> Reply:
    """List the open reports of interference, with yes also the closed ones; only you see the answer."""
    found = call.store.interferences(call.here.id, closed=closed)
    if not found:
        return Reply(text=f"{call.here.shown}: no {'' if closed else 'open '}report of interference.")
    rows = tuple(
        (
            f"{SERIES}-{one.number}",
            one.channel,
            one.heard[:60],
            shown(one.first, call.zone),
            one.place,
            f"closed {shown(one.closed, call.zone)}" if one.closed else ", ".join(one.missing[:3]),
        )
        for one in found
    )
    card = Card(
        title=f"{call.here.shown}: {counted(len(found), 'report')} of interference",
        table=Table(("Id", "Channel", "Heard", "First", "Place", "Still to ask"), rows),
        footer=f"as of {shown(call.at, call.zone)}. {ADVICE}",
        colour=Colour.YELLOW if any(not one.closed for one in found) else Colour.GREEN,
    )
    return Reply(text=words(card), card=card)

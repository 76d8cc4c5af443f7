"""The packet: one file with the sheets that a command post needs when the internet goes."""

from datetime import timedelta

from commands.call import Call
from commands.domain.errors import Refused
from commands.domain.messages import Audience, Reply
from commands.domain.moments import shown, span
from commands.domain.paper.packets import COMMAND, Packet
from commands.domain.schedules import Schedule, Source
from commands.line.converters import Duration
from commands.paper import later
from commands.paper.papers import SIZES
from commands.radio.documents import Paper
from commands.registry import command
from commands.shared import rights
from commands.shared.belonging import readable

SHORTEST, LONGEST = timedelta(minutes=15), timedelta(hours=24)
LATE = timedelta(minutes=1)
"""From here on a packet of the clock says how late it is."""


@command(also=("packets",), closed=True)
def packet(call: Call, paper: Paper = Paper.LETTER) -> Reply:
    """Post one PDF for when the internet goes: roster with PAR columns, ICS 205, open requests, actions, as of now.

    It is written to the server's folder as well. Contact details are in it only in a direct message to those who may
    read them. packet every 1h: the clock makes one again and again.
    """
    number = call.store.next_number(call.here.id, "packet")
    made = call.store.add(Packet(incident=call.here.id, number=number, at=call.at, by=call.who.key, paper=SIZES[paper]))
    contacts = call.direct and rights.may_do("contacts", call)
    file = later.packet(call, made.shown, groups=readable(call), contacts=contacts, paper=paper)
    late = f" {span(call.at - call.due)} late: due {shown(call.due, call.zone)}." if _late(call) and call.due else ""
    text = f"{file.title}, as of {shown(call.at, call.zone)}.{late} Print it: {file.filename}"
    audience = Audience.MAIN if call.by_clock else Audience.QUIET if call.direct else Audience.ROOM
    return Reply(text=text, audience=audience, documents=(file,))


@command(needs="report every")
def every(call: Call, time: Duration) -> Reply:
    """Let the clock post a packet again and again, from now on.

    packet every 1h. packet stop ends it.
    """
    if not SHORTEST <= time <= LONGEST:
        raise Refused(f"A packet is made every {span(SHORTEST)} to {span(LONGEST)}; nothing was changed.")
    known = _schedules(call)
    if [one.every for one in known] == [time]:
        return Reply(text=f"A packet is made every {span(time)} already. Nothing was changed.")
    for one in known:
        call.store.remove(one)
    call.store.add(Schedule(incident=call.here.id, command=COMMAND, anchor=call.at, every=time, source=Source.COMMAND))
    first = shown(call.at + time, call.zone)
    return Reply(
        text=f"A packet is posted every {span(time)}, the next {first}, set by {call.who.name}.",
        audience=Audience.MAIN,
    )


@command(needs="report every")
def stop(call: Call) -> Reply:
    """Let the clock make no more packets."""
    known = _schedules(call)
    if not known:
        raise Refused(f"The clock makes no packets; nothing was changed. {call.prefix} packet every 1h sets it.")
    for one in known:
        call.store.remove(one)
    return Reply(text=f"The clock makes no more packets, by {call.who.name}.", audience=Audience.MAIN)


@command(needs="clock")
def unwritten(call: Call, number: int, why: str) -> Reply:
    """Say that a packet could not be written to the folder."""
    said = f"{call.here.shown}: packet PK-{number} is not in the server's folder: {why}."
    return Reply(text=f"{said} What was posted here stands; print that one.", audience=Audience.MAIN)


def _schedules(call: Call) -> tuple[Schedule, ...]:
    return tuple(one for one in call.store.schedules(call.here.id) if one.command == COMMAND)


def _late(call: Call) -> bool:
    return call.due is not None and call.at - call.due >= LATE

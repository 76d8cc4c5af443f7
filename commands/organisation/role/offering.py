"""Positions taken and offered: who leaves, who is asked, and how somebody becomes IC."""

from dataclasses import replace
from datetime import datetime

from commands.call import Call
from commands.domain.errors import Refused
from commands.domain.messages import Audience, Person, Reply
from commands.domain.moments import shown
from commands.domain.organisation.positions import POSITIONS
from commands.domain.organisation.roles import IC, Handover, Holding, Rank, Seat
from commands.domain.schedules import Timer
from commands.line.who import OFF_CHAT
from commands.organisation.role import handing, motions


def is_command(seat: Seat) -> bool:
    """True for the Incident Commander, not for a deputy or a trainee."""
    return (seat.position, seat.rank) == (IC, Rank.HOLDER)


def take_command(call: Call, seat: Seat, until: datetime | None, *, emergency: bool) -> Reply:
    """Nobody makes themselves IC, but in an emergency, or as the first one where they opened the incident."""
    present = handing.holding(seat, call)
    if emergency and not (call.admin or (not present and handing.may_name(seat, call))):
        return motions.stand_in(call)
    if emergency:
        return replace(begun(call, seat, until, "emergency take"), audience=Audience.INCIDENT, loud=True)
    if not present and handing.may_name(seat, call):
        return begun(call, seat, until, "taken as the first IC")
    if present:
        named = " or ".join(one.name for one in present)
        way = f"{named} gives it: {call.prefix} role give IC @{call.who.name or 'you'}"
    else:
        way = f"An administrator gives it: {call.prefix} role give IC @{call.who.name or 'you'}"
    raise Refused(
        f"Nobody takes command by themselves; nothing was changed. {way}. Where nobody can: "
        f"{call.prefix} role take IC emergency:yes, which all are told, and which lapses unless it is agreed to."
    )


def begun(call: Call, seat: Seat, until: datetime | None, how: str) -> Reply:
    """Let the speaker hold it from now on, and say so."""
    asked = _handover(call, seat, call.who, None, call.at, until, number=0)
    held = handing.begin(call, seat, call.who, how, asked)
    return Reply(
        text=f"{seat.shown} ({POSITIONS[seat.position].name}) is {held.who} from {shown(call.at, call.zone)}.",
        audience=Audience.MAIN,
    )


def offer(
    call: Call, seat: Seat, to: Person, leaving: Holding | None, at: datetime, until: datetime | None, *, given: bool
) -> Reply:
    """Ask those whose word is needed; the speaker's own counts at once."""
    number = call.store.next_number(call.here.id, "H")
    handover = _handover(call, seat, to, leaving, at, until, number=number)
    handover = replace(handover, given=call.at if given else None)
    mine = call.store.same_person(call.who.key)
    if to.key in mine or (to.key.startswith(OFF_CHAT) and given):
        handover = replace(handover, confirmed=call.at)
    if leaving and (leaving.person in mine or leaving.person.startswith(OFF_CHAT)):
        handover = replace(handover, released=call.at)
    kept = call.store.add(handover)
    if kept.at > call.at:
        call.store.add(Timer(incident=call.here.id, at=kept.at, command=f"role change {kept.shown}"))
    return handing.settle(call, kept)


def _handover(
    call: Call, seat: Seat, to: Person, leaving: Holding | None, at: datetime, until: datetime | None, *, number: int
) -> Handover:
    handing.has_account(to.key, to.name)
    return Handover(
        incident=call.here.id,
        number=number,
        position=seat.position,
        place=seat.place,
        rank=seat.rank,
        to=to.key,
        to_name=to.name or to.key.partition("/")[2],
        to_label=to.label,
        leaving=leaving.person if leaving else "",
        leaving_name=leaving.name if leaving else "",
        at=at,
        until=until,
        asked=call.at,
        by=call.who.key,
        by_name=call.who.name or call.who.key.partition("/")[2],
    )


def leaving(call: Call, seat: Seat, mine: Holding | None, from_: Person | None, *, joint: bool) -> Holding | None:
    """Who leaves the position by this; None where it is vacant, or held beside others."""
    if not seat.several:
        return handing.holder_of(seat, call)
    if from_ is not None:
        found = handing.own(seat, from_.key, call)
        if found is None:
            raise Refused(f"{from_.name} does not hold {seat.shown}; nothing was changed.")
        return found
    if joint:
        return None
    present = handing.holding(seat, call)
    if mine is None and present and is_command(seat):
        named = " and ".join(one.name for one in present)
        raise Refused(
            f"IC is held by {named}; nothing was changed. Beside them (Unified Command): joint:yes. "
            f"Instead of one of them: from:“{present[0].name}”."
        )
    return mine


def to_relieve(call: Call, seat: Seat, person: Person | None) -> Holding:
    """Who is to be relieved; Refused where nobody is, or where several could be meant."""
    present = handing.holding(seat, call)
    if person is not None:
        found = handing.own(seat, person.key, call)
    elif len(present) > 1:
        found = handing.own(seat, call.who.key, call)
        if found is None:
            named = " or ".join(one.name for one in present)
            raise Refused(f"{len(present)} hold {seat.shown}. Whom? {named}. Nothing was changed.")
    else:
        found = present[0] if present else None
    if found is None:
        raise Refused(f"{person.name if person else 'Nobody'} does not hold {seat.shown}; nothing was changed.")
    return found

"""Who holds which position: taking, giving, handing over, relieving."""

from dataclasses import replace
from typing import Annotated

from commands.call import Call
from commands.domain.cards import words
from commands.domain.errors import Refused
from commands.domain.messages import Audience, Card, Reply, Table
from commands.domain.moments import shown
from commands.domain.moves import step
from commands.domain.organisation.positions import OF_EXERCISES, OF_REGIONS, POSITIONS
from commands.domain.organisation.roles import HANDING, Handover, Holding, Seat
from commands.line.converters import Div, Long, Moment, id_of
from commands.line.nearest import nearest
from commands.line.signature import Hint, Key, Rest
from commands.line.who import STEWARD, Where, Who, names_seat
from commands.organisation.role import handing, motions, offering
from commands.registry import command
from commands.shared import rights


def _to_a_person(behind: str) -> bool:
    """``give RADO @kim`` names both; “give RADO a break” is talk."""
    return "@" in behind and names_seat(behind)


Id = Annotated[int, id_of("H")]


@command(also=("roles", "position", "positions"), closed=True)
def role(call: Call) -> Reply:
    """List who holds which position, and which hand-overs wait; only you see the answer."""
    return list_(call)


@command(alone=names_seat)
def take(
    call: Call,
    position: Where,
    *,
    div: Div | None = None,
    until: Annotated[Moment | None, Hint("only reminds: a position is held until relieved")] = None,
    emergency: Annotated[bool, Hint("IC only, beside the present one: told to everybody")] = False,
) -> Reply:
    """Take a position that nobody holds; once there is an IC, somebody who may give it confirms.

    role take COML, or just take COML. role take DIVS A. role take COML (T): as a trainee.
    role take IC emergency:yes: stand in where nobody can give it; all are told, and it lapses after
    30 minutes unless the IC or an administrator agrees.
    """
    seat = _placed(call, position, div)
    if mine := handing.own(seat, call.who.key, call):
        return Reply(text=f"You hold {seat.shown} already, since {shown(mine.since, call.zone)}. Nothing was changed.")
    if offering.is_command(seat):
        return offering.take_command(call, seat, until, emergency=emergency)
    if held := handing.holder_of(seat, call):
        raise Refused(_held_by(call, seat, held))
    if handing.may_name(seat, call) or not (call.here.standing or rights.commanded(call)):
        return offering.begun(call, seat, until, "taken")
    _none_waits(seat, call.who.key, call)
    return offering.offer(call, seat, call.who, None, call.at, until, given=False)


@command(also=("assign",), alone=_to_a_person)
def give(
    call: Call,
    position: Where,
    person: Who,
    *,
    at: Annotated[Moment | None, Hint("when it changes; at once if empty")] = None,
    until: Annotated[Moment | None, Hint("only reminds: a position is held until relieved")] = None,
    div: Div | None = None,
    from_: Annotated[Who | None, Key("from"), Hint("whom of several holders they take over from")] = None,
    joint: Annotated[bool, Hint("beside the present holders, as in Unified Command")] = False,
) -> Reply:
    """Give a position to somebody, or hand over your own; both confirm.

    give RADO @kim at 1800, with or without "role" before it: it changes at the later of 1800 and the confirmations.
    role give IC @lee joint:yes: Lee becomes IC beside those who are (Unified Command).
    """
    seat = _placed(call, position, div)
    if person.key in call.store.same_person(call.who.key):
        return take(call, seat, until=until)
    mine = handing.own(seat, call.who.key, call)
    if mine is None and not handing.may_name(seat, call):
        raise handing.refuse(seat, call)
    if already := handing.own(seat, person.key, call):
        since = shown(already.since, call.zone)
        return Reply(text=f"{already.name} holds {seat.shown} already, since {since}. Nothing was changed.")
    if (waiting := handing.open_for(seat, person.key, call)) and handing.is_meant(call, waiting, person, at):
        return handing.settle(call, handing.confirmed(call, waiting))
    _none_waits(seat, person.key, call)
    leaving = offering.leaving(call, seat, mine, from_, joint=joint)
    return offering.offer(call, seat, person, leaving, at or call.at, until, given=True)


@command()
def confirm(call: Call, id: Id) -> Reply:
    """Confirm a hand-over: the one who takes over, and the one who hands over."""
    return handing.settle(call, handing.confirmed(call, handing.find(call, id)))


@command()
def decline(call: Call, id: Id, why: Annotated[Long, Rest()] = "") -> Reply:
    """Decline a hand-over that waits for your word; nothing changes hands."""
    return _dropped(call, handing.find(call, id), "decline", why)


@command()
def withdraw(call: Call, id: Id, why: Annotated[Long, Rest()] = "") -> Reply:
    """Withdraw a hand-over before it has happened."""
    return _dropped(call, handing.find(call, id), "withdraw", why)


@command(also=("release", "leave", "drop"), alone=names_seat)
def relieve(call: Call, position: Where, person: Who | None = None, *, div: Div | None = None, why: str = "") -> Reply:
    """Relieve the holder of a position, or stand down from your own; the last IC never stands down without another.

    role relieve COML, or just relieve COML. role relieve RADO @kim: of several holders this one.
    """
    seat = _placed(call, position, div)
    held = offering.to_relieve(call, seat, person)
    mine = held.person in call.store.same_person(call.who.key)
    if not mine and offering.is_command(seat) and not call.admin:
        return motions.relieve(call, held)
    if not mine and not handing.may_name(seat, call):
        raise handing.refuse(seat, call)
    if handing.leaves_command(held, call):
        raise Refused(
            f"{held.name} is the only IC, and command is never dropped; nothing was changed. "
            f"It is handed over: {call.prefix} role give IC @name."
        )
    handing.end(call, held, why or ("stood down" if mine else f"relieved by {call.who.name}"))
    left = "" if handing.holding(seat, call) else f" {seat.shown} is vacant."
    return Reply(
        text=f"{seat.shown}: {held.who} is relieved, {shown(call.at, call.zone)}.{left}", audience=Audience.MAIN
    )


@command(verb="list", closed=True)
def list_(call: Call) -> Reply:
    """List who holds which position, and which hand-overs wait; only you see the answer."""
    held = sorted(call.store.holders(call.here.id), key=_in_order)
    waiting = motions.standing_words(call) + tuple(_waits(one, call) for one in call.store.handovers(call.here.id))
    if not held and not waiting:
        return Reply(text=f"{call.here.shown}: nobody holds a position. {call.prefix} role take COML takes one.")
    card = Card(
        title=f"{call.here.shown}: {len(held)} in positions",
        table=Table(
            ("Position", "Held by", "Since", "Until"),
            tuple((one.seat.shown, one.who, shown(one.since, call.zone), _until(one, call)) for one in held),
        ),
        lines=waiting,
        footer=f"as of {shown(call.at, call.zone)}",
    )
    return Reply(text=words(card), card=card)


@command(closed=True)
def history(call: Call, position: Where | None = None) -> Reply:
    """Show who held the positions, or one of them, from when to when; only you see the answer."""
    found = call.store.held_before(call.here.id, position.position if position else "")
    if not found:
        return Reply(text=f"{call.here.shown}: nobody has held {position.position if position else 'a position'} yet.")
    rows = tuple(
        (one.seat.shown, one.who, shown(one.since, call.zone), _end(one, call), one.ended_how or one.how)
        for one in found
    )
    title = f"{call.here.shown}: positions, oldest first"
    card = Card(title=title, table=Table(("Position", "Held by", "From", "To", "How"), rows))
    return Reply(text=words(card), card=card)


@command(needs="clock")
def change(call: Call, id: Id) -> Reply | tuple[Reply, ...]:
    """Let a confirmed hand-over happen, or say whose word is missing."""
    found = call.store.handover(call.here.id, id)
    if found is None or "change" not in HANDING[found.state]:
        return ()
    if found.missing:
        stays = f"{found.leaving_name} holds it until relieved. " if found.leaving else ""
        late = handing.settle(call, found)
        return replace(late, text=f"{found.seat.shown} has not changed hands. {stays}{late.text}")
    return handing.settle(call, found)


@command(needs="clock")
def remind(call: Call, id: int) -> Reply | tuple[Reply, ...]:
    """Say that somebody's time in a position is over: it is held until relieved."""
    held = call.store.get(Holding, id)
    if held is None or held.incident != call.here.id or held.ended:
        return ()
    return Reply(
        text=f"{held.seat.shown}: {held.name} was to be relieved now and holds it until then. "
        f"To hand it over: {call.prefix} role give {held.seat.shown} @name",
        audience=Audience.MAIN,
    )


def _placed(call: Call, seat: Seat, div: str | None) -> Seat:
    _belongs(call, seat)
    if seat.position == STEWARD:
        return replace(seat, place=_agency(call, div or seat.place))
    if div is not None and POSITIONS[seat.position].place:
        seat = replace(seat, place=div)
    if seat.position == "DIVS" and not seat.place:
        raise Refused("DIVS of which division or group? Write DIVS A, or DIVS div:“Structure Group”.")
    return seat


def _belongs(call: Call, seat: Seat) -> None:
    """Refused where the position is one of regions, of exercises or of incidents, and this is none."""
    here = call.here
    if seat.position in OF_REGIONS and not here.standing:
        raise Refused(
            f"{seat.position} is a position of a region; {here.shown} is an incident. Say it in a room of the region. "
            "Nothing was changed."
        )
    if seat.position in OF_EXERCISES and not here.exercise:
        raise Refused(
            f"{seat.position} is a position of an exercise, and {here.shown} is none; nothing was changed. "
            f"An exercise is opened so: {call.prefix} incident open <name> exercise:yes"
        )
    if here.standing and seat.position not in OF_REGIONS:
        raise Refused(
            f"{here.name} is a region; its positions are SWIC, SWIC deputy and STEW with an agency (STEW CRFD). "
            "Nothing was changed."
        )


def _agency(call: Call, said: str) -> str:
    """The short name of the agency whose steward it is."""
    there = {one.short_key: one.short for one in call.store.agencies_of((call.here.id,)) if one.short}
    if said.casefold() in there:
        return there[said.casefold()]
    meant = nearest(said, there) if said else ""
    hint = f"Did you mean STEW {there[meant]}?" if meant else f"There is: {', '.join(there.values()) or 'none yet'}."
    asked = f"There is no agency “{said[:40]}” here" if said else "STEW of which agency? Write STEW CRFD"
    raise Refused(f"{asked}; nothing was changed. {hint} {call.prefix} agency add makes one.")


def _none_waits(seat: Seat, person: str, call: Call) -> None:
    """Refused where a hand-over of the position is open: one is settled before the next is offered."""
    if waiting := handing.open_for(seat, person, call):
        raise Refused(
            f"{waiting.shown} is open already: {handing.change(waiting)}. Withdraw it first: "
            f"{call.prefix} role withdraw {waiting.shown}. Nothing was changed."
        )


def _dropped(call: Call, found: Handover, verb: str, why: str) -> Reply:
    after = step(HANDING, found.state, verb, found.shown)
    sides = [found.to, *([found.leaving] if found.leaving else [])]
    mine = any(handing.speaks_for(one, call) for one in sides) or found.by in call.store.same_person(call.who.key)
    if not mine and not handing.may_name(found.seat, call):
        raise handing.refuse(found.seat, call)
    call.store.save(replace(found, state=after))
    stays = f" {found.leaving_name} holds it until relieved." if found.leaving else ""
    return Reply(
        text=f"{found.shown} is {after.value} by {call.who.name}{f' ({why})' if why else ''}: "
        f"{found.seat.shown} does not go to {found.to_name}.{stays}",
        audience=Audience.MAIN,
    )


def _held_by(call: Call, seat: Seat, held: Holding) -> str:
    return (
        f"{seat.shown} is held by {held.who} since {shown(held.since, call.zone)}; nothing was changed. "
        f"{held.name} hands it over: {call.prefix} role give {seat.shown} @{call.who.name or 'you'}"
    )


def _waits(one: Handover, call: Call) -> str:
    waits = f"waits for {' and '.join(one.missing)}" if one.missing else "confirmed"
    return f"{one.shown}: {handing.change(one)} at {shown(one.at, call.zone)}, {waits}"


def _in_order(one: Holding) -> tuple[int, str, int]:
    return ([*POSITIONS].index(one.position), one.place, one.id)


def _until(one: Holding, call: Call) -> str:
    return shown(one.until, call.zone) if one.until else ""


def _end(one: Holding, call: Call) -> str:
    return shown(one.ended, call.zone) if one.ended else "now"

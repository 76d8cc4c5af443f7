"""How a position changes hands: who must say yes, and what happens when all have."""

from dataclasses import replace
from datetime import datetime

from commands.call import Call
from commands.domain.errors import Refused
from commands.domain.messages import Audience, Choice, Person, Reply, carried
from commands.domain.moments import shown
from commands.domain.moves import step
from commands.domain.organisation.roles import HANDING, IC, Handover, Holding, Rank, Seat, givers, may_give, slot
from commands.domain.schedules import Timer
from commands.line.who import OFF_CHAT
from commands.shared import rights


def has_account(key: str, name: str) -> None:
    """Refused for whoever has no account here of their own: what they are depends on another bridge's word."""
    if carried(key):
        raise Refused(
            f"{name} speaks here by another bridge's account, which others share: a position takes an account of one's "
            "own. Nothing was changed."
        )


def may_name(seat: Seat, call: Call) -> bool:
    """True when the speaker may say who holds this."""
    return call.admin or call.by_clock or may_give(seat.position, rights.positions(call))


def holder_of(seat: Seat, call: Call) -> Holding | None:
    """Who holds it, where only one may."""
    return None if seat.several else next(iter(holding(seat, call)), None)


def holding(seat: Seat, call: Call) -> tuple[Holding, ...]:
    """Everybody who holds just this."""
    return tuple(one for one in call.store.holders(call.here.id, (seat.position,)) if one.seat == seat)


def own(seat: Seat, person: str, call: Call) -> Holding | None:
    """What this person, by whichever account, holds of it."""
    keys = call.store.same_person(person)
    return next((one for one in holding(seat, call) if one.person in keys), None)


def begin(call: Call, seat: Seat, person: Person, how: str, handover: Handover | None = None) -> Holding:
    """Let somebody hold it from now on. Stale where another was faster; Refused for whom another bridge carries."""
    has_account(person.key, person.name)
    until = handover.until if handover else None
    begun = call.store.add(
        Holding(
            incident=call.here.id,
            position=seat.position,
            place=seat.place,
            rank=seat.rank,
            person=person.key,
            name=person.name or person.key.partition("/")[2],
            label=person.label,
            since=call.at,
            how=how,
            by=handover.by if handover else call.who.key,
            until=until,
            slot=slot(seat, person.key),
        )
    )
    if until and until > call.at:
        call.store.add(Timer(incident=call.here.id, at=until, command=f"role remind {begun.id}"))
    return begun


def end(call: Call, held: Holding, how: str) -> None:
    """Nobody's any more: it stays in the history."""
    call.store.save(replace(held, ended=call.at, ended_by=call.who.key, ended_how=how, slot=None))


def settle(call: Call, handover: Handover) -> Reply:
    """Save what was confirmed, and change hands where all have and the time has come."""
    if handover.missing:
        call.store.save(handover)
        return _waiting(call, handover)
    if handover.at > call.at:
        call.store.save(handover)
        return Reply(
            text=f"{handover.shown} is confirmed: {change(handover)} at {shown(handover.at, call.zone)}.",
            audience=Audience.MAIN,
        )
    return _changed(call, handover)


def _waiting(call: Call, handover: Handover) -> Reply:
    choices = (
        Choice("Confirm", f"role confirm {handover.shown}", "✅"),
        Choice("Decline", f"role decline {handover.shown}", "❌"),
    )
    when = f" at {shown(handover.at, call.zone)}" if handover.at > call.at else ""
    return Reply(
        text=f"{handover.shown}: {change(handover)}{when}. To confirm: {' and '.join(handover.missing)} "
        f"({call.everywhere} role confirm {handover.shown}).",
        audience=Audience.MAIN,
        choices=choices,
    )


def _changed(call: Call, handover: Handover) -> Reply:
    """It changes hands now, or not at all where the position is not what it was."""
    seat, to = handover.seat, Person(handover.to, handover.to_name, handover.to_label)
    leaving = own(seat, handover.leaving, call) if handover.leaving else None
    other = holder_of(seat, call)
    if (other is not None and other != leaving) or own(seat, handover.to, call):
        call.store.save(replace(handover, state=step(HANDING, handover.state, "withdraw", handover.shown)))
        held = (other or own(seat, handover.to, call) or leaving).name  # type: ignore[union-attr]
        return Reply(text=f"{handover.shown} is void: {seat.shown} is held by {held}.", audience=Audience.MAIN)
    if leaving:
        end(call, leaving, f"handed over to {handover.to_name}, {handover.shown}")
    begun = begin(call, seat, to, f"given by {handover.by_name}, {handover.shown}", handover)
    call.store.save(replace(handover, state=step(HANDING, handover.state, "change", handover.shown)))
    before = f" (was {leaving.name})" if leaving else ""
    return Reply(
        text=f"{handover.shown}: {seat.shown} is {begun.who} from {shown(call.at, call.zone)}{before}.",
        audience=Audience.MAIN,
    )


def confirmed(call: Call, handover: Handover) -> Handover:
    """The hand-over with the speaker's yes in all places where it counts; Refused where it counts in none."""
    step(HANDING, handover.state, "confirm", handover.shown)
    now = handover
    if handover.given is None and may_name(handover.seat, call):
        now = replace(now, given=call.at)
    if handover.confirmed is None and speaks_for(handover.to, call):
        now = replace(now, confirmed=call.at)
        if call.who.key in call.store.same_person(handover.to):  # now it is known how they are called
            now = replace(now, to_name=call.who.name or now.to_name, to_label=call.who.label)
    if handover.leaving and handover.released is None and speaks_for(handover.leaving, call):
        now = replace(now, released=call.at)
    if now == handover:
        waits = " and ".join(handover.missing)
        raise Refused(
            f"{handover.shown} is for {waits} to confirm; nothing was changed."
            if waits
            else f"{handover.shown} is confirmed already: {change(handover)} at {shown(handover.at, call.zone)}."
        )
    return now


def is_meant(call: Call, waiting: Handover, person: Person, at: datetime | None) -> bool:
    """Giving somebody what they have asked for already is the word that their asking waits for."""
    same = waiting.to in call.store.same_person(person.key) and (at is None or at == waiting.at)
    return same and waiting.given is None and may_name(waiting.seat, call)


def speaks_for(person: str, call: Call) -> bool:
    """For oneself; for somebody who is not on chat the communications desk does, and whoever may give the position."""
    if person.startswith(OFF_CHAT):
        return rights.may_do("desk", call)
    return call.who.key in call.store.same_person(person)


def change(handover: Handover) -> str:
    """What changes, in words."""
    if handover.leaving:
        return f"{handover.seat.shown} goes from {handover.leaving_name} to {handover.to_name}"
    return f"{handover.seat.shown} goes to {handover.to_name}"


def find(call: Call, number: int) -> Handover:
    """The hand-over of that number; Refused where there is none."""
    found = call.store.handover(call.here.id, number)
    if found is None:
        open_ = ", ".join(one.shown for one in call.store.handovers(call.here.id))
        raise Refused(f"There is no hand-over H-{number}. {f'Open: {open_}.' if open_ else 'None is open.'}")
    return found


def open_for(seat: Seat, person: str, call: Call) -> Handover | None:
    """The open hand-over of a position, where several may hold it of the position to this person."""
    mine = (one for one in call.store.handovers(call.here.id) if one.seat == seat)
    return next((one for one in mine if not seat.several or one.to == person), None)


def refuse(seat: Seat, call: Call) -> Refused:
    """The refusal to somebody who may not say who holds it."""
    return Refused(f"Who holds {seat.shown} is {rights.whose(givers(seat.position), call)} Nothing was changed.")


def leaves_command(held: Holding, call: Call) -> bool:
    """True where the incident would have no IC without this one."""
    if (held.position, held.rank) != (IC, Rank.HOLDER):
        return False
    return all(one.id == held.id for one in holding(held.seat, call))

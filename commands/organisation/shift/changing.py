"""What a change of shift does: who takes over, the draft before, the summary at the change, and the clock for both."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from commands.call import Call
from commands.domain.accountability.checkins import counted
from commands.domain.cards import words
from commands.domain.incidents import MAIN
from commands.domain.messages import Audience, Choice, Reply
from commands.domain.moments import clock, shown, span
from commands.domain.organisation.roles import COMU, Handover, Holding, Rank, slot
from commands.domain.organisation.shifts import DRAFT, Shift, ShiftPart
from commands.domain.schedules import Schedule, Timer
from commands.domain.situation.sections import Section
from commands.domain.situation.shift_summary import Difference, compose
from commands.domain.situation.sitrep import LATE
from commands.domain.situation.situation import Situation
from commands.domain.situation.situation_faces import card
from commands.facts.now import gather
from commands.facts.past import as_of
from commands.facts.sitrep_clock import TURN, keep, settings
from commands.line.daily import soonest
from commands.paper.sitrep import whole
from commands.shared.belonging import in_person
from commands.shared.record_head import with_record_head

SOON = timedelta(minutes=30)
"""A hand-over so long after the change still belongs to it."""

JUST = timedelta(minutes=60)
"""So does one that was done so long before it."""

SHOWN = 10
"""Lines of each section in the post."""

ACCEPT = Choice("Accept the shift", "shift accept", "🤝")


def turns(call: Call) -> tuple[Schedule, ...]:
    """When the shift changes."""
    return tuple(one for one in call.store.schedules(call.here.id) if one.command == TURN)


def next_turn(call: Call) -> datetime | None:
    """When the next shift of the desk begins (UTC); None where no turn is set."""
    return soonest(turns(call), call)


def desk_lines(call: Call) -> list[str]:
    """Who is on the communications desk."""
    held = [one for one in call.store.holders(call.here.id, tuple(COMU)) if one.rank is not Rank.TRAINEE]
    lines = [f"{one.seat.shown}: {one.who}, since {shown(one.since, call.zone)}" for one in held]
    return lines or ["Nobody holds a position of the Communications Unit."]


# the clock


def accept_within(call: Call, within: timedelta) -> None:
    """Set in what time a new shift has to accept what is handed to it."""
    keep(call, replace(settings(call), accept_within=within))


def first_shift(call: Call) -> Shift:
    """The shift that runs; the first one began with the incident."""
    running = call.store.shift(call.here.id)
    if running is not None:
        return running
    number = call.store.next_number(call.here.id, "shift")
    return call.store.add(Shift(incident=call.here.id, number=number, start=call.here.opened))


def next_shift(call: Call) -> tuple[Shift, Shift]:
    """End the shift that runs and begin the next: both."""
    over = call.store.save(replace(first_shift(call), ended=call.at))
    number = call.store.next_number(call.here.id, "shift")
    return over, call.store.add(Shift(incident=call.here.id, number=number, start=call.at, due=call.due))


def wake_for_draft(call: Call) -> None:
    """Set the timer of the draft before the next change. It names the change, and is void where that was moved."""
    if turn := next_turn(call):
        at = max(turn - DRAFT, call.at)
        call.store.add(Timer(incident=call.here.id, at=at, command=f"shift draft {int(turn.timestamp())}"))


# who takes over


def incoming(call: Call, at: datetime, shift: int = 0) -> tuple[ShiftPart, ...]:
    """Who takes over what around a change at that time: hand-overs that wait, and those that were done just before."""
    found = [_waiting(one, shift) for one in call.store.handovers(call.here.id) if one.at <= at + SOON]
    left = {
        (one.seat, one.ended): one for one in call.store.seats_changed(call.here.id, at - JUST, call.at) if one.ended
    }
    for one in call.store.holders(call.here.id):
        before = left.get((one.seat, one.since))
        if one.rank is not Rank.TRAINEE and one.since >= at - JUST and (before or one.position in COMU):
            found.append(_done(one, before, shift))
    return tuple({one.slot: one for one in found}.values())


def _waiting(one: Handover, shift: int) -> ShiftPart:
    return ShiftPart(
        incident=one.incident,
        shift=shift,
        slot=slot(one.seat, one.to),
        position=one.position,
        place=one.place,
        rank=one.rank,
        to=one.to,
        to_name=one.to_name,
        leaving=one.leaving,
        leaving_name=one.leaving_name,
    )


def _done(one: Holding, before: Holding | None, shift: int) -> ShiftPart:
    return ShiftPart(
        incident=one.incident,
        shift=shift,
        slot=slot(one.seat, one.person),
        position=one.position,
        place=one.place,
        rank=one.rank,
        to=one.person,
        to_name=one.name,
        leaving=before.person if before else "",
        leaving_name=before.name if before else "",
    )


def mine(call: Call) -> tuple[ShiftPart, ...]:
    """What the speaker holds, as parts of a summary: those stand first in it."""
    keys = call.store.same_person(call.who.key)
    held = call.store.held_by(call.here.id, keys)
    return tuple(replace(_done(one, None, 0), leaving=one.person) for one in held)


# the summary


def difference(
    call: Call, since: datetime, until: datetime | None = None, groups: Collection[str] = (MAIN,)
) -> Difference:
    """What became of the record since a time, up to now, or up to another time with what was open then."""
    here, store, end = call.here.id, call.store, until or call.at
    traffic, entries = store.written_since(here, groups, since)
    if until:
        later = store.written_since(here, groups, until)
        traffic, entries = traffic - later[0], entries - later[1]
    facts, gone = as_of(call, since, until, groups) if until else (gather(call, since, groups=groups), ())
    return Difference(
        facts=facts,
        closed=store.closed_between(here, groups, since, end),
        seats=store.seats_changed(here, since, end),
        traffic=traffic,
        entries=entries,
        until=until,
        since_closed=gone,
    )


def with_desk(call: Call, situation: Situation) -> Situation:
    """The summary with who is on the desk, and which hand-overs wait."""
    waiting = [one for one in call.store.handovers(call.here.id) if one.position in COMU]
    owed = (f"{counted(len(waiting), 'hand-over')} waiting",) if waiting else ()
    held = "Each position is held until relieved."
    desk = Section(name="Communications desk", gist=", ".join((*owed, held)), lines=tuple(desk_lines(call)))
    return replace(situation, sections=(desk, *situation.sections))


def final(call: Call, over: Shift, begun: Shift, parts: tuple[ShiftPart, ...]) -> tuple[Reply, ...]:
    """The summary of the shift that is over: in the rooms with its PDF, and directly to each who takes over."""
    now = difference(call, over.start)
    late = call.at - begun.due if begun.due else timedelta(0)
    told = f"posted {span(late)} late, due {clock(begun.due, call.zone)}" if begun.due and late >= LATE else ""
    title = f"SHIFT CHANGE, summary of shift {over.number}"
    situation = with_record_head(call, with_desk(call, compose(title, now, parts, told)))
    post = card(situation, most=SHOWN)
    public = Reply(
        text=words(post),
        card=post,
        audience=Audience.MAIN,
        choices=(ACCEPT,) if parts else (),
        documents=(whole(call, situation, f"shift-{over.number}-summary"),),
    )
    return (public, *to_each(title, now, parts, told))


def to_each(
    title: str, now: Difference, parts: Iterable[ShiftPart], late: str = "", *, accept: bool = True
) -> tuple[Reply, ...]:
    """The summary directly to everybody who takes over, with their own part first."""
    found = tuple(parts)
    replies: list[Reply] = []
    for person in dict.fromkeys(one.to for one in found):
        own = tuple(one for one in found if one.to == person)
        others = tuple(one for one in found if one.to != person)
        shown_card = card(compose(title, now, (*own, *others), late), most=SHOWN)
        choices = (ACCEPT,) if accept else ()
        replies += [replace(one, card=shown_card) for one in in_person((person,), words(shown_card), choices)]
    return tuple(replies)


def nobody_named(call: Call, turn: datetime) -> tuple[Reply, ...]:
    """Tell those who lead the desk that nobody is named to take it over."""
    leads = call.store.holders(call.here.id, ("COML", "INCM"))
    text = (
        f"The shift changes at {clock(turn, call.zone)}, and no hand-over is set. "
        f"{call.prefix} role give COML @person at {turn.astimezone(call.zone):%H%M}"
    )
    return in_person((one.person for one in leads if one.rank is not Rank.TRAINEE), text)

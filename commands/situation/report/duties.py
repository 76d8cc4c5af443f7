"""Who owes reports, by when; reminding, putting off, and what is noted of it."""

from dataclasses import replace
from datetime import timedelta
from typing import Annotated

from commands.call import Call
from commands.domain.cards import words as words_of
from commands.domain.errors import Refused
from commands.domain.messages import Card, Choice, Reply, Table
from commands.domain.moments import shown, span
from commands.domain.organisation.positions import chain
from commands.domain.organisation.roles import Holding, Rank, Seat
from commands.domain.schedules import Timer
from commands.domain.situation.reports import Duty, next_reminder
from commands.line.converters import Duration, Long, Moment, id_of
from commands.line.grammar import clean
from commands.line.signature import Hint, Key, Verbatim
from commands.line.who import Where
from commands.registry import CLOCK_ONLY, command
from commands.shared import rights
from commands.shared.belonging import home, in_person, readable, reads, told
from commands.situation.report.owed import ALL, key_for, key_of, look, note, who

SHORTEST, LONGEST = timedelta(minutes=5), timedelta(days=2)
SNOOZED_AT_MOST = timedelta(hours=12)


@command(needs="report every")
def every(
    call: Call,
    interval: Duration,
    position: Annotated[Where | None, Hint("who owes it; empty: anybody of the incident")] = None,
    *,
    first: Annotated[Moment | None, Key("from"), Hint("when the first one is due")] = None,
) -> tuple[Reply, ...]:
    """Set how often a position owes a report; whoever holds it is reminded, and the supervisor after that.

    report every 4h DIVS A from:0600
    """
    if not SHORTEST <= interval <= LONGEST:
        raise Refused(f"{span(interval)} is no interval for reports: {span(SHORTEST)} to {span(LONGEST)}.")
    seat = position or Seat("")
    before = call.store.duty(call.here.id, key_for(seat.position, seat.place))
    if before is not None and not reads(call, before):
        raise Refused("That is set by another group of the incident; nothing was changed.")
    due = first or call.at + interval
    if before is None:
        kept = call.store.add(_new(call, seat, interval, due))
    else:
        kept = call.store.save(replace(before, every=interval, due=due, stopped=False, reminded=0, snoozed=None))
    note(call, kept, "every", f"every {span(interval)}, next {shown(due, call.zone)}")
    look(call, kept)
    words = f"{who(kept)} owes a report every {span(interval)}, the next by {shown(due, call.zone)}"
    return told(call, kept, words)


@command(needs="report every")
def stop(call: Call, position: Annotated[Where | None, Hint("who owes it no more")] = None) -> tuple[Reply, ...]:
    """End a reporting interval.

    report stop DIVS A
    """
    one = _duty(call, position)
    kept = call.store.save(replace(one, stopped=True))
    note(call, kept, "stop", "owes no more reports")
    return told(call, kept, f"{who(kept)} owes no more reports by interval")


@command(closed=True)
def due(call: Call) -> Reply:
    """List who owes reports: by when, the last one, and who holds the position; only you see the answer.

    report due
    """
    found = [one for one in call.store.duties(call.here.id) if one.group in readable(call)]
    if not found:
        return Reply(text=f"{call.here.shown}: nobody owes reports by interval. {call.prefix} report every 4h DIVS A")
    late = sum(one.overdue(call.at) for one in found)
    card = Card(
        title=f"{call.here.shown}: {len(found)} owe reports, {late} overdue",
        table=Table(("Who", "Held by", "Due", "Last", "Every"), tuple(_row(one, call) for one in found)),
        footer=f"as of {shown(call.at, call.zone)}",
    )
    return Reply(text=words_of(card), card=card)


@command()
def snooze(
    call: Call,
    position: Annotated[Where | None, Hint("whose report")] = None,
    within: Annotated[Duration, Key("for"), Hint("for how long")] = timedelta(minutes=30),
    why: Annotated[Long, Verbatim(), Hint("why")] = "",
) -> tuple[Reply, ...]:
    """Put a reminder off; that it was put off, by whom and why is noted.

    report snooze DIVS A 30m crew is being moved
    """
    one = _duty(call, position)
    _may_snooze(call, one)
    if within > SNOOZED_AT_MOST:
        raise Refused(f"At most {span(SNOOZED_AT_MOST)}; nothing was changed.")
    said = " ".join(clean(why).split())[:300]
    until = max(call.at, one.due) + within
    kept = call.store.save(replace(one, due=until, snoozed=call.at))
    note(call, kept, "snooze", f"until {shown(until, call.zone)}{f': {said}' if said else ''}")
    look(call, kept)
    reason = f": {said}" if said else ""
    return told(call, kept, f"{who(kept)}: report put off until {shown(until, call.zone)}{reason}")


@command(needs=CLOCK_ONLY)
def tick(call: Call, number: Annotated[int, id_of("DU")]) -> tuple[Reply, ...]:
    """Said by the clock alone: remind whoever owes a report that is due.

    report tick 3
    """
    one = next((each for each in call.store.duties(call.here.id) if each.number == number), None)
    if one is None or not one.overdue(call.at):
        return ()
    kept = call.store.save(replace(one, reminded=one.reminded + 1))
    note(call, kept, "remind", f"reminder {kept.reminded}")
    at = next_reminder(kept, call.at)
    call.store.add(Timer(incident=kept.incident, at=at, command=f"report tick {kept.number}"))
    last = f"last {shown(one.last, call.zone)}" if one.last else "none yet"
    holding, above = _holders(call, kept), _above(call, kept) if kept.reminded > 1 else ()
    names = ", ".join(one.who for one in holding) or "nobody holds it"
    told_too = f" Told too: {', '.join(f'{one.seat.shown} ({one.name})' for one in above)}." if above else ""
    whose = f" ({names})" if kept.position else ""
    text = f"REPORT OWED by {kept.shown or ALL}{whose}: due {shown(kept.due, call.zone)}, {last}.{told_too}"
    put_off = Choice("Put off 30 min", f"report snooze {kept.shown} for:30m".replace("  ", " "), "💤")
    people = in_person([one.person for one in (*holding, *above)], text, (put_off,))
    return (*told(call, kept, text, choices=(put_off,)), *people)


def _new(call: Call, seat: Seat, interval: timedelta, at: Moment) -> Duty:
    return Duty(
        incident=call.here.id,
        group=home(call),
        number=call.store.next_number(call.here.id, "DU"),
        position=seat.position,
        place=seat.place,
        key=key_of(seat),
        every=interval,
        due=at,
        at=call.at,
        by=call.who.key,
    )


def _duty(call: Call, position: Seat | None) -> Duty:
    """What is owed by that position, or the only thing that is owed."""
    found = [one for one in call.store.duties(call.here.id) if reads(call, one)]
    if position is None and len(found) == 1:
        return found[0]
    key = key_of(position) if position else ""
    one = next((each for each in found if each.key == key), None)
    if one is None:
        owing = ", ".join(each.shown or ALL for each in found) or "nobody"
        raise Refused(f"{key or ALL} owes no reports by interval; nothing was changed. Owing: {owing}.")
    return one


def _may_snooze(call: Call, one: Duty) -> None:
    wanted = rights.allowed("report every") | {one.position, *(chain(one.position) if one.position else ())}
    if not rights.has(frozenset(wanted), call):
        raise Refused(f"That reminder is {rights.whose(wanted - {''}, call)} Nothing was changed.")


def _holders(call: Call, one: Duty) -> tuple[Holding, ...]:
    if not one.position:
        return ()
    found = call.store.holders(call.here.id, (one.position,))
    return tuple(each for each in found if each.place == one.place and each.rank is not Rank.TRAINEE)


def _above(call: Call, one: Duty) -> tuple[Holding, ...]:
    """The nearest supervisors that somebody is."""
    for position in chain(one.position) if one.position else ():
        if found := [each for each in call.store.holders(call.here.id, (position,)) if each.rank is Rank.HOLDER]:
            return tuple(found)
    return ()


def _row(one: Duty, call: Call) -> tuple[str, ...]:
    late = " OVERDUE" if one.overdue(call.at) else ""
    put_off = " (put off)" if one.snoozed else ""
    last = shown(one.last, call.zone) if one.last else "none yet"
    names = ", ".join(each.who for each in _holders(call, one)) or ("nobody" if one.position else "anybody")
    return (who(one), names, f"{shown(one.due, call.zone)}{put_off}{late}", last, span(one.every))

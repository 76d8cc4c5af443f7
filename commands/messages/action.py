"""Actions: what somebody has said they will do, by when. It is reminded, and carried over until it is done."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Annotated

from commands.call import Call
from commands.domain.accountability.checkins import counted
from commands.domain.accountability.owed import ACTION, Action, Doing
from commands.domain.cards import words as in_words
from commands.domain.errors import Refused
from commands.domain.messages import Audience, Card, Choice, Colour, Person, Reply, Table
from commands.domain.moments import shown, span
from commands.domain.moves import step
from commands.domain.schedules import Timer
from commands.line.converters import Long, id_of
from commands.line.signature import AtEnd, Key, Rest
from commands.line.times import is_meant
from commands.registry import command
from commands.shared.owing import Deadline, bare, to_person, with_person
from commands.shared.speaker import own_name
from commands.shared.still_open import NAMED, some, tells_what_is_open

BEFORE = timedelta(minutes=15)
"""So long before its time the person is reminded."""

AGAIN = timedelta(hours=1)
"""After so long what is overdue is told again."""

ActionId = Annotated[int, id_of("T")]


@tells_what_is_open()
def _not_done(call: Call) -> Iterator[str]:
    if count := call.store.open_actions(call.here.id):
        named = some(one.shown for one in call.store.actions(call.here.id, NAMED + 1))
        yield f"{counted(count, 'action')} not done: {named}"


@command(creates=True)
def action(
    call: Call, text: Annotated[Long, Rest()], *, due: Annotated[Deadline | None, Key("by"), AtEnd(is_meant)] = None
) -> Reply | tuple[Reply, ...]:
    """Note what somebody will do, by when; they are reminded, and it stays listed until it is done.

    action refuel Rptr 4 generator by 0400 @Ana Ruiz. Without a person it is owed by nobody yet.
    Words with a time at the end that is no deadline stand in quotes: action "tell Div A: out by 0400".
    """
    words, person = with_person(text, call)
    if not bare(words):
        raise Refused("What is to be done? Nothing was recorded.")
    owner = person or Person("")
    one = call.store.add(
        Action(
            incident=call.here.id,
            number=call.store.next_number(call.here.id, "action"),
            words=bare(words),
            due=due,
            alarm=max(due - BEFORE, call.at + (due - call.at) / 2) if due else None,
            owner=owner.key,
            owner_name=owner.name,
            at=call.at,
            by=call.who.key,
            by_name=own_name(call),
        )
    )
    _wake(call, one)
    public = Reply(
        text=f"{one.shown}: {_line(call, one)}", audience=Audience.MAIN, choices=(_done(one),), about=one.shown
    )
    if not person or person.key == call.who.key:
        return public
    return (
        public,
        *to_person(owner.key, f"{own_name(call)} counts on you: {one.shown}: {_line(call, one)}", _done(one)),
    )


@command()
def done(call: Call, id: ActionId) -> Reply:
    """Tick an action as done.

    action done T-1.
    """
    one = _one(call, id)
    if one.state is Doing.DONE and one.done_at:
        raise Refused(
            f"{one.shown} was done by {one.done_by}, {shown(one.done_at, call.zone)}. Nothing was changed. "
            f"If it is not done after all: {call.prefix} action reopen {one.shown}"
        )
    after = step(ACTION, one.state, "done", one.shown)
    call.store.save(replace(one, state=after, done_at=call.at, done_by=own_name(call)))
    return Reply(text=f"{one.shown} done by {own_name(call)}: {one.words}", audience=Audience.MAIN, about=one.shown)


@command()
def drop(call: Call, id: ActionId) -> Reply:
    """Drop an action that is not needed any more.

    action drop T-1.
    """
    one = _one(call, id)
    call.store.save(replace(one, state=step(ACTION, one.state, "drop", one.shown)))
    return Reply(text=f"{one.shown} dropped by {own_name(call)}: {one.words}", audience=Audience.MAIN, about=one.shown)


@command()
def reopen(call: Call, id: ActionId) -> Reply:
    """Open an action again that was done or dropped.

    action reopen T-1.
    """
    one = _one(call, id)
    after = step(ACTION, one.state, "reopen", one.shown)
    alarm = max(one.due, call.at + BEFORE) if one.due else None
    one = call.store.save(replace(one, state=after, alarm=alarm, done_at=None, done_by=""))
    _wake(call, one)
    return Reply(text=f"{one.shown} is open again: {_line(call, one)}", audience=Audience.MAIN, about=one.shown)


@command()
def give(call: Call, id: ActionId, to: Annotated[Long, Rest()]) -> tuple[Reply, ...]:
    """Give an action to somebody else.

    action give T-1 @Ben Ito.
    """
    one = _one(call, id)
    rest, person = with_person(to if "@" in to else f"@{to}", call)
    if rest or person is None:
        raise Refused("To whom? Name one person with @; nothing was changed.")
    after = step(ACTION, one.state, "give", one.shown)
    one = call.store.save(replace(one, state=after, owner=person.key, owner_name=person.name))
    text = f"{one.shown}: {_line(call, one)}"
    return (Reply(text=text, audience=Audience.MAIN, about=one.shown), *to_person(person.key, text, _done(one)))


@command()
def list_(call: Call) -> Reply:
    """List what is owed, the most urgent first; only you see the answer."""
    found = call.store.actions(call.here.id)
    if not found:
        return Reply(text=f"{call.here.shown}: no action is open.")
    rows = tuple((one.shown, one.words, _due(call, one), one.owner_name or "nobody") for one in found[:100])
    late = any(one.due and call.at > one.due for one in found)
    card = Card(
        title=f"{call.here.shown}: {len(found)} actions open",
        table=Table(("No.", "What", "By", "Owed by"), rows),
        footer=f"as of {shown(call.at, call.zone)}",
        colour=Colour.RED if late else None,
    )
    return Reply(text=in_words(card), card=card)


@command(needs="clock")
def look(call: Call, id: ActionId) -> tuple[Reply, ...]:
    """Remind whoever owes it; say by name what is overdue, again and again."""
    one = _one(call, id)
    if one.state is not Doing.OPEN or one.due is None or call.due != one.alarm:
        return ()
    after = step(ACTION, one.state, "remind", one.shown)
    early = call.at < one.due
    one = call.store.save(replace(one, state=after, alarm=one.due if early else call.at + AGAIN))
    _wake(call, one)
    if early:
        text = f"Reminder: {one.shown}: {_line(call, one)}"
        room = Reply(text=text, audience=Audience.MAIN, choices=(_done(one),))
        return to_person(one.owner, text, _done(one)) or (room,)
    text = f"Overdue {span(call.at - (one.due or call.at))}: {one.shown}: {_line(call, one)}"
    room = Reply(text=text, audience=Audience.MAIN, choices=(_done(one),))
    return (room, *to_person(one.owner, text, _done(one)))


def _wake(call: Call, one: Action) -> None:
    if one.alarm is not None:
        call.store.add(Timer(incident=one.incident, at=one.alarm, command=f"action look {one.shown}"))


def _one(call: Call, number: int) -> Action:
    one = call.store.numbered(Action, call.here.id, number)
    if one is None:
        raise Refused(
            f"There is no T-{number} here; nothing was changed. {call.prefix} action list shows what is open."
        )
    return one


def _done(one: Action) -> Choice:
    return Choice("Done", f"action done {one.shown}", "✅")


def _line(call: Call, one: Action) -> str:
    by = f", by {shown(one.due, call.zone)}" if one.due else ""
    return f"{one.words}{by}, {one.owner_name or 'owed by nobody yet'}"


def _due(call: Call, one: Action) -> str:
    if one.due is None:
        return ""
    return f"{shown(one.due, call.zone)}{', OVERDUE' if call.at > one.due else ''}"

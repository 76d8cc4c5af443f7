"""Watches: somebody who is out alone calls in again and again; when they do not, a named person is told."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Annotated

from commands.call import Call
from commands.domain.accountability.owed import WATCH, Watch, Watching
from commands.domain.accountability.safety import takes_effect
from commands.domain.cards import words as in_words
from commands.domain.errors import Refused
from commands.domain.folding import unit_key
from commands.domain.messages import Audience, Card, Choice, Colour, Person, Reply, Table
from commands.domain.moments import clock, shown, span
from commands.domain.moves import step
from commands.line.converters import Duration, Long, Name, id_of
from commands.line.signature import Hint, Rest
from commands.registry import command
from commands.shared import rights
from commands.shared.folding import routine
from commands.shared.heard import wake
from commands.shared.owing import to_person, with_person
from commands.shared.safety import reported, speaks_for
from commands.shared.speaker import own_name
from commands.shared.still_open import PEOPLE, some, tells_what_is_open

AGAIN, LATER = timedelta(minutes=5), timedelta(minutes=15)
"""After so long an overdue watch is told again; after the longer time, once it has been told for an hour."""

LONG = timedelta(hours=1)

WatchId = Annotated[int, id_of("W")]


@tells_what_is_open(PEOPLE)
def _running(call: Call) -> Iterator[str]:
    if found := call.store.watches(call.here.id):
        yield f"watched: {some(f'{one.shown} {one.what}' for one in found)}"


@command(creates=True)
def watch(
    call: Call, what: Name, every: Duration, to: Annotated[Long, Rest(), Hint("@person who is told; you if empty")] = ""
) -> Reply:
    """Watch over somebody who is to call in within a time, again and again; overdue goes to a named person.

    watch COMT Rptr 4 30m @Ana Ruiz. watch ok W-1: they called in. watch end W-1: they are back.
    """
    what = re.sub(r"(?<=\S)\s+(every|each|for|within|in)$", "", what, flags=re.IGNORECASE)
    rest, person = with_person(to, call)
    if rest:
        raise Refused(f"“{rest[:40]}” is too much. The person who is told is named with @; nothing was recorded.")
    owner = person or Person(call.who.key, own_name(call))
    one = call.store.add(
        Watch(
            incident=call.here.id,
            number=call.store.next_number(call.here.id, "watch"),
            what=what,
            every=every,
            due=call.at + every,
            alarm=call.at + every,
            owner=owner.key,
            owner_name=owner.name,
            heard=call.at,
            at=call.at,
            by=call.who.key,
        )
    )
    wake(call, one)
    by = clock(one.due, call.zone)
    text = f"{one.shown}: {one.what} calls in by {by}, every {span(every)}; else {owner.name} is told."
    return Reply(text=text, audience=Audience.MAIN, choices=_choices(one), about=one.shown)


@command(also=("heard", "well"))
def ok(call: Call, id: WatchId) -> Reply:
    """They called in; the time begins anew.

    watch ok W-1.
    """
    one = _one(call, id)
    if not takes_effect("heard", may=_may(call, one)):
        return _reported(call, one, "heard")
    was = one.state
    after = step(WATCH, one.state, "ok", one.shown)
    one = call.store.save(
        replace(one, state=after, heard=call.at, reported="", due=call.at + one.every, alarm=call.at + one.every)
    )
    wake(call, one)
    words = f"{one.shown}: {one.what} heard by {own_name(call)}; next by {clock(one.due, call.zone)}"
    if was is Watching.OVERDUE:
        return Reply(text=f"{words}. Not overdue any more.", audience=Audience.MAIN, loud=True)
    return routine(call, "called in", one.what, words)


@command(also=("back", "close", "stop"))
def end(call: Call, id: WatchId) -> Reply:
    """End a watch: they are back.

    watch end W-1.
    """
    one = _one(call, id)
    if one.ended:
        raise Refused(f"{one.shown} ({one.what}) was ended {shown(one.ended, call.zone)}; nothing was changed.")
    if not takes_effect("ended", may=_may(call, one)):
        return _reported(call, one, "back")
    call.store.save(replace(one, state=step(WATCH, one.state, "end", one.shown), ended=call.at))
    return Reply(text=f"{one.shown} ended by {own_name(call)}: {one.what}.", audience=Audience.MAIN, about=one.shown)


@command()
def list_(call: Call) -> Reply:
    """List the watches that run, the overdue ones first; only you see the answer."""
    found = call.store.watches(call.here.id)
    if not found:
        return Reply(text=f"{call.here.shown}: no watch is running.")
    rows = tuple((one.shown, one.what, _due(call, one), _heard(call, one), one.owner_name) for one in found)
    late = any(call.at > one.due for one in found)
    card = Card(
        title=f"{call.here.shown}: {len(found)} watched",
        table=Table(("No.", "Who", "Due", "Last heard", "Told"), rows),
        footer=f"as of {shown(call.at, call.zone)}",
        colour=Colour.RED if late else Colour.GREEN,
    )
    return Reply(text=in_words(card), card=card)


@command(needs="clock")
def check(call: Call, id: WatchId) -> tuple[Reply, ...]:
    """Tell the named person that somebody has not called in."""
    one = _one(call, id)
    if one.state is Watching.ENDED or call.due != one.alarm:
        return ()
    again = AGAIN if call.at - one.due < LONG else LATER
    one = call.store.save(replace(one, state=step(WATCH, one.state, "late", one.shown), alarm=call.at + again))
    wake(call, one)
    text = (
        f"OVERDUE {span(call.at - one.due)}: {one.what} ({one.shown}), last heard {_heard(call, one)}. "
        f"{one.owner_name}: find out, and say so here."
    )
    public = Reply(text=text, audience=Audience.MAIN, loud=True, choices=_choices(one))
    return (public, *to_person(one.owner, text, *_choices(one)))


def _may(call: Call, one: Watch) -> bool:
    """The watched themselves, whoever began the watch or is told of it, the desk, supervisors and command."""
    keys = call.store.same_person(call.who.key)
    if one.by in keys or one.owner in keys or rights.may_do("watch others", call):
        return True
    return any(speaks_for(call, line) for line in call.store.checked_in(call.here.id, unit_key(one.what)))


def _reported(call: Call, one: Watch, what: str) -> Reply:
    """Somebody else's word that they are well: shown, and the watch goes on."""
    told = reported(call, what)
    step(WATCH, one.state, "ok", one.shown)
    call.store.save(replace(one, reported=told))
    text = (
        f"{one.shown}: {one.what} {told}. The watch goes on, next by {clock(one.due, call.zone)}: it is ended by "
        f"themselves, {one.owner_name} or the radio desk."
    )
    return Reply(text=text, audience=Audience.MAIN, choices=_choices(one), about=one.shown)


def _heard(call: Call, one: Watch) -> str:
    heard = shown(one.heard, call.zone)
    return f"{heard}; {one.reported}" if one.reported else heard


def _one(call: Call, number: int) -> Watch:
    one = call.store.numbered(Watch, call.here.id, number)
    if one is None:
        raise Refused(f"There is no W-{number} here; nothing was changed. {call.prefix} watch list shows what runs.")
    return one


def _choices(one: Watch) -> tuple[Choice, ...]:
    return Choice("Called in, all well", f"watch ok {one.shown}", "📻"), Choice("Back", f"watch end {one.shown}", "🏁")


def _due(call: Call, one: Watch) -> str:
    late = f", OVERDUE {span(call.at - one.due)}" if call.at > one.due else ""
    return f"{clock(one.due, call.zone)}{late}"

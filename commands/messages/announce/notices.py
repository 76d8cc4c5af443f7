"""Announcements that are acknowledged: by a button, or ticked at the radio desk for those who are not on chat."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Annotated

from commands.call import Call
from commands.domain.accountability.owed import ANNOUNCEMENT, Acknowledged, Addressee, Announcement
from commands.domain.cards import words as in_words
from commands.domain.errors import Refused
from commands.domain.messages import Audience, Card, Choice, Colour, Reply, Table
from commands.domain.moments import clock, shown, span
from commands.domain.moves import step
from commands.domain.schedules import Timer
from commands.line.converters import Long, id_of
from commands.line.signature import Hint, Key, Rest
from commands.messages.announce.audience import (
    Addressed,
    addressed,
    mine,
    named_in,
    owed_names,
    put_on,
    without_its_end,
)
from commands.registry import command
from commands.shared import rights
from commands.shared.folding import routine
from commands.shared.owing import Deadline, bare
from commands.shared.speaker import own_name
from commands.shared.still_open import some, tells_what_is_open

BY = timedelta(minutes=15)
"""When it is to be acknowledged, where nothing else was said."""

AGAIN = timedelta(minutes=5)
"""It is repeated after as long as there was, but not more often than this."""

REPEATS = 6
"""So often; then it is only listed."""

AnnouncementId = Annotated[int, id_of("A")]


@tells_what_is_open()
def _not_acknowledged(call: Call) -> Iterator[str]:
    if found := call.store.announcements(call.here.id):
        yield f"not acknowledged by all: {some(one.shown for one in found)}"


@command(needs="announce", creates=True)
def announce(
    call: Call,
    text: Annotated[Long, Rest()],
    *,
    to: Annotated[Addressed, Hint("divs, positions, all, or some by name: Div A, COML, E12")] = "",
    due: Annotated[Deadline | None, Key("by"), Hint("when it is to be acknowledged")] = None,
) -> Reply:
    """Tell everybody something, and see who has acknowledged it; who has not is repeated and listed.

    announce "Move to Div A tac on VTAC12" to:divs ack by:15m. Without to: nobody has to acknowledge.
    """
    text, to, due, wanted = without_its_end(call, text.strip(), to, due)
    asked = bool(to) or due is not None or wanted
    words = bare(text)
    if not words:
        raise Refused("What is to be announced? Nothing was recorded.")
    if asked and not to:
        to = "all"
    due = due or (call.at + BY if asked else None)
    one = Announcement(
        incident=call.here.id, number=0, words=words, to=to, due=due, within=due - call.at if due else None,
        state=Acknowledged.OPEN if asked else Acknowledged.ACKNOWLEDGED,
        at=call.at, by=call.who.key, by_name=own_name(call),
    )  # fmt: skip
    addressees = addressed(call, to) if asked else ()
    one = call.store.add(replace(one, number=call.store.next_number(call.here.id, "announcement")))
    if asked:
        put_on(call, one, addressees)
        _again(call, one)
    return _told(call, one)


@command(also=("acknowledge",))
def ack(call: Call, id: AnnouncementId) -> tuple[Reply, ...]:
    """Acknowledge an announcement for what you hold or lead.

    announce ack A-1.
    """
    one = _one(call, id)
    step(ANNOUNCEMENT, one.state, "ack", one.shown)
    found = mine(call, one)
    if not found:
        return (_beside(call, one),)
    owed = [line for line in found if line.at is None]
    if not owed:
        return (Reply(text=f"{one.shown} was acknowledged already for {', '.join(x.name for x in found)}."),)
    return _acknowledged(call, one, owed, ticked=False)


@command(needs="desk")
def tick(call: Call, id: AnnouncementId, whom: Annotated[Long, Rest()]) -> tuple[Reply, ...]:
    """Tick those who acknowledged over the radio.

    announce tick A-1 Div A. announce tick A-1 Div A, E12.
    """
    one = _one(call, id)
    step(ANNOUNCEMENT, one.state, "ack", one.shown)
    if not call.store.owes(one.id)[1]:
        raise Refused(f"{one.shown} asked nobody to acknowledge it; nothing was ticked.")
    found = named_in(call, one, whom)
    owed = [line for line in found if line.at is None]
    if not owed:
        return (Reply(text=f"{one.shown} was acknowledged already: {', '.join(x.name for x in found)}."),)
    return _acknowledged(call, one, owed, ticked=True)


@command()
def status(call: Call, id: AnnouncementId) -> Reply:
    """List who has acknowledged an announcement and who has not; only you see the answer.

    announce status A-1.
    """
    one = _one(call, id)
    done, of = call.store.owes(one.id)
    lines = sorted(call.store.addressees(one.id, most=500), key=lambda line: line.at is not None)
    rows = tuple((line.name, _how(call, line)) for line in lines[:100])
    card = Card(
        title=f"{one.shown}: {done} of {of} acknowledged",
        fields=(("Announcement", one.words[:300]), ("By", one.by_name), *_due(call, one)),
        table=Table(("Who", "Acknowledged"), rows) if rows else None,
        footer=f"as of {shown(call.at, call.zone)}",
        colour=Colour.GREEN if done >= of else Colour.YELLOW,
    )
    return Reply(text=in_words(card), card=card, choices=(_choice(one),) if one.state is Acknowledged.OPEN else ())


@command()
def list_(call: Call) -> Reply:
    """List the announcements that are still to be acknowledged; only you see the answer."""
    found = call.store.announcements(call.here.id)
    if not found:
        return Reply(text=f"{call.here.shown}: no announcement is still to be acknowledged.")
    lines = []
    for one in found:
        done, of = call.store.owes(one.id)
        lines.append(f"{one.shown} {done} of {of}: {one.words[:80]} (not yet: {owed_names(call, one)})")
    return Reply(text="\n".join(lines))


@command(needs="announce", also=("end", "stop", "cancel", "withdraw"))
def close(call: Call, id: AnnouncementId) -> Reply:
    """Close an announcement: it is not repeated any more; who has not acknowledged stays listed in it.

    announce close A-1.
    """
    one = _one(call, id)
    call.store.save(replace(one, state=step(ANNOUNCEMENT, one.state, "close", one.shown), ended=call.at))
    done, of = call.store.owes(one.id)
    left = f" Not acknowledged: {owed_names(call, one)}." if done < of else ""
    return Reply(
        text=f"{one.shown} closed, {done} of {of} acknowledged.{left}", audience=Audience.MAIN, about=one.shown
    )


@command(needs="clock")
def repeat(call: Call, id: AnnouncementId) -> tuple[Reply, ...]:
    """Repeat an announcement that not all have acknowledged."""
    one = _one(call, id)
    if one.state is not Acknowledged.OPEN:
        return ()
    one = call.store.save(
        replace(one, state=step(ANNOUNCEMENT, one.state, "repeat", one.shown), repeats=one.repeats + 1)
    )
    last = one.repeats >= REPEATS
    if not last:
        _again(call, one)
    since = span(call.at - one.at)
    end = f" It is not repeated any more; {call.everywhere} announce status {one.shown}." if last else ""
    text = f"{one.shown} NOT ACKNOWLEDGED, {since}: {owed_names(call, one)}. “{one.words}” ({one.by_name}){end}"
    return (Reply(text=text, audience=Audience.INCIDENT, loud=True, choices=(_choice(one),), about=one.shown),)


def _told(call: Call, one: Announcement) -> Reply:
    text = f"ANNOUNCEMENT {one.shown} by {one.by_name}: “{one.words}”"
    if one.due is None:
        return Reply(text=text, audience=Audience.INCIDENT, loud=True)
    _, of = call.store.owes(one.id)
    text = f"{text} Acknowledge by {clock(one.due, call.zone)} ({of}): {owed_names(call, one)}."
    return Reply(text=text, audience=Audience.INCIDENT, loud=True, choices=(_choice(one),), about=one.shown)


def _acknowledged(call: Call, one: Announcement, lines: list[Addressee], *, ticked: bool) -> tuple[Reply, ...]:
    for line in lines:
        call.store.save(replace(line, at=call.at, by=call.who.key, by_name=own_name(call), ticked=ticked))
    one = call.store.save(replace(one, state=step(ANNOUNCEMENT, one.state, "ack", one.shown)))
    done, of = call.store.owes(one.id)
    names = ", ".join(line.name for line in lines)
    if done >= of and one.state is Acknowledged.OPEN:
        call.store.save(replace(one, state=step(ANNOUNCEMENT, one.state, "all", one.shown), ended=call.at))
        text = f"{one.shown} acknowledged by all {of}; the last was {names}."
        return (Reply(text=text, audience=Audience.MAIN, loud=True),)
    how = f" (ticked by {own_name(call)})" if ticked else f" ({own_name(call)})"
    return (
        routine(call, f"acknowledged {one.shown}", names, f"{one.shown}: {names} acknowledged{how}, {done} of {of}"),
    )


def _beside(call: Call, one: Announcement) -> Reply:
    """Somebody of whom no acknowledgement was asked: kept by name, and nobody else's."""
    keys = call.store.same_person(call.who.key)
    if not any(line.kind == "person" and line.by in keys for line in call.store.addressees(one.id)):
        line = Addressee(announcement=one.id, kind="person", key=call.who.key, name=own_name(call), at=call.at)
        call.store.add(replace(line, by=call.who.key, by_name=own_name(call)))
    asked = owed_names(call, one)
    tail = f" Still to acknowledge: {asked}." if asked else ""
    if rights.may_do("desk", call):
        tail += f" For those on the radio: {call.prefix} announce tick {one.shown} Div A."
    return Reply(text=f"Noted that you read {one.shown}; you are none of those who were asked.{tail}")


def _again(call: Call, one: Announcement) -> None:
    at = one.due if one.due and not one.repeats else call.at + max(AGAIN, one.within or AGAIN)
    call.store.add(Timer(incident=one.incident, at=at, command=f"announce repeat {one.shown}"))


def _one(call: Call, number: int) -> Announcement:
    one = call.store.numbered(Announcement, call.here.id, number)
    if one is None:
        raise Refused(
            f"There is no A-{number} here; nothing was changed. {call.prefix} announce list shows what is open."
        )
    return one


def _choice(one: Announcement) -> Choice:
    return Choice(f"I acknowledge {one.shown}", f"announce ack {one.shown}", "✅")


def _how(call: Call, line: Addressee) -> str:
    if line.at is None:
        return "NOT YET"
    return f"{clock(line.at, call.zone)} {'ticked by ' if line.ticked else ''}{line.by_name}"


def _due(call: Call, one: Announcement) -> tuple[tuple[str, str], ...]:
    return (("Due", shown(one.due, call.zone)),) if one.due else ()

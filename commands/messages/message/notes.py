"""General messages from position to position, held until a named person has acknowledged them (ICS 213)."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Annotated

from commands.call import Call
from commands.domain.accountability.checkins import counted
from commands.domain.cards import words as in_words
from commands.domain.errors import Refused
from commands.domain.folding import place_key
from commands.domain.log.logbook import LONGEST, Origin
from commands.domain.log.traffic import CARRY, MESSAGE, PASSING, SILENT, GeneralMessage, Passing, Precedence
from commands.domain.messages import Card, Reply, Table
from commands.domain.moments import shown, span
from commands.domain.moves import step
from commands.domain.organisation.roles import Holding, Rank, Seat
from commands.domain.schedules import Timer
from commands.line.converters import Long
from commands.line.signature import Hint, Key, Rest
from commands.line.who import OFF_CHAT, Where
from commands.messages.message.words import MessageId, addressed, bare, choices, form, full, handed, row
from commands.registry import command
from commands.shared import rights
from commands.shared.belonging import home, in_person, name_of, readable, reads, speaker, told
from commands.shared.entering import enter
from commands.shared.still_open import NAMED, some, tells_what_is_open

MOST = 30
"""Messages that are shown at once."""


@tells_what_is_open()
def _unacknowledged(call: Call) -> Iterator[str]:
    groups = readable(call)
    if count := call.store.open_message_count(call.here.id, groups):
        named = some(one.shown for one in call.store.general_messages(call.here.id, groups, most=NAMED + 1))
        yield f"{counted(count, 'message')} not acknowledged: {named}"


@command(also=("msg",), creates=True)
def message(
    call: Call,
    to: Where,
    text: Annotated[Long, Rest()],
    *,
    subject: str = "",
    precedence: Annotated[Precedence, Key("priority")] = Precedence.ROUTINE,
) -> tuple[Reply, ...]:
    """Send a numbered message to whoever holds a position, and see that it is acknowledged.

    message LOFR "Bus for 40 needed at camp" subject:Bus priority:priority. Where nobody holds the position, and where
    nobody has acknowledged within ten minutes, it reads “NOT ACKNOWLEDGED, hand-carry or radio”.
    """
    seat, holders = _seat(call, to)
    reached = [one for one in holders if not one.person.startswith(OFF_CHAT)]
    one = call.store.add(
        GeneralMessage(
            incident=call.here.id,
            group=home(call),
            number=call.store.next_number(call.here.id, "message"),
            to=seat.shown,
            to_name=", ".join(one.name for one in holders)[:200],
            subject=subject,
            words=bare(text)[:LONGEST],
            precedence=precedence,
            state=Passing.SENT if reached else step(PASSING, Passing.SENT, "overdue"),
            at=call.at,
            due=call.at + SILENT,
            by=call.who.key,
            by_name=speaker(call),
        )
    )
    words = f"{one.shown} from {one.by_name} to {addressed(one)}: {one.gist[:200]}"
    if not reached:
        why = "is not on chat" if holders else "is held by nobody"
        words = f"{words}. {one.to} {why}: {CARRY}."
    enter(call, Origin.SYSTEM, words, group=one.group, about=one.shown, noun="message", seal=one.seal)
    if not reached:
        return told(call, one, words)
    call.store.add(Timer(incident=one.incident, at=one.due, command=f"message overdue {one.shown}"))
    return (*told(call, one, words), *in_person((held.person for held in reached), handed(call, one), choices(one)))


@command(also=("acknowledge",))
def ack(
    call: Call,
    id: MessageId,
    *,
    by: Annotated[str, Hint("who acknowledged it by radio or by hand, where you write it down for them")] = "",
) -> tuple[Reply, ...]:
    """Acknowledge a message to a position that you hold; or write down who has, by radio or by hand.

    message ack MSG-1. message ack MSG-1 by:"Kim Lee": for the sender and the radio desk.
    """
    one = _one(call, id)
    if one.acked is not None:
        return (
            Reply(text=f"{one.shown} was acknowledged already, {shown(one.acked, call.zone)} by {one.acked_name}."),
        )
    after = call.store.save(_acknowledged(call, one, by, step(PASSING, one.state, "ack", one.shown)))
    how = f" (told by {after.told_by})" if after.told_by else ""
    text = (
        f"{one.shown} to {one.to} acknowledged by {after.acked_name}{how}, {span(call.at - one.at)} after it was sent"
    )
    return (*told(call, one, text), *_sender(call, one, text))


@command(also=("answer",))
def reply(call: Call, id: MessageId, words: Annotated[Long, Rest()] = "", *, by: str = "") -> tuple[Reply, ...]:
    """Answer a message to a position that you hold; that acknowledges it, too.

    message reply MSG-1 the bus comes at 1400.
    """
    one = _one(call, id)
    state = step(PASSING, one.state, "reply", one.shown)
    if not bare(words):
        return (Reply(text=f"What is the reply? {call.prefix} message reply {one.shown} …", form=form(one)),)
    after = _acknowledged(call, one, by, state) if one.acked is None else replace(one, state=state)
    if one.acked is not None:
        _addressee(call, one, by)
    after = call.store.save(
        replace(
            after,
            reply=bare(words)[:LONGEST],
            replied=call.at,
            replied_by=call.who.key,
            replied_name=by or name_of(call),
        )
    )
    text = f"{one.shown} to {one.to} answered by {after.replied_name}: {after.reply[:200]}"
    return (*told(call, one, text), *_sender(call, one, f"{text[: -len(after.reply[:200])]}{after.reply}"))


@command(closed=True)
def list_(call: Call, every: Annotated[bool, Key("all"), Hint("yes: acknowledged ones as well")] = False) -> Reply:
    """List the messages that nobody has acknowledged yet, or all; only you see the answer.

    message list. message list all:yes.
    """
    found = call.store.general_messages(call.here.id, readable(call), open_only=not every, most=MOST)
    if not found:
        words = "no message was sent" if every else "every message is acknowledged"
        return Reply(text=f"{call.here.shown}: {words}.")
    card = Card(
        title=f"{call.here.shown}: {'messages' if every else 'messages that are not acknowledged'}",
        table=Table(("No.", "Sent", "From", "To", "What", "State"), tuple(row(call, one) for one in found)),
        footer=f"as of {shown(call.at, call.zone)}",
    )
    return Reply(text=in_words(card), card=card)


@command(closed=True)
def show(call: Call, id: MessageId) -> Reply:
    """Show a message in full, with what became of it; only you see the answer."""
    one = _one(call, id)
    card = full(call, one)
    mine = one.open and holds(call, one)
    return Reply(text=in_words(card), card=card, choices=choices(one) if mine else ())


@command(needs="clock")
def overdue(call: Call, id: MessageId) -> tuple[Reply, ...]:
    """Say that nobody has acknowledged a message in time."""
    one = _one(call, id)
    if one.state is not Passing.SENT:
        return ()
    call.store.save(replace(one, state=step(PASSING, one.state, "overdue", one.shown)))
    text = f"{one.shown} from {one.by_name} to {addressed(one)}, {span(call.at - one.at)}: {CARRY}."
    return (*told(call, one, text), *_sender(call, one, text))


def _seat(call: Call, to: Seat) -> tuple[Seat, Sequence[Holding]]:
    """The one seat that is meant, and who holds it now; Refused where it could be several places."""
    held = [one for one in call.store.holders(call.here.id, (to.position,)) if one.rank is to.rank]
    if not to.place and len(places := dict.fromkeys(one.place for one in held)) > 1:
        several = " or ".join(f"{to.position} {place}".strip() for place in places)
        raise Refused(f"{to.position} of which place? {several}. Nothing was sent.")
    if not to.place and held:
        to = held[0].seat
    return to, [one for one in held if place_key(one.place) == place_key(to.place)]


def _one(call: Call, number: int) -> GeneralMessage:
    """The message of that number, where it may be read here, or by whom it is from or for; else Refused."""
    one = call.store.general_message(call.here.id, number)
    if one is None or not (reads(call, one) or _is(call, one.by) or holds(call, one)):
        raise Refused(
            f"There is no {MESSAGE}-{number} here; nothing was changed. {call.prefix} message list shows them."
        )
    return one


def _is(call: Call, key: str) -> bool:
    return key in call.store.same_person(call.who.key)


def holds(call: Call, one: GeneralMessage) -> bool:
    """True for whoever is in the position to which it was sent."""
    held = call.store.held_by(call.here.id, call.store.same_person(call.who.key)) if not call.by_clock else ()
    return any(
        replace(each.seat, rank=Rank.HOLDER).shown == one.to or each.seat.shown == one.to
        for each in held
        if each.rank is not Rank.TRAINEE
    )


def _addressee(call: Call, one: GeneralMessage, by: str) -> None:
    """Refused for whoever neither holds the position nor may write down what was heard."""
    if holds(call, one) or (by and (_is(call, one.by) or rights.may_do("desk", call))):
        return
    if _is(call, one.by) or rights.may_do("desk", call):
        raise Refused(
            f"You do not hold {one.to}. Who acknowledged {one.shown}, by radio or by hand? "
            f'{call.prefix} message ack {one.shown} by:"name". Nothing was recorded.'
        )
    whom = rights.whose(rights.allowed("desk"), call)
    raise Refused(f"{one.shown} is for {addressed(one)}; writing down what was heard is {whom} Nothing was recorded.")


def _acknowledged(call: Call, one: GeneralMessage, by: str, state: Passing) -> GeneralMessage:
    _addressee(call, one, by)
    mine = holds(call, one) and not by
    return replace(
        one,
        state=state,
        acked=call.at,
        acked_by=call.who.key,
        acked_name=name_of(call) if mine else by,
        told_by="" if mine else name_of(call),
    )


def _sender(call: Call, one: GeneralMessage, text: str) -> tuple[Reply, ...]:
    """The sender, told in person what became of it, unless it is the sender who speaks."""
    return () if _is(call, one.by) else in_person((one.by,), text)

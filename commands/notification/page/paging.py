"""Paging somebody who is responsible, wherever they are, and what became of it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Annotated

from commands.call import Call
from commands.domain.errors import Refused
from commands.domain.messages import Audience, Reply
from commands.domain.moves import step
from commands.domain.notification.notices import Precedence
from commands.domain.notification.pages import PAGING, SERIES, SHORTEST_WAIT, WAITS, Page
from commands.line.converters import Long, id_of
from commands.line.signature import Hint, Key, Rest
from commands.notification.page import chain
from commands.notification.page.telling import stands, written
from commands.notification.page.whom import Target, Whom, announcement, owed, steps
from commands.registry import command
from commands.shared.owing import Deadline, bare
from commands.shared.reaching import fits, fresh_code
from commands.shared.speaker import own_name
from commands.shared.still_open import some, tells_what_is_open

PageId = Annotated[int, id_of(SERIES)]


@tells_what_is_open()
def _waiting(call: Call) -> Iterator[str]:
    if found := call.store.pages(call.here.id):
        yield f"pages that nobody has acknowledged: {some(one.shown for one in found)}"


@command(needs="announce", creates=True)
def page(
    call: Call,
    whom: Whom,
    words: Annotated[Long, Rest(), Hint("what it is about; for an announcement it may be left out")] = "",
    *,
    precedence: Annotated[
        Precedence | None, Key("pri"), Hint("routine, priority, immediate; priority if left out")
    ] = None,
    due: Annotated[Deadline | None, Key("by"), Hint("when somebody is to have it")] = None,
) -> tuple[Reply, ...]:
    """Reach one responsible person wherever they are: holder, deputy, supervisor, then the radio desk and the IC.

    page COML "Repeater 4 is down" pri:immediate. page @Ana call the EOC by:15m.
    page A-3 pages those who have not acknowledged an announcement.
    Who does not answer in time is passed over to the next; at the end it is said loudly that nobody has it. Immediate
    goes by all ways at once, priority by text after two minutes, routine by no text.
    """
    precedence = precedence or Precedence.PRIORITY
    one = announcement(call, whom)
    if one is not None:
        text = bare(words) or one.words
        targets = [(name, found) for name, found in owed(call, one)]
        return tuple(
            reply
            for name, found in targets
            for reply in _begin(call, name, text, found, precedence, due, about=one.shown)
        )
    if not bare(words):
        raise Refused(f"What is it about? Nobody was paged: {call.prefix} page {whom} <words>")
    return _begin(call, whom, bare(words), steps(call, whom), precedence, due)


def _begin(
    call: Call, to: str, words: str, targets: tuple[Target, ...], precedence: Precedence, due: datetime | None,
    about: str = "",
) -> tuple[Reply, ...]:  # fmt: skip
    number = call.store.next_number(call.here.id, "page")
    one = Page(
        incident=call.here.id, number=number, to=to, words=words, about=about, precedence=precedence,
        wait=_wait(call, targets, precedence, due), code=fresh_code(call, number), at=call.at, by=call.who.key,
        by_name=own_name(call),
    )  # fmt: skip
    fits(call, written(call, one, max((target.title for target in targets), key=len)).text)
    one = call.store.add(one)
    chain.keep_steps(call, one, targets)
    return chain.advance(call, one)


def _wait(call: Call, targets: tuple[Target, ...], precedence: Precedence, due: datetime | None) -> timedelta:
    """How long each step is waited for: what the precedence says, or an equal part of the time that there is."""
    filled = sum(1 for target in targets if target.people) or 1
    return WAITS[precedence] if due is None else max((due - call.at) / filled, SHORTEST_WAIT)


@command(also=("acknowledge",), closed=True)
def ack(call: Call, id: PageId) -> tuple[Reply, ...]:
    """Say that you have it: nobody else is asked any more.

    page ack PG-7, or ack PG-7.
    """
    return chain.acknowledge(call, chain.page_of(call, id))


@command(also=("can't", "cant"))
def cannot(call: Call, id: PageId) -> tuple[Reply, ...]:
    """Say that you cannot take it: the next one is asked at once.

    page cannot PG-7.
    """
    return chain.cannot(call, chain.page_of(call, id))


@command(needs="announce")
def list_(call: Call) -> Reply:
    """List the pages that nobody has acknowledged; only you see the answer."""
    found = call.store.pages(call.here.id)
    if not found:
        return Reply(text=f"{call.here.shown}: no page waits.")
    return Reply(text="\n".join(f"{one.shown} {one.state.value} to {one.to}: {one.words[:80]}" for one in found))


@command(needs="announce", also=("status",), closed=True)
def show(call: Call, id: PageId) -> Reply:
    """Show who was asked, by which ways, and what the carriers say; only you see the answer.

    page show PG-7.
    """
    return stands(call, chain.page_of(call, id))


@command(needs="announce", also=("escalate",))
def to(call: Call, id: PageId, whom: Whom) -> tuple[Reply, ...]:
    """Ask somebody else now, before the next step.

    page to PG-7 OSC.
    """
    one = chain.page_of(call, id)
    step(PAGING, one.state, "next", one.shown)
    first = steps(call, whom)[0]
    if not first.people:
        raise Refused(f"Nobody holds {first.title}; {one.shown} was not passed on. It goes on as before.")
    for line in call.store.page_steps(one.id):
        if line.step > one.step:
            call.store.save(replace(line, step=line.step + 1))
    chain.keep_steps(call, one, (first,), one.step + 1)
    return chain.advance(call, one)


@command(needs="announce", also=("end", "stop", "cancel", "withdraw"))
def close(call: Call, id: PageId, why: Annotated[Long, Rest()] = "") -> Reply:
    """End a page: nobody is asked any more, and it says who ended it.

    page close PG-7 reached by radio.
    """
    one = chain.page_of(call, id)
    state = step(PAGING, one.state, "close", one.shown)
    one = call.store.save(
        replace(one, state=state, alarm=None, ended=call.at, acked_by=call.who.key, acked_name=own_name(call))
    )
    dropped = call.store.drop_notices(one.incident, one.shown, call.at)
    unsent = f" {dropped} queued notices were not sent." if dropped else ""
    reason = f": {bare(why)}" if bare(why) else ""
    return Reply(
        text=f"{one.shown} closed by {own_name(call)}{reason}.{unsent}", audience=Audience.MAIN, about=one.shown
    )


@command(needs="clock")
def lost(call: Call, id: PageId) -> tuple[Reply, ...]:
    """Ask the next at once where the carriers have refused all that was sent to this step."""
    return chain.unreached(call, chain.page_of(call, id))


@command(needs="clock", verb="next")
def next_(call: Call, id: PageId) -> tuple[Reply, ...]:
    """Ask the next, or say again that nobody has it."""
    one = chain.page_of(call, id)
    if not one.waits or one.alarm is None or (call.due is not None and call.due < one.alarm):
        return ()
    return chain.advance(call, one)

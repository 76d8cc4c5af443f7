"""The board: a pinned message in each room that says how the incident stands, and is changed in place."""

from collections.abc import Collection
from dataclasses import replace
from typing import Annotated

from commands.call import Call
from commands.domain.cards import words
from commands.domain.errors import Refused
from commands.domain.incidents import MAIN
from commands.domain.messages import Audience, Reply
from commands.domain.moments import shown
from commands.domain.situation.board import Board, Standing, card
from commands.domain.situation.web import DISPLAY_LASTS, LINK_LASTS, LINK_MARK, Looker, WebLink, WebSession
from commands.facts.now import gather
from commands.facts.sitrep_clock import own, settings
from commands.line.converters import Converter, read_name
from commands.line.daily import soonest
from commands.line.periods import current
from commands.registry import IN_INCIDENT, command
from commands.shared.belonging import name_of
from commands.shared.rights import require

RIGHT = "board"


def _named(text: str, call: Call) -> str:
    name = " ".join(read_name(text, call).split())
    if len(name) > 60:
        raise ValueError(f"it has {len(name)} characters, at most 60 are kept")
    return name


DisplayName = Annotated[str, Converter(read=_named, hint="a name, such as EOC wall", blanks=True)]


@command(closed=True, where=IN_INCIDENT)
def board(call: Call) -> Reply:
    """Show what the board says, or would say, at this moment; only you see the answer.

    The board is one pinned message in each room: period, positions, counts, what is overdue, the next report. It is
    on where an incident was opened in a room, and elsewhere off until somebody says “board on”.
    """
    now = card(standing(call, _groups(call.group)))
    return Reply(text=words(now), card=now)


@command(needs=RIGHT, where=IN_INCIDENT)
def on(call: Call) -> Reply:
    """Keep a board pinned in every room of the incident, changed in place at most once a minute.

    It appears once more is known than the incident's name, and waits while an emergency is open.
    """
    return _switch(call, on=True)


@command(needs=RIGHT, where=IN_INCIDENT)
def off(call: Call) -> Reply:
    """Stop keeping the boards; what is pinned then says that it is not kept up any more."""
    return _switch(call, on=False)


@command(anywhere=True)
def link(call: Call) -> Reply:
    """Get a link, by direct message alone, that opens the live board in a browser as you; good once, ten minutes.

    Opening it shows who it opens as; a press there signs you in for a shift. “board out” signs you out again.
    """
    _served(call)
    made = call.store.make_web_link(
        WebLink(
            id="",
            kind=Looker.PERSON,
            person=call.who.key,
            name=name_of(call),
            server=call.who.server,
            at=call.at,
            until=call.at + LINK_LASTS,
        )
    )
    return Reply(
        text=f"The live board as {call.who.shown}: {_address(call, made)}\nGood once, until "
        f"{shown(made.until, call.zone)}. Give it to nobody: whoever opens it acts as you.",
        audience=Audience.PRIVATE,
    )


@command(needs=RIGHT)
def display(call: Call, name: DisplayName) -> Reply:
    """Get a link, by direct message alone, that shows the board on a wall: read only, without any person's rights.

    board display "EOC wall". It lasts 14 days; “board sessions” lists what is signed in, “board out” ends it.
    """
    _served(call)
    others = {one.name.casefold() for one in call.store.web_sessions(call.at, incident=call.here.id)}
    if name.casefold() in others:
        end = f"{call.prefix} board out {name}"
        raise Refused(f"There is a display “{name}” already; end it with {end}, or name another.")
    made = call.store.make_web_link(
        WebLink(
            id="",
            kind=Looker.DISPLAY,
            person=call.who.key,
            name=name,
            incident=call.here.id,
            groups=_groups(MAIN if call.direct else call.group),
            at=call.at,
            until=call.at + LINK_LASTS,
        )
    )
    return Reply(
        text=f"The display “{name}” of {call.here.shown}: open {_address(call, made)} on it and press the button.\n"
        f"Good once, until {shown(made.until, call.zone)}; then the display reads, and writes nothing, for "
        f"{DISPLAY_LASTS.days} days.",
        audience=Audience.PRIVATE,
    )


@command(anywhere=True)
def sessions(call: Call) -> Reply:
    """List where you are signed in to the live board, and the incident's displays; only you see the answer."""
    own, walls = _signed_in(call)
    lines = [f"session {one.id}: you, since {shown(one.began, call.zone)}, {_last(call, one)}" for one in own]
    lines += [f"session {one.id}: display “{one.name}”, {_last(call, one)}" for one in walls]
    if not lines:
        return Reply(text="No browser is signed in to the live board.", audience=Audience.PRIVATE)
    end = f"{call.prefix} board out ends all of your own; with a session's number or a display's name that one."
    return Reply(text="\n".join([*lines, end]), audience=Audience.PRIVATE)


@command(anywhere=True)
def out(call: Call, which: DisplayName = "") -> Reply:
    """Sign yourself out of the live board everywhere; with a session's number or a display's name, that one.

    A display is ended by whoever may say “board on”.
    """
    own, walls = _signed_in(call)
    meant = own
    if which:
        number = which.removeprefix("session").strip()
        meant = [one for one in (*own, *walls) if number == str(one.id) or one.name.casefold() == which.casefold()]
        if not meant:
            known = ", ".join([*(str(one.id) for one in own), *(f"{one.id} “{one.name}”" for one in walls)])
            raise Refused(f"No session “{which}” is signed in; nothing was changed. There is: {known or 'none'}.")
    if any(one.kind is Looker.DISPLAY for one in meant):
        require(RIGHT, call, "Ending a display")
    ended = call.store.end_web_sessions([one.id for one in meant], call.at)
    names = ", ".join(f"display “{one.name}”" if one.kind is Looker.DISPLAY else f"session {one.id}" for one in meant)
    told = f"Signed out: {names}." if ended else "No browser of yours is signed in."
    return Reply(text=told, audience=Audience.PRIVATE)


def _served(call: Call) -> None:
    if not call.board:
        raise Refused(
            "There is no live board here: whoever runs Net Control sets [board] listen and url in its configuration. "
            f"{call.prefix} board shows the same in words."
        )


def _address(call: Call, made: WebLink) -> str:
    return f"{call.board}/in/{LINK_MARK}{made.id}"


def _signed_in(call: Call) -> tuple[list[WebSession], list[WebSession]]:
    own = call.store.web_sessions(call.at, persons=call.store.same_person(call.who.key))
    walls = call.store.web_sessions(call.at, incident=call.incident.id) if call.incident else ()
    return [*own], [*walls]


def _last(call: Call, one: WebSession) -> str:
    return f"last seen {shown(one.seen, call.zone)}, until {shown(one.until, call.zone)}"


def _switch(call: Call, *, on: bool) -> Reply:
    known = call.store.board(call.here.id)
    if on == bool(known and known.on):
        return Reply(text=f"The board is {'on' if on else 'off'} already. Nothing was changed.")
    if known:
        call.store.save(replace(known, on=on, at=call.at, by_name=name_of(call)))
    else:
        call.store.add(Board(incident=call.here.id, on=on, at=call.at, by_name=name_of(call)))
    told = "Every room gets a pinned board" if on else "The pinned boards are not kept up any more"
    return Reply(text=f"{told}, set by {name_of(call)}.", audience=Audience.MAIN)


def standing(call: Call, groups: Collection[str]) -> Standing:
    """The record now, as rooms that read these groups may see it."""
    facts = gather(call, None, groups=groups)
    ahead = settings(call).before_end
    running = current(call)
    times = [soonest(own(call), call), running.end - ahead if running and ahead else None]
    coming = [at for at in times if at is not None and at > call.at]
    return Standing(facts=facts, holders=call.store.holders(call.here.id), next_report=min(coming, default=None))


def _groups(group: str) -> tuple[str, ...]:
    return (MAIN,) if group == MAIN else (MAIN, group)

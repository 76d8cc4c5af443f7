"""The board: a pinned message in each room that says how the incident stands, and is changed in place."""

from collections.abc import Collection
from dataclasses import replace

from commands.call import Call
from commands.domain.cards import words
from commands.domain.incidents import MAIN
from commands.domain.messages import Audience, Reply
from commands.domain.situation.board import Board, Standing, card
from commands.facts.now import gather
from commands.facts.sitrep_clock import own, settings
from commands.line.daily import soonest
from commands.line.periods import current
from commands.registry import IN_INCIDENT, command
from commands.shared.belonging import name_of

RIGHT = "board"


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

"""FEMA's community lifelines, for the emergency operations centre."""

from typing import Annotated

from commands.call import Call
from commands.domain.cards import words as words_of
from commands.domain.messages import Card, Colour, Reply, Table
from commands.domain.moments import shown
from commands.domain.situation.reports import MEANING, Lifeline, Report, Subject, colour, worst
from commands.line.converters import Long
from commands.line.signature import Hint, Rest
from commands.registry import command
from commands.shared.belonging import readable, told
from commands.situation.report.owed import given_by, settle
from commands.situation.report.words import add, newest, written


@command(needs="report lifeline", apart=True, creates=True)
def lifeline(
    call: Call,
    lifeline: Lifeline,
    colour: Colour,
    words: Annotated[Long, Rest(), Hint("why: the component, what is done, until when")] = "",
) -> tuple[Reply, ...]:
    """Report one of FEMA's eight community lifelines in one of its five colours; grey is unknown.

    report lifeline comms red tower 4 down
    """
    before = newest(call, readable(call), Subject.LIFELINE, lifeline.value)
    kept = add(call, Subject.LIFELINE, lifeline.value, state=colour.value, words=written(words))
    settle(call, given_by(call), kept)
    was = f" (was {before.state.upper()}, {shown(before.at, call.zone)})" if before else ""
    why = f": {kept.words}" if kept.words else ""
    return told(call, kept, f"{kept.shown} {lifeline.full} {colour.value.upper()}, {MEANING[colour]}{why}{was}")


@command(needs="report lifeline", apart=True, closed=True)
def lifelines(call: Call) -> Reply:
    """Show all eight lifelines as they stand; what nobody has reported within a day is grey, never green.

    report lifelines
    """
    found = {one.name: one for one in call.store.newest_states(call.here.id, readable(call), Subject.LIFELINE)}
    now = {one: colour(found.get(one.value), call.at) for one in Lifeline}
    card = Card(
        title=f"{call.here.shown}: community lifelines",
        table=Table(
            ("Lifeline", "Now", "Why", "As of"),
            tuple(_row(one, now[one], found.get(one.value), call) for one in Lifeline),
        ),
        footer=f"as of {shown(call.at, call.zone)}; grey is unknown",
        colour=worst(now.values()),
    )
    return Reply(text=words_of(card), card=card)


def _row(one: Lifeline, now: Colour, newest_one: Report | None, call: Call) -> tuple[str, ...]:
    if newest_one is None:
        return (one.full, "GREY", "never reported", "")
    old = now.value != newest_one.state
    why = f"too old to say; was {newest_one.state}" if old else newest_one.words
    return (one.full, now.value.upper(), why, shown(newest_one.at, call.zone))

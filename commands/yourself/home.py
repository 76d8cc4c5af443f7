"""What is mine: incidents, positions, and what waits for me. Slack shows it as the app's Home tab."""

from collections.abc import Iterator
from dataclasses import replace

from commands.call import Call
from commands.domain.accountability.checkins import standing
from commands.domain.accountability.owed import Watch
from commands.domain.cards import words
from commands.domain.incidents import MAIN, Incident
from commands.domain.logistics.requests import OPEN
from commands.domain.messages import Card, Reply
from commands.domain.moments import shown
from commands.domain.situation.items import brief
from commands.messages.ack import waits
from commands.registry import command

INCIDENTS = 10
"""Incidents that are shown, those with something of the speaker's first; the others are counted."""

LOOKED_AT = 50
"""Incidents that are looked into: each takes a few short queries."""

OF_EACH = 8

FEW = 5
"""So many incidents are looked into for what waits for somebody who has nothing else there."""


@command(also=("mine",), anywhere=True, closed=True)
def home(call: Call) -> Reply:
    """Show what is yours: incidents, positions, check-in, and what waits for you; only you see the answer."""
    found = [one for one in call.store.incidents_on((call.room.source,), LOOKED_AT) if one.closed is None]
    found = [one for one in found if call.belongs_to(one.id)]
    keys = call.store.same_person(call.who.key)
    mine = [(one, tuple(_mine(one, keys, call))) for one in found]
    mine = [(one, (*_waits(one, keys, call), *own) if own or len(found) <= FEW else own) for one, own in mine]
    mine.sort(key=lambda pair: not pair[1])
    lines = [line for one, own in mine[:INCIDENTS] for line in _told(one, own)]
    if len(mine) > INCIDENTS:
        lines.append(f"and {len(mine) - INCIDENTS} more: {call.prefix} incident list")
    card = Card(
        title="Yours",
        lines=tuple(lines) or ("There is no open incident here.",),
        footer=f"as of {shown(call.at, call.zone)}",
    )
    return Reply(text=words(card), card=card)


def _told(one: Incident, own: tuple[str, ...]) -> Iterator[str]:
    yield f"{one.shown}:" if own else f"{one.shown}: nothing of yours"
    yield from (f"· {line}" for line in own)


def _waits(one: Incident, keys: tuple[str, ...], call: Call) -> Iterator[str]:
    """What is to be acknowledged, emergencies first, and who is watched over by the speaker."""
    for _, id, what in waits(replace(call, incident=one)):
        yield f"{id} waits for your acknowledgement: {brief(what, 80)}"
    for watch in _watched(one, keys, call):
        late = "OVERDUE, was due" if watch.due < call.at else "calls in by"
        yield f"{watch.shown} {brief(watch.what, 80)}: {late} {shown(watch.due, call.zone)}"


def _watched(one: Incident, keys: tuple[str, ...], call: Call) -> list[Watch]:
    return [watch for watch in call.store.watches(one.id) if watch.owner in keys][:OF_EACH]


def _mine(one: Incident, keys: tuple[str, ...], call: Call) -> Iterator[str]:
    store = call.store
    for held in store.held_by(one.id, keys):
        yield f"{held.seat.shown} since {shown(held.since, call.zone)}"
    if checked := next(filter(None, (store.own_checkin(one.id, key) for key in keys)), None):
        yield f"checked in: {standing(checked)}"
    for handover in store.handovers(one.id):
        if (handover.to in keys and not handover.confirmed) or (handover.leaving in keys and not handover.released):
            yield f"{handover.shown} waits for your word: {handover.seat.shown} to {handover.to_name}"
    owed = [action for action in store.actions(one.id) if action.owner in keys]
    for action in owed[:OF_EACH]:
        due = f", due {shown(action.due, call.zone)}" if action.due else ""
        yield f"{action.shown} {brief(action.words, 80)}{due}"
    asked = [request for request in store.requests_by(one.id, (MAIN,), keys, OF_EACH) if request.state in OPEN]
    for request in asked:
        yield f"{request.shown} {brief(request.item, 80)}: {request.state.value}"

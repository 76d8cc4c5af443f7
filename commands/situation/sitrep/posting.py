"""The situation report, by hand and by the clock."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated

from commands.call import Call
from commands.domain.cards import words
from commands.domain.messages import Audience, Choice, Reply
from commands.domain.situation.facts import Facts
from commands.domain.situation.sitrep import Sitrep
from commands.domain.situation.situation import compose
from commands.domain.situation.situation_faces import card, on_air
from commands.facts.now import gather
from commands.facts.sitrep_clock import Ahead, ahead, already, hushed, read_ahead, wanted_at_end
from commands.line.converters import Converter
from commands.line.past import Past
from commands.line.signature import Hint
from commands.paper.sitrep import picture, whole
from commands.registry import IN_INCIDENT, command
from commands.shared.belonging import name_of
from commands.shared.record_head import with_record_head


class Extent(StrEnum):
    """How much is posted."""

    BRIEF = "brief"
    PLAIN = "plain"
    FULL = "full"


def _read(text: str, call: Call) -> Extent | Ahead:
    said = text.casefold().strip()
    if said in {*Extent}:
        return Extent(said)
    return read_ahead(said, call)


How = Annotated[
    Extent | Ahead,
    Converter(read=_read, hint="brief, full, or on schedule: 30m before period end", blanks=True),
    Hint("brief: a line for each part; full: with PDF and picture; 30m before period end: then, every period"),
]


@command(also=("situation",), where=IN_INCIDENT)
def sitrep(call: Call, how: How = Extent.PLAIN, *, since: Past | None = None) -> Reply | tuple[Reply, ...]:
    """Post a situation report in all rooms of the main group: what stands, and what changed since the last one.

    sitrep brief. sitrep full: with the whole report as PDF and the incident at a glance as a picture. since:0600
    counts changes from another time. On schedule: sitrep every 4h, sitrep at 0600,1800, sitrep 30m before period end.
    """
    if isinstance(how, Ahead):
        return ahead(call, how)
    if call.by_clock and (already(call) or hushed(call)):
        return ()
    return report(call, how, since)


@command(where=IN_INCIDENT)
def air(call: Call) -> Reply:
    """Show the situation in words that can be read over the air; no report is counted, only you see it."""
    last = call.store.last_sitrep(call.here.id)
    now = Sitrep(incident=call.here.id, number=0, at=call.at)
    situation = compose(now, _facts(call, last, None))
    return Reply(text=on_air(situation, call.here.name, exercise=call.here.exercise))


@command(needs="clock", where=IN_INCIDENT)
def ending(call: Call, number: int) -> Reply | tuple[Reply, ...]:
    """Post the report that is wanted before an operational period ends."""
    form = wanted_at_end(call, number)
    if form is None or already(call) or hushed(call):
        return ()
    return report(call, Extent(form), None)


def report(call: Call, how: Extent, since: datetime | None) -> Reply:
    """Make the report, and keep that it was made."""
    last = call.store.last_sitrep(call.here.id)
    facts = _facts(call, last, since)
    kept = call.store.add(_record(call, facts, last))
    composed = compose(kept, facts, "Net Control, on schedule" if call.by_clock else name_of(call))
    situation = with_record_head(call, composed)
    shown = card(situation, brief=how is Extent.BRIEF)
    full = how is Extent.FULL
    name = f"situation-report-{kept.number}"
    return Reply(
        text=words(shown),
        card=shown,
        audience=Audience.MAIN,
        choices=() if full else (Choice("With PDF and picture", "sitrep full", "📄"),),
        documents=(picture(call, facts, f"Situation report {kept.number}", name), whole(call, situation, name))
        if full
        else (),
    )


def _facts(call: Call, last: Sitrep | None, since: datetime | None) -> Facts:
    """Changes are counted from the last report, or from another time where that was asked for."""
    if since is not None or last is None:
        return gather(call, since)
    return gather(call, last.at, after=last.movement)


def _record(call: Call, facts: Facts, last: Sitrep | None) -> Sitrep:
    newest = call.store.movements(call.here.id, most=1)
    return Sitrep(
        incident=call.here.id,
        number=call.store.next_number(call.here.id, "sitrep"),
        at=call.at,
        since=facts.since,
        due=call.due,
        late=max(call.at - call.due, timedelta(0)) if call.due else timedelta(0),
        movement=newest[-1].id if newest else last.movement if last else 0,
        by=call.who.key,
    )

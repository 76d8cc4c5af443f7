"""What was late by the record, and what could be improved; each with what in the record says so."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from zoneinfo import ZoneInfo

from commands.domain.accountability.owed import Doing
from commands.domain.logistics.requests import OPEN, Paper
from commands.domain.moments import shown, span
from commands.domain.paper.aar import SLOW_POST, Function, Past, first_times

MOST_NAMED = 12
"""Things that one line names; the others are counted."""

LATE_SITREP = timedelta(minutes=5)


@dataclass(frozen=True)
class Item:
    """Something that could be improved, with what in the record says so."""

    function: Function
    words: str
    evidence: str


def late(past: Past, zone: ZoneInfo) -> tuple[tuple[Function, str], ...]:
    """What was late, or is owed still."""
    return tuple(_late(past, zone))


def _late(past: Past, zone: ZoneInfo) -> Iterator[tuple[Function, str]]:
    yield from _late_requests(past, zone)
    for duty in past.duties:
        if duty.overdue(past.at):
            yield Function.REPORTING, f"Report of {duty.shown}: owed since {shown(duty.due, zone)}"
    yield from _late_pars(past)
    yield from _late_actions(past, zone)
    for sitrep in past.sitreps:
        if sitrep.late >= LATE_SITREP:
            yield Function.COORDINATION, f"Situation report {sitrep.number}: {span(sitrep.late)} late"
    yield from _late_messages(past)
    yield from _unheard(past)


def _late_requests(past: Past, zone: ZoneInfo) -> Iterator[tuple[Function, str]]:
    done = first_times(past, "complete")
    for one in past.requests:
        if one.needed is None or one.state in (Paper.DENIED, Paper.CANCELLED):
            continue
        came = done.get(one.number)
        if came and came > one.needed:
            yield Function.REPORTING, f"{one.shown} {one.item}: complete {span(came - one.needed)} late"
        elif came is None and one.needed < past.at and one.state in OPEN:
            yield Function.REPORTING, f"{one.shown} {one.item}: needed {shown(one.needed, zone)}, never complete"


def _late_pars(past: Past) -> Iterator[tuple[Function, str]]:
    for par in past.pars:
        if (par.closed or past.at) > par.due:
            ended = "never closed" if par.closed is None else f"closed {span(par.closed - par.due)} after its time"
            yield Function.COORDINATION, f"{par.of}: {ended}, {par.state.value}"


def _late_actions(past: Past, zone: ZoneInfo) -> Iterator[tuple[Function, str]]:
    for action in past.actions:
        if action.due and action.state is Doing.OPEN and action.due < past.at:
            yield Function.COORDINATION, f"{action.shown} {action.words}: due {shown(action.due, zone)}, not done"
        elif action.due and action.done_at and action.done_at > action.due:
            yield Function.COORDINATION, f"{action.shown} {action.words}: done {span(action.done_at - action.due)} late"


def _late_messages(past: Past) -> Iterator[tuple[Function, str]]:
    for message in past.messages:
        if (message.acked or past.at) > message.due:
            how = (
                f"acknowledged {span(message.acked - message.at)} after it was sent"
                if message.acked
                else "never acknowledged"
            )
            yield Function.COORDINATION, f"{message.shown} to {message.to}: {how}"


def _unheard(past: Past) -> Iterator[tuple[Function, str]]:
    for one in past.announcements:
        missing = [
            to.name for to in past.addressees if to.announcement == one.id and to.at is None and to.kind != "person"
        ]
        if one.due and missing:
            yield Function.ALERTS, f"{one.shown}: never acknowledged by {_named(missing)}"
    for emergency in past.emergencies:
        taken = (emergency.acknowledged_at or past.at) - emergency.at
        if taken > timedelta(minutes=2):
            yield Function.ALERTS, f"{emergency.shown}: nobody acknowledged for {span(taken)}"


def _named(names: Sequence[str]) -> str:
    more = len(names) - MOST_NAMED
    return ", ".join(names[:MOST_NAMED]) + (f" and {more} more" if more > 0 else "")


def improvements(past: Past, zone: ZoneInfo) -> tuple[Item, ...]:
    """What the record suggests; each with its evidence. Whether it is so is for people to say."""
    return tuple(_improvements(past, zone))


def _improvements(past: Past, zone: ZoneInfo) -> Iterator[Item]:
    behind = late(past, zone)
    for function, start, words in _LATE_ITEMS:
        found = [said for what, said in behind if what is function and said.startswith(start)]
        if found:
            yield Item(function, words, _evidence(found))
    down = [f"{one.name} ({one.reason or 'no reason told'})" for one in past.outages]
    if down:
        yield Item(Function.COORDINATION, "Review the alternates of the channels that failed (PACE)", _evidence(down))
    if past.interferences:
        heard = [one.shown for one in past.interferences]
        yield Item(Function.COORDINATION, "Follow up the interference with the frequency coordinator", _evidence(heard))
    if past.bridged.refused or past.bridged.slow:
        said = f"{past.bridged.refused:,} posts refused, {past.bridged.slow:,} slower than {span(SLOW_POST)}"
        yield Item(Function.COORDINATION, "Review the bridge's accounts and rooms", said)
    owed = [one.shown for one in past.requests if one.owed]
    if owed:
        yield Item(Function.REPORTING, "Give the approvals that are owed for what was ordered by word", _evidence(owed))
    late_rows = [one.shown for one in past.traffic if one.late]
    if late_rows:
        yield Item(
            Function.COORDINATION, "Review staffing of the radio desk: traffic was written late", _evidence(late_rows)
        )
    if not any(one.position == "PIO" for one in past.holdings):
        yield Item(
            Function.PUBLIC, "Say who speaks to the public: nobody held the position", "no holder of PIO in the record"
        )


_LATE_ITEMS = (
    (Function.REPORTING, "R-", "Review how requests are approved and ordered: some came late or never"),
    (Function.REPORTING, "Report of", "Review who owes reports, and how often"),
    (Function.COORDINATION, "PAR", "Review accountability: roll calls went over their time"),
    (Function.COORDINATION, "T-", "Review actions that were not done in time"),
    (Function.COORDINATION, "Situation report", "Review why situation reports were late"),
    (Function.COORDINATION, "MSG-", "Review how general messages reach their addressees"),
    (Function.ALERTS, "A-", "Review how announcements reach everybody: some never acknowledged"),
    (Function.ALERTS, "M-", "Review who acknowledges emergency traffic, and how fast"),
)
"""(function, how the late thing begins, what is suggested)."""


def _evidence(found: Iterable[str]) -> str:
    return _named([*found])

"""What ICS 201 and the worksheet for ICS 209 are made of."""

from collections.abc import Iterator

from commands.call import Call
from commands.domain.accountability.owed import Action
from commands.domain.log.logbook import Entry, Origin
from commands.domain.logistics.requests import AWAITED, FillLine, Request
from commands.domain.organisation.roles import IC, Rank
from commands.domain.paper.forms_brief import Situation, ics_201
from commands.domain.paper.forms_status import Status, ics_209
from commands.domain.paper.paper import Top
from commands.domain.situation.reports import Subject
from commands.facts.now import standing

MOST_RESOURCES = 10_000
MOST_REQUESTS = 1_000
MOST_EVENTS = 60


def briefing(call: Call, groups: tuple[str, ...], top: Top) -> dict[str, object]:
    """What ICS 201 shows of the incident as it stands, read with the rights of these groups."""
    here, store = call.here.id, call.store
    found = Situation(
        emergencies=store.emergencies(here),
        significant=significant(call, groups, top),
        conditions=store.newest_states(here, groups, Subject.CAN),
        standing=standing(call, groups),
        systems=store.newest_states(here, groups, Subject.SYSTEM),
        objectives=store.objectives(here),
        actions=store.every(Action, here, most=200),
        holdings=store.holders(here),
        resources=store.roster(here, most=MOST_RESOURCES),
        coming=tuple(_coming(call, groups)),
        ordered=_ordered(call, groups),
    )
    return ics_201(found, top)


def status(call: Call, groups: tuple[str, ...], top: Top) -> dict[str, object]:
    """What ICS 209 shows of the incident as it stands, read with the rights of these groups."""
    here, store = call.here.id, call.store
    last = store.last_sitrep(here)
    held = store.holders(here)
    found = Status(
        report=last.number if last else 0,
        commanders=tuple(one for one in held if one.position == IC and one.rank is Rank.HOLDER),
        organisation=tuple(one for one in held if one.rank is Rank.HOLDER),
        significant=significant(call, groups, top),
        objectives=store.objectives(here),
        needs=store.requests(here, groups, most=MOST_EVENTS),
        actions=store.actions(here),
        lifelines=store.newest_states(here, groups, Subject.LIFELINE),
        alerts=tuple(one for one in store.alerts(here, most=20) if one.counts(exercise=call.here.exercise)),
        standing=standing(call, groups),
        agencies=store.agencies(here),
        resources=store.roster(here, most=MOST_RESOURCES),
    )
    return ics_209(found, top)


def significant(call: Call, groups: tuple[str, ...], top: Top) -> tuple[Entry, ...]:
    """What was told to all as significant, in the time of the form."""
    since = top.window.start
    found = call.store.log_entries(call.here.id, groups, (Origin.SIGNIFICANT,), since=since, most=MOST_EVENTS)
    return tuple(one for one in found if top.window.holds(one.said))


def _coming(call: Call, groups: tuple[str, ...]) -> Iterator[tuple[Request, FillLine]]:
    waiting = {one.id: one for one in call.store.requests(call.here.id, groups, most=MOST_REQUESTS)}
    for line in call.store.fill_lines(tuple(waiting)):
        if line.state in AWAITED:
            yield waiting[line.request], line


def _ordered(call: Call, groups: tuple[str, ...]) -> dict[str, Request]:
    """Requests by their own ids, as resources name them when they check in."""
    return {one.shown: one for one in call.store.requests(call.here.id, groups, open_only=False, most=MOST_REQUESTS)}

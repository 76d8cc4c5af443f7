"""The facts as they were at an earlier time: what is open now and was then, and what was open then and is not now.

What the record keeps no history of (the state of nets, findings of the radio plan, the kinds and the status of those
who were checked in) is left out of them, rather than told as it is today.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from commands.call import Call
from commands.domain.accountability.checkins import Happened, Strength, total
from commands.domain.history import Thing
from commands.domain.logistics.requests import OPEN, Coming, Paper, Request
from commands.domain.moments import near
from commands.domain.organisation.periods import Objective, Period
from commands.domain.radio.plan_revisions import diff
from commands.domain.radio.records import Outage
from commands.domain.situation.facts import Facts, People, Radio, Some, Supply, Told
from commands.domain.situation.items import Item
from commands.domain.situation.reports import Subject
from commands.domain.situation.sitrep import MOST_CHANGES
from commands.facts.now import gather, standing

MOST = 400
"""Things closed since then that are looked at."""

HERE = (Coming.ARRIVED, Coming.CHECKED_IN)
NONE = Strength(0, 0)

T = TypeVar("T")


def as_of(call: Call, since: datetime, until: datetime, groups: Collection[str]) -> tuple[Facts, tuple[Item, ...]]:
    """The facts at ``until``, and what was open then and is not any more."""
    here, store = call.here.id, call.store
    facts = gather(replace(call, at=until), since, groups=groups)
    reports = {
        subject: store.newest_states(here, groups, subject, at=until)
        for subject in (Subject.SYSTEM, Subject.PSAP, Subject.LIFELINE, Subject.CAN)
    }
    past = replace(
        facts,
        period=_period(call, until),
        coming=None,
        objectives=tuple(one for one in store.objectives(here) if _open(one, until)),
        emergencies=_before(facts.emergencies, until),
        people=_people(call, since, until),
        leaving=_before(facts.leaving, until),
        roll_calls=tuple(one for one in facts.roll_calls if _called(one.par.opened, one.par.closed, until)),
        supply=_supply(call, facts.supply, until),
        radio=_radio(call, facts.radio, since, until),
        conditions=standing(call, groups, until),
        cans=reports[Subject.CAN],
        systems=reports[Subject.SYSTEM],
        psaps=reports[Subject.PSAP],
        lifelines=reports[Subject.LIFELINE],
        needs=_some(facts.needs, lambda one: one.report.at <= until),
        significant=_before(facts.significant, until),
        messages=_some(facts.messages, lambda one: one.at <= until),
        announcements=tuple(_told(call, one, until) for one in facts.announcements if one.announcement.at <= until),
        actions=_some(facts.actions, lambda one: one.at <= until),
        watches=_some(facts.watches, lambda one: one.at <= until),
        duties=tuple(one for one in facts.duties if one.at <= until and (one.last is None or one.last <= until)),
        handovers=tuple(one for one in facts.handovers if one.asked <= until),
    )
    return past, _closed_since(call, until, groups)


def _closed_since(call: Call, until: datetime, groups: Collection[str]) -> tuple[Item, ...]:
    found = call.store.closed_between(call.here.id, groups, until, call.at, MOST)
    kept = {one.id: one for one in found if one.open_at(until) and not one.id.startswith("O-")}
    asked = [int(id.removeprefix("R-")) for id in kept if id.startswith("R-")]
    over = {f"R-{number}" for number, state in _states(call, asked, until).items() if state not in OPEN}
    return tuple(
        Item(
            id=one.id,
            words=f"{one.named} (closed since, {near(one.at, until, call.zone)})",
            opened=one.opened or one.at,
            due=one.due,
            late=one.due is not None and one.due <= until,
        )
        for one in kept.values()
        if one.id not in over
    )


def _states(call: Call, numbers: Collection[int], until: datetime) -> Mapping[int, Paper]:
    found = call.store.states_at(call.here.id, Thing.REQUEST, numbers, until)
    return {number: Paper(state) for (number, line), state in found.items() if line == 0}


def _before(found: Iterable[T], until: datetime) -> tuple[T, ...]:
    return tuple(one for one in found if one.at <= until)  # type: ignore[attr-defined]


def _some(found: Some[T], kept: Callable[[T], bool]) -> Some[T]:
    listed = tuple(one for one in found.listed if kept(one))
    return Some(found.total - len(found.listed) + len(listed), listed)


def _open(one: Objective, until: datetime) -> bool:
    return one.at <= until and (one.struck is None or one.struck > until)


def _called(opened: datetime, closed: datetime | None, until: datetime) -> bool:
    return opened <= until and (closed is None or closed <= until)


def _period(call: Call, until: datetime) -> Period | None:
    begun = [one for one in call.store.periods(call.here.id, 500) if one.start < until]
    last = max(begun, key=lambda one: one.start, default=None)
    return last if last and min(last.closed or last.end, last.end) >= until else None


def _told(call: Call, told: Told, until: datetime) -> Told:
    every = call.store.addressees(told.announcement.id)
    return replace(told, done=sum(one.at is not None and one.at <= until for one in every), of=len(every))


def _people(call: Call, since: datetime, until: datetime) -> People:
    """Counted back from now: those who came since are taken off, those who went are put back."""
    here, store = call.here.id, call.store
    first, last = store.movement_before(here, since), store.movement_before(here, until)
    every, later = store.moved_by_agency(here, first), store.moved_by_agency(here, last)
    moved = {what: _less(every.get(what, {}), later.get(what, {})) for what in Happened}
    now = store.strengths(here).agencies
    then = _less(_more(now, later.get(Happened.OUT, {})), later.get(Happened.IN, {}))
    changes = store.movements(here, first, MOST) if any(moved.values()) else ()
    return People(
        agencies=then,
        came=moved[Happened.IN],
        went=moved[Happened.OUT],
        counts={what: total(of.values()).resources for what, of in moved.items() if of},
        changes=tuple(one for one in changes if one.at < until)[-MOST_CHANGES:],
    )


def _less(some: Mapping[str, Strength], others: Mapping[str, Strength]) -> dict[str, Strength]:
    found = {
        name: Strength(one.resources - others.get(name, NONE).resources, one.persons - others.get(name, NONE).persons)
        for name, one in some.items()
    }
    return {name: one for name, one in found.items() if one.resources > 0}


def _more(some: Mapping[str, Strength], others: Mapping[str, Strength]) -> dict[str, Strength]:
    return {name: total((some.get(name, NONE), others.get(name, NONE))) for name in {**some, **others}}


def _supply(call: Call, own: Supply, until: datetime) -> Supply:
    """Requests in the state that they had; a request that was over then and was opened again is not among them."""
    every = {one.number: one for one in (*own.open.listed, *own.late.listed)}
    states = call.store.states_at(call.here.id, Thing.REQUEST, [*every], until)
    lines = call.store.fill_lines([one.id for one in every.values()])
    arrived: dict[int, int] = {}
    for line in lines:
        if states.get((line.of, line.number)) in HERE:
            arrived[line.of] = arrived.get(line.of, 0) + line.quantity

    def then(found: Some[Request]) -> Some[Request]:
        open_ = _some(found, lambda one: one.at <= until and states.get((one.number, 0), one.state) in OPEN)
        listed = (
            replace(one, state=Paper(states.get((one.number, 0), one.state)), arrived=arrived.get(one.number, 0))
            for one in open_.listed
        )
        return Some(open_.total, tuple(listed))

    late = _some(own.late, lambda one: one.needed is not None and one.needed <= until)  # others were told so later
    return Supply(open=then(own.open), late=then(late), loans=_before(own.loans, until))


def _radio(call: Call, own: Radio, since: datetime, until: datetime) -> Radio:
    here, store = call.here.id, call.store
    marks = [one for one in store.revision_marks(here) if one.at <= until]
    mark, before = marks[-1] if marks else None, [one for one in marks if one.at < since]
    new = store.revision(here, mark.number) if mark and mark.at >= since else None
    old = store.revision(here, before[-1].number) if before else None
    notes = [one for one in own.notes.listed if one.at <= until]
    outages = store.every(Outage, here, most=MOST)
    return Radio(
        revision=mark,
        published=new is not None,
        reprogram=diff(old.rows, new.rows) if old and new else (),
        notes=Some(len(notes), tuple(notes)),
        planned=mark is not None,
        outages=tuple(one for one in outages if one.at <= until and (one.up is None or one.up > until)),
        interferences=_before(own.interferences, until),
        patches=_before(own.patches, until),
        radios_out=_before(own.radios_out, until),
    )

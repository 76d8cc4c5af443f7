"""The facts of a report, read from the store by short queries. What only another group may read is not in them."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import TypeVar

from commands.call import Call
from commands.domain.accountability.checkins import Happened, total
from commands.domain.accountability.owed import Announcement
from commands.domain.accountability.par import Par, Roll
from commands.domain.incidents import MAIN
from commands.domain.log.logbook import Entry, Origin
from commands.domain.radio.findings import Finding, Level
from commands.domain.radio.plan_revisions import Difference, diff
from commands.domain.radio.records import PlanNote, RadioPlan
from commands.domain.situation.facts import Facts, People, Radio, RollCall, Some, Supply, Told
from commands.domain.situation.reports import STANDING, Report, Subject, stands
from commands.domain.situation.sitrep import MOST_CHANGES
from commands.line.periods import coming, current
from commands.radio import checks
from commands.radio.desk import Desk, opened

LISTED = 60
"""Open things of one kind that a report lists; the others are counted."""

NOTES = 12

T = TypeVar("T")


def gather(call: Call, since: datetime | None, *, after: int | None = None, groups: Collection[str] = (MAIN,)) -> Facts:
    """The record now, and what changed since a time; ``after`` is the last change of the list that is known already."""
    here, store = call.here.id, call.store
    return Facts(
        incident=call.here,
        at=call.at,
        zone=call.zone,
        since=since,
        head=store.log_head(here),
        period=current(call),
        coming=coming(call),
        objectives=tuple(one for one in store.objectives(here) if one.struck is None),
        emergencies=store.emergencies(here),
        alerts=tuple(one for one in store.alerts(here, most=LISTED) if one.counts(exercise=call.here.exercise)),
        people=_people(call, since, after),
        leaving=store.leaving(here),
        roll_calls=tuple(_roll_call(call, one) for one in _pars(call)),
        supply=_supply(call, groups),
        radio=_radio(call, since, groups),
        conditions=standing(call, groups),
        cans=store.newest_states(here, groups, Subject.CAN, LISTED),
        systems=store.newest_states(here, groups, Subject.SYSTEM),
        psaps=store.newest_states(here, groups, Subject.PSAP),
        lifelines=store.newest_states(here, groups, Subject.LIFELINE),
        needs=store.unmet_needs(here, groups, LISTED),
        significant=_significant(call, since, groups),
        messages=Some(store.open_message_count(here, groups), store.general_messages(here, groups, most=LISTED)),
        announcements=tuple(_told(call, one) for one in store.announcements(here)),
        actions=Some(store.open_actions(here), store.actions(here, LISTED)),
        watches=_some(store.watches(here)),
        duties=tuple(one for one in store.duties(here) if one.overdue(call.at) and one.group in groups),
        handovers=store.handovers(here),
    )


def _some(found: Sequence[T]) -> Some[T]:
    return Some(len(found), tuple(found[:LISTED]))


def _people(call: Call, since: datetime | None, after: int | None) -> People:
    here, store = call.here.id, call.store
    known = after if after is not None else store.movement_before(here, since) if since else 0
    moved = store.moved_by_agency(here, known) if since else {}
    strengths = store.strengths(here)
    return People(
        agencies=strengths.agencies,
        kinds=strengths.kinds,
        statuses=strengths.statuses,
        came=moved.get(Happened.IN, {}),
        went=moved.get(Happened.OUT, {}),
        counts={what: total(of.values()).resources for what, of in moved.items() if of},
        changes=store.movements(here, known, MOST_CHANGES) if since else (),
    )


def _pars(call: Call) -> Iterable[Par]:
    """The newest PAR of all, every one that is open, and the newest that is over."""
    recent = call.store.pars(call.here.id, open_only=False)
    open_ = call.store.pars(call.here.id)
    over = [one for one in recent if one.state is not Roll.OPEN][:1]
    return sorted({one.id: one for one in (*open_, *over)}.values(), key=lambda one: -one.number)


def _roll_call(call: Call, par: Par) -> RollCall:
    return RollCall(par=par, tally=call.store.par_tally(par.id), owed=call.store.par_owing(par.id))


def _supply(call: Call, groups: Collection[str]) -> Supply:
    here, store = call.here.id, call.store
    counts = store.request_counts(here, groups, call.at)
    return Supply(
        states=counts.states,
        open=Some(counts.open, store.requests(here, groups, most=LISTED)),
        late=Some(counts.late, store.late_requests(here, groups, call.at, most=LISTED)),
        asked=counts.asked,
        arrived=counts.arrived,
        loans=store.late_loans(here, groups, call.at, most=LISTED),
    )


def _radio(call: Call, since: datetime | None, groups: Collection[str]) -> Radio:
    here, store = call.here.id, call.store
    marks = store.revision_marks(here, most=1)
    mark = marks[-1] if marks else None
    plan = store.radio_plan(here)
    out = (one for one in store.cache_issues(here, most=LISTED) if one.due and one.due <= call.at)
    return Radio(
        revision=mark,
        published=bool(mark and (since is None or mark.at >= since)),
        reprogram=_reprogram(call, since) if mark and since and mark.at >= since else (),
        notes=_notes(call, since),
        planned=plan is not None,
        critical=_critical(call, plan) if plan else (),
        outages=store.outages(here),
        nets=store.radio_nets(here),
        interferences=store.interferences(here, most=LISTED),
        patches=store.patches(here, groups, most=LISTED),
        radios_out=tuple(out),
    )


def _reprogram(call: Call, since: datetime) -> tuple[Difference, ...]:
    """The positions that differ between the revision in force then and the newest."""
    store, here = call.store, call.here.id
    new = store.last_revision(here)
    older = [one.number for one in store.revision_marks(here) if one.at < since]
    old = store.revision(here, older[-1]) if older else None
    return diff(old.rows, new.rows) if new and old else ()


def _notes(call: Call, since: datetime | None) -> Some[PlanNote]:
    if since is None:
        return Some()
    found = [one for one in call.store.plan_notes(call.here.id, most=200) if one.at >= since]
    alike = {(one.at, one.words): one for one in found}  # one change stands under each name that it concerns
    return Some(len(alike), tuple(alike.values())[-NOTES:])


def _critical(call: Call, plan: RadioPlan) -> tuple[Finding, ...] | None:
    """What the check finds, as far as it is known: a large plan's check runs beside the conversation."""
    kept = call.store.plan_check(plan.id, plan.version)
    found: Sequence[Finding] | None = kept.findings if kept and kept.done else None
    if found is None and call.store.plan_row_count(plan.id) <= checks.AT_ONCE:
        desk: Desk = opened(call, plan)
        found = checks.findings(call, desk) if desk.kept else ()
    if found is None:
        return None
    return tuple(one for one in found if one.level is Level.CRITICAL and not one.accepted)


def _significant(call: Call, since: datetime | None, groups: Collection[str]) -> tuple[Entry, ...]:
    store, here = call.store, call.here.id
    found = store.log_entries(here, tuple(groups), (Origin.SIGNIFICANT,), since=since, most=20)
    struck = store.log_about(here, [one.about for one in found if one.about], Origin.VOID)
    return tuple(one for one in found if one.about not in struck)


def _told(call: Call, one: Announcement) -> Told:
    done, of = call.store.owes(one.id)
    return Told(announcement=one, done=done, of=of)


def standing(call: Call, groups: Collection[str], at: datetime | None = None) -> tuple[Report, ...]:
    """The newest words on figures, weather, hazards and evacuations, as they are or were at a time (UTC)."""
    return tuple(
        one
        for subject in STANDING
        for one in call.store.newest_states(call.here.id, groups, subject, at=at)
        if stands(one)
    )

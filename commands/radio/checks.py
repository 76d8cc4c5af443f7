"""Checks of a plan for the conversation: at once where it is small, beside it where it is large.

A transaction must be short, so a plan of more than ``AT_ONCE`` rows is checked by a worker process: the command leaves
a ``PlanCheck`` for the plan's version and answers that it runs; the worker takes a ``Snapshot``, runs it, and the clock
says ``freq checked`` when the findings are kept. A check of a version that is no longer the newest is dropped.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from commands.call import Call
from commands.domain.radio.areas import Areas
from commands.domain.radio.assignments import Assignment
from commands.domain.radio.findings import ADVISORY, Acceptance, Finding, Level, counted, new_ones
from commands.domain.radio.plan import Plan, Revision
from commands.domain.radio.plan_revisions import overlapping, renumbered
from commands.domain.radio.records import DeskSettings, PlanCheck, RadioPlan
from commands.domain.radio.rf_checks import check
from commands.domain.radio.rf_settings import Locale, RfSettings
from commands.domain.store import Store
from commands.radio.desk import Desk, kept_plan
from commands.radio.library import library

AT_ONCE = 32
"""Rows of a plan that are checked within the transaction: two checks of that many take some 30 ms."""

SHOWN_NEW = 4
"""New critical findings that are written out in the answer to a change."""


@dataclass(frozen=True)
class Snapshot:
    """Everything that a check reads, as values that can be handed to another process."""

    rows: tuple[Assignment, ...]
    settings: RfSettings
    acceptances: tuple[Acceptance, ...]
    more: tuple[Finding, ...]


def run(snapshot: Snapshot) -> tuple[Finding, ...]:
    """The whole check. Pure; in a worker process it may take its time."""
    found = check(snapshot.rows, library(), snapshot.settings, acceptances=snapshot.acceptances, more=snapshot.more)
    return found.findings


def snapshot(store: Store, record: RadioPlan, plan: Plan) -> Snapshot:
    """What stands now, as a check reads it."""
    kept = store.acceptances(record.id)
    said = tuple(
        Acceptance(finding=one.finding, row=one.row, rule=one.rule, who=one.who, at=one.at, reason=one.reason)
        for one in kept
    )
    more = (*renumbered(plan), *overlapping(plan, _others(store, record)))
    return Snapshot(plan.rows, settings(store, record.incident), said, more)


def at_once(snapshot: Snapshot) -> bool:
    """True for what may be checked within a transaction."""
    return len(snapshot.rows) <= AT_ONCE and snapshot.settings.orders == (3,)


def snapshot_of(store: Store, record: RadioPlan) -> Snapshot:
    """What stands now of a plan, read from the store."""
    return snapshot(store, record, kept_plan(store, record)[1])


def settings(store: Store, incident: str) -> RfSettings:
    """The settings of the checks at this incident."""
    kept = store.desk_settings(incident) or DeskSettings(incident=incident)
    relations = store.area_relations(incident)
    return RfSettings(
        tolerance=kept.tolerance,
        orders=(3, *((5,) if kept.fifth else ()), *((7,) if kept.seventh else ())),
        areas=Areas.of(
            apart=[(one.one, one.other) for one in relations if not one.touching],
            touching=[(one.one, one.other) for one in relations if one.touching],
        ),
        locale=Locale(territories=kept.territories, near_canada=kept.near_canada, inland=kept.inland),
    )


def _others(store: Store, record: RadioPlan) -> Iterable[Plan]:
    """The other plans that were published, by their periods."""
    marks = {mark.period: mark for mark in store.revision_marks(record.incident)}
    for other in store.radio_plans(record.incident):
        if other.id != record.id and (mark := marks.get(other.period)):
            published = Revision(number=mark.number, rows=(), digest=mark.digest, at=mark.at, by=mark.by)
            yield Plan(period=other.period, starts=other.starts, ends=other.ends, published=(published,))


def findings(call: Call, desk: Desk) -> tuple[Finding, ...] | None:
    """What is found now; None where the worker is still at it (it is asked for it here)."""
    if len(desk.kept) <= AT_ONCE and at_once(now := snapshot(call.store, desk.record, desk.plan)):
        return run(now)
    kept = call.store.plan_check(desk.record.id, desk.record.version)
    if kept is None:
        call.store.add(
            PlanCheck(
                incident=call.here.id,
                plan=desk.record.id,
                plan_version=desk.record.version,
                asked=call.at,
                by=call.who.shown,
            )
        )
        return None
    return kept.findings if kept.done else None


def brought(call: Call, before: Desk | Snapshot | None, after: Desk) -> str:
    """The lines below a change: new critical findings, how many there are, and the advisory.

    ``before`` is the plan before the change, or all that the check read of it where the change was another one.
    """
    now = findings(call, after)
    if now is None:
        return running(len(after.kept))
    earlier = snapshot(call.store, before.record, before.plan) if isinstance(before, Desk) else before
    return summary(new_ones(run(earlier) if earlier and at_once(earlier) else (), now), now)


def standing_now(call: Call, desk: Desk) -> str:
    """The lines below what changes no row: how many findings there are, and the advisory."""
    now = findings(call, desk)
    return running(len(desk.kept)) if now is None else summary((), now)


def running(rows: int) -> str:
    """The lines while a check of so many rows still runs; its findings are told later."""
    return f"The check of {rows:,} rows runs beside this; what it finds is told here.\n{ADVISORY}"


def summary(new: Iterable[Finding], now: Iterable[Finding]) -> str:
    """``2 critical, 9 more: freq check``, below what is new and critical; the advisory stands under it."""
    critical = [finding for finding in new if finding.level is Level.CRITICAL and not finding.accepted]
    lines = [f"NEW {finding.shown}" for finding in critical[:SHOWN_NEW]]
    if len(critical) > SHOWN_NEW:
        lines.append(f"… and {len(critical) - SHOWN_NEW} more new critical ones.")
    return "\n".join([*lines, f"{counted(now)}: freq check", ADVISORY])

"""The plan that a command works on: read as one value, changed by pure rules, kept again with a line of history."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from commands.call import Call
from commands.domain.errors import Refused
from commands.domain.folding import channel_key
from commands.domain.radio.assignments import Assignment
from commands.domain.radio.plan import Load, Plan, Position, Revision, amend, assign, release
from commands.domain.radio.records import PlanNote, PlanRevision, PlanRow, RadioPlan
from commands.domain.store import Store

FIRST_PERIOD = "OP 1"


@dataclass(frozen=True)
class Desk:
    """One plan as it is kept, and as the rules see it."""

    record: RadioPlan
    kept: tuple[PlanRow, ...]
    plan: Plan

    def find(self, name: str) -> Assignment:
        """The one row of this id or channel name. Refused where there is none, or more than one."""
        found = self.plan.find(name)
        if not found:
            raise Refused(f"{name} is not in the plan of {self.plan.period}. freq list shows what is.")
        if len(found) > 1:
            which = " or ".join(row.shown for row in found)
            raise Refused(f"{name} stands {len(found)} times in the plan. Which one? Say its id: {which}.")
        return found[0]

    def kept_row(self, id: str) -> PlanRow:
        """The row of the plan as it is kept, by its id, which must be one of the plan's."""
        return next(kept for kept in self.kept if kept.row.id == id)


def desk(call: Call, period: str = "") -> Desk:
    """The plan of a period, or the newest. Refused where there is none."""
    record = call.store.radio_plan(call.here.id, period)
    if record is None:
        known = ", ".join(one.period for one in call.store.radio_plans(call.here.id))
        if period and known:
            raise Refused(f"There is no radio plan for {period}. There is: {known}.")
        raise Refused(f"There is no radio plan yet. The first one starts it: {call.prefix} freq assign VTAC14 as:…")
    return opened(call, record)


def opened(call: Call, record: RadioPlan) -> Desk:
    """The plan that is kept so, ready to be worked on."""
    kept, plan = kept_plan(call.store, record)
    return Desk(record, kept, plan)


def kept_plan(store: Store, record: RadioPlan) -> tuple[tuple[PlanRow, ...], Plan]:
    """The rows as they are kept, and the plan that they make."""
    kept = store.plan_rows(record.id)
    last = store.last_revision(record.incident, plan=record.id)
    carried = tuple(Load(Position(one.zone, one.number), one.channel) for one in store.radio_loads(record.incident))
    plan = Plan(
        period=record.period,
        starts=record.starts,
        ends=record.ends,
        rows=tuple(one.row for one in kept),
        published=(as_revision(last),) if last else (),
        carried=carried,
    )
    return kept, plan


def as_revision(kept: PlanRevision) -> Revision:
    """A published revision as the rules of the plan take it."""
    return Revision(number=kept.number, rows=kept.rows, digest=kept.digest, at=kept.at, by=kept.by)


def desk_or_first(call: Call) -> Desk:
    """The newest plan; where there is none, a first one for the period that runs."""
    record = call.store.radio_plan(call.here.id)
    if record is None:
        periods = call.store.periods(call.here.id)
        running = next((one for one in periods if one.runs(call.at)), periods[-1] if periods else None)
        record = call.store.add(
            RadioPlan(
                incident=call.here.id,
                period=f"OP {running.number}" if running else FIRST_PERIOD,
                starts=running.start if running else None,
                ends=running.end if running else None,
                at=call.at,
                by=call.who.shown,
            )
        )
    return opened(call, record)


def add_row(call: Call, before: Desk, row: Assignment) -> tuple[Desk, Assignment]:
    """Give a row its id and its place. Refused where the place is taken."""
    after = assign(before.plan, row)
    placed = after.rows[-1]
    record = touch(call, before.record)
    kept = call.store.add(
        PlanRow(
            incident=call.here.id,
            plan=record.id,
            number=int(placed.id.partition("-")[2]),
            name_key=channel_key(placed.name),
            row=placed,
            at=call.at,
            by=call.who.shown,
        )
    )
    return Desk(record, (*before.kept, kept), after), placed


def change_row(call: Call, before: Desk, row: Assignment) -> Desk:
    """Keep another version of a row."""
    after = amend(before.plan, row)
    record = touch(call, before.record)
    kept = before.kept_row(row.id)
    saved = call.store.save(replace(kept, row=row, name_key=channel_key(row.name)))
    return Desk(record, tuple(saved if one is kept else one for one in before.kept), after)


def release_row(call: Call, before: Desk, row: Assignment) -> Desk:
    """Take a row out of the plan; it stays in the record."""
    after = release(before.plan, row.id)
    record = touch(call, before.record)
    kept = before.kept_row(row.id)
    call.store.save(replace(kept, released=call.at))
    return Desk(record, tuple(one for one in before.kept if one is not kept), after)


def touch(call: Call, record: RadioPlan) -> RadioPlan:
    """Every change of a plan moves its version on: of two at once, the second decides anew on what the first left."""
    return call.store.save(record)


def note(call: Call, words: str, *, plan: int | None = None, row: str = "", names: Iterable[str] = ("",)) -> None:
    """Write a line of history, under each of these names of channels or nets."""
    for key in dict.fromkeys(channel_key(name) if name else "" for name in names):
        call.store.add(
            PlanNote(
                incident=call.here.id,
                plan=plan,
                row=row,
                name_key=key,
                words=words,
                at=call.at,
                by=call.who.shown,
            )
        )

"""The radio plan through the periods: copied, published as a revision, compared position by position."""

from dataclasses import replace
from datetime import datetime
from typing import Annotated

from commands.call import Call
from commands.domain.accountability.checkins import counted
from commands.domain.cards import words
from commands.domain.errors import Refused
from commands.domain.folding import channel_key
from commands.domain.messages import Audience, Card, Reply, Table
from commands.domain.moments import shown
from commands.domain.radio.assignments import Assignment
from commands.domain.radio.plan import position_of
from commands.domain.radio.plan_revisions import SHOWN_DIGEST, Change, Difference, diff
from commands.domain.radio.plan_revisions import publish as publish_plan
from commands.domain.radio.records import PlanRevision, RadioLoad, RadioPlan
from commands.line.converters import Moment
from commands.line.signature import Hint, Key
from commands.radio.changes import changed_since, changes, head
from commands.radio.checks import standing_now
from commands.radio.desk import Desk, desk, note, touch
from commands.registry import command


@command(needs="plan edit")
def copy(
    call: Call,
    period: Annotated[str, Hint("the name of the next period; empty: the next number")] = "",
    *,
    starts: Annotated[Moment | None, Key("from")] = None,
    ends: Annotated[Moment | None, Key("until")] = None,
) -> Reply:
    """Copy the plan into the next period as a draft: same rows, ids and positions; what radios have is remembered.

    freq copy: into the next period. freq copy "OP 2" from:0600 until:1800
    """
    now = desk(call)
    name = period or _next_name(call, now.plan.period)
    if call.store.radio_plan(call.here.id, name):
        raise Refused(f'There is a radio plan for {name} already. freq list period:"{name}" shows it.')
    starts, ends = _times(call, name, starts, ends)
    if starts and ends and ends <= starts:
        raise Refused(f"It would end {shown(ends, call.zone)}, before it begins {shown(starts, call.zone)}.")
    record = RadioPlan(
        incident=call.here.id,
        period=name,
        starts=starts,
        ends=ends,
        instructions=now.record.instructions,
        at=call.at,
        by=call.who.shown,
    )
    made = call.store.add(record)
    call.store.copy_rows(now.record.id, made.id)
    note(call, f"plan of {now.plan.period} copied into {name}: {len(now.kept)} rows", plan=made.id)
    said = f"Radio plan {name}: {len(now.kept)} rows copied from {now.plan.period}, a draft until freq publish."
    return Reply(text=said, audience=Audience.MAIN)


def _next_name(call: Call, name: str) -> str:
    head, _, number = name.rpartition(" ")
    if number.isdecimal():
        return f"{head} {int(number) + 1}"
    return f"OP {len(call.store.radio_plans(call.here.id)) + 1}"


def _times(
    call: Call, name: str, starts: datetime | None, ends: datetime | None
) -> tuple[datetime | None, datetime | None]:
    """The times that were said; else those of the operational period of that number."""
    number = name.rpartition(" ")[2]
    period = next((one for one in call.store.periods(call.here.id) if f"{one.number}" == number), None)
    return starts or (period.start if period else None), ends or (period.end if period else None)


@command(needs="plan publish")
def publish(call: Call) -> Reply:
    """Freeze the plan as a numbered revision with its digest; what was published is never altered."""
    now = desk(call)
    last = now.plan.published[-1] if now.plan.published else None
    moved = last is not None and changed_since(call, now.plan.rows, last.at)
    plan = publish_plan(now.plan, at=call.at, by=call.who.shown, moved=moved)
    made = plan.published[-1]
    number = call.store.next_number(call.here.id, "revision")
    touch(call, now.record)
    revision = PlanRevision(
        incident=call.here.id,
        plan=now.record.id,
        number=number,
        period=plan.period,
        starts=plan.starts,
        ends=plan.ends,
        digest=made.digest,
        rows=made.rows,
        instructions=now.record.instructions,
        at=call.at,
        by=call.who.shown,
    )
    before = call.store.last_revision(call.here.id)
    call.store.add(revision)
    _remember_loads(call, now)
    words_ = f"published revision {number} of {plan.period}, {len(plan.rows)} rows, digest {made.digest[:SHOWN_DIGEST]}"
    note(call, words_, plan=now.record.id)
    others = diff(before.rows, made.rows) if before else ()
    change = (
        f"{counted(len(others), 'position')} to reprogram since revision {before.number}: freq diff" if before else ""
    )
    lines = [
        f"Radio plan {words_}, by {call.who.shown}.",
        change,
        *head(changes(call, made.rows)),
        _outdated(call, number),
    ]
    after = replace(now, plan=plan)
    return Reply(text="\n".join([*(line for line in lines if line), standing_now(call, after)]), audience=Audience.MAIN)


def _remember_loads(call: Call, now: Desk) -> None:
    known = {(one.position, channel_key(one.channel.name)) for one in now.plan.carried}
    placed = ((place, row) for row in now.plan.rows if (place := position_of(row)))
    new = [
        RadioLoad(incident=call.here.id, zone=place.zone, number=place.number, channel=row.channel)
        for place, row in placed
        if (place, channel_key(row.name)) not in known
    ]
    call.store.keep_loads(new)


def _outdated(call: Call, number: int) -> str:
    out = [one for one in call.store.cache_issues(call.here.id, most=1_000) if (one.revision or 0) < number]
    return f"{counted(len(out), 'radio')} of the cache out with an older load: cache list" if out else ""


@command(verb="diff")
def diff_(
    call: Call,
    old: Annotated[int | None, Hint("a revision's number; empty: the last one")] = None,
    new: Annotated[int | None, Hint("a revision's number; empty: the plan as it stands")] = None,
) -> Reply:
    """Say which positions to reprogram, between two revisions or since one; only you see the answer.

    freq diff: since the last revision. freq diff 2: since revision 2. freq diff 2 5: from one to the other.
    """
    now = desk(call)
    if old is None:
        older, newer, names = _since(call, now)
    else:
        first = _revision(call, old)
        second = _revision(call, new) if new is not None else None
        older, newer = first.rows, second.rows if second else now.plan.rows
        names = (f"revision {first.number}", f"revision {second.number}" if second else _the_draft(now))
    changes = diff(older, newer)
    if not changes:
        return Reply(text=f"No position differs between {names[0]} and {names[1]}.")
    card = _difference_card(f"{counted(len(changes), 'position')} to reprogram, {names[0]} → {names[1]}", changes)
    return Reply(text=words(card), card=card)


def _the_draft(now: Desk) -> str:
    return f"the plan of {now.plan.period} as it stands"


def _since(call: Call, now: Desk) -> tuple[tuple[Assignment, ...], tuple[Assignment, ...], tuple[str, str]]:
    """From the last revision to the draft; where nothing was changed since, from the one before to the last."""
    last = call.store.last_revision(call.here.id)
    if last is None:
        raise Refused("No plan was published yet, so there is nothing to compare with.")
    if diff(last.rows, now.plan.rows):
        return last.rows, now.plan.rows, (f"revision {last.number}", _the_draft(now))
    before = call.store.last_revision(call.here.id, before=last.number)
    if before is None:
        return last.rows, now.plan.rows, (f"revision {last.number}", _the_draft(now))
    return before.rows, last.rows, (f"revision {before.number}", f"revision {last.number}")


def _revision(call: Call, number: int) -> PlanRevision:
    if found := call.store.revision(call.here.id, number):
        return found
    known = ", ".join(str(one.number) for one in call.store.revision_marks(call.here.id)) or "none yet"
    raise Refused(f"There is no revision {number}. There is: {known}.")


def _difference_card(title: str, changes: tuple[Difference, ...]) -> Card:
    rows = tuple(
        (
            one.position.shown,
            one.change.value.upper() if one.change is Change.REPLACED else one.change.value,
            one.before.shown if one.before else "",
            one.after.shown if one.after else "",
        )
        for one in changes
    )
    return Card(title=title, table=Table(("Position", "Change", "Was", "Is"), rows))

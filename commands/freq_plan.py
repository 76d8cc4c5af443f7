"""The radio plan: assign channels, change and release them, publish, copy into the next period, compare."""

from dataclasses import replace
from typing import Annotated, Any

from commands.call import Call
from commands.converters import Long, Moment
from commands.domain.assignments import Assignment
from commands.domain.cards import words
from commands.domain.checkins import counted
from commands.domain.errors import Refused
from commands.domain.frequencies import Channel, name_key
from commands.domain.functions import function_of, units_of
from commands.domain.library import LibraryRow
from commands.domain.messages import Audience, Card, Reply, Table
from commands.domain.moments import shown
from commands.domain.plan import position_of
from commands.domain.plan_revisions import SHOWN_DIGEST, Difference, diff
from commands.domain.plan_revisions import publish as publish_plan
from commands.domain.radio_forms import aloud
from commands.domain.radio_records import SERIES, PlanNote, PlanRevision, RadioLoad, RadioPlan
from commands.library import library
from commands.radio_checks import brought, standing_now
from commands.radio_converters import (
    Area,
    KnownChannel,
    Places,
    PositionNumber,
    RowName,
    Units,
    Watts,
    read_row,
)
from commands.radio_desk import Desk, add_row, change_row, desk, desk_or_first, note, release_row, touch
from commands.radio_plan_view import plan_card, standing
from commands.registry import command
from commands.signature import Hint, Key, Rest

FIRST_ZONE = "1"
MOST_NOTES = 30


@command(noun="freq", needs="plan edit", creates=True)
def assign(
    call: Call,
    channel: KnownChannel,
    *,
    net: Annotated[str, Key("as"), Hint("what the net is for, such as Div A tactical")] = "",
    div: Annotated[Units, Hint("who uses it")] = (),
    function: Annotated[str, Hint("Command, Tactical, Ground-to-Air …; read from as: where it says so")] = "",
    zone: str = "",
    position: Annotated[PositionNumber | None, Key("ch"), Hint("empty: the next free one")] = None,
    area: Annotated[Area, Hint("where it is used, or all")] = "",
    site: Annotated[str, Hint("where its repeater or base stands")] = "",
    posts: Annotated[Places, Hint("sites where further radios of it stand")] = (),
    remarks: str = "",
    licence: Annotated[str, Hint("the licence or STA relied on")] = "",
    power: Watts | None = None,
    encrypted: bool = False,
) -> Reply:
    """Give a channel to a net in this period's plan; it gets an id and, without ch:, the next free position.

    freq assign VTAC14 as:"Div A tactical" div A zone:1 ch:4
    freq assign "RIDGE CMD" as:"command" site:"Ridge Mtn" area:all
    """
    before = desk_or_first(call)
    row = Assignment(
        id="",
        channel=channel,
        net=net,
        function=function or function_of(net),
        units=div or units_of(net),
        zone=zone or _zone(before),
        position=position,
        area=area,
        site=site,
        posts=posts,
        remarks=remarks,
        licence=licence,
        power=power,
        encrypted=encrypted,
    )
    _refuse_twice(call, before, row)
    row = replace(row, id=f"{SERIES}-{call.store.next_number(call.here.id, SERIES)}")
    after, placed = add_row(call, before, row)
    note(call, f"assigned {_line(placed)}", plan=after.record.id, row=placed.id, names=(placed.name,))
    marks = _marks(library().named(channel.name))
    return _changed(call, before, after, f"{_line(placed)}{marks}")


def _zone(now: Desk) -> str:
    return now.plan.rows[-1].zone if now.plan.rows else FIRST_ZONE


def _refuse_twice(call: Call, now: Desk, row: Assignment) -> None:
    """Somebody else may just have done the same."""
    for kept in now.kept:
        same = name_key(kept.row.name) == name_key(row.name) and kept.row.zone == row.zone
        if same and (not row.net or name_key(kept.row.net) == name_key(row.net)):
            raise Refused(
                f"In the plan already: {_line(kept.row)} (by {kept.by}, {shown(kept.at, call.zone)}). "
                f"Change it with freq change {kept.row.id} …, or say another net with as:"
            )


def _marks(known: LibraryRow | None) -> str:
    return "".join(f"\n{mark}" for mark in known.marks) if known else ""


def _line(row: Assignment) -> str:
    """``N-3 VTAC14 zone 1 ch 4: Div A tactical, Div A``."""
    place = position_of(row)
    use = ", ".join(part for part in (row.net or row.function, *row.units) if part)
    where = f" {place.shown}" if place else ""
    return f"{row.id} {row.name}{where}: {use}" if use else f"{row.id} {row.name}{where}"


def _changed(call: Call, before: Desk, after: Desk, said: str) -> Reply:
    return Reply(text=f"{said}\n{brought(call, before, after)}", audience=Audience.MAIN)


@command(noun="freq", needs="plan edit", also=("amend",))
def change(
    call: Call,
    row: RowName,
    *,
    channel: Annotated[KnownChannel | None, Hint("only before the first publication")] = None,
    net: Annotated[str | None, Key("as")] = None,
    div: Units | None = None,
    function: str | None = None,
    zone: str | None = None,
    position: Annotated[PositionNumber | None, Key("ch")] = None,
    area: Area | None = None,
    site: str | None = None,
    posts: Places | None = None,
    remarks: str | None = None,
    licence: str | None = None,
    power: Watts | None = None,
    encrypted: bool | None = None,
) -> Reply:
    """Change what a row of the plan says; what is not named stays as it is.

    freq change N-3 remarks:"patched to UTAC42" area:"Div A"
    """
    given: dict[str, Any] = {"channel": channel, "net": net, "units": div, "function": function, "zone": zone}
    given |= {"position": position, "area": area, "site": site, "posts": posts, "remarks": remarks}
    given |= {"licence": licence, "power": power, "encrypted": encrypted}
    given = {key: value for key, value in given.items() if value is not None}
    before = desk(call)
    was = before.find(row)
    now = replace(was, **given)
    if now == was:
        raise Refused(f"Nothing would change: {_line(was)}.")
    after = change_row(call, before, now)
    told = ", ".join(f"{key} {_told(value)}" for key, value in given.items() if getattr(was, key) != value)
    note(call, f"changed {now.id} {now.name}: {told}", plan=after.record.id, row=now.id, names=(now.name,))
    return _changed(call, before, after, f"{_line(now)} changed: {told}")


def _told(value: object) -> str:
    if isinstance(value, Channel):
        return value.shown
    return " / ".join(value) if isinstance(value, tuple) else str(value)


@command(noun="freq", needs="plan edit")
def release(call: Call, row: RowName) -> Reply:
    """Take a row out of the plan; its position stays taken once a plan with it was published.

    freq release N-3, or freq release VTAC14
    """
    before = desk(call)
    gone = before.find(row)
    after = release_row(call, before, gone)
    note(call, f"released {_line(gone)}", plan=after.record.id, row=gone.id, names=(gone.name,))
    return _changed(call, before, after, f"{_line(gone)} released")


@command(noun="freq", also=("plan",))
def list_(call: Call, period: Annotated[str, Hint("empty for the newest")] = "") -> Reply:
    """List the radio plan of a period, in the order of the radios; only you see the answer."""
    return plan_card(call, period)


@command(noun="freq")
def aloud_(call: Call, row: Annotated[RowName | None, Hint("empty for the whole plan")] = None) -> Reply:
    """Give the plan, or one channel of it, in words to be read on the air; only you see the answer."""
    now = desk(call)
    rows = (now.find(row),) if row else now.plan.rows
    lines = [f"{call.here.shown}, radio plan {now.plan.period}, {standing(now)}.", *(aloud(each) for each in rows)]
    return Reply(text="\n".join(lines))


@command(noun="freq")
def history(
    call: Call, about: Annotated[str, Hint("a channel, a net or a row's id; empty for everything")] = ""
) -> Reply:
    """Show what was assigned, changed, released, published and moved, and by whom; only you see the answer."""
    notes = _notes(call, about)
    marks = "" if about else _published(call)
    if not notes and not marks:
        return Reply(text=f"There is no history{f' of {about}' if about else ''} yet.")
    lines = [f"{shown(one.at, call.zone)} {one.by}: {one.words}" for one in notes]
    return Reply(text="\n".join([*lines, *([marks] if marks else [])]))


def _notes(call: Call, about: str) -> tuple[PlanNote, ...]:
    store, here = call.store, call.here.id
    if not about:
        found = store.plan_notes(here, most=MOST_NOTES * 2)
        return tuple({(one.at, one.words): one for one in found}.values())[-MOST_NOTES:]
    if by_name := store.plan_notes(here, name_key=name_key(about), most=MOST_NOTES):
        return by_name
    try:
        return store.plan_notes(here, row=read_row(about, call), most=MOST_NOTES)
    except ValueError as fault:
        raise Refused(f"{about}: {fault}.") from None


def _published(call: Call) -> str:
    marks = call.store.revision_marks(call.here.id, most=10)
    each = (f"{one.number} ({one.period}, {one.digest[:SHOWN_DIGEST]}, {one.by})" for one in marks)
    return f"Revisions: {'; '.join(each)}" if marks else ""


@command(noun="freq", needs="plan edit")
def instructions(call: Call, text: Annotated[Long, Rest()]) -> Reply:
    """Set the special instructions of the plan: block 5 of ICS 205.

    freq instructions Patch VTAC36 to UTAC42 at Ridge. No traffic on VCALL10 but calling.
    """
    now = desk(call)
    touch(call, replace(now.record, instructions=text[:2_000]))
    note(call, f"special instructions: {text[:200]}", plan=now.record.id)
    return Reply(text=f"Special instructions of {now.plan.period}: {text[:2_000]}", audience=Audience.MAIN)


@command(noun="freq", needs="plan edit")
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
    if number.isdigit():
        return f"{head} {int(number) + 1}"
    return f"OP {len(call.store.radio_plans(call.here.id)) + 1}"


def _times(call: Call, name: str, starts: Any, ends: Any) -> tuple[Any, Any]:
    """The times that were said; else those of the operational period of that number."""
    number = name.rpartition(" ")[2]
    period = next((one for one in call.store.periods(call.here.id) if f"{one.number}" == number), None)
    return starts or (period.start if period else None), ends or (period.end if period else None)


@command(noun="freq", needs="plan publish")
def publish(call: Call) -> Reply:
    """Freeze the plan as a numbered revision with its digest; what was published is never altered."""
    now = desk(call)
    plan = publish_plan(now.plan, at=call.at, by=call.who.shown)
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
    changes = diff(before.rows, made.rows) if before else ()
    change = (
        f"{counted(len(changes), 'position')} to reprogram since revision {before.number}: freq diff" if before else ""
    )
    lines = [f"Radio plan {words_}, by {call.who.shown}.", change, _outdated(call, number)]
    after = replace(now, plan=plan)
    return Reply(text="\n".join([*(line for line in lines if line), standing_now(call, after)]), audience=Audience.MAIN)


def _remember_loads(call: Call, now: Desk) -> None:
    known = {(one.position, name_key(one.channel.name)) for one in now.plan.carried}
    placed = ((place, row) for row in now.plan.rows if (place := position_of(row)))
    new = [
        RadioLoad(incident=call.here.id, zone=place.zone, number=place.number, channel=row.channel)
        for place, row in placed
        if (place, name_key(row.name)) not in known
    ]
    call.store.keep_loads(new)


def _outdated(call: Call, number: int) -> str:
    out = [one for one in call.store.cache_issues(call.here.id, most=1_000) if (one.revision or 0) < number]
    return f"{counted(len(out), 'radio')} of the cache out with an older load: cache list" if out else ""


@command(noun="freq", verb="diff")
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
            one.change.value.upper() if one.change.value == "replaced" else one.change.value,
            one.before.shown if one.before else "",
            one.after.shown if one.after else "",
        )
        for one in changes
    )
    return Card(title=title, table=Table(("Position", "Change", "Was", "Is"), rows))


@command(noun="freq", needs="plan publish")
def transmit(call: Call, row: RowName, yes: bool = True) -> Reply:
    """Let a row transmit in exported radio files, or not: without this word every exported row only receives.

    freq transmit VTAC14 yes, freq transmit N-3 no
    """
    before = desk(call)
    was = before.find(row)
    if was.transmit == yes:
        raise Refused(f"{was.shown} {'transmits' if yes else 'receives only'} in exports already.")
    after = change_row(call, before, replace(was, transmit=yes))
    said = f"{was.id} {was.name} {'may transmit' if yes else 'receives only'} in exported radio files"
    note(call, said, plan=after.record.id, row=was.id, names=(was.name,))
    return Reply(text=said, audience=Audience.MAIN)

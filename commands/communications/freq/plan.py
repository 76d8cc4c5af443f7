"""The radio plan: assign channels, change and release them; its list, its history, its words for the air."""

from dataclasses import replace
from typing import Annotated, Any

from commands.call import Call
from commands.domain.errors import Refused
from commands.domain.folding import channel_key
from commands.domain.messages import Audience, Reply
from commands.domain.moments import shown
from commands.domain.radio.assignments import Assignment
from commands.domain.radio.forms import aloud
from commands.domain.radio.frequencies import Channel
from commands.domain.radio.functions import function_of, units_of
from commands.domain.radio.library import LibraryRow
from commands.domain.radio.plan import position_of
from commands.domain.radio.plan_revisions import SHOWN_DIGEST
from commands.domain.radio.records import SERIES, PlanNote
from commands.line.converters import Long
from commands.line.signature import Hint, Key, Rest
from commands.radio.checks import brought
from commands.radio.converters import (
    Area,
    KnownChannel,
    Places,
    PositionNumber,
    RowName,
    Units,
    Watts,
    read_row,
)
from commands.radio.desk import Desk, add_row, change_row, desk, desk_or_first, note, release_row, touch
from commands.radio.library import library
from commands.radio.plan_view import plan_card, standing
from commands.registry import command

FIRST_ZONE = "1"
MOST_NOTES = 30


@command(needs="plan edit", creates=True)
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
        same = channel_key(kept.row.name) == channel_key(row.name) and kept.row.zone == row.zone
        if same and (not row.net or channel_key(kept.row.net) == channel_key(row.net)):
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


@command(needs="plan edit", also=("amend",))
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


@command(needs="plan edit")
def release(call: Call, row: RowName) -> Reply:
    """Take a row out of the plan; its position stays taken once a plan with it was published.

    freq release N-3, or freq release VTAC14
    """
    before = desk(call)
    gone = before.find(row)
    after = release_row(call, before, gone)
    note(call, f"released {_line(gone)}", plan=after.record.id, row=gone.id, names=(gone.name,))
    return _changed(call, before, after, f"{_line(gone)} released")


@command(also=("plan",))
def list_(call: Call, period: Annotated[str, Hint("empty for the newest")] = "") -> Reply:
    """List the radio plan of a period, in the order of the radios; only you see the answer."""
    return plan_card(call, period)


@command()
def aloud_(call: Call, row: Annotated[RowName | None, Hint("empty for the whole plan")] = None) -> Reply:
    """Give the plan, or one channel of it, in words to be read on the air; only you see the answer."""
    now = desk(call)
    rows = (now.find(row),) if row else now.plan.rows
    lines = [f"{call.here.shown}, radio plan {now.plan.period}, {standing(now)}.", *(aloud(each) for each in rows)]
    return Reply(text="\n".join(lines))


@command()
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
    if by_name := store.plan_notes(here, name_key=channel_key(about), most=MOST_NOTES):
        return by_name
    try:
        return store.plan_notes(here, row=read_row(about, call), most=MOST_NOTES)
    except ValueError as fault:
        raise Refused(f"{about}: {fault}.") from None


def _published(call: Call) -> str:
    marks = call.store.revision_marks(call.here.id, most=10)
    each = (f"{one.number} ({one.period}, {one.digest[:SHOWN_DIGEST]}, {one.by})" for one in marks)
    return f"Revisions: {'; '.join(each)}" if marks else ""


@command(needs="plan edit")
def instructions(call: Call, text: Annotated[Long, Rest()]) -> Reply:
    """Set the special instructions of the plan: block 5 of ICS 205.

    freq instructions Patch VTAC36 to UTAC42 at Ridge. No traffic on VCALL10 but calling.
    """
    now = desk(call)
    touch(call, replace(now.record, instructions=text[:2_000]))
    note(call, f"special instructions: {text[:200]}", plan=now.record.id)
    return Reply(text=f"Special instructions of {now.plan.period}: {text[:2_000]}", audience=Audience.MAIN)


@command(needs="plan publish")
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

"""Checks of the radio plan, what was accepted, and what the checks take for granted."""

from dataclasses import replace
from typing import Annotated

from commands.call import Call
from commands.domain.accountability.checkins import counted as number
from commands.domain.cards import words
from commands.domain.errors import Refused
from commands.domain.folding import channel_key
from commands.domain.messages import Audience, Card, Colour, Reply, Table
from commands.domain.moments import shown
from commands.domain.radio.areas import EVERYWHERE, Areas, Overlap
from commands.domain.radio.findings import ADVISORY, Finding, Level, counted, new_ones
from commands.domain.radio.findings import accept as accept_findings
from commands.domain.radio.intermod import Tolerance
from commands.domain.radio.records import AreaRelation, DeskSettings, PlanAcceptance, PlanCheck, RadioPlan
from commands.line.signature import Hint, Key
from commands.radio.checks import Snapshot, brought, findings, running, snapshot_of, standing_now, summary
from commands.radio.checks import settings as rf_settings
from commands.radio.converters import AreaWord, RowName
from commands.radio.desk import Desk, desk, note, opened, touch
from commands.radio.library import library
from commands.registry import CLOCK_ONLY, command

MOST_SHOWN = 20
COLOURS = {Level.CRITICAL: Colour.RED, Level.WARNING: Colour.YELLOW}


@command()
def check(
    call: Call, about: Annotated[str, Hint("a channel's name, a row's id, or all")] = "all", *, period: str = ""
) -> Reply:
    """Screen the plan, or one channel of it: conflicts, intermodulation, limits, hygiene; only you see the answer.

    freq check: everything, worst first. freq check VTAC14: what concerns that channel.
    A finding never blocks; no findings does not mean coordinated.
    """
    now = desk(call, period)
    found = findings(call, now)
    if found is None:
        return Reply(text=running(len(now.kept)))
    if about.casefold() != "all":
        row = now.find(about)
        keys = {channel_key(row.id), channel_key(row.name)}
        found = tuple(one for one in found if keys & {channel_key(word) for word in (*one.names, *one.rows)})
    return _shown(call, now, "" if about.casefold() == "all" else about, found)


def _shown(call: Call, now: Desk, about: str, found: tuple[Finding, ...]) -> Reply:
    worst = min((one.level for one in found if not one.accepted), default=Level.INFO)
    more = (f"… and {len(found) - MOST_SHOWN} more: freq check with a channel's name.",)
    card = Card(
        title=f"{call.here.shown}: check of {about or 'the plan of ' + now.plan.period}, {counted(found)}",
        lines=(*(one.shown for one in found[:MOST_SHOWN]), *(more if len(found) > MOST_SHOWN else ())),
        footer=f"as of {shown(call.at, call.zone)}. {ADVISORY} {library().edition}",
        colour=COLOURS.get(worst, Colour.GREY),
    )
    return Reply(text=words(card), card=card)


@command(needs="plan publish")
def accept(
    call: Call,
    row: RowName,
    *,
    rule: Annotated[str, Hint("the finding's rule, such as RF-003")],
    reason: Annotated[str, Hint("what the next COML reads")],
) -> Reply:
    """Accept what a rule finds about a channel, with the reason; the finding stays in the list with your name.

    freq accept VTAC14 rule:RF-003 reason:"reversed on purpose, 40 km apart"
    """
    now = desk(call)
    found = findings(call, now)
    if found is None:
        return Reply(text=f"{running(len(now.kept))}\nNothing was accepted yet: say it again when the result is here.")
    known = {channel_key(row)} & {channel_key(each.id) for each in now.plan.rows}
    name = next((each.id for each in now.plan.rows if channel_key(each.id) in known), row)
    said = accept_findings(found, name=name, rule=rule, who=call.who.shown, at=call.at, reason=reason)
    record = touch(call, now.record)
    for one in said:
        call.store.add(
            PlanAcceptance(
                incident=call.here.id,
                plan=record.id,
                finding=one.finding,
                row=one.row,
                rule=one.rule,
                who=one.who,
                at=one.at,
                reason=one.reason,
            )
        )
    note(call, f"accepted {said[0].rule} about {row}: {reason}", plan=record.id, names=(row,))
    count = f"{len(said)} findings" if len(said) > 1 else "1 finding"
    after = replace(now, record=record)
    text = f"{said[0].rule} about {row} accepted by {call.who.shown}, {count}: {reason}\n{standing_now(call, after)}"
    return Reply(text=text, audience=Audience.MAIN)


@command(needs=CLOCK_ONLY)
def checked(call: Call, id: int) -> tuple[Reply, ...]:
    """Tell what a check has found that ran beside the conversation; the clock says it when the findings are kept."""
    check = call.store.get(PlanCheck, id)
    record = call.store.get(RadioPlan, check.plan) if check else None
    if check is None or record is None or check.done or record.incident != call.here.id:
        return ()
    if record.version != check.plan_version:
        call.store.remove(check)  # a newer check is on its way
        return ()
    before = call.store.last_check(record.id, before=check.plan_version)
    call.store.save(replace(check, done=call.at))
    new = new_ones(before.findings if before else (), check.findings)
    rows = number(call.store.plan_row_count(record.id), "row")
    head = f"Radio plan {record.period}, {rows}, checked as of {shown(check.asked, call.zone)}:"
    return (Reply(text=f"{head}\n{summary(new, check.findings)}", audience=Audience.MAIN),)


@command()
def areas(call: Call) -> Reply:
    """List the areas of the plan and how they are said to lie to each other; only you see the answer.

    What nobody has said is unknown: conflicts between such areas are “not evaluated”, never clear.
    """
    now = desk(call)
    names = tuple(dict.fromkeys(row.area for row in now.plan.rows if row.area))
    known = rf_settings(call.store, call.here.id).areas
    rows = tuple((one, other, _lie(known, one, other)) for at, one in enumerate(names) for other in names[at + 1 :])
    without = [row.shown for row in now.plan.rows if not row.area]
    said = tuple(
        f"Said: {one.one} and {one.other} {'touch' if one.touching else 'lie apart'} ({one.by})"
        for one in call.store.area_relations(call.here.id)
    )
    lines = (*said, *((f"No area given: {', '.join(without[:MOST_SHOWN])}",) if without else ()))
    card = Card(
        title=f"{call.here.shown}: {number(len(names), 'area')}",
        table=Table(("One", "Other", "Overlap"), rows[: MOST_SHOWN * 3]) if rows else None,
        lines=lines,
        footer=ADVISORY,
    )
    return Reply(text=words(card), card=card)


def _lie(known: Areas, one: str, other: str) -> str:
    return {Overlap.YES: "yes", Overlap.NO: "no", Overlap.UNKNOWN: "unknown: not evaluated"}[known.overlap(one, other)]


@command(needs="plan edit")
def areas_apart(call: Call, one: AreaWord, other: AreaWord) -> Reply:
    """Say that two areas lie apart, so that channels may be used again.

    freq areas apart "Div A" "Div K"
    """
    return _relate(call, one, other, touching=False)


@command(needs="plan edit")
def areas_touch(call: Call, one: AreaWord, other: AreaWord) -> Reply:
    """Say that two areas overlap or touch, which counts as overlap.

    freq areas touch "Div A" "Div B"
    """
    return _relate(call, one, other, touching=True)


def _relate(call: Call, one: str, other: str, *, touching: bool) -> Reply:
    if channel_key(one) == channel_key(other) or EVERYWHERE in {one, other}:
        raise Refused("An area and itself, or the whole incident, always overlap.")
    before = _before(call)
    for known in call.store.area_relations(call.here.id):
        if {channel_key(known.one), channel_key(known.other)} == {channel_key(one), channel_key(other)}:
            if known.touching == touching:
                raise Refused(f"{known.by} has said so already: {one} and {other}.")
            call.store.remove(known)
    call.store.add(
        AreaRelation(incident=call.here.id, one=one, other=other, touching=touching, at=call.at, by=call.who.shown)
    )
    return _rechecked(call, before, f"{one} and {other} {'touch or overlap' if touching else 'lie apart'}")


def _before(call: Call) -> Snapshot | None:
    """What the check reads before a setting is changed."""
    record = call.store.radio_plan(call.here.id)
    return snapshot_of(call.store, record) if record else None


def _rechecked(call: Call, before: Snapshot | None, said: str) -> Reply:
    """The record of a setting, and what the plan's check says under it."""
    record = call.store.radio_plan(call.here.id)
    note(call, said, plan=record.id if record else None)
    if record is None:
        return Reply(text=f"{said}.", audience=Audience.MAIN)
    now = opened(call, touch(call, record))
    return Reply(text=f"{said}.\n{brought(call, before, now)}", audience=Audience.MAIN)


@command(verb="settings")
def settings_(call: Call) -> Reply:
    """Show what the checks take for granted here; only you see the answer."""
    return Reply(text=_told(call.store.desk_settings(call.here.id) or DeskSettings(incident=call.here.id)))


@command(needs="plan edit", verb="set")
def set_(
    call: Call,
    *,
    tolerance: Annotated[Tolerance | None, Hint("how far a product may lie from a receiver and still count")] = None,
    fifth: Annotated[bool | None, Hint("fifth-order products as well")] = None,
    seventh: Annotated[bool | None, Hint("seventh-order products as well")] = None,
    territories: Annotated[bool | None, Hint("in Puerto Rico or the U.S. Virgin Islands")] = None,
    canada: Annotated[bool | None, Key("canada"), Hint("north of Line A or east of Line C")] = None,
    inland: Annotated[bool | None, Hint("in the inland counties where VTAC17 may be used")] = None,
) -> Reply:
    """Set what the checks take for granted: where the incident is, and how deep intermodulation is looked for.

    freq set inland:yes canada:no territories:no
    freq set fifth:yes tolerance:critical
    """
    told = {"tolerance": tolerance, "fifth": fifth, "seventh": seventh, "territories": territories}
    told |= {"near_canada": canada, "inland": inland}
    given = {key: value for key, value in told.items() if value is not None}
    if not given:
        raise Refused("Nothing was set: say tolerance:, fifth:, seventh:, territories:, canada: or inland:")
    known, before = call.store.desk_settings(call.here.id), _before(call)
    if known is None:
        made = call.store.add(replace(DeskSettings(incident=call.here.id), **given))  # type: ignore[arg-type]
    else:
        made = call.store.save(replace(known, **given))  # type: ignore[arg-type]
    return _rechecked(call, before, f"Settings of the checks: {_told(made)}")


def _told(one: DeskSettings) -> str:
    orders = ", ".join(("third", *(("fifth",) if one.fifth else ()), *(("seventh",) if one.seventh else ())))
    places = (
        ("Puerto Rico or U.S. Virgin Islands", one.territories),
        ("near Canada", one.near_canada),
        ("inland", one.inland),
    )
    where = ", ".join(f"{name}: {'not said' if yes is None else 'yes' if yes else 'no'}" for name, yes in places)
    return f"{orders} order, tolerance {one.tolerance.value}; {where}"

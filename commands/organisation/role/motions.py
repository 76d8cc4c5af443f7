"""Command that is moved: an emergency take beside the present IC, and relieving a member of Unified Command.

One voice without the right changes nothing for good: it is told to all, agreed to or revoked with one press, or lapses.
"""

from dataclasses import replace
from typing import Annotated

from commands.call import Call
from commands.domain.accountability.checkins import Resource
from commands.domain.errors import Refused
from commands.domain.messages import Audience, Choice, Person, Reply
from commands.domain.moments import shown
from commands.domain.moves import step
from commands.domain.organisation.roles import (
    IC,
    MOTION,
    STANDS_FOR,
    VOICES,
    Holding,
    Motion,
    Motive,
    Seat,
    Standing,
)
from commands.domain.schedules import Timer
from commands.line.converters import id_of
from commands.organisation.role import handing
from commands.registry import command

COMMAND = Seat(IC)
NOT_CARRIED = "contacts, medical reports, links and codes, pairing, positions, clearing and closing"

Id = Annotated[int, id_of("TC")]


def stand_in(call: Call) -> Reply:
    """An emergency take: the speaker acts as IC beside whoever is, until it is agreed to, revoked, or lapses."""
    handing.has_account(call.who.key, call.who.called)
    keys = call.store.same_person(call.who.key)
    for one in call.store.motions(call.here.id, call.at - STANDS_FOR):
        if one.kind is not Motive.TAKE or one.person not in keys:
            continue
        if one.state is Standing.STANDING:
            raise Refused(f"You stand in as IC already, until {shown(one.until, call.zone)} ({one.shown}).")
        if one.state is Standing.REVOKED:
            raise Refused(
                f"{one.shown} was revoked {shown(one.ended or one.at, call.zone)}; nothing was changed. Say on the "
                "radio what you need; the IC or an administrator gives command."
            )
    one = _moved(call, Motive.TAKE, call.who)
    present = handing.holding(COMMAND, call)
    beside = f" beside {_and(present)}" if present else ""
    text = (
        f"EMERGENCY TAKE OF COMMAND {one.shown}: {one.who} stands in as IC{beside} from {shown(one.at, call.zone)}. It "
        f"lapses {shown(one.until, call.zone)} unless {_deciders(present)}. It does not carry {NOT_CARRIED}. "
        "Say it on the radio."
    )
    choices = (
        Choice("Revoke", f"role revoke {one.shown}", "🛑"),
        Choice("Agree", f"role agree {one.shown}", "✅"),
    )
    return Reply(text=text, audience=Audience.INCIDENT, loud=True, notify=True, about=one.shown, choices=choices)


def relieve(call: Call, held: Holding) -> Reply:
    """One member of Unified Command wants another relieved: a second member has to say so too."""
    mine = handing.own(COMMAND, call.who.key, call)
    if mine is None:
        raise Refused(
            f"{held.name} is IC: relieved by nobody but themselves, an administrator, or {VOICES} others of Unified "
            "Command. Nothing was changed."
        )
    others = [one for one in handing.holding(COMMAND, call) if one.id not in (mine.id, held.id)]
    if not others:
        raise Refused(
            f"One voice does not relieve an IC, and there is no third in Unified Command; nothing was changed. "
            f"{held.name} stands down ({call.prefix} role relieve IC), or an administrator relieves them."
        )
    for one in call.store.motions(call.here.id):
        if one.kind is Motive.RELIEF and one.person == held.person:
            return agree(call, one.number)
    one = _moved(call, Motive.RELIEF, Person(held.person, held.name, held.label))
    text = (
        f"{one.shown}: {one.by_name} wants {held.who} relieved as IC. It takes the word of {_and(others, 'or')} as "
        f"well, and lapses {shown(one.until, call.zone)}. {held.name} is IC until then."
    )
    choices = (Choice("Agree", f"role agree {one.shown}", "✅"),)
    return Reply(text=text, audience=Audience.MAIN, loud=True, about=one.shown, choices=choices)


@command()
def agree(call: Call, id: Id) -> Reply:
    """Agree to an emergency take of command, or as a second IC to relieving another one.

    role agree TC-1. Where there is no IC, two checked-in people of different agencies agree.
    """
    one = _find(call, id)
    step(MOTION, one.state, "agree", one.shown)
    return _agree_to_take(call, one) if one.kind is Motive.TAKE else _agree_to_relief(call, one)


@command()
def revoke(call: Call, id: Id) -> Reply:
    """Revoke an emergency take of command at once; the IC and administrators may, and whoever made it.

    role revoke TC-1.
    """
    one = _find(call, id)
    after = step(MOTION, one.state, "revoke", one.shown)
    own = one.by in call.store.same_person(call.who.key)
    if not own and not _decides(call):
        raise Refused(f"{one.shown} is revoked by the IC, an administrator or {one.by_name}; nothing was changed.")
    call.store.save(replace(one, state=after, ended=call.at, ended_by=call.who.key))
    what = f"{one.who} does not stand in as IC any more" if one.kind is Motive.TAKE else f"{one.name} stays IC"
    text = f"{one.shown} REVOKED by {_name(call)}, {shown(call.at, call.zone)}: {what}."
    return Reply(text=text, audience=Audience.INCIDENT, loud=True, about=one.shown)


@command(needs="clock")
def lapse(call: Call, id: Id) -> tuple[Reply, ...]:
    """End what nobody has agreed to in time."""
    one = call.store.numbered(Motion, call.here.id, id)
    if one is None or one.state is not Standing.STANDING:
        return ()
    after = step(MOTION, one.state, "lapse", one.shown)
    call.store.save(replace(one, state=after, ended=call.at, ended_by=call.who.key))
    what = f"{one.who} does not stand in as IC any more" if one.kind is Motive.TAKE else f"{one.name} stays IC"
    return (
        Reply(
            text=f"{one.shown} has lapsed, {shown(call.at, call.zone)}: nobody agreed to it. {what}.",
            audience=Audience.INCIDENT,
            loud=True,
            about=one.shown,
        ),
    )


def standing_words(call: Call) -> tuple[str, ...]:
    """What stands, for the list of positions."""
    return tuple(_standing(one, call) for one in call.store.motions(call.here.id))


def _standing(one: Motion, call: Call) -> str:
    what = "stands in as IC" if one.kind is Motive.TAKE else f"to be relieved as IC, says {one.by_name}"
    return f"{one.shown}: {one.who} {what}; lapses {shown(one.until, call.zone)} unless agreed to"


def _agree_to_take(call: Call, one: Motion) -> Reply:
    if _decides(call):
        return _agreed_take(call, one, _name(call))
    if present := handing.holding(COMMAND, call):
        raise Refused(f"{one.shown} is for {_and(present, 'or')} or an administrator to agree to; nothing was changed.")
    line = _voice(call, one)
    agency = line.agency.casefold()
    if call.who.key in one.voices or agency in one.agencies:
        raise Refused(f"An agreement from {line.agency} is kept already; somebody of another agency has to agree too.")
    heard = replace(
        one,
        state=step(MOTION, one.state, "voice", one.shown),
        voices=(*one.voices, call.who.key),
        agencies=(*one.agencies, agency),
    )
    if len(heard.voices) >= VOICES:
        return _agreed_take(call, heard, f"{_name(call)} and {VOICES - 1} of another agency")
    call.store.save(heard)
    text = (
        f"{one.shown}: {_name(call)} ({line.agency}) agrees that {one.who} is IC. Somebody checked in of another "
        f"agency has to agree too; else it lapses {shown(one.until, call.zone)}."
    )
    choices = (Choice("Agree", f"role agree {one.shown}", "✅"), Choice("Revoke", f"role revoke {one.shown}", "🛑"))
    return Reply(text=text, audience=Audience.INCIDENT, loud=True, about=one.shown, choices=choices)


def _voice(call: Call, one: Motion) -> Resource:
    """The speaker's own check-in from before the take; Refused to anybody else, and to whoever made it."""
    keys = call.store.same_person(call.who.key)
    lines = (call.store.own_checkin(call.here.id, key) for key in keys)
    line = next((line for line in lines if line and line.agency and line.checked_in < one.at), None)
    if line is None or one.by in keys:
        raise Refused(
            f"{one.shown} is for an administrator to agree to, or for {VOICES} people of different agencies who were "
            "checked in before it; nothing was changed."
        )
    return line


def _agreed_take(call: Call, one: Motion, by: str) -> Reply:
    call.store.save(_agreed(call, one))
    held = handing.own(COMMAND, one.person, call) or handing.begin(
        call, COMMAND, Person(one.person, one.name, one.label), f"emergency take {one.shown}, agreed to by {by}"
    )
    return Reply(
        text=f"{one.shown}: {held.who} is IC from {shown(call.at, call.zone)}, agreed to by {by}.",
        audience=Audience.INCIDENT,
        loud=True,
        about=one.shown,
    )


def _agree_to_relief(call: Call, one: Motion) -> Reply:
    keys = call.store.same_person(call.who.key)
    mine = handing.own(COMMAND, call.who.key, call)
    if not call.admin and (mine is None or one.by in keys):
        raise Refused(f"{one.shown} is for another IC of Unified Command to agree to; nothing was changed.")
    call.store.save(_agreed(call, one))
    held = handing.own(COMMAND, one.person, call)
    if held is None:
        return Reply(text=f"{one.shown}: {one.name} is not IC any more.", audience=Audience.MAIN)
    if handing.leaves_command(held, call):
        raise Refused(f"{held.name} is the only IC, and command is never dropped; nothing was changed.")
    handing.end(call, held, f"relieved by {one.by_name} and {_name(call)}, {one.shown}")
    text = f"{one.shown}: {held.who} is relieved as IC by {one.by_name} and {_name(call)}, {shown(call.at, call.zone)}."
    return Reply(text=text, audience=Audience.MAIN, loud=True, about=one.shown)


def _agreed(call: Call, one: Motion) -> Motion:
    return replace(one, state=step(MOTION, one.state, "agree", one.shown), ended=call.at, ended_by=call.who.key)


def _moved(call: Call, kind: Motive, person: Person) -> Motion:
    one = call.store.add(
        Motion(
            incident=call.here.id,
            number=call.store.next_number(call.here.id, "motion"),
            kind=kind,
            person=person.key,
            name=person.name or person.key.partition("/")[2],
            label=person.label,
            at=call.at,
            until=call.at + STANDS_FOR,
            by=call.who.key,
            by_name=_name(call),
        )
    )
    call.store.add(Timer(incident=one.incident, at=one.until, command=f"role lapse {one.shown}"))
    return one


def _decides(call: Call) -> bool:
    """An administrator, the IC or a deputy; whoever opened the incident, as long as there is no IC."""
    return not call.by_clock and handing.may_name(COMMAND, call)


def _deciders(present: tuple[Holding, ...]) -> str:
    if present:
        return f"{_and(present, 'or')} or an administrator agrees"
    return f"an administrator, or {VOICES} checked-in people of different agencies agree"


def _find(call: Call, number: int) -> Motion:
    one = call.store.numbered(Motion, call.here.id, number)
    if one is None:
        raise Refused(f"There is no TC-{number} here; nothing was changed.")
    return one


def _and(held: list[Holding] | tuple[Holding, ...], word: str = "and") -> str:
    return f" {word} ".join(one.name for one in held)


def _name(call: Call) -> str:
    return call.who.name or call.who.key.partition("/")[2]

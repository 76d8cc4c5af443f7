"""Who the leaders and people named on the roster are: bound to an account by their own word and their crew's."""

from dataclasses import replace
from typing import Annotated

from commands.accountability.checkin import leave
from commands.call import Call
from commands.domain.accountability.checkins import Resource
from commands.domain.accountability.claims import CLAIM, Bound, Claim, Part
from commands.domain.errors import Refused
from commands.domain.folding import unit_key
from commands.domain.messages import Audience, Reply, carried
from commands.domain.moves import step
from commands.line.converters import id_of
from commands.line.signature import Hint, Key
from commands.line.who import OFF_CHAT, Who
from commands.registry import IN_INCIDENT, command
from commands.shared import rights
from commands.shared.claiming import claimed, offer
from commands.shared.finding import Known, required
from commands.shared.safety import brought_or_leads
from commands.shared.speaker import own_name

Id = Annotated[int, id_of("CL")]
Parts = Annotated[Part | None, Key("as"), Hint("leader, member or self")]


@command(also=("claims",), where=IN_INCIDENT)
def claim(call: Call, name: Known, *, agency: str | None = None, part: Parts = None) -> tuple[Reply, ...]:
    """Say that you are the leader, or one of the crew, that is named on the roster: it counts when its people agree.

    claim E12: as its leader, or as one of its crew if you are named so. claim E12 as:member.
    claim "Kim Lee": the line that somebody else made under your name is yours.
    """
    if carried(call.who.key):
        raise Refused(
            "You speak here by another bridge's account, which others share, so no name is bound to it; nothing was "
            "changed. Say how things are: it is kept as reported by you."
        )
    line = required(call, name, agency)
    keys = call.store.same_person(call.who.key)
    meant = part or _part(call, line)
    if _holds(line, meant) in keys or (meant is Part.MEMBER and {*line.crew_accounts} & {*keys}):
        raise Refused(f"You are {meant.value} of {line.name} already; nothing was changed.")
    if _speaks(call, line):
        named_so = replace(line, leader="") if meant is Part.LEADER else line
        return _bound(call, named_so, meant, call.who.key, own_name(call), own_name(call))
    return claimed(call, line, meant)


@command(where=IN_INCIDENT)
def offer_(call: Call, name: Known, who: Who, *, agency: str | None = None, part: Parts = None) -> tuple[Reply, ...]:
    """Name the account of a leader, or of one of the crew: they are asked, and it counts when they confirm it.

    claim offer E12 @Kim Lee. claim offer E12 @Al Low as:member.
    """
    line = required(call, name, agency)
    if not _speaks(call, line):
        rights.require("status others", call, f"Naming who is who in {line.name}")
    if who.key.startswith(OFF_CHAT) or carried(who.key):
        raise Refused(f"{who.name} has no account here of their own; nothing was changed.")
    meant = part or (Part.SELF if _alone(line) else Part.LEADER)
    asked = offer(call, line, meant, who)
    return (Reply(text=f"{who.shown} is asked whether they are {meant.value} of {line.name}."), *asked)


@command(also=("agree", "confirm"), where=IN_INCIDENT)
def yes(call: Call, id: Id) -> tuple[Reply, ...]:
    """Agree to a claim for your crew, or confirm that you are who you were named as.

    claim yes CL-1.
    """
    one, line = _find(call, id)
    word = "confirm" if one.state is Bound.OFFERED else "agree"
    after = step(CLAIM, one.state, word, one.shown)
    own = one.person in call.store.same_person(call.who.key)
    if word == "confirm" and one.person != call.who.key:
        raise Refused(f"{one.shown} is for {one.who} to confirm, by that account; nothing was changed.")
    if word == "agree" and (own or not _speaks(call, line)):
        raise Refused(
            f"{one.shown} is for whoever checked {line.name} in, its leader, its supervisor or the radio desk to agree "
            "to; nothing was changed."
        )
    call.store.save(replace(one, state=after, ended=call.at, ended_by=call.who.key))
    return _bound(call, line, one.part, one.person, one.person_name, own_name(call))


@command(also=("decline",), where=IN_INCIDENT)
def no(call: Call, id: Id) -> Reply:
    """Decline a claim: the name gives no right.

    claim no CL-1.
    """
    one, line = _find(call, id)
    after = step(CLAIM, one.state, "decline", one.shown)
    if one.person not in call.store.same_person(call.who.key) and not _speaks(call, line):
        raise Refused(f"{one.shown} is for {one.who} or those who speak for {line.name}; nothing was changed.")
    call.store.save(replace(one, state=after, ended=call.at, ended_by=call.who.key))
    text = f"{one.shown} declined by {own_name(call)}: {one.who} does not count as {one.what}."
    return Reply(text=text, audience=Audience.MAIN, about=one.shown)


def _bound(call: Call, line: Resource, part: Part, key: str, name: str, by: str) -> tuple[Reply, ...]:
    after = {Part.LEADER: _led, Part.MEMBER: _with_member, Part.SELF: _is_them}[part](line, key, name)
    call.store.save(after)
    for other in call.store.same_person(key):
        alone = call.store.own_checkin(call.here.id, other)
        if alone and alone.id != line.id and alone.persons == 1:
            leave(call, alone, f"counted with {line.name}")
    what = {
        Part.LEADER: f"{name} leads {line.name}",
        Part.MEMBER: f"{name} is one of {line.name}",
        Part.SELF: f"{line.name} of the roster is {name}",
    }[part]
    return (Reply(text=f"{what} ({key}), confirmed by {by}.", audience=Audience.MAIN),)


def _led(line: Resource, key: str, name: str) -> Resource:
    return replace(line, leader=line.leader or name, leader_account=key)


def _with_member(line: Resource, key: str, name: str) -> Resource:
    accounts = [*line.crew_accounts, *[""] * (len(line.crew) - len(line.crew_accounts))]
    names = [unit_key(one) for one in line.crew]
    if unit_key(name) in names:
        accounts[names.index(unit_key(name))] = key
        return replace(line, crew_accounts=tuple(accounts))
    if len({*names, unit_key(line.leader)} - {""}) >= line.persons:
        raise Refused(f"{line.name} has {line.persons} persons, and all are named; nothing was changed.")
    return replace(line, crew=(*line.crew, name), crew_accounts=(*accounts, key))


def _is_them(line: Resource, key: str, _: str) -> Resource:
    if not _alone(line):
        raise Refused(f"{line.name} is {line.shown}: it is led by one of them; nothing was changed.")
    if line.person and line.person != key:
        raise Refused(f"{line.name} checked in by themselves, with another account; nothing was changed.")
    return replace(line, person=key)


def _part(call: Call, line: Resource) -> Part:
    if _alone(line):
        return Part.SELF
    return Part.MEMBER if unit_key(own_name(call)) in map(unit_key, line.crew) else Part.LEADER


def _holds(line: Resource, part: Part) -> str:
    return {Part.LEADER: line.leader_account, Part.SELF: line.person}.get(part, "")


def _alone(line: Resource) -> bool:
    return line.persons == 1 and not line.leader and not line.crew


def _speaks(call: Call, line: Resource) -> bool:
    """Whoever checked it in, its leader, its supervisor, the desk and command; not its members."""
    return brought_or_leads(call, line) or rights.may_do("status others", call)


def _find(call: Call, number: int) -> tuple[Claim, Resource]:
    one = call.store.numbered(Claim, call.here.id, number)
    line = call.store.get(Resource, one.resource) if one else None
    if one is None or line is None:
        raise Refused(f"There is no CL-{number} here; nothing was changed.")
    if line.checked_out is not None:
        raise Refused(f"{line.name} is not on the roster any more; nothing was changed.")
    return one, line

"""How far an asset is shared: its steward widens, the SWIC narrows or proposes."""

from dataclasses import replace
from datetime import datetime
from enum import StrEnum
from typing import Annotated

from commands.call import Call
from commands.domain.assets.consent import Scope, narrower
from commands.domain.assets.inventory import Asset, Grant
from commands.domain.errors import Refused
from commands.domain.incidents import Incident
from commands.domain.messages import Audience, Choice, Reply
from commands.domain.moments import shown
from commands.domain.organisation.roles import SWIC
from commands.line.converters import Converter, Long, read_text
from commands.line.nearest import nearest
from commands.line.signature import Hint, Rest
from commands.line.who import STEWARD
from commands.registry import IN_INCIDENT, IN_REGION, command
from commands.shared import rights
from commands.shared.belonging import in_person, name_of
from commands.survey import naming, seeing
from commands.survey.words import Day


class Wanted(StrEnum):
    """With whom an asset is shared."""

    PRIVATE = "private"
    CONTACT = "contact"
    REGION = "region"
    INCIDENT = "incident"


IncidentName = Annotated[str, Converter(read=read_text, hint="an incident that uses the region", blanks=True)]


@command(needs="asset edit", where=IN_REGION)
def share(
    call: Call,
    id: naming.Id,
    scope: Wanted,
    incident: Annotated[IncidentName | None, Hint("of a grant: to which incident")] = None,
    *,
    until: Annotated[Day | None, Hint("when a grant ends; empty: until it is taken back")] = None,
    why: str = "",
) -> tuple[Reply, ...]:
    """Say who else sees an asset: nobody, whom to call, the region, or one incident until a time.

    asset share GW-1 region. asset share GW-5 incident bear-creek until:Sunday. asset share GW-5 private ends a grant.
    """
    seen = seeing.view(call)
    one = naming.asset(call, seen, id)
    new = Scope.GRANTED if scope is Wanted.INCIDENT else Scope(scope.value)
    if one.owner not in seen.stewarded:
        if proposed := _by_the_coordinator(call, seen, one, new, incident):
            return proposed
        seeing.require_steward(call, seen, one.owner, f"Sharing {one.shown}")
    if new is Scope.GRANTED:
        return _granted(call, one, incident, until, why)
    if incident or until:
        raise Refused(
            f"Only a grant to an incident has a name and an end; nothing was changed. "
            f"{call.prefix} asset share {one.shown} incident <name> until:Sunday"
        )
    return _set(call, one, new)


def _set(call: Call, one: Asset, new: Scope) -> tuple[Reply, ...]:
    ended = call.store.grants((one.incident,), call.at, asset=one.id)
    for grant in ended:
        call.store.save(replace(grant, ended=call.at, ended_by=call.who.key))
    kept = call.store.save(replace(one, scope=new))
    meant = {
        Scope.PRIVATE: "nobody but its stewards sees it from now on",
        Scope.CONTACT: "others see its kind, its owner and whom to call",
        Scope.REGION: "the region sees all but contacts of persons and site access",
    }[new]
    over = f" {len(ended)} grant{'s are' if len(ended) > 1 else ' is'} ended." if ended else ""
    return (
        Reply(
            text=f"{kept.titled} is shared: {new.value}; {meant}.{over}",
            audience=Audience.PRIVATE,
            log=f"{kept.shown} is shared: {new.value}, by {call.who.name}",
        ),
    )


def _granted(call: Call, one: Asset, incident: str | None, until: datetime | None, why: str) -> tuple[Reply, ...]:
    to = _incident(call, incident)
    call.store.add(
        Grant(
            incident=one.incident,
            asset=one.id,
            to=to.id,
            until=until,
            why=why,
            at=call.at,
            by=call.who.key,
            by_name=name_of(call),
        )
    )
    if one.scope is not Scope.REGION:
        call.store.save(replace(one, scope=Scope.GRANTED))
    end = f"until {shown(until, call.zone)}" if until else "until it is taken back"
    return (
        Reply(
            text=f"{one.titled} is granted to {to.shown} {end}. {call.prefix} asset share {one.shown} private ends it.",
            audience=Audience.PRIVATE,
            log=f"{one.shown} is granted to {to.shown} {end}, by {call.who.name}",
        ),
    )


def _incident(call: Call, said: str | None) -> Incident:
    """An incident that uses the region, by its short name or its name."""
    using = [call.store.get(Incident, one.incident) for one in call.store.used_by(call.here.id)]
    named = {word.casefold(): one for one in using if one for word in (one.id, one.name)}
    if said and said.casefold() in named:
        return named[said.casefold()]
    meant = nearest(said or "", named)
    there = (
        f"Did you mean {named[meant].id}?"
        if meant
        else f"There is: {', '.join(one.id for one in using if one) or 'none'}."
    )
    asked = f"No incident “{said[:60]}” uses this region" if said else "To which incident?"
    raise Refused(f"{asked}; nothing was changed. {there} An incident comes to a region by {call.prefix} region code.")


def _by_the_coordinator(
    call: Call, seen: seeing.View, one: Asset, new: Scope, incident: str | None
) -> tuple[Reply, ...]:
    """The SWIC narrows; a wider scope is proposed to the stewards."""
    if SWIC not in rights.positions(call):
        return ()
    if new is not Scope.GRANTED and narrower(new, seen.scope(one)):
        return _set(call, one, new)
    agency = seen.agencies.get(one.owner)
    stewards = [
        held.person
        for held in call.store.holders(call.here.id, (STEWARD,))
        if agency and held.place.casefold() == agency.short_key
    ]
    line = f"asset share {one.shown} {'incident ' + (incident or '') if new is Scope.GRANTED else new.value}".strip()
    owner = agency.called if agency else "its owner"
    asked = in_person(
        stewards,
        f"{call.who.shown} (SWIC) proposes to share {one.titled} of {owner}: {line.removeprefix('asset share ')}. "
        "Only you decide.",
        (Choice("Share it so", line, "✅"),),
    )
    told = "they are asked" if asked else f"it has none on chat: {call.prefix} role give STEW {owner} @name"
    return (
        *asked,
        Reply(
            text=f"Only a steward of {owner} shares more of {one.shown}: {told}. Nothing was changed yet.",
            audience=Audience.PRIVATE,
        ),
    )


@command(where=IN_INCIDENT)
def ask(call: Call, id: naming.Id, why: Annotated[Long, Rest()] = "") -> tuple[Reply, ...]:
    """Ask an owner's stewards for an asset: accepting grants it to this incident until it is taken back.

    asset ask GW-1 for the patch at the ICP
    """
    seen = seeing.view(call)
    one = naming.asset(call, seen, id)
    agency = seen.agencies.get(one.owner)
    held = [] if agency is None else call.store.holders(one.incident, (STEWARD,))
    stewards = [each for each in held if agency and each.place.casefold() == agency.short_key]
    number = call.store.next_number(call.here.id, "AK")
    asked = in_person(
        (each.person for each in stewards),
        f"AK-{number}: {call.who.shown} asks for {one.titled} for {call.here.shown}{f': {why}' if why else ''}. "
        f"In the region: {call.everywhere} asset share {one.shown} incident {call.here.id}",
        (Choice("Grant it", f"asset share {one.shown} incident {call.here.id}", "✅"),),
    )
    named = ", ".join(each.name for each in stewards)
    told = f"AK-{number} is queued for {named}" if asked else "its owner has no steward on chat"
    desk = f"; 24 h: {one.phone}" if one.phone and not asked else ""
    return (*asked, Reply(text=f"{one.titled} of {seen.owner(one)}: {told}{desk}.", audience=Audience.PRIVATE))

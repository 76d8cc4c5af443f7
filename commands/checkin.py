"""Check-in and check-out: who is here, in the words of ICS 211."""

from dataclasses import replace
from typing import Annotated, Any

from commands.call import Call
from commands.converters import Count, Div, Moment, Name, Names
from commands.domain.checkins import Happened, Movement, Resource, changed, name_key
from commands.domain.errors import Refused
from commands.domain.messages import Audience, Reply
from commands.domain.moments import shown
from commands.domain.text import LARGEST_NAME
from commands.grammar import clean
from commands.registry import command, nearest
from commands.signature import Hint, Key


@command(also=("check-in",))
def checkin(
    call: Call,
    name: Annotated[Name | None, Hint("empty for yourself")] = None,
    persons: Annotated[Count | None, Hint("how many in all, the leader among them")] = None,
    *,
    div: Div | None = None,
    agency: str | None = None,
    leader: str | None = None,
    crew: Annotated[Names | None, Hint("names, which are counted in the persons already")] = None,
    kind: str | None = None,
    type: str | None = None,
    home: Annotated[str | None, Hint("home unit or agency")] = None,
    location: Annotated[str | None, Key("at"), Hint("Base, Staging, ICP, Helibase")] = None,
    order: Annotated[str | None, Hint("order request number")] = None,
    qual: Annotated[str | None, Hint("other qualifications")] = None,
    travel: Annotated[str | None, Hint("method of travel")] = None,
    eta: Moment | None = None,
    departs: Annotated[str | None, Hint("departure point, date and time")] = None,
) -> Reply:
    """Check in yourself, or a resource with its number of persons; once more to change what was said.

    checkin: yourself, for your agency.
    checkin E12 4 div A agency:"Crescent FD": Engine 12 with four persons.
    checkin "Ana Ruiz" agency:"State EOC": somebody who is not on chat.
    """
    told: dict[str, Any] = {"persons": persons, "div": div, "agency": agency, "leader": leader, "crew": crew}
    told |= {"kind": kind, "type": type, "home": home, "location": location, "order": order, "qual": qual}
    told |= {"travel": travel, "eta": eta, "departs": departs}
    given = {key: value for key, value in told.items() if value is not None}
    present = _present(call, name, agency) if name else _myself(call)
    if present is not None:
        return _change(call, present, given)
    return _arrive(call, name or "", given)


@command(noun="checkout", also=("check-out",))
def checkout(
    call: Call, name: Annotated[Name | None, Hint("empty for yourself")] = None, *, agency: str | None = None
) -> Reply:
    """Check out yourself, or a resource.

    checkout: yourself. checkout E12: Engine 12 with everybody in it.
    """
    present = _present(call, name, agency) if name else _myself(call)
    if present is None:
        raise Refused(_not_here(call, name))
    call.store.save(replace(present, checked_out=call.at, checked_out_by=call.who.key))
    _note(call, present, Happened.OUT, present.shown)
    return _public(call, f"{present.name} checked out: {present.shown}")


def _arrive(call: Call, name: str, given: dict[str, Any]) -> Reply:
    own = not name
    if own and (call.by_clock or given.get("persons", 1) > 1):
        raise Refused(f"Which resource? Write its name and its number of persons: {call.prefix} checkin E12 4")
    name = name or own_name(call)
    values: dict[str, Any] = {"agency": clean(call.who.label)[:LARGEST_NAME], **given}
    line = Resource(
        incident=call.here.id,
        name=name,
        name_key=name_key(name),
        person=call.who.key if own else "",
        checked_in=call.at,
        checked_in_by=call.who.key,
        persons=values.pop("persons", None) or _persons(call, name, own, given),
        **values,
    )
    added = call.store.add(line)
    _note(call, added, Happened.IN, added.shown)
    return _public(call, f"{added.name} checked in: {added.shown}")


def _change(call: Call, present: Resource, given: dict[str, Any]) -> Reply:
    after = replace(present, **given)
    difference = changed(present, after)
    if not difference:
        since = shown(present.checked_in, call.zone)
        return Reply(text=f"{present.name} is checked in already, since {since}: {present.shown}. Nothing was changed.")
    call.store.save(after)
    _note(call, after, Happened.CHANGED, difference)
    return _public(call, f"{after.name} changed: {difference}")


def _persons(call: Call, name: str, own: bool, given: dict[str, Any]) -> int:
    """A name with a number in it is a resource, whose persons are never guessed; without one it is a person."""
    if named := {*given.get("crew", ()), given.get("leader", "")} - {""} if "crew" in given else ():
        return len(named)
    if not own and any(c.isdigit() for c in name):
        raise Refused(f"How many persons are in {name}? Write the number behind it: {call.prefix} checkin {name} 4")
    return 1


def _present(call: Call, name: str, agency: str | None) -> Resource | None:
    """What is checked in under that name. Of several the person is asked which; none is ever picked."""
    found = call.store.checked_in(call.here.id, name_key(name))
    if agency is not None:
        own = [one for one in found if one.agency.casefold() == agency.casefold()]
        found = tuple(own or [one for one in found if not one.agency])
    if len(found) > 1:
        which = " or ".join(f'agency:"{one.agency}"' for one in found)
        raise Refused(f"{len(found)} are checked in as {name}. Which one? Add {which}.")
    return found[0] if found else None


def _myself(call: Call) -> Resource | None:
    """The speaker's own line: checked in by themselves, or by somebody else under their name and agency."""
    if own := call.store.own_checkin(call.here.id, call.who.key):
        return own
    found = call.store.checked_in(call.here.id, name_key(own_name(call)))
    return next((one for one in found if _may_be(one, call)), None)


def _may_be(line: Resource, call: Call) -> bool:
    return not line.person and line.persons == 1 and line.agency.casefold() == call.who.label.casefold()


def own_name(call: Call) -> str:
    """The speaker's name as it goes into the record; the platform's id while it has not told the name yet."""
    return clean(call.who.name)[:LARGEST_NAME].strip() or call.who.key.partition("/")[2] or call.who.key


def _not_here(call: Call, name: str | None) -> str:
    if not name:
        return "You are not checked in; nothing was changed."
    alike = (one for one in call.store.names(call.here.id) if one[:1].casefold() == name[:1].casefold())
    names = {one.casefold(): one for one in alike}
    meant = nearest(name, names)
    hint = f" Did you mean {names[meant]}?" if meant else f" {call.prefix} roster lists who is."
    return f"{name} is not checked in; nothing was changed.{hint}"


def _note(call: Call, line: Resource, what: Happened, words: str) -> None:
    call.store.add(
        Movement(
            incident=line.incident,
            resource=line.id,
            name=line.name,
            agency=line.agency,
            what=what,
            words=words,
            at=call.at,
            by=call.who.key,
        )
    )


def _public(call: Call, words: str) -> Reply:
    return Reply(text=f"{words} ({call.store.strength(call.here.id).shown})", audience=Audience.MAIN)

"""Check-in and check-out: who is here, in the words of ICS 211."""

from dataclasses import replace
from typing import Annotated, Any

from commands.call import Call
from commands.domain.accountability.checkins import Happened, Movement, Resource, Status, changed, standing
from commands.domain.accountability.claims import Part
from commands.domain.accountability.safety import takes_effect
from commands.domain.errors import Refused
from commands.domain.folding import agency_key, unit_key
from commands.domain.log.logbook import LATE
from commands.domain.messages import Choice, Reply
from commands.domain.moments import clock, shown
from commands.domain.text import LARGEST_NAME
from commands.line.converters import Agency, Div, Moment, Name, Names, agency_of
from commands.line.grammar import clean
from commands.line.signature import Hint, Key
from commands.registry import IN_INCIDENT, command
from commands.shared.claiming import bound_anew, claimed, offered, under_my_name
from commands.shared.finding import Known, present, required, told_apart
from commands.shared.folding import routine
from commands.shared.private_words import not_overheard
from commands.shared.safety import brought_or_leads, reported, speaks_for
from commands.shared.same import asked_which, asked_whose
from commands.shared.signs import KINDS, Persons, Signed, resolved
from commands.shared.speaker import myself, own_name


@command(also=("check-in",), where=IN_INCIDENT)
def checkin(
    call: Call,
    name: Annotated[Name | None, Hint("empty for yourself")] = None,
    persons: Annotated[Persons | None, Hint("how many in all, the leader among them")] = None,
    *,
    div: Div | None = None,
    agency: Agency | None = None,
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
    radio: Annotated[str | None, Key("call"), Hint("radio identifier")] = None,
    contact: Annotated[str | None, Hint("telephone or pager: only a few may read it")] = None,
) -> tuple[Reply, ...]:
    """Check in yourself, or a resource with its number of persons; once more to change what was said.

    checkin: yourself, for your agency.
    checkin E12 4 div A agency:"Crescent FD": Engine 12 with four persons.
    checkin BOI E12 4: the same of BOI, once something of BOI is checked in.
    checkin "Ana Ruiz" agency:"State EOC": somebody who is not on chat.
    """
    if isinstance(persons, Signed):
        name, persons, agency = resolved(call, name, persons, agency)
    leader = leader.removeprefix("@") if leader else leader
    crew = tuple(one.removeprefix("@") for one in crew) if crew else crew
    told: dict[str, Any] = {"persons": persons, "div": div, "agency": agency, "leader": leader, "crew": crew}
    told |= {"kind": kind, "type": type, "home": home, "location": location, "order": order, "qual": qual}
    told |= {"travel": travel, "eta": eta, "departs": departs, "call": radio, "contact": contact}
    given = {key: value for key, value in told.items() if value is not None}
    if contact:
        not_overheard(call)
    if radio is not None:
        given["call_key"] = unit_key(radio) if radio else ""
    one = present(call, name, agency) if name else myself(call)
    if one is None and not name and not call.again and (line := under_my_name(call)):
        return _already_named(call, line)
    if name and not call.again and (asked := _asked(call, name, one, given)):
        return (asked,)
    answer = change(call, one, given) if one is not None else _arrive(call, name or "", given)
    kept = present(call, name, agency) if name and (leader or crew) else None
    return (answer, *(offered(call, kept) if kept and speaks_for(call, kept) else ()))


def _already_named(call: Call, line: Resource) -> tuple[Reply, ...]:
    """Somebody else checked in a person of this name: whether it is the speaker is for both to say."""
    text = (
        f"{line.name} ({line.shown}) is on the roster already, checked in by somebody else. It is yours as soon as "
        f"whoever did, or the radio desk, agrees. Nothing else was recorded. If you are another {line.name}: "
        f"{call.prefix} again checkin"
    )
    return (Reply(text=text), *claimed(call, line, Part.SELF))


def _asked(call: Call, name: str, one: Resource | None, given: dict[str, Any]) -> Reply | None:
    """Whose it is, or whether it is one that is here, where that is not plain."""
    if one is None:
        return asked_which(call, name, given)
    return asked_whose(call, one, given, theirs=checked_in_for(call, one))


@command(noun="checkout", also=("check-out",), where=IN_INCIDENT)
def checkout(
    call: Call, name: Annotated[Known | None, Hint("empty for yourself")] = None, *, agency: Agency | None = None
) -> Reply:
    """Resting or leaving? This asks which: resting is not leaving, and only "demob" takes off the roster.

    checkout: yourself. checkout E12: Engine 12.
    """
    one = required(call, name, agency) if name else myself(call)
    if one is None:
        raise Refused("You are not checked in; nothing was changed.")
    said = spoken_name(one)
    words = (
        f"{one.name} ({one.shown}) is still on the roster. Resting is not leaving: who sleeps in camp is looked for "
        "in an evacuation. Which is it?"
    )
    choices = (
        Choice("Resting", f"status {said} state:rest", "🛏️"),
        Choice("Available, off assignment", f"status {said} state:available", "🟢"),
        Choice("Leaving the incident", f"demob {said}", "🚪"),
    )
    return Reply(text=words, choices=choices)


def spoken_name(one: Resource) -> str:
    """How a line of the roster is named in a command that a button says."""
    agency = f' agency:"{_bare(one.agency)}"' if one.agency else ""
    return f'name:"{_bare(one.name)}"{agency}'


def _bare(text: str) -> str:
    return text.replace('"', "").replace("“", "").replace("”", "")


@command(noun="reassign", where=IN_INCIDENT)
def reassign(call: Call, name: Known, div: Div, *, agency: Agency | None = None) -> Reply:
    """Move a resource to another division or group.

    reassign E12 div B.
    """
    one = required(call, name, agency)
    return change(call, one, {"div": div, "status": Status.ASSIGNED if div else Status.AVAILABLE})


def _arrive(call: Call, name: str, given: dict[str, Any]) -> Reply:
    own = not name
    if own and (call.by_clock or given.get("persons", 1) > 1):
        raise Refused(f"Which resource? Write its name and its number of persons: {call.prefix} checkin E12 4")
    _no_kind_alone(call, name, given.get("persons"))
    name = name or own_name(call)
    values: dict[str, Any] = {"agency": agency_of(clean(call.who.label)[:LARGEST_NAME], call), **given}
    line = Resource(
        incident=call.here.id,
        name=name,
        name_key=unit_key(name),
        person=call.who.key if own else "",
        checked_in=call.at,
        checked_in_by=call.who.key,
        persons=values.pop("persons", None) or _persons(call, name, own, given),
        status=Status.ASSIGNED if values.get("div") else Status.AVAILABLE,
        **values,
    )
    _counts(line)
    if own and not call.again:
        _not_in_a_crew(call, line)
    if not own and _is_the_speaker(call, line):
        line = replace(line, person=call.who.key)
    added = call.store.add(bound_anew(call, None, line))
    joined = _joined(call, added)
    _note(call, added, Happened.IN, added.shown)
    eta = f", ETA {shown(added.eta, call.zone)}" if added.eta else ""
    words = f"{added.name} checked in: {added.shown}{eta}"
    return _public(call, f"{words}{joined}", "checked in", f"{added.name} {added.persons}")


def _is_the_speaker(call: Call, line: Resource) -> bool:
    """Somebody who writes out their own name checks themselves in."""
    own = (unit_key(own_name(call)), agency_key(clean(call.who.label)))
    return line.persons == 1 and not call.by_clock and (line.name_key, agency_key(line.agency)) == own


def _no_kind_alone(call: Call, name: str, persons: int | None) -> None:
    kind = " ".join(name.casefold().split()[-1:])
    if persons is not None and kind in KINDS:
        raise Refused(
            f"Is {name} {persons} its name? How many persons are in it? {call.prefix} checkin {name} {persons} 4. "
            "Nothing was recorded."
        )


def change(call: Call, one: Resource, given: dict[str, Any]) -> Reply:
    """Change a line of the roster as it was said; the answer says what is different, or that nothing is.

    A strength, a division, a leader, a radio identifier, an agency and how it is reached are changed by those who speak
    for it; what others say is kept as reported.
    """
    after = bound_anew(call, one, replace(one, **given))
    _counts(after)
    difference = changed(one, after, call.zone)
    if not difference:
        since = shown(one.checked_in, call.zone)
        name = told_apart(call, one)
        return Reply(text=f"{name} is checked in already, since {since}: {one.shown}. Nothing was changed.")
    if words := [word for word, names in _SAFETY.items() if any(getattr(one, n) != getattr(after, n) for n in names)]:
        may = speaks_for(call, one)
        if not all(takes_effect(word, may=may) for word in words):
            return _reported(call, one, difference)
        if not call.again and (asked := _asked_in_a_roll_call(call, one, after)):
            return asked
        after = replace(after, reported="")
    call.store.save(after)
    joined = _joined(call, after) if "crew" in given else ""
    was, now = (standing(one), standing(after)) if standing(one) != standing(after) else ("", "")
    _note(call, after, Happened.CHANGED, difference, was, now)
    name = told_apart(call, after)
    return _public(call, f"{name} changed: {difference}{joined}", "changed", name)


_SAFETY = {
    "strength": ("persons",),
    "division": ("div",),
    "leader": ("leader", "crew"),
    "identity": ("agency", "call", "contact"),
}
"""What is changed by those who speak for it → the fields of the line."""


def _reported(call: Call, one: Resource, difference: str) -> Reply:
    told = reported(call, difference)
    call.store.save(replace(one, reported=told))
    name = told_apart(call, one)
    words = f"{name}: {told}. It stays {one.shown}, until its own people, its supervisor or the radio desk say so"
    return _public(call, words, "reported", name)


def _asked_in_a_roll_call(call: Call, one: Resource, after: Resource) -> Reply | None:
    """Fewer persons, or another division, while it is on the list of an open roll call: is it meant?"""
    if after.persons >= one.persons and after.div == one.div:
        return None
    for par in call.store.pars(call.here.id):
        if any(line.resource == one.id for line in call.store.par_named(par.id, one.name_key)):
            break
    else:
        return None
    moved = f' div:"{_bare(after.div)}"' if after.div != one.div else ""
    line = f"again checkin {spoken_name(one)} persons:{after.persons}{moved}"
    return Reply(
        text=f"{par.of} is open, and {one.name} is on its list ({one.shown}): who is moved or taken off now may be "
        f"missed by nobody. Nothing was changed. If it is meant: {call.prefix} {line}",
        choices=(Choice(f"Change {one.name}"[:75], line, "✏️"),),
    )


def leave(call: Call, one: Resource, words: str) -> None:
    """Take a line off the roster."""
    call.store.save(replace(one, checked_out=call.at, checked_out_by=call.who.key))
    _note(call, one, Happened.OUT, words)


def _counts(line: Resource) -> None:
    """The names are among the persons, so there cannot be more of them."""
    names = {unit_key(name) for name in (*line.crew, line.leader) if name}
    if line.crew and len(names) > line.persons:
        raise Refused(f"{line.name} has {len(names)} names, but {line.persons} persons. Say how many there are in all.")


def _not_in_a_crew(call: Call, line: Resource) -> None:
    """Who is counted with a crew already is not counted again."""
    for crew in call.store.crews(line.incident, line.agency):
        if line.name_key in {unit_key(name) for name in (crew.leader, *crew.crew)}:
            raise Refused(
                f"{line.name} is counted with {crew.name} already ({crew.shown}); nothing was changed. To say that you "
                f"are that one: {call.prefix} claim {crew.name}. If you are another: {call.prefix} again checkin"
            )


def _joined(call: Call, line: Resource) -> str:
    """Whoever was checked in alone and is named in the crew is counted with it from here on, by the word of those who
    may say it of both; anybody else stays on the roster by themselves.
    """
    gone = []
    for name in dict.fromkeys(name for name in (*line.crew, line.leader) if name and line.persons > 1):
        for one in call.store.checked_in(line.incident, unit_key(name)):
            same = one.persons == 1 and agency_key(one.agency) == agency_key(line.agency)
            if one.id != line.id and same and speaks_for(call, one):
                leave(call, one, f"counted with {line.name}")
                gone.append(one.name)
    return f"; {', '.join(gone)} counted with it, not alone any more" if gone else ""


def _persons(call: Call, name: str, own: bool, given: dict[str, Any]) -> int:
    """A name with a number in it is a resource, whose persons are never guessed; without one it is a person."""
    if named := {*given.get("crew", ()), given.get("leader", "")} - {""} if "crew" in given else ():
        return len(named)
    if not own and any(c.isdigit() for c in name):
        of = f' agency:"{_bare(agency)}"' if (agency := given.get("agency")) else ""
        raise Refused(f"How many persons are in {name}? Write the number behind it: {call.prefix} checkin {name} 4{of}")
    return 1


def checked_in_for(call: Call, one: Resource) -> bool:
    """True for whoever checked it in, for its leader, and for the person itself."""
    return brought_or_leads(call, one)


def _note(call: Call, line: Resource, what: Happened, words: str, was: str = "", now: str = "") -> None:
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
            was=was,
            now=now,
        )
    )


def _public(call: Call, words: str, what: str, short: str) -> Reply:
    late = f" LATE: said {clock(call.at - call.late, call.zone)}." if call.late >= LATE else ""
    return routine(call, what, short, f"{words} ({call.store.strength(call.here.id).shown}){late}")

"""A name of the roster and an account: who is asked whether they are one, and what is said of it."""

from dataclasses import replace

from commands.call import Call
from commands.domain.accountability.checkins import Resource
from commands.domain.accountability.claims import Bound, Claim, Part
from commands.domain.folding import agency_key, unit_key
from commands.domain.messages import Audience, Choice, Person, Reply
from commands.shared.belonging import in_person
from commands.shared.speaker import own_name


def bound_anew(call: Call, before: Resource | None, after: Resource) -> Resource:
    """The line with the accounts of those who are still named in it; whoever names themselves is bound at once."""
    known = {unit_key(after.leader): call.who.key} if unit_key(after.leader) == unit_key(own_name(call)) else {}
    leader = known.get(unit_key(after.leader), "")
    if before is not None and before.leader_account and unit_key(before.leader) == unit_key(after.leader):
        leader = before.leader_account
    mine = {unit_key(own_name(call)): call.who.key}
    was = dict(zip(map(unit_key, before.crew), before.crew_accounts, strict=False)) if before else {}
    crew = tuple(was.get(unit_key(name)) or mine.get(unit_key(name), "") for name in after.crew)
    return replace(after, leader_account=leader if after.leader else "", crew_accounts=crew if any(crew) else ())


def offered(call: Call, line: Resource) -> tuple[Reply, ...]:
    """Whoever was mentioned as a leader or one of a crew is asked, by the account that was mentioned."""
    keys = {name.removeprefix("@").casefold(): key for name, key in call.mentions.items()}
    asked: list[Reply] = []
    for name, part in ((line.leader, Part.LEADER), *((name, Part.MEMBER) for name in line.crew)):
        key = keys.get(name.casefold(), "")
        if key and key not in line.accounts and key != call.who.key:
            asked += offer(call, line, part, Person(key, name))
    return tuple(asked)


def offer(call: Call, line: Resource, part: Part, person: Person) -> tuple[Reply, ...]:
    """Ask somebody by direct message whether they are that part of the line."""
    one = _open(call, line, part, person, Bound.OFFERED)
    words = (
        f"{one.shown}: {own_name(call)} names you as {one.what}. If you are: {call.everywhere} claim yes {one.shown}. "
        "Until then it is answered for by others."
    )
    return in_person((person.key,), words, _choices(one, "Yes, I am"))


def claimed(call: Call, line: Resource, part: Part) -> tuple[Reply, ...]:
    """The speaker says that they are that part of the line; those who speak for it are asked in the rooms."""
    one = _open(call, line, part, call.who, Bound.CLAIMED)
    words = (
        f"{one.shown}: {one.who} says they are {one.what}. It counts as soon as whoever checked it in, its leader, its "
        f"supervisor or the radio desk agrees: {call.everywhere} claim yes {one.shown}."
    )
    return (Reply(text=words, audience=Audience.MAIN, choices=_choices(one, "Agree"), about=one.shown),)


def under_my_name(call: Call) -> Resource | None:
    """A person whom somebody else checked in under the speaker's name and agency, not bound to any account."""
    found = call.store.checked_in(call.here.id, unit_key(own_name(call)))
    return next((one for one in found if _may_be(one, call)), None)


def _may_be(line: Resource, call: Call) -> bool:
    same = not line.agency or agency_key(line.agency) == agency_key(call.who.label)
    return same and not line.person and line.persons == 1


def _open(call: Call, line: Resource, part: Part, person: Person, state: Bound) -> Claim:
    """The claim, or the one that waits already."""
    keys = call.store.same_person(person.key)
    for one in call.store.claims(call.here.id):
        if (one.resource, one.part, one.state) == (line.id, part, state) and one.person in keys:
            return one
    return call.store.add(
        Claim(
            incident=call.here.id,
            number=call.store.next_number(call.here.id, "claim"),
            resource=line.id,
            name=line.name,
            part=part,
            person=person.key,
            person_name=person.called,
            label=person.label,
            state=state,
            at=call.at,
            by=call.who.key,
        )
    )


def _choices(one: Claim, yes: str) -> tuple[Choice, ...]:
    return (Choice(yes, f"claim yes {one.shown}", "✅"), Choice("No", f"claim no {one.shown}", "🛑"))

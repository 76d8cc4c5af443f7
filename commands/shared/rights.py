"""Who may say what, read from the one table in commands.domain.roles. Administrators may say everything.

As long as no Incident Commander is named, whoever opened the incident may do what the IC may.
"""

from collections.abc import Iterable

from commands.call import Call
from commands.domain.errors import Refused
from commands.domain.messages import carried
from commands.domain.organisation.positions import POSITIONS
from commands.domain.organisation.roles import IC, RIGHTS, SWIC, TAKE_CARRIES, Motive, Rank
from commands.registry import Verb
from commands.shared import membership


def needed(verb: Verb) -> frozenset[str] | None:
    """The positions that may say this; None where everybody may."""
    return allowed(verb.needs) if verb.needs else None


def allowed(needs: str) -> frozenset[str]:
    """A right's positions, or the positions named themselves; of an unknown right none, so that only admins have it."""
    named = frozenset(needs.replace(",", " ").split())
    return RIGHTS.get(needs, named if named <= POSITIONS.keys() else frozenset())


def may(verb: Verb, call: Call, held: frozenset[str] | None = None) -> bool:
    """True when the speaker may say this here; ``held`` are the speaker's positions where they are known already."""
    if call.by_clock:
        return True
    return not verb.hidden and (has(needed(verb), call, held) or _stands_in(verb.needs, call))


def may_do(right: str, call: Call) -> bool:
    """True when the speaker has a right by name, for what depends on the words of a command (``par`` for others)."""
    return call.by_clock or has(allowed(right), call) or _stands_in(right, call)


def has(wanted: frozenset[str] | None, call: Call, held: frozenset[str] | None = None) -> bool:
    """True for administrators, for everybody where nothing is wanted, and for whoever holds one of the positions."""
    if wanted is None or call.admin or call.incident is None:
        return True
    return bool(wanted & (positions(call) if held is None else held))


def _stands_in(right: str, call: Call) -> bool:
    """True for whoever took command in an emergency and was not agreed to yet, for the few things that this carries."""
    if right not in TAKE_CARRIES or call.incident is None:
        return False
    mine = call.store.same_person(call.who.key)
    return any(one.kind is Motive.TAKE and one.person in mine for one in call.store.motions(call.incident.id))


def positions(call: Call) -> frozenset[str]:
    """The ids of the positions by which the speaker has rights: held or deputised, not as a trainee."""
    if call.incident is None or carried(call.who.key):
        return frozenset()
    mine = call.store.same_person(call.who.key)
    held = {one.position for one in call.store.held_by(call.incident.id, mine) if one.rank is not Rank.TRAINEE}
    if call.incident.opened_by in mine and not commanded(call):
        held |= {IC, SWIC} if call.incident.standing else {IC}
    return frozenset(held)


def commanded(call: Call) -> bool:
    """True when somebody is IC; of a region, when somebody is SWIC."""
    head = SWIC if call.here.standing else IC
    return any(one.rank is Rank.HOLDER for one in call.store.holders(call.here.id, (head,)))


def check(verb: Verb, call: Call) -> None:
    """Raise Refused when the speaker may not say this, naming who could."""
    if verb.hidden and not call.by_clock:
        raise Refused(f"“{verb.spoken}” is said by the clock alone. Nothing was changed.")
    membership.admit(verb, call)
    if not may(verb, call) and not (verb.by_room and verb.by_room(call)):
        raise Refused(f"“{verb.spoken}” is {whose_verb(verb, call)} Nothing was changed.")


def whose_verb(verb: Verb, call: Call) -> str:
    """Who could say this, in words."""
    return whose(needed(verb) or (), call)


def require(right: str, call: Call, what: str) -> None:
    """Raise Refused where the speaker has not the right; ``what`` is how the refusal calls the thing."""
    if not may_do(right, call):
        raise Refused(f"{what} is {whose(allowed(right), call)} Nothing was changed.")


def whose(wanted: Iterable[str], call: Call) -> str:
    """``for IC (Ana Ruiz) or OSC (nobody).``: who could do it, by name where somebody holds the position."""
    ids = [one for one in POSITIONS if one in {*wanted}]
    if not ids or call.incident is None:
        return "for the incident's administrators; ask one of them."
    found = call.store.holders(call.incident.id, tuple(ids))
    named = {one: [h.name for h in found if h.position == one and h.rank is not Rank.TRAINEE] for one in ids}
    held = [f"{one} ({', '.join(named[one])})" for one in ids if named[one]]
    if not held:
        return f"for {_either(ids)}; nobody holds that position yet. {_first(call)}"
    vacant = [one for one in ids if not named[one]]
    return f"for {_either(held)}{f'; also for {_either(vacant)}, held by nobody now' if vacant else ''}."


def _first(call: Call) -> str:
    return f"An administrator or the IC gives it: {call.prefix} role give."


def _either(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"

"""Who is let in: what everybody else is told, and what the administration of a room itself lets people say.

A person belongs to an incident who is in a linked room of it, holds a position in it, is on its roster under their own
account, or administers it. Whoever belongs nowhere reads one sentence, the same whether or not there is an incident.
"""

from commands.call import Call
from commands.domain.errors import Refused
from commands.domain.incidents import MAIN
from commands.registry import Verb

NEUTRAL = (
    "Net Control answers those who are in a room in which it works, so say it there; in danger use the radio or the "
    "emergency number."
)
"""All that somebody reads who belongs to no incident."""


def may_open(call: Call) -> bool:
    """May the speaker open an incident in this room?"""
    return call.may_open


def may_bring_in(call: Call) -> bool:
    """May the speaker bring this room into an incident whose people gave a code?"""
    return call.may_open or call.moderates


def may_bring_others(call: Call) -> bool:
    """May the speaker let other rooms into the incident? A guest's room is no host."""
    here = call.store.linked(call.room)
    return call.moderates and not call.direct and here is not None and here.until is None and here.group == MAIN


def admit(verb: Verb, call: Call) -> None:
    """Raise Refused where the room's own administration does not let the speaker say what needs it."""
    if verb.by_room is None or verb.needs or call.by_clock or verb.by_room(call):
        return
    later = " It could not be found out just now whether you administer it: say it again." if call.unverified else ""
    raise Refused(
        f"“{verb.spoken}” is for whoever administers this room on its own platform, for those whom the configuration "
        f"names as openers, and for its administrators. Nothing was changed.{later}"
    )

"""Who says it: the name under which the speaker goes into the record, and their own line of the check-in list."""

from commands.call import Call
from commands.domain.accountability.checkins import Resource


def own_name(call: Call) -> str:
    """The speaker's name as it goes into the record; the platform's id while it has not told the name yet."""
    return call.who.called


def myself(call: Call) -> Resource | None:
    """The speaker's own line, by any of their accounts; never one that merely has their name."""
    keys = (call.who.key, *call.store.same_person(call.who.key))
    found = (call.store.own_checkin(call.here.id, key) for key in keys)
    return next((one for one in found if one is not None), None)
